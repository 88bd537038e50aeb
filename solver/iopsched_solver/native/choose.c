#include "choose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "local.h"
#include "offers.h"
#include "random.h"

#define MOST_GIVEN_UP 3 /* days of a week they had that a patient gives up for others at once */
#define AGAIN 1 /* how often days are searched anew around a week that leaves something unmet */

typedef struct {
    double price; /* what the choice rests on; INFINITY where the week is not legal */
    int64_t cost; /* what it costs the patient alone */
    WeekPlan plan;
} Priced;

/* By patient and service: clinicians who may see them one-to-one. */
static int list_visitors(Chooser *c)
{
    const Facts *f = c->week->facts;
    size_t rows = (size_t)f->n_patients * f->n_services, n = 0;
    for (size_t i = 0; i < (size_t)f->n_patients * f->n_clinicians * f->n_services; i++)
        n += f->may_visit[i];
    c->visitor_first = calloc(rows + 1, sizeof *c->visitor_first);
    c->visitor = calloc(n + 1, sizeof *c->visitor);
    if (!c->visitor_first || !c->visitor)
        return 0;
    int32_t at = 0;
    for (int p = 0; p < f->n_patients; p++)
        for (int s = 0; s < f->n_services; s++) {
            c->visitor_first[(size_t)p * f->n_services + s] = at;
            for (int who = 0; who < f->n_clinicians; who++)
                if (f->may_visit[((size_t)p * f->n_clinicians + who) * f->n_services + s])
                    c->visitor[at++] = who;
        }
    c->visitor_first[rows] = at;
    return 1;
}

/* How many services there are among the cells from `first` to `last`, which are in order of services. */
static int32_t count_services(const Facts *f, const int32_t *cells, int first, int last)
{
    int32_t n = 0;
    for (int i = first; i < last; i++)
        n += i == first || f->service[cells[i]] != f->service[cells[i - 1]];
    return n;
}

/* What the cheapest need costs. */
static int64_t least_need(const Facts *f)
{
    const int64_t needs[] = {f->weekly_minutes, f->day_minimum, f->service_days, f->care_plan};
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i] && needs[i] < least)
            least = needs[i];
    return least == INT64_MAX ? 1 : least;
}

Chooser *chooser_new(const Week *week, uint64_t *random)
{
    const Facts *f = week->facts;
    Chooser *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->week = week;
    c->random = random;
    c->only_day = NONE;
    c->least_need = least_need(f);
    c->interest = calloc((size_t)f->n_cells + 1, sizeof *c->interest);
    c->n_services = calloc((size_t)f->n_patients + 1, sizeof *c->n_services);
    c->n_visit_services = calloc((size_t)f->n_patients + 1, sizeof *c->n_visit_services);
    if (!c->interest || !c->n_services || !c->n_visit_services || !list_visitors(c)) {
        chooser_free(c);
        return NULL;
    }
    for (int p = 0; p < f->n_patients; p++) {
        c->n_services[p] = count_services(f, f->group_cell, f->group_first[p], f->group_first[p + 1]);
        c->n_visit_services[p] = count_services(f, f->visit_cell, f->visit_first[p], f->visit_first[p + 1]);
    }
    return c;
}

void chooser_free(Chooser *c)
{
    if (!c)
        return;
    free(c->interest);
    free(c->n_services);
    free(c->n_visit_services);
    free(c->visitor_first);
    free(c->visitor);
    free(c);
}

/* Count a patient's interest in every group that they may attend, or with `sign` -1 take it off. */
static void count_interest(Chooser *c, int patient, double sign)
{
    const Facts *f = c->week->facts;
    size_t row = (size_t)patient * f->n_services;
    for (int i = f->group_first[patient]; i < f->group_first[patient + 1]; i++) {
        int k = f->group_cell[i], s = f->service[k];
        if (f->care_max[row + s] > 0)
            c->interest[k] += sign * (f->care_min[row + s] > 0 ? 1.0 : 0.3);
    }
}

static void find_most_interest(Chooser *c)
{
    c->most_interest = 0.0;
    for (int k = 0; k < c->week->facts->n_cells; k++)
        if (c->interest[k] > c->most_interest)
            c->most_interest = c->interest[k];
}

