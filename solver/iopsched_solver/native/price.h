/* Every patient's best days at the prices that the linear program asks: what `plans/pricing.py` hands over and gets.
 *
 * Index letters, times and minutes are those of `problem.py`; matrices lie row by row. `pricing.py` writes down the
 * same fields in the same order, and `price_bytes` tells whether it does.
 */
#ifndef PRICE_H
#define PRICE_H

#include <stdint.h>

#define FORBIDDEN 1e15
#define OUT_OF_REACH (FORBIDDEN / 2) /* what costs as much or more is not to be had */
#define LEAST_GAIN 1e-6 /* by which a day must pay */
#define WEEKDAYS 7

/* What does not change from round to round. */
typedef struct {
    int64_t n_patients, n_clinicians, n_cells, n_services, n_places, telehealth, n_limits;
    int64_t most_sessions; /* that fit into one day */
    int64_t most_states;   /* of one day, while a service has no bit that could have one */

    /* Arcs: cells of one service, start and place; by day, then by start. */
    const int32_t *day_first, *arc_service, *arc_start, *arc_end, *arc_place;
    const int32_t *arc_group; /* place and end: which of the day's groups */
    const int32_t *arc_cell_first, *arc_cell; /* cells by arc */
    const int32_t *group_day;   /* (7) where the day's groups begin */
    const int32_t *group_first; /* (7, places + 1) from there on: groups by place and end */
    const int32_t *group_end;

    /* (S): services */
    const int32_t *contact, *slots;
    const uint8_t *one_to_one;

    /* (P): patients */
    const uint8_t *may;                  /* (P, K) */
    const double *own;                   /* (P, K) goals charged by the session */
    const uint8_t *may_visit, *stranger; /* (P, C, S) */
    const uint8_t *once;                 /* (P, S): at most one a day */
    const int32_t *care_max;             /* (P, S) */
    const double *weight;
    const int32_t *day_min, *day_max, *week_max, *span_max, *sessions_min, *sessions_max, *buffer;
    const uint8_t *short_is_hard, *off_is_hard;

    /* limits on several services together */
    const uint8_t *limit_services, *limit_patients; /* (L, S), (L, P) */
    const int32_t *limit_most;

    const int32_t *gap; /* (places, places) slots */

    double idle; /* of a slot */
    double trip, primary, day_minimum, sessions_a_day;
} Clinic;

/* The prices of one round. */
typedef struct {
    const double *toll;       /* (K) added for a seat */
    const double *visit_toll; /* (C, K) added for a clinician's visit */
    const double *reward;     /* (P, S) taken off for a session */
    const double *minute;     /* (P) taken off for a counted minute */
    const double *service_day; /* (P, 7) taken off for a service day */
    const double *day_charge; /* (P, 7) added for any day */
    const double *need;       /* (P) share charged of what a day leaves unmet */
    const int32_t *surcharge_row; /* (P) of `surcharge`, -1 for none */
    const double *surcharge;  /* (rows, K) added for a cell */
    const uint8_t *may_lead;  /* (C, K) */
} Asked;

/* Ways through days, written one after the other. */
typedef struct {
    int64_t n;
    int32_t *patient, *day, *n_sessions;
    double *cost;
    int32_t *cell, *clinician; /* (ways, most_sessions), in order of time */
} Ways;

/* The arcs of a day, and what holds for all whose days are priced together: what `plans/labels.py` hands over. */
typedef struct {
    int64_t n_arcs, n_services, n_places, n_levels, n_kinds, most_sessions;
    const int32_t *service, *start, *end, *place; /* (arcs), by start */
    const int32_t *levels;                        /* (arcs) of counted minutes */
    const int32_t *kind;                          /* (arcs): start, end, place and levels */
    const int32_t *group;                         /* (arcs): place and end */
    const int32_t *group_first, *group_end;       /* (places + 1), (groups): by place and end */
    const int32_t *wait;                          /* (places, places) slots to the next session */
    double idle, trip;
} Grid;

int64_t price_bytes(void);

/* What each arc costs each of `n` patients, at which cell and with whom, each (n, arcs); FORBIDDEN where it is not to
 * be had. Return 0 where there is no memory. */
int price_arcs(const Clinic *clinic, const Asked *asked, const int32_t *patients, int64_t n, double *price,
               int32_t *cell, int32_t *clinician);

/* The best way of `n` patients through one day that pays, services without a bit as often as they fit.
 * `remembered` (n, bits): services; `is_forbidden` (n, 2^bits): sets of these; `price` (n, arcs); `ends` (n, levels)
 * what a day of so many minutes costs; `cost` and `n_sessions` (n), 0 where no day pays; `way` (n, most_sessions).
 * Return 0 where there is no memory. */
int price_remembered(const Grid *grid, int64_t n, int64_t n_bits, const int32_t *remembered,
                     const uint8_t *is_forbidden, const double *price, const double *ends, double *cost,
                     int32_t *n_sessions, int32_t *way);

/* The best way through each day of `n` patients that pays.
 * `best` (n, 7): at most the reduced cost of every legal day, at most 0. `ways` has room for 7 n.
 * Return 0 where there is no memory. */
int price_best(const Clinic *clinic, const Asked *asked, const int32_t *patients, int64_t n, double *best, Ways *ways);

/* Of each day of `n` patients the best ways to `most` states, of those that cost less than `worse` beyond the best (or
 * beyond 0, where that is less). `ways` has room for 7 n most. Return 0 where there is no memory. */
int price_good(const Clinic *clinic, const Asked *asked, const int32_t *patients, int64_t n, double worse, int64_t most,
               Ways *ways);

#endif
