/* The dynamic program of one day: arcs in order of time, all states at once. */
#include "price_day.h"

#include <stdlib.h>

#include "price.h"

static size_t n_states(const Day *day)
{
    return (size_t)day->n_levels << day->n_bits;
}

static int32_t wait_of(const Day *day, int32_t from, int32_t to)
{
    int32_t gap = day->gap[from * day->n_places + to];
    return gap > day->buffer ? gap : day->buffer;
}

static void fill(double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        values[i] = FORBIDDEN;
}

/* Lower values to others plus `more` where that is less. */
static void lower(double *restrict values, const double *restrict others, double more, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double value = others[i] + more;
        values[i] = value < values[i] ? value : values[i];
    }
}

static int has_room(const Day *day, Reach *reach, size_t n_used)
{
    size_t room = n_states(day) * (n_used + (size_t)day->n_places + 1);
    if (room > reach->room) {
        free(reach->total);
        reach->room = 0;
        reach->total = malloc(room * sizeof(double));
        if (!reach->total)
            return 0;
        reach->room = room;
    }
    reach->ready = reach->total + n_states(day);
    reach->ended = reach->ready + n_states(day) * (size_t)day->n_places;
    return 1;
}

static int has_counts(const Day *day, Reach *reach)
{
    size_t places = (size_t)day->n_places, groups = (size_t)day->group_first[places];
    size_t counts = groups + places * places + places;
    if (counts > reach->counts) {
        free(reach->used);
        reach->counts = 0;
        reach->used = malloc(counts * sizeof(int32_t));
        if (!reach->used)
            return 0;
        reach->counts = counts;
    }
    reach->next = reach->used + groups;
    reach->is_ready = reach->next + places * places;
    for (size_t g = 0; g < groups; g++)
        reach->used[g] = -1;
    for (size_t from = 0; from < places; from++) {
        reach->is_ready[from] = 0;
        for (size_t to = 0; to < places; to++)
            reach->next[from * places + to] = day->group_first[from];
    }
    return 1;
}

/* Give each group that some arc ends in its number; return how many there are. */
static int32_t number_groups(const Day *day, Reach *reach)
{
    int32_t n = 0;
    for (int32_t i = 0; i < day->n_arcs; i++) {
        int32_t *used = &reach->used[day->arcs[i].group];
        if (*used < 0)
            *used = n++;
    }
    return n;
}

/* Let those go on to a place whose session is over and who had time to get there by `start`. */
static void arrive(const Day *day, Reach *reach, int32_t to, int32_t start)
{
    size_t n = n_states(day);
    double *ready = reach->ready + n * (size_t)to;
    for (int32_t from = 0; from < day->n_places; from++) {
        int32_t wait = wait_of(day, from, to), *next = &reach->next[from * day->n_places + to];
        for (; *next < day->group_first[from + 1] && day->group_end[*next] + wait <= start; ++*next) {
            if (reach->used[*next] < 0)
                continue;
            if (!reach->is_ready[to])
                fill(ready, n);
            reach->is_ready[to] = 1;
            lower(ready, reach->ended + n * (size_t)reach->used[*next], -(day->idle * day->group_end[*next]), n);
        }
    }
}

/* Lower what a day costs that ends with an arc and has sessions before. */
static void attend(const Day *day, const double *ready, double *ended, const Arc *arc)
{
    double more = arc->price + day->idle * arc->start;
    size_t n = n_states(day), levels = (size_t)day->n_levels, step = (size_t)arc->levels;
    if (arc->bit == 0 && levels == 1) {
        for (size_t i = 0; i < n; i += 2) {
            double value = ready[i] + more;
            ended[i + 1] = value < ended[i + 1] ? value : ended[i + 1];
        }
    } else if (arc->bit >= 0) {
        size_t block = levels << arc->bit;
        for (size_t i = 0; i < n; i += 2 * block)
            lower(ended + i + block, ready + i, more, block);
    } else if (step < levels) {
        for (size_t i = 0; i < n; i += levels)
            lower(ended + i + step, ready + i, more, levels - step);
    }
}

/* What a day costs whose only session so far is an arc's. */
static double cost_alone(const Day *day, const Arc *arc)
{
    return (arc->price + day->idle * arc->start) + (day->trip - day->idle * arc->start);
}

/* The state of a day with one session, beyond all states where that has too many minutes. */
static size_t alone(const Day *day, const Arc *arc)
{
    if (arc->bit >= 0)
        return (size_t)day->n_levels << arc->bit;
    return arc->levels < day->n_levels ? (size_t)arc->levels : n_states(day);
}