void chooser_expect(Chooser *c, const int32_t *patients, int n)
{
    chooser_expect_nobody(c);
    for (int i = 0; i < n; i++)
        count_interest(c, patients[i], 1.0);
    find_most_interest(c);
}

void chooser_placed(Chooser *c, int patient)
{
    count_interest(c, patient, -1.0);
    find_most_interest(c);
}

void chooser_expect_nobody(Chooser *c)
{
    memset(c->interest, 0, (size_t)c->week->facts->n_cells * sizeof *c->interest);
    c->most_interest = 0.0;
}

/* The worth of a day's options beside the other days' sessions; those beyond the care plan are left out. */
static void beside(const Facts *f, int patient, const Offer *free, const int32_t *counts, Offer *offer)
{
    size_t row = (size_t)patient * f->n_services;
    offer->n = 0;
    for (int i = 0; i < free->n; i++) {
        const Option *option = &free->options[i];
        int s = option->service;
        if (!option->is_must && counts[s] >= f->care_max[row + s])
            continue;
        double care = counts[s] < f->care_min[row + s] ? (double)f->care_plan : 0.0;
        double minutes = f->week_min[patient] > 0 ? (double)f->weekly_minutes * option->minutes / 30.0 : 0.0;
        Option *each = &offer->options[offer->n++];
        *each = *option;
        each->value = option->base + f->weight[patient] * (care + minutes);
    }
}

static int is_in(const Session *sessions, int n, int cell)
{
    for (int i = 0; i < n; i++)
        if (sessions[i].cell == cell)
            return 1;
    return 0;
}

/* Add the days found among these options to those of a weekday, the empty one if the day may be empty. */
static int add_days(const Facts *f, int patient, const Offer *offer, int beyond, int with_empty, DayPlan *days, int n)
{
    DayPlan found[DAY_PLANS];
    int n_musts = 0;
    for (int i = 0; i < offer->n; i++)
        n_musts += offer->options[i].is_must;
    int n_found = offer->n ? day_plans(f, patient, offer->options, offer->n, beyond, found) : 0;
    for (int i = 0; i < n_found && n < MOST_DAY_PLANS; i++)
        days[n++] = found[i];
    if (with_empty && !n_musts && n < MOST_DAY_PLANS)
        days[n++] = (DayPlan){.value = 0.0};
    return n;
}

/* Add the day as it was, if there is anything in it that may be chosen. */
static int add_own_day(Chooser *c, int day, const Session *before, int n_before, DayPlan *days, int n)
{
    Offer *own = &c->own[day];
    int n_others = 0;
    own->n = 0;
    for (int i = 0; i < c->free[day].n; i++) {
        const Option *option = &c->free[day].options[i];
        if (!option->is_must && !is_in(before, n_before, option->cell))
            continue;
        n_others += !option->is_must;
        own->options[own->n] = *option;
        own->options[own->n++].is_must = 1;
    }
    if (n_others)
        n = add_days(c->week->facts, c->patient, own, 1, 0, days, n);
    for (int i = 0; i < own->n; i++) /* whoever looks at the week may exchange them */
        own->options[i].is_must = 0;
    return n;
}

/* Pick days of a week they had that the patient gives up for others; return how many.
 *
 * Beside all other days of that week a day elsewhere has nothing to meet: nobody would exchange weekdays. */
static int give_up(Chooser *c, int32_t counts[DAYS][MOST_SERVICES], uint8_t is_given_up[DAYS])
{
    int had[DAYS], n_had = 0;
    for (int d = 0; d < DAYS; d++) {
        int n = 0;
        for (int s = 0; s < c->week->facts->n_services; s++)
            n += counts[d][s];
        is_given_up[d] = 0;
        if (n)
            had[n_had++] = d;
    }
    int n = 1 + (int)(next_random(c->random) * MOST_GIVEN_UP);
    if (n > n_had)
        n = n_had;
    for (int i = 0; i < n; i++) {
        int at = (int)(next_random(c->random) * n_had--);
        is_given_up[had[at]] = 1;
        had[at] = had[n_had];
    }
    return n;
}

