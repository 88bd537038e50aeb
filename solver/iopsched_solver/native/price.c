/* Prices of arcs, what a day costs by its end, and the best ways through days. */
#include "price.h"

#include <stdlib.h>
#include <string.h>

#include "price_day.h"
#include "price_states.h"

typedef struct {
    double cost;
    int32_t n;
    int32_t *arcs; /* as `Arc.id` */
} Way;

/* A clinician who may see a patient, and what that costs. */
typedef struct {
    double cost;
    int32_t clinician;
} Visitor;

typedef struct {
    const Clinic *clinic;
    const Asked *asked;
    void *block;
    Reach reach;

    double *ask;             /* (K, C) what a clinician's visit costs anybody, of one-to-one cells */
    Visitor *visitor;        /* (S, C) of the patient */
    int32_t *n_visitors;     /* (S) */
    double *price;           /* (arcs) of the patient */
    int32_t *cell, *leader;  /* (arcs) the cheapest */
    Arc *arcs, *window, *videos, *used; /* of a day; of some hours of it; some of these; of a search, with bits */
    double *state_cost;      /* (most) good states, best first */
    size_t *state;
    int32_t *places;         /* of a way */
    uint8_t *is_covered;     /* (arcs) by a window before */
    Way best;

    int32_t patient, day;
    States states; /* of a search */
} Work;

int64_t price_bytes(void)
{
    return (int64_t)(sizeof(Clinic) + sizeof(Asked) + sizeof(Ways) + sizeof(Grid));
}

/* Take a part of a block, or only count its bytes where there is none yet. */
static void *take(char *block, size_t *bytes, size_t n, size_t size)
{
    char *at = block ? block + *bytes : NULL;
    *bytes += (n * size + 63) / 64 * 64;
    return at;
}

static size_t lay_out(Work *work, char *block, size_t most)
{
    const Clinic *clinic = work->clinic;
    size_t bytes = 0, n_arcs = (size_t)clinic->day_first[WEEKDAYS], n_services = (size_t)clinic->n_services;
    size_t n_clinicians = (size_t)clinic->n_clinicians, n_sessions = (size_t)clinic->most_sessions;
    work->ask = take(block, &bytes, (size_t)clinic->n_cells * n_clinicians, sizeof(double));
    work->visitor = take(block, &bytes, n_services * n_clinicians, sizeof(Visitor));
    work->n_visitors = take(block, &bytes, n_services, sizeof(int32_t));
    work->price = take(block, &bytes, n_arcs, sizeof(double));
    work->cell = take(block, &bytes, n_arcs, sizeof(int32_t));
    work->leader = take(block, &bytes, n_arcs, sizeof(int32_t));
    work->arcs = take(block, &bytes, n_arcs, sizeof(Arc));
    work->window = take(block, &bytes, n_arcs, sizeof(Arc));
    work->videos = take(block, &bytes, n_arcs, sizeof(Arc));
    work->used = take(block, &bytes, n_arcs, sizeof(Arc));
    work->states.bit = take(block, &bytes, n_services, sizeof(int32_t));
    work->states.step = take(block, &bytes, n_services, sizeof(int32_t));
    work->states.offered = take(block, &bytes, n_services, sizeof(int32_t));
    work->state_cost = take(block, &bytes, most, sizeof(double));
    work->state = take(block, &bytes, most, sizeof(size_t));
    work->places = take(block, &bytes, n_sessions, sizeof(int32_t));
    work->is_covered = take(block, &bytes, n_arcs, sizeof(uint8_t));
    work->best.arcs = take(block, &bytes, n_sessions, sizeof(int32_t));
    return bytes;
}

/* What a visit costs anybody, by one-to-one cell and clinician. */
static void ask(Work *work)
{
    const Clinic *clinic = work->clinic;
    int64_t n_cells = clinic->n_cells, n_clinicians = clinic->n_clinicians;
    for (int32_t a = 0; a < clinic->day_first[WEEKDAYS]; a++) {
        if (!clinic->one_to_one[clinic->arc_service[a]])
            continue;
        for (int32_t i = clinic->arc_cell_first[a]; i < clinic->arc_cell_first[a + 1]; i++) {
            int32_t cell = clinic->arc_cell[i];
            for (int64_t c = 0; c < n_clinicians; c++) {
                int64_t at = c * n_cells + cell;
                work->ask[cell * n_clinicians + c] =
                    work->asked->may_lead[at] ? work->asked->visit_toll[at] : FORBIDDEN;
            }
        }
    }
}