int day_reach(const Day *day, Reach *reach)
{
    if (!has_counts(day, reach))
        return 0;
    int32_t n_used = number_groups(day, reach), n_begun = 0;
    if (!has_room(day, reach, (size_t)n_used))
        return 0;
    size_t n = n_states(day);
    for (int32_t i = 0; i < day->n_arcs; i++) {
        const Arc *arc = &day->arcs[i];
        int32_t used = reach->used[arc->group];
        double *ended = reach->ended + n * (size_t)used;
        if (used >= n_begun) { /* groups are numbered as they begin */
            fill(ended, n);
            n_begun = used + 1;
        }
        arrive(day, reach, arc->place, arc->start);
        if (reach->is_ready[arc->place])
            attend(day, reach->ready + n * (size_t)arc->place, ended, arc);
        size_t first = alone(day, arc);
        double value = cost_alone(day, arc);
        if (first < n && value < ended[first])
            ended[first] = value;
    }
    fill(reach->total, n);
    for (int32_t g = 0; g < day->group_first[day->n_places]; g++)
        if (reach->used[g] >= 0)
            lower(reach->total, reach->ended + n * (size_t)reach->used[g], 0.0, n);
    return 1;
}

/* The state before an arc, beyond all states where it does not lead to `state`. */
static size_t state_before(const Day *day, const Arc *arc, size_t state)
{
    size_t levels = (size_t)day->n_levels, bit = arc->bit < 0 ? 0 : (size_t)1 << arc->bit;
    if (arc->bit >= 0)
        return state / levels & bit ? state - bit * levels : n_states(day);
    return state % levels >= (size_t)arc->levels ? state - (size_t)arc->levels : n_states(day);
}

/* The last end of a session at a place that leaves time to get to an arc; without one the day ends. */
static int32_t last_end(const Day *day, int32_t place, const Arc *follow)
{
    return follow ? follow->start - wait_of(day, place, follow->place) : INT32_MAX;
}

/* What a day costs at least in a state that ends with a group: before another arc less idle time up to its end. */
static double ended_at(const Day *day, const Reach *reach, int32_t group, size_t state, const Arc *follow)
{
    double value = reach->ended[n_states(day) * (size_t)reach->used[group] + state];
    return follow ? value - day->idle * day->group_end[group] : value;
}

/* The same over all groups that leave time to get to the arc. */
static double least_before(const Day *day, const Reach *reach, size_t state, const Arc *follow)
{
    double least = FORBIDDEN;
    for (int32_t place = 0; place < day->n_places; place++) {
        int32_t last = last_end(day, place, follow);
        for (int32_t g = day->group_first[place]; g < day->group_first[place + 1] && day->group_end[g] <= last; g++) {
            if (reach->used[g] < 0)
                continue;
            double value = ended_at(day, reach, g, state, follow);
            least = value < least ? value : least;
        }
    }
    return least;
}

typedef struct {
    int32_t arc;     /* the last, -1 for none */
    int is_first;    /* whether there is none before */
    size_t before;   /* the state before it */
    double least;    /* and what that costs, less idle time */
} Last;

/* The first of the arcs that the best day in a state ends with which costs `least`, before another arc. */
static Last last_arc(const Day *day, const Reach *reach, size_t state, const Arc *follow, double least)
{
    Last last = {-1, 0, 0, 0.0};
    double best = OUT_OF_REACH;
    for (int32_t i = 0; i < day->n_arcs; i++) {
        const Arc *arc = &day->arcs[i];
        if (arc->end > last_end(day, arc->place, follow) || ended_at(day, reach, arc->group, state, follow) > least)
            continue;
        size_t before = state_before(day, arc, state);
        if (before == n_states(day))
            continue;
        double earlier = least_before(day, reach, before, arc);
        double value = earlier + (arc->price + day->idle * arc->start);
        int is_first = before == 0 && cost_alone(day, arc) <= value;
        value = (is_first ? cost_alone(day, arc) : value) - (follow ? day->idle * arc->end : 0.0);
        if (value < best) {
            best = value;
            last = (Last){i, is_first, before, earlier};
        }
    }
    return last;
}

int32_t day_way(const Day *day, const Reach *reach, size_t state, int32_t *way)
{
    int32_t n = 0;
    Last last = last_arc(day, reach, state, NULL, least_before(day, reach, state, NULL));
    while (last.arc >= 0) {
        way[n++] = last.arc;
        if (last.is_first)
            break;
        last = last_arc(day, reach, last.before, &day->arcs[last.arc], last.least);
    }
    for (int32_t i = 0; i < n / 2; i++) {
        int32_t arc = way[i];
        way[i] = way[n - 1 - i];
        way[n - 1 - i] = arc;
    }
    return n;
}

void day_free(Reach *reach)
{
    free(reach->total);
    free(reach->used);
}
