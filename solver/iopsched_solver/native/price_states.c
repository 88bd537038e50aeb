/* What is remembered of a day at given prices, and what a day costs by its end. */
#include "price_states.h"

#include <stdlib.h>

#define MOST_BITS 16
#define EPSILON 1e-6 /* for sums that are whole numbers but for rounding */

static int32_t divisor(int32_t a, int32_t b)
{
    while (b) {
        int32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Whether service s is remembered before t: what counts no minutes, then what is asked for most. */
static int comes_before(const States *states, int32_t s, int32_t t)
{
    const Clinic *clinic = states->clinic;
    const int32_t *care = clinic->care_max + states->patient * clinic->n_services;
    if ((clinic->contact[s] > 0) != (clinic->contact[t] > 0))
        return clinic->contact[s] == 0;
    return care[s] != care[t] ? care[s] > care[t] : s < t;
}

/* List the services of arcs, those first that may be remembered; return how many these are. */
static int32_t list_services(States *states, const Arc *arcs, int32_t n)
{
    const Clinic *clinic = states->clinic;
    int32_t n_once = 0, *offered = states->offered;
    for (int64_t s = 0; s < clinic->n_services; s++)
        states->bit[s] = states->step[s] = -1;
    states->n_offered = 0;
    for (int32_t i = 0; i < n; i++) {
        int32_t s = arcs[i].service, place;
        if (states->step[s] >= 0)
            continue;
        states->step[s] = 0;
        place = states->n_offered++;
        if (clinic->once[states->patient * clinic->n_services + s]) {
            offered[place] = offered[n_once];
            for (place = n_once++; place > 0 && comes_before(states, s, offered[place - 1]); place--)
                offered[place] = offered[place - 1];
        }
        offered[place] = s;
    }
    return n_once < MOST_BITS ? n_once : MOST_BITS;
}

/* Levels of counted minutes of the services that have no bit. */
static void set_levels(States *states, const Arc *arcs, int32_t n)
{
    const Clinic *clinic = states->clinic;
    double a_slot = 0.0;
    int32_t unit = 0, last = 0, first = arcs[0].start, p = states->patient;
    for (int32_t i = states->n_bits; i < states->n_offered; i++) {
        int32_t s = states->offered[i];
        double rate = (double)clinic->contact[s] / clinic->slots[s];
        a_slot = rate > a_slot ? rate : a_slot;
        unit = divisor(unit, clinic->contact[s]);
    }
    for (int32_t i = 0; i < n; i++)
        last = arcs[i].end > last ? arcs[i].end : last;
    double most = a_slot * (last - first) + EPSILON; /* sessions of a day do not overlap */
    most = most < clinic->day_max[p] ? most : clinic->day_max[p];
    most = most < clinic->week_max[p] ? most : clinic->week_max[p];
    states->unit = unit ? unit : 1;
    states->n_levels = unit && most > 0.0 ? (int32_t)most / unit + 1 : 1;
}

/* What a day of so many minutes costs beside its sessions. */
static double end_cost(const States *states, int32_t minutes)
{
    const Clinic *clinic = states->clinic;
    const Asked *asked = states->asked;
    int32_t p = states->patient, least = clinic->day_min[p];
    double short_cost = (least - minutes + 29) / 30 * clinic->day_minimum * clinic->weight[p] * asked->need[p];
    double cost = (minutes && minutes < least ? short_cost : 0.0) - asked->minute[p] * minutes;
    if (minutes > clinic->day_max[p] || minutes > clinic->week_max[p])
        return FORBIDDEN;
    if (minutes && minutes < least && clinic->short_is_hard[p])
        return FORBIDDEN;
    if (minutes >= (least > 1 ? least : 1))
        cost -= asked->service_day[p * WEEKDAYS + states->day];
    return cost + asked->day_charge[p * WEEKDAYS + states->day];
}

/* What n remembered sessions cost for being too many or, where all are remembered, too few. */
static double off_cost(const States *states, int32_t n, int is_all)
{
    const Clinic *clinic = states->clinic;
    int32_t p = states->patient, off = n > clinic->sessions_max[p] ? n - clinic->sessions_max[p] : 0;
    if (is_all && n < clinic->sessions_min[p])
        off += clinic->sessions_min[p] - n;
    if (!off)
        return 0.0;
    return clinic->off_is_hard[p] ? FORBIDDEN : off * clinic->sessions_a_day * clinic->weight[p] * states->asked->need[p];
}

/* Forbid the states that have more of some services than a limit allows. */
static void forbid(States *states)
{
    const Clinic *clinic = states->clinic;
    for (int64_t limit = 0; limit < clinic->n_limits; limit++) {
        if (!clinic->limit_patients[limit * clinic->n_patients + states->patient])
            continue;
        uint32_t limited = 0;
        for (int32_t i = 0; i < states->n_bits; i++)
            if (clinic->limit_services[limit * clinic->n_services + states->offered[i]])
                limited |= (uint32_t)1 << i;
        if (__builtin_popcount(limited) <= clinic->limit_most[limit])
            continue;
        for (uint32_t mask = 0; mask < (uint32_t)1 << states->n_bits; mask++)
            if (__builtin_popcount(mask & limited) > clinic->limit_most[limit])
                for (int32_t level = 0; level < states->n_levels; level++)
                    states->ends[mask * (size_t)states->n_levels + (size_t)level] = FORBIDDEN;
    }
}

/* What a day costs beside its sessions, by state. */
static int price_ends(States *states)
{
    size_t n_masks = (size_t)1 << states->n_bits, n_levels = (size_t)states->n_levels;
    int is_all = states->n_bits == states->n_offered;
    if (n_masks * n_levels > states->room) {
        free(states->ends);
        states->room = 0;
        states->ends = malloc(n_masks * n_levels * sizeof(double));
        if (!states->ends)
            return 0;
        states->room = n_masks * n_levels;
    }
    double off[MOST_BITS + 1];
    for (int32_t n = 0; n <= states->n_bits; n++)
        off[n] = off_cost(states, n, is_all);
    for (size_t mask = 0; mask < n_masks; mask++) {
        int32_t minutes = 0;
        for (int32_t i = 0; i < states->n_bits; i++)
            minutes += mask >> i & 1 ? states->clinic->contact[states->offered[i]] : 0;
        for (int32_t level = 0; level < states->n_levels; level++) {
            double cost = end_cost(states, minutes + level * states->unit) + off[__builtin_popcount((unsigned)mask)];
            states->ends[mask * n_levels + (size_t)level] = cost < FORBIDDEN ? cost : FORBIDDEN;
        }
    }
    forbid(states);
    return 1;
}

int states_make(States *states, const Arc *arcs, int32_t n)
{
    int32_t *offered = states->offered;
    states->n_bits = list_services(states, arcs, n);
    for (;; states->n_bits--) {
        set_levels(states, arcs, n);
        if (!states->n_bits || (int64_t)states->n_levels << states->n_bits <= states->clinic->most_states)
            break;
    }
    for (int32_t i = 0; i < states->n_bits / 2; i++) { /* long stretches of states for what there is most of */
        int32_t s = offered[i], *other = &offered[states->n_bits - 1 - i];
        offered[i] = *other;
        *other = s;
    }
    for (int32_t i = 0; i < states->n_offered; i++) {
        int32_t s = offered[i];
        states->bit[s] = i < states->n_bits ? i : -1;
        states->step[s] = i < states->n_bits ? 0 : states->clinic->contact[s] / states->unit;
    }
    return price_ends(states);
}
