/* What a patient could have now: seats in running groups, new sections, one-to-one sessions. */
#ifndef OFFERS_H
#define OFFERS_H

#include "choose.h"

/* Fill `free`, `room` and `here` for a patient. */
void offers_of(Chooser *chooser, int patient);

/* A session that the patient has, as an option that every day contains. */
Option offer_kept(const Chooser *chooser, const Session *session);

#endif
