/* Clinicians and what they are booked for; every rule on single clinicians is kept as bookings are added.
 *
 * A booking only ever takes cells away from its clinician, and giving it back only ever adds some. So each looks at no
 * more than the cells that it can change.
 */
#include "staff.h"

#include <string.h>

#define MOST_ROLES 512 /* of all services; with more nobody else is found to lead */
#define MOST_RUNS 96 /* of one clinician on one day */

typedef struct {
    int32_t start, end;
} Span;

/* A session that a clinician is booked for. */
typedef struct {
    int32_t start, free; /* the last: when they have time again, travel aside */
    const int32_t *gap;  /* by place: travel */
} Booked;

/* What is left to a clinician on a day, and the runs of sessions without a break that they have. */
typedef struct {
    int32_t slots, run_most, pause;
    int n;
    Span runs[MOST_RUNS];
} Left;

static int32_t length(const Facts *facts, int cell)
{
    return facts->end[cell] - facts->start[cell];
}

static int64_t by_day(int clinician, int day)
{
    return (int64_t)clinician * DAYS + day;
}

static int32_t *booked_on(const Week *week, int clinician, int day)
{
    return week->booked + by_day(clinician, day) * week->facts->most_booked;
}

int week_clash(const Facts *facts, int cell, int other)
{
    int32_t gap = facts->clinician_gap[facts->place[other] * facts->n_places + facts->place[cell]];
    return facts->start[other] < facts->end[cell] + facts->hold[facts->service[cell]] + gap &&
           facts->end[other] + facts->hold[facts->service[other]] + gap > facts->start[cell];
}

void staff_start(Week *week)
{
    const Facts *facts = week->facts;
    memcpy(week->can_lead, facts->may_lead, (size_t)(facts->n_clinicians * facts->n_cells));
    for (int c = 0; c < facts->n_clinicians; c++) {
        const uint8_t *may = facts->may_lead + c * facts->n_cells, *fills = facts->fills + c * facts->n_services;
        for (int k = 0; k < facts->n_cells; k++) {
            week->n_able[k] += may[k] & fills[facts->service[k]];
        }
    }
}

int staff_is_free(const Week *week, int clinician, int cell)
{
    const Facts *facts = week->facts;
    int32_t n = week->n_booked[by_day(clinician, facts->day[cell])];
    return week->can_lead[clinician * facts->n_cells + cell] && n < facts->most_booked && n < MOST_RUNS;
}

static void set_free(Week *week, int clinician, int cell, int is_free)
{
    const Facts *facts = week->facts;
    uint8_t *can = week->can_lead + clinician * facts->n_cells + cell;
    WRITE(week, *can);
    *can = (uint8_t)is_free;
    if (facts->fills[clinician * facts->n_services + facts->service[cell]]) {
        WRITE(week, week->n_able[cell]);
        week->n_able[cell] += is_free ? 1 : -1;
    }
}

/* Count the time of a cell, or with `sign` -1 take it off. */
static void count_time(Week *week, int clinician, int cell, int sign)
{
    int32_t slots = sign * length(week->facts, cell);
    int32_t *of_week = week->week_slots + clinician;
    int32_t *of_day = week->day_slots + by_day(clinician, week->facts->day[cell]);
    WRITE(week, *of_week);
    WRITE(week, *of_day);
    *of_week += slots;
    *of_day += slots;
}

/* The sessions of a clinician's day by start and end, in `runs`; return how many. */
static int in_order(const Week *week, int clinician, int day, Span runs[MOST_RUNS])
{
    const Facts *facts = week->facts;
    const int32_t *booked = booked_on(week, clinician, day);
    int n = week->n_booked[by_day(clinician, day)];
    for (int i = 0; i < n; i++) {
        Span span = {facts->start[booked[i]], facts->end[booked[i]]};
        int j = i;
        for (; j > 0 && runs[j - 1].start > span.start; j--) {
            runs[j] = runs[j - 1];
        }
        runs[j] = span;
    }
    return n;
}

