/* The rules and prices that concern one patient's week alone, exactly: see `iopsched_solver.plans.local`. */
#ifndef LOCAL_H
#define LOCAL_H

#include "facts.h"

#define ILLEGAL INT64_MAX

/* What a week costs its patient in needs and goals of their own; ILLEGAL when it breaks a hard rule. The clinician is
 * NONE in groups. Seats, rooms, leaders and other patients are not looked at. */
int64_t local_cost(const Facts *facts, int patient, const int32_t *cells, const int32_t *clinicians, int n);

#endif