/* Sessions of a service that are asked of a day: its own and those of days given up, each day by chance a share. */
static int asked_of_day(Chooser *c, int day, int service, int32_t counts[DAYS][MOST_SERVICES],
                        const uint8_t is_given_up[DAYS], int n_given_up)
{
    int own = counts[day][service], others = 0;
    for (int d = 0; d < DAYS; d++)
        if (is_given_up[d] && d != day)
            others += counts[d][service];
    if (own && is_given_up[day] && next_random(c->random) * n_given_up >= 1.0)
        own = 0;
    if (others && next_random(c->random) * n_given_up >= 1.0)
        others = 0;
    return own + others;
}

/* Days for one who had all needs met: what is best beside most other days of that week, and that week's own day. */
static void days_near(Chooser *c, const Session *before, int n_before, DayPlan days[DAYS][MOST_DAY_PLANS], int *n_days)
{
    const Facts *f = c->week->facts;
    int32_t counts[DAYS][MOST_SERVICES] = {{0}}, all[MOST_SERVICES] = {0};
    for (int d = 0; d < DAYS; d++)
        for (int i = 0; i < c->free[d].n; i++) {
            const Option *option = &c->free[d].options[i];
            if (option->is_must || is_in(before, n_before, option->cell)) {
                counts[d][option->service]++;
                all[option->service]++;
            }
        }
    uint8_t is_given_up[DAYS];
    int n_given_up = give_up(c, counts, is_given_up);
    for (int d = 0; d < DAYS; d++) {
        int32_t others[MOST_SERVICES];
        for (int s = 0; s < f->n_services; s++)
            others[s] = all[s] - asked_of_day(c, d, s, counts, is_given_up, n_given_up);
        beside(f, c->patient, &c->free[d], others, &c->near[d]);
        n_days[d] = add_days(f, c->patient, &c->near[d], 1, 1, days[d], 0);
        n_days[d] = add_own_day(c, d, before, n_before, days[d], n_days[d]);
    }
}

/* Price a week exactly. */
static Priced priced(const Chooser *c, const WeekPlan *plan)
{
    const Facts *f = c->week->facts;
    const Week *w = c->week;
    int32_t cells[2 * MOST_SESSIONS], clinicians[2 * MOST_SESSIONS];
    int n = 0;
    double own = 0.0;
    for (int i = 0; i < plan->n; i++) {
        cells[n] = plan->options[i]->cell;
        clinicians[n++] = plan->options[i]->clinician;
        own += -plan->options[i]->base - f->own[(size_t)c->patient * f->n_cells + plan->options[i]->cell];
    }
    const Session *mine = w->sessions + (size_t)c->patient * f->most_sessions;
    for (int i = 0; i < w->n_sessions[c->patient]; i++)
        if (!f->attends[f->service[mine[i].cell]]) {
            cells[n] = mine[i].cell;
            clinicians[n++] = mine[i].clinician;
        }
    int64_t cost = local_cost(f, c->patient, cells, clinicians, n);
    return (Priced){cost == ILLEGAL ? INFINITY : (double)cost + own, cost, *plan};
}

/* Find the best week of these days, by exact prices. */
static Priced best_of(Chooser *c, DayPlan days[DAYS][MOST_DAY_PLANS], const int *n_days)
{
    const Facts *f = c->week->facts;
    const Option *options[DAYS];
    int n_options[DAYS];
    for (int d = 0; d < DAYS; d++) {
        options[d] = c->free[d].options;
        n_options[d] = c->free[d].n;
    }
    WeekPlan weeks[WEEKS];
    int n = best_weeks(f, c->patient, days, n_days, weeks);
    Priced best = {INFINITY, ILLEGAL, {.n = 0}};
    for (int i = 0; i < n; i++) {
        Priced as_found = priced(c, &weeks[i]);
        if (as_found.price < best.price)
            best = as_found;
        exchange(f, c->patient, &weeks[i], options, n_options);
        if (!memcmp(weeks[i].options, as_found.plan.options, (size_t)weeks[i].n * sizeof *weeks[i].options))
            continue;
        Priced exchanged = priced(c, &weeks[i]);
        if (exchanged.price < best.price)
            best = exchanged;
    }
    return best;
}