static void left_of_day(const Week *week, int clinician, int day, Left *left)
{
    const Facts *facts = week->facts;
    left->slots = facts->day_most[clinician] - week->day_slots[by_day(clinician, day)];
    left->run_most = facts->run_most[clinician];
    left->pause = facts->pause[clinician];
    int n = in_order(week, clinician, day, left->runs);
    left->n = 0;
    for (int i = 0; i < n; i++) {
        Span *last = left->runs + left->n - 1;
        if (left->n > 0 && left->runs[i].start - last->end < left->pause) {
            last->end = left->runs[i].end;
        } else {
            left->runs[left->n++] = left->runs[i];
        }
    }
}

/* Whether a cell keeps the day's limit and makes no run without a break too long. */
static int is_within(const Facts *facts, const Left *left, int cell)
{
    int32_t start = facts->start[cell], end = facts->end[cell], first = start, last = end;
    if (end - start > left->slots) {
        return 0;
    }
    for (int i = 0; i < left->n; i++) {
        const Span *run = left->runs + i;
        if (run->end <= start && start - run->end < left->pause) {
            first = run->start;
        }
        if (run->start >= end && run->start - end < left->pause) {
            last = run->end;
        }
    }
    return last - first <= left->run_most;
}

static int32_t left_of_week(const Week *week, int clinician)
{
    return week->facts->week_most[clinician] - week->week_slots[clinician];
}

/* Whether some service takes longer than what is left of the clinician's week. */
static int is_limited(const Week *week, int clinician)
{
    const Facts *facts = week->facts;
    int32_t left = left_of_week(week, clinician);
    for (int s = 0; s < facts->n_services; s++) {
        if (facts->slots[s] > left) {
            return 1;
        }
    }
    return 0;
}

enum { NOT_KNOWN, KEEPS, CHANGES };

/* For each shape of cells of a day: nothing is known yet. */
static uint8_t *nothing_known(Week *week, int day)
{
    int first = week->facts->shape_first[day];
    memset(week->known + first, NOT_KNOWN, (size_t)(week->facts->shape_first[day + 1] - first));
    return week->known;
}

/* Strike out what is longer than what is left of the week. */
static void limit_week(Week *week, int clinician)
{
    const Facts *facts = week->facts;
    const uint8_t *can = week->can_lead + clinician * facts->n_cells;
    if (!is_limited(week, clinician)) {
        return;
    }
    int32_t left = left_of_week(week, clinician);
    for (int k = 0; k < facts->n_cells; k++) {
        if (can[k] && length(facts, k) > left) {
            set_free(week, clinician, k, 0);
        }
    }
}

void staff_book(Week *week, int clinician, int cell)
{
    const Facts *facts = week->facts;
    const uint8_t *can = week->can_lead + clinician * facts->n_cells;
    int day = facts->day[cell];
    count_time(week, clinician, cell, 1);
    int32_t *n = week->n_booked + by_day(clinician, day), *added = booked_on(week, clinician, day) + *n;
    WRITE(week, *n);
    WRITE(week, *added);
    *added = cell;
    ++*n;
    Left left;
    left_of_day(week, clinician, day, &left);
    uint8_t *known = nothing_known(week, day);
    for (int i = facts->day_first[day]; i < facts->day_first[day + 1]; i++) {
        int near = facts->day_cell[i], shape = facts->shape[near];
        if (!can[near]) {
            continue;
        }
        if (known[shape] == NOT_KNOWN) {
            known[shape] = week_clash(facts, cell, near) || !is_within(facts, &left, near) ? CHANGES : KEEPS;
        }
        if (known[shape] == CHANGES) {
            set_free(week, clinician, near, 0);
        }
    }
    limit_week(week, clinician);
}

static int bookings(const Week *week, int clinician, int day, Booked all[MOST_RUNS])
{
    const Facts *facts = week->facts;
    const int32_t *booked = booked_on(week, clinician, day);
    int n = week->n_booked[by_day(clinician, day)];
    for (int i = 0; i < n; i++) {
        int k = booked[i];
        all[i] = (Booked){facts->start[k], facts->end[k] + facts->hold[facts->service[k]],
                          facts->clinician_gap + facts->place[k]};
    }
    return n;
}

