/* Bringing others into sections that are still too small, one session of theirs exchanged for one. */
#ifndef FILL_H
#define FILL_H

#include "recreate.h"

/* Attendees that the sections of a cell need. */
int least_attendees(const Week *week, int cell);
/* Fill every section that is too small with those whom it costs least, into `n` how many cells had such; return whether
 * that was possible. */
int fill(Search *search, int *n);

#endif