static int begin(Work *work, const Clinic *clinic, const Asked *asked, size_t most)
{
    memset(work, 0, sizeof *work);
    work->clinic = clinic;
    work->asked = asked;
    work->block = malloc(lay_out(work, NULL, most) + 64);
    if (!work->block)
        return 0;
    lay_out(work, work->block, most);
    ask(work);
    return 1;
}

static void end(Work *work)
{
    day_free(&work->reach);
    free(work->states.ends);
    free(work->block);
}

/* Who may see the patient in one-to-one services. */
static void find_visitors(Work *work, int32_t p)
{
    const Clinic *clinic = work->clinic;
    int64_t n_services = clinic->n_services, n_clinicians = clinic->n_clinicians;
    for (int64_t s = 0; s < n_services; s++) {
        work->n_visitors[s] = 0;
        if (!clinic->one_to_one[s] || clinic->care_max[p * n_services + s] <= 0)
            continue;
        for (int64_t c = 0; c < n_clinicians; c++) {
            int64_t at = (p * n_clinicians + c) * n_services + s;
            if (clinic->may_visit[at])
                work->visitor[s * n_clinicians + work->n_visitors[s]++] =
                    (Visitor){clinic->stranger[at] ? clinic->primary : 0.0, (int32_t)c};
        }
    }
}

/* What the cheapest clinician of a one-to-one cell costs the patient. */
static double visit(const Work *work, int32_t cell, int32_t service, int32_t *leader)
{
    const double *ask = work->ask + cell * work->clinic->n_clinicians;
    const Visitor *visitor = work->visitor + service * work->clinic->n_clinicians;
    double least = FORBIDDEN;
    for (int32_t i = 0; i < work->n_visitors[service]; i++) {
        double cost = visitor[i].cost + ask[visitor[i].clinician];
        if (cost < least) {
            least = cost;
            *leader = visitor[i].clinician;
        }
    }
    return least;
}

/* The price of each arc at its cheapest cell and clinician. */
static void set_prices(Work *work, int32_t p)
{
    const Clinic *clinic = work->clinic;
    const Asked *asked = work->asked;
    int64_t row = p * clinic->n_cells;
    int32_t extra = asked->surcharge_row[p];
    find_visitors(work, p);
    for (int32_t a = 0; a < clinic->day_first[WEEKDAYS]; a++) {
        int32_t s = clinic->arc_service[a];
        double reward = asked->reward[p * clinic->n_services + s];
        work->price[a] = FORBIDDEN;
        work->cell[a] = work->leader[a] = -1;
        for (int32_t i = clinic->arc_cell_first[a]; i < clinic->arc_cell_first[a + 1]; i++) {
            int32_t k = clinic->arc_cell[i], leader = -1;
            if (!clinic->may[row + k])
                continue;
            double price = clinic->own[row + k] + asked->toll[k] - reward;
            if (clinic->one_to_one[s])
                price += visit(work, k, s, &leader);
            if (extra >= 0)
                price += asked->surcharge[extra * clinic->n_cells + k];
            if (price < work->price[a]) {
                work->price[a] = price;
                work->cell[a] = k;
                work->leader[a] = leader;
            }
        }
    }
}

int price_arcs(const Clinic *clinic, const Asked *asked, const int32_t *patients, int64_t n, double *price,
               int32_t *cell, int32_t *clinician)
{
    Work work;
    size_t n_arcs = (size_t)clinic->day_first[WEEKDAYS];
    int has_memory = begin(&work, clinic, asked, 0);
    for (int64_t i = 0; i < n && has_memory && n_arcs; i++) {
        set_prices(&work, patients[i]);
        memcpy(price + i * n_arcs, work.price, n_arcs * sizeof(double));
        memcpy(cell + i * n_arcs, work.cell, n_arcs * sizeof(int32_t));
        memcpy(clinician + i * n_arcs, work.leader, n_arcs * sizeof(int32_t));
    }
    end(&work);
    return has_memory;
}