/* Whether a cell clashes with any of them, as `week_clash` has it. */
static int meets_any(const Facts *facts, const Booked *booked, int n, int cell)
{
    int32_t start = facts->start[cell], end = facts->end[cell] + facts->hold[facts->service[cell]];
    int64_t row = facts->place[cell] * facts->n_places;
    for (int i = 0; i < n; i++) {
        int32_t gap = booked[i].gap[row];
        if (start < booked[i].free + gap && end + gap > booked[i].start) {
            return 1;
        }
    }
    return 0;
}

/* Let a clinician lead again what nothing forbids any more. */
static void free_day(Week *week, int clinician, int day)
{
    const Facts *facts = week->facts;
    const uint8_t *can = week->can_lead + clinician * facts->n_cells;
    const uint8_t *may = facts->may_lead + clinician * facts->n_cells;
    int32_t left_slots = left_of_week(week, clinician);
    Left left;
    left_of_day(week, clinician, day, &left);
    Booked booked[MOST_RUNS];
    int n_booked = bookings(week, clinician, day, booked);
    uint8_t *known = nothing_known(week, day);
    for (int i = facts->day_first[day]; i < facts->day_first[day + 1]; i++) {
        int k = facts->day_cell[i], shape = facts->shape[k];
        if (!may[k] || can[k]) {
            continue;
        }
        if (known[shape] == NOT_KNOWN) {
            int is_free = length(facts, k) <= left_slots && is_within(facts, &left, k) &&
                          !meets_any(facts, booked, n_booked, k);
            known[shape] = is_free ? CHANGES : KEEPS;
        }
        if (known[shape] == CHANGES) {
            set_free(week, clinician, k, 1);
        }
    }
}

void staff_release(Week *week, int clinician, int cell)
{
    int day = week->facts->day[cell], was_limited = is_limited(week, clinician);
    int32_t *booked = booked_on(week, clinician, day), *n = week->n_booked + by_day(clinician, day);
    count_time(week, clinician, cell, -1);
    int at = 0;
    while (booked[at] != cell) {
        at++;
    }
    WRITE(week, *n);
    WRITE(week, booked[at]);
    booked[at] = booked[--*n];
    for (int d = 0; d < DAYS; d++) {
        if (was_limited || d == day) {
            free_day(week, clinician, d);
        }
    }
}

int week_could_lead(const Week *week, int clinician, int cell)
{
    const Facts *facts = week->facts;
    if (!facts->may_lead[clinician * facts->n_cells + cell]) {
        return 0;
    }
    int day = facts->day[cell];
    const int32_t *booked = booked_on(week, clinician, day);
    int n = week->n_booked[by_day(clinician, day)];
    for (int i = 0; i < n; i++) {
        if (!facts->one_to_one[facts->service[booked[i]]] && week_clash(facts, booked[i], cell)) {
            return 0;
        }
    }
    return 1;
}

int week_may_take(const Week *week, int clinician, int patient)
{
    const Facts *facts = week->facts;
    return week->sees[clinician * facts->n_patients + patient] || week->n_seen[clinician] < facts->caseload[clinician];
}

static int is_wished(const Facts *facts, int cell, int clinician)
{
    for (int i = facts->wished_first[cell]; i < facts->wished_first[cell + 1]; i++) {
        if (facts->wished[i] == clinician) {
            return 1;
        }
    }
    return 0;
}

static int holds(const Facts *facts, int clinician, int role)
{
    return facts->role_held[clinician * facts->n_roles + role];
}

