/* Those who lack something, or are seen by strangers: what a step can set free for them.
 *
 * Where clinicians are booked to the last hour, a session that is missing wants two things at once: a section less, or
 * led by somebody else, and whoever lacks the session placed anew before anybody else takes the hours.
 */
#ifndef HELPING_H
#define HELPING_H

#include "recreate.h"

#define MOST_HELPED 3 /* patients who are helped by one step */

/* Take some who lack something out, and let them wait before or after the n who do; return how many wait then. */
int let_lacking_wait(Search *search, int32_t *waiting, int n);
/* Whether a patient lacks something, or is seen by a stranger. */
int wants_clinician(const Search *search, int patient);
/* Let somebody else lead a section that one of the patient's own clinicians leads, if anybody can. */
void relieve(Search *search, int patient);

#endif
