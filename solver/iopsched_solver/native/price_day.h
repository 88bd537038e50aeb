/* One day of one patient at given prices: the least cost of every state, and how it is reached.
 *
 * A state is the remembered services attended, one bit each, and levels of counted minutes of the others:
 * mask * n_levels + level.
 */
#ifndef PRICE_DAY_H
#define PRICE_DAY_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    double price;
    int32_t start, end, place, service;
    int32_t group;  /* of the day: place and end */
    int32_t bit;    /* that remembers the service, -1 for none */
    int32_t levels; /* of counted minutes, where there is no bit */
    int32_t id;
} Arc;

typedef struct {
    const Arc *arcs; /* by start */
    int32_t n_arcs, n_bits, n_levels, n_places;
    const int32_t *group_first, *group_end; /* groups by place and end */
    const int32_t *gap;                     /* (places, places) slots */
    int32_t buffer;                         /* slots after each session, at least */
    double idle;                            /* of a slot */
    double trip;                            /* of coming on site, charged with the first session */
} Day;

/* What a search found, and room for it. `total` and what is behind the other pointers belongs to it. */
typedef struct {
    double *total; /* (states) least cost of a day */
    double *ended; /* (used groups, states) least cost of a day that ends so */
    double *ready; /* (places, states) the same less idle time up to the end, of those who had time to get there */
    size_t room;   /* doubles */
    int32_t *used; /* (groups) which of `ended`, -1 for none; with room for `next` and `is_ready` behind */
    int32_t *next; /* (places, places) groups of one place that did not get to another yet */
    int32_t *is_ready; /* (places) whether anybody is */
    size_t counts;
} Reach;

/* Search the whole day. Return 0 where there is no memory. */
int day_reach(const Day *day, Reach *reach);

/* Write down the arcs' places, in order of time, of the best way to a state that was reached; return how many. */
int32_t day_way(const Day *day, const Reach *reach, size_t state, int32_t *way);

void day_free(Reach *reach);

#endif