/* The roles of a band, those first that fewest free clinicians hold; return how many, NONE if too many. */
static int scarce_first(const Week *week, int cell, const int32_t *count, int roles[MOST_LEADERS])
{
    const Facts *facts = week->facts;
    int n = 0, n_leaders = 0, able[MOST_LEADERS];
    for (int role = 0; role < facts->n_roles; role++) {
        if (count[role] <= 0) {
            continue;
        }
        n_leaders += count[role];
        if (n_leaders > MOST_LEADERS) {
            return NONE;
        }
        int who = 0;
        for (int c = 0; c < facts->n_clinicians; c++) {
            who += holds(facts, c, role) && staff_is_free(week, c, cell);
        }
        int j = n++;
        for (; j > 0 && able[j - 1] > who; j--) {
            able[j] = able[j - 1];
            roles[j] = roles[j - 1];
        }
        able[j] = who;
        roles[j] = role;
    }
    return n;
}

static int is_among(const int16_t *leaders, int n, int clinician)
{
    for (int i = 0; i < n; i++) {
        if (leaders[i] == clinician) {
            return 1;
        }
    }
    return 0;
}

/* Whether a clinician is a better leader than another, who has a lower number or is NONE. */
static int is_better(const Week *week, int cell, int one, int other)
{
    const Facts *facts = week->facts;
    if (other == NONE) {
        return 1;
    }
    int first = is_wished(facts, cell, one), second = is_wished(facts, cell, other);
    if (first != second) {
        return first;
    }
    if (facts->n_roles_held[one] != facts->n_roles_held[other]) {
        return facts->n_roles_held[one] < facts->n_roles_held[other];
    }
    return week->week_slots[one] < week->week_slots[other];
}

/* The best free clinician for a role beside those chosen already; NONE if there is none. */
static int best_leader(const Week *week, int cell, int role, const int16_t *leaders, int n)
{
    const Facts *facts = week->facts;
    int best = NONE;
    for (int c = 0; c < facts->n_clinicians; c++) {
        if (holds(facts, c, role) && staff_is_free(week, c, cell) && !is_among(leaders, n, c) &&
            is_better(week, cell, c, best)) {
            best = c;
        }
    }
    return best;
}

static void put_in_order(int16_t *leaders, int n, int clinician)
{
    for (; n > 0 && leaders[n - 1] > clinician; n--) {
        leaders[n] = leaders[n - 1];
    }
    leaders[n] = (int16_t)clinician;
}

int staff_leaders(const Week *week, int cell, int band, int16_t leaders[MOST_LEADERS])
{
    const int32_t *count = week->facts->role_count + band * week->facts->n_roles;
    int roles[MOST_LEADERS], n = 0;
    int n_roles = scarce_first(week, cell, count, roles);
    if (n_roles == NONE) {
        return NONE;
    }
    for (int i = 0; i < n_roles; i++) {
        for (int32_t needed = count[roles[i]]; needed > 0; needed--) {
            int best = best_leader(week, cell, roles[i], leaders, n);
            if (best == NONE) {
                return NONE;
            }
            put_in_order(leaders, n++, best);
        }
    }
    return n;
}

/* Whether leaders from the one at `at` on can take the roles that are left, each one or none. */
static int can_share(const Facts *facts, int32_t *needed, const int16_t *leaders, int n, int at)
{
    int left = 0;
    for (int role = 0; role < facts->n_roles; role++) {
        left += needed[role];
    }
    if (left == 0 || at == n) {
        return left == 0;
    }
    for (int role = 0; role < facts->n_roles; role++) {
        if (needed[role] > 0 && holds(facts, leaders[at], role)) {
            needed[role]--;
            int can = can_share(facts, needed, leaders, n, at + 1);
            needed[role]++;
            if (can) {
                return 1;
            }
        }
    }
    return can_share(facts, needed, leaders, n, at + 1);
}

int staff_fill(const Facts *facts, int band, const int16_t *leaders, int n)
{
    int32_t needed[MOST_ROLES];
    if (facts->n_roles > MOST_ROLES) {
        return 0;
    }
    memcpy(needed, facts->role_count + band * facts->n_roles, (size_t)facts->n_roles * sizeof *needed);
    return can_share(facts, needed, leaders, n, 0);
}