/* Write down the arcs of a day that are to be had; return how many. */
static int32_t list_arcs(Work *work)
{
    const Clinic *clinic = work->clinic;
    int32_t n = 0;
    for (int32_t a = clinic->day_first[work->day]; a < clinic->day_first[work->day + 1]; a++)
        if (work->price[a] < OUT_OF_REACH)
            work->arcs[n++] = (Arc){
                .price = work->price[a],
                .start = clinic->arc_start[a],
                .end = clinic->arc_end[a],
                .place = clinic->arc_place[a],
                .service = clinic->arc_service[a],
                .group = clinic->arc_group[a],
                .id = a,
            };
    return n;
}

/* Search a day made of some arcs; `trip` is what coming costs. Then `reach.total` tells what each state costs. */
static int search(Work *work, const Arc *arcs, int32_t n, double trip, Day *day)
{
    const Clinic *clinic = work->clinic;
    int64_t n_places = clinic->n_places;
    States *states = &work->states;
    states->clinic = clinic;
    states->asked = work->asked;
    states->patient = work->patient;
    states->day = work->day;
    if (!states_make(states, arcs, n))
        return 0;
    for (int32_t i = 0; i < n; i++) {
        work->used[i] = arcs[i];
        work->used[i].bit = states->bit[arcs[i].service];
        work->used[i].levels = states->step[arcs[i].service];
    }
    *day = (Day){
        .arcs = work->used,
        .n_arcs = n,
        .n_bits = states->n_bits,
        .n_levels = states->n_levels,
        .n_places = (int32_t)n_places,
        .group_first = clinic->group_first + work->day * (n_places + 1),
        .group_end = clinic->group_end + clinic->group_day[work->day],
        .gap = clinic->gap,
        .buffer = clinic->buffer[work->patient],
        .idle = clinic->idle,
        .trip = trip,
    };
    if (!day_reach(day, &work->reach))
        return 0;
    for (size_t i = 0; i < (size_t)states->n_levels << states->n_bits; i++)
        work->reach.total[i] += states->ends[i];
    return 1;
}

static void write_way(Work *work, const Day *day, size_t state, double cost, Way *way)
{
    way->cost = cost;
    way->n = day_way(day, &work->reach, state, work->places);
    for (int32_t i = 0; i < way->n; i++)
        way->arcs[i] = day->arcs[work->places[i]].id;
}

/* Replace `best` by the best way through some arcs where that costs less. */
static int improve(Work *work, const Arc *arcs, int32_t n, double trip, Way *best)
{
    Day day;
    if (!search(work, arcs, n, trip, &day))
        return 0;
    const double *total = work->reach.total;
    size_t least = 0;
    for (size_t i = 1; i < (size_t)day.n_levels << day.n_bits; i++)
        if (total[i] < total[least])
            least = i;
    if (total[least] < best->cost)
        write_way(work, &day, least, total[least], best);
    return 1;
}

/* Replace `best` by a better way through some arcs, if there is one; a day by video alone saves the trip. */
static int find_best(Work *work, const Arc *arcs, int32_t n, Way *best)
{
    int32_t n_videos = 0;
    for (int32_t i = 0; i < n; i++)
        n_videos += arcs[i].place == work->clinic->telehealth;
    if (n_videos < n && !improve(work, arcs, n, work->clinic->trip, best))
        return 0;
    if (!n_videos || (n_videos < n && work->clinic->trip <= 0.0))
        return 1;
    if (n_videos == n)
        return improve(work, arcs, n, 0.0, best);
    Arc *videos = work->videos;
    n_videos = 0;
    for (int32_t i = 0; i < n; i++)
        if (arcs[i].place == work->clinic->telehealth)
            videos[n_videos++] = arcs[i];
    return improve(work, videos, n_videos, 0.0, best);
}

static int32_t length(const Clinic *clinic, const Way *way)
{
    return clinic->arc_end[way->arcs[way->n - 1]] - clinic->arc_start[way->arcs[0]];
}

/* List the arcs of the longest day that begins with one of them; return how many, 0 where a window before held all. */
static int32_t list_window(Work *work, int32_t n, int32_t first)
{
    int32_t until = work->arcs[first].start + work->clinic->span_max[work->patient], n_inside = 0, is_new = 0;
    for (int32_t i = first; i < n; i++) {
        if (work->arcs[i].end > until)
            continue;
        is_new |= !work->is_covered[i];
        work->is_covered[i] = 1;
        work->window[n_inside++] = work->arcs[i];
    }
    return is_new ? n_inside : 0;
}