/* Search days anew around a week, each at what its sessions are worth beside the other days. */
static void days_around(Chooser *c, const WeekPlan *week, DayPlan days[DAYS][MOST_DAY_PLANS], int *n_days)
{
    const Facts *f = c->week->facts;
    int32_t counts[DAYS][MOST_SERVICES] = {{0}}, all[MOST_SERVICES] = {0};
    for (int i = 0; i < week->n; i++) {
        counts[week->options[i]->day][week->options[i]->service]++;
        all[week->options[i]->service]++;
    }
    for (int d = 0; d < DAYS; d++) {
        int32_t others[MOST_SERVICES];
        for (int s = 0; s < f->n_services; s++)
            others[s] = all[s] - counts[d][s];
        beside(f, c->patient, &c->free[d], others, &c->around[d]);
        n_days[d] = add_days(f, c->patient, &c->around[d], 1, 0, days[d], n_days[d]);
    }
}

int choose(Chooser *c, int patient, const Session *before, int n_before, const Option *chosen[MOST_SESSIONS])
{
    const Week *w = c->week;
    const Facts *f = w->facts;
    DayPlan days[DAYS][MOST_DAY_PLANS];
    int n_days[DAYS], n = 0;
    offers_of(c, patient);
    if (before)
        days_near(c, before, n_before, days, n_days);
    else
        for (int d = 0; d < DAYS; d++)
            n_days[d] = add_days(f, patient, &c->free[d], 0, 1, days[d], 0);
    Priced best = {INFINITY, ILLEGAL, {.n = 0}};
    for (int i = 0; i <= AGAIN; i++) {
        Priced now = best_of(c, days, n_days);
        if (now.price >= best.price)
            break;
        best = now;
        if (best.cost < c->least_need || i == AGAIN)
            break;
        days_around(c, &best.plan, days, n_days);
    }
    const Session *mine = w->sessions + (size_t)patient * f->most_sessions;
    for (int i = 0; i < best.plan.n; i++)
        if (!is_in(mine, w->n_sessions[patient], best.plan.options[i]->cell))
            chosen[n++] = best.plan.options[i];
    return n;
}

/* The best day by exact prices, beside what the patient has on other days. */
static Priced best_day(const Chooser *c, int day, const DayPlan *days, int n_days)
{
    WeekPlan others = {.n = 0};
    for (int d = 0; d < DAYS; d++)
        for (int i = 0; d != day && i < c->free[d].n; i++)
            others.options[others.n++] = &c->free[d].options[i];
    Priced best = {INFINITY, ILLEGAL, {.n = 0}};
    for (int i = 0; i < n_days; i++) {
        WeekPlan week = others;
        if (others.n + days[i].n > MOST_SESSIONS)
            continue;
        memcpy(week.options + week.n, days[i].options, (size_t)days[i].n * sizeof *week.options);
        week.n += days[i].n;
        Priced now = priced(c, &week);
        if (now.price < best.price)
            best = now;
    }
    return best;
}

int choose_day(Chooser *c, int patient, int day, const Session *before, int n_before,
               const Option *chosen[MOST_SESSIONS])
{
    const Facts *f = c->week->facts;
    DayPlan days[MOST_DAY_PLANS];
    int32_t others[MOST_SERVICES] = {0};
    c->only_day = day;
    offers_of(c, patient);
    c->only_day = NONE;
    for (int i = 0; i < c->n_here; i++)
        others[f->service[c->here[i].cell]] += f->day[c->here[i].cell] != day;
    beside(f, patient, &c->free[day], others, &c->near[day]);
    int n_days = add_days(f, patient, &c->near[day], 1, 1, days, 0), n = 0;
    n_days = add_own_day(c, day, before, n_before, days, n_days);
    Priced best = best_day(c, day, days, n_days);
    for (int i = 0; i < best.plan.n; i++)
        if (!is_in(c->here, c->n_here, best.plan.options[i]->cell))
            chosen[n++] = best.plan.options[i];
    return n;
}
