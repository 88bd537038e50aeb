/* Whose time is taken: the part of a week that is about clinicians. */
#ifndef STAFF_H
#define STAFF_H

#include "week.h"

/* What each clinician may lead before anything is booked. */
void staff_start(Week *week);
/* Whether a clinician may lead the cell beside what is booked already. */
int staff_is_free(const Week *week, int clinician, int cell);
/* Take the clinician's time for a cell, for which they are free. */
void staff_book(Week *week, int clinician, int cell);
/* Give the time of a cell back. */
void staff_release(Week *week, int clinician, int cell);
/* Choose free leaders who fill the band's roles, published ones first, else those who can do least besides. Return how
 * many, in ascending order; NONE if the roles cannot be filled in order of scarcity. */
int staff_leaders(const Week *week, int cell, int band, int16_t leaders[MOST_LEADERS]);

/* Whether these leaders can share out the roles of the band among them. */
int staff_fill(const Facts *facts, int band, const int16_t *leaders, int n);

#endif
