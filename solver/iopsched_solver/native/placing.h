/* Patients placed in the week, and whom a group concerns. */
#ifndef PLACING_H
#define PLACING_H

#include "recreate.h"

#define MOST_CLEARED 24 /* patients of a cell that is cleared */

/* Fill a patient's week beside what it holds, */
void place_week(Search *search, int patient);
/* at first with what was chosen, */
void place_chosen(Search *search, int patient, const Option *const *chosen, int n);
/* or one day of it alone. */
void place_day(Search *search, int patient, int day);

/* Pick a running group cell that is not fixed; NONE if there is none. */
int running_cell(Search *search);
/* The same, the emptiest of some picked so. */
int emptier_cell(Search *search);
/* List who attends a group cell, MOST_CLEARED at most, in any order; return how many. */
int attending(Search *search, int cell, int32_t patients[MOST_CLEARED]);

#endif
