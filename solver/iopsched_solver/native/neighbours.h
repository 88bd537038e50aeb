/* For whom a step is done, and who may stand in the way of a better week for them. */
#ifndef NEIGHBOURS_H
#define NEIGHBOURS_H

#include "recreate.h"

#define MOST_NEIGHBOURS 8

/* Pick a patient who costs much and was tried little. */
int first_neighbour(Search *search);
/* Pick one so, and others after them; return how many. In turn: those with the same clinicians, in the same sessions,
 * free at the same hours, or in sessions that the first could attend and does not; three times in ten before all of these
 * whoever must be kept apart from the first. */
int neighbours(Search *search, int32_t picked[MOST_NEIGHBOURS]);

#endif
