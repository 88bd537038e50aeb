/* What a week costs beyond each patient's own needs and goals: sections, visits, loads, pairs, who was published to
 * lead. */
#ifndef SHARED_H
#define SHARED_H

#include "week.h"

/* Half hours begun, 0 for nothing or less. */
int64_t half_hours(const Facts *facts, int slots);
/* What the timetable as it is costs, visits left out. */
int64_t shared_cost(const Week *week);
/* What the time and rooms of a patient's visits cost. */
int64_t visits_cost(const Week *week, int patient);

#endif