/* The best way through the day that pays, if any: of days that are too long the best over windows. */
static int best_of_day(Work *work, int32_t n)
{
    Way *best = &work->best;
    best->cost = -LEAST_GAIN;
    best->n = 0;
    if (!n || !find_best(work, work->arcs, n, best))
        return !n;
    if (!best->n || length(work->clinic, best) <= work->clinic->span_max[work->patient])
        return 1;
    best->cost = -LEAST_GAIN;
    best->n = 0;
    memset(work->is_covered, 0, (size_t)n);
    for (int32_t i = 0; i < n; i++) {
        if (i > 0 && work->arcs[i].start == work->arcs[i - 1].start)
            continue;
        int32_t n_inside = list_window(work, n, i);
        if (n_inside && !find_best(work, work->window, n_inside, best))
            return 0;
    }
    return 1;
}

static void add_way(const Work *work, const Way *way, Ways *ways)
{
    int64_t row = ways->n++, first = row * work->clinic->most_sessions;
    ways->patient[row] = work->patient;
    ways->day[row] = work->day;
    ways->n_sessions[row] = way->n;
    ways->cost[row] = way->cost;
    for (int32_t i = 0; i < way->n; i++) {
        ways->cell[first + i] = work->cell[way->arcs[i]];
        ways->clinician[first + i] = work->leader[way->arcs[i]];
    }
}

int price_best(const Clinic *clinic, const Asked *asked, const int32_t *patients, int64_t n, double *best, Ways *ways)
{
    Work work;
    int has_memory = begin(&work, clinic, asked, 1);
    ways->n = 0;
    for (int64_t i = 0; i < n && has_memory; i++) {
        work.patient = patients[i];
        set_prices(&work, work.patient);
        for (work.day = 0; work.day < WEEKDAYS && has_memory; work.day++) {
            has_memory = best_of_day(&work, list_arcs(&work));
            best[i * WEEKDAYS + work.day] = work.best.n ? work.best.cost : 0.0;
            if (work.best.n)
                add_way(&work, &work.best, ways);
        }
    }
    end(&work);
    return has_memory;
}

/* Keep a state among the best `most`, best first; return how many there are. */
static int64_t keep(Work *work, int64_t n, int64_t most, size_t state, double cost)
{
    if (n == most && cost >= work->state_cost[n - 1])
        return n;
    int64_t place = n < most ? n++ : n - 1;
    for (; place > 0 && work->state_cost[place - 1] > cost; place--) {
        work->state_cost[place] = work->state_cost[place - 1];
        work->state[place] = work->state[place - 1];
    }
    work->state_cost[place] = cost;
    work->state[place] = state;
    return n;
}

/* Add the best ways through the day to the best states. */
static int good_of_day(Work *work, int32_t n, double worse, int64_t most, Ways *ways)
{
    Day day;
    if (!n || !search(work, work->arcs, n, work->clinic->trip, &day))
        return !n;
    int64_t n_kept = 0;
    for (size_t state = 0; state < (size_t)day.n_levels << day.n_bits; state++)
        if (work->reach.total[state] < OUT_OF_REACH)
            n_kept = keep(work, n_kept, most, state, work->reach.total[state]);
    if (!n_kept)
        return 1;
    double limit = (work->state_cost[0] < 0.0 ? work->state_cost[0] : 0.0) + worse;
    for (int64_t i = 0; i < n_kept && work->state_cost[i] < limit; i++) {
        write_way(work, &day, work->state[i], work->state_cost[i], &work->best);
        add_way(work, &work->best, ways);
    }
    return 1;
}

int price_good(const Clinic *clinic, const Asked *asked, const int32_t *patients, int64_t n, double worse, int64_t most,
               Ways *ways)
{
    Work work;
    int has_memory = begin(&work, clinic, asked, (size_t)most);
    ways->n = 0;
    for (int64_t i = 0; i < n && has_memory; i++) {
        work.patient = patients[i];
        set_prices(&work, work.patient);
        for (work.day = 0; work.day < WEEKDAYS && has_memory; work.day++)
            has_memory = good_of_day(&work, list_arcs(&work), worse, most, ways);
    }
    end(&work);
    return has_memory;
}
