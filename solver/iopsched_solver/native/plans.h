/* Sessions that a patient could have, days made of them, and weeks made of days. */
#ifndef PLANS_H
#define PLANS_H

#include "facts.h"

#define DAY_PLANS 16     /* days kept of one search */
#define MOST_DAY_PLANS 48 /* days of one weekday that a week may be made of */
#define WEEKS 3          /* weeks kept of one search */

typedef struct {
    double value; /* what it is worth: its own costs off, what it would meet of care plan and weekly minutes on */
    double base;  /* the same without the needs that only the whole week can tell */
    int32_t start, end, service, minutes, cell, day, clinician, place;
    int32_t is_video;
    int32_t is_must; /* every day contains it */
} Option;

typedef struct {
    double value, base;
    int32_t minutes, is_service_day, videos, video_minutes;
    int32_t n;
    const Option *options[MOST_A_DAY]; /* by start */
} DayPlan;

typedef struct {
    int32_t n;
    const Option *options[MOST_SESSIONS];
} WeekPlan;

/* Find good days, the best of each sum of counted minutes and number of one-to-one sessions; return how many, best
 * first.
 * `options` are by start; `beyond` tells whether a day may have more sessions than its most, at its price. */
int day_plans(const Facts *facts, int patient, const Option *options, int n, int beyond, DayPlan plans[DAY_PLANS]);

/* Find the best weeks, best first, of `n_plans[d]` plans of each day d, one of which has no session if the day may be
 * empty; return how many. */
int best_weeks(const Facts *facts, int patient, DayPlan days[DAYS][MOST_DAY_PLANS], const int n_plans[DAYS],
               WeekPlan weeks[WEEKS]);

/* Swap sessions that the care plan does not ask for against ones that it does, hour for hour, while there are any.
 * `options[d]` are the `n_options[d]` sessions that could be had on day d; sessions that are musts stay. */
void exchange(const Facts *facts, int patient, WeekPlan *week, const Option *const options[DAYS],
              const int n_options[DAYS]);

#endif
