/* Days of one patient: a beam search over the sessions that could be had, in order of time. */
#include <math.h>
#include <string.h>

#include "plans.h"

#define BEAM 16 /* part days kept at every start, for each number of one-to-one sessions */
#define BUCKETS 256  /* ends and numbers of one-to-one sessions of part days that are not over yet */
#define PARTS 1536   /* part days held at once */
#define KINDS 384    /* sums of minutes and numbers of one-to-one sessions, of whole days */
#define KIND_SLOTS 512

/* These three bounds leave out part days only where hundreds of different ones are held at once. */

typedef struct {
    double value, base;
    uint64_t services; /* one bit for each */
    uint64_t set;      /* tells sets of services apart, counts and all */
    int32_t end, first, place, minutes;
    uint8_t visits, n, n_holders;
    uint16_t options[MOST_A_DAY];
} Part;

/* The best parts of one number of visits, one of each set of services, best first. */
typedef struct {
    double value[BEAM];
    uint64_t set[BEAM];
    uint16_t part[BEAM];
    int32_t n;
} Beam;

/* What a day must be like, and what it costs if it is not. */
typedef struct {
    const int32_t *travel;
    int64_t n_places;
    int32_t buffer, span_max, minutes_max, sessions_max, n_limits;
    double idle_price, beyond_price;
    uint64_t once;    /* services of which a day may have one only */
    uint64_t limited; /* services of other limits */
    const uint64_t *limit_services;
    const int32_t *limit_most;
} Rules;

typedef struct {
    Rules rules;
    const Option *options;
    int is_bare; /* whether a day may still begin: no must has been passed */
    int most_visits; /* of a part that is ready */
    int n_buckets, n_kinds, n_parts, n_unused;
    Beam ready[MOST_A_DAY + 1]; /* by visits */
    uint32_t bucket_key[BUCKETS];
    Beam bucket[BUCKETS];
    uint16_t kind_slot[KIND_SLOTS]; /* a place in `kind`, plus 1 */
    uint16_t kind[KINDS]; /* the best day of each, */
    uint32_t kind_key[KINDS]; /* which kind it is, */
    double kind_value[KINDS]; /* and what the day is worth */
    uint16_t unused[PARTS];
    Part parts[PARTS];
} Search;

static uint64_t mixed(uint64_t number)
{
    number = (number + 1) * UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ (number >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return number ^ (number >> 27);
}

static int half_hours(int minutes)
{
    return minutes > 0 ? (minutes + 29) / 30 : 0;
}

static Rules rules_of(const Facts *facts, int p, int beyond)
{
    int row = facts->limit_first[p];
    Rules rules = {
        .travel = facts->patient_gap,
        .n_places = facts->n_places,
        .buffer = facts->buffer[p],
        .span_max = facts->span_max[p],
        .minutes_max = facts->day_max[p],
        .sessions_max = facts->sessions_max[p],
        .n_limits = facts->limit_first[p + 1] - row,
        .idle_price = (double)facts->idle / (double)facts->slots_per_half_hour,
        .beyond_price = INFINITY,
        .once = facts->once[p],
        .limit_services = facts->limit_services + row,
        .limit_most = facts->limit_most + row,
    };
    if (beyond && !facts->off_is_hard[p])
        rules.beyond_price = (double)(facts->weight[p] * facts->sessions_a_day);
    for (int i = 0; i < rules.n_limits; i++)
        rules.limited |= rules.limit_services[i];
    return rules;
}

static void let_go(Search *search, uint16_t part)
{
    if (--search->parts[part].n_holders == 0)
        search->unused[search->n_unused++] = part;
}

/* Where a part of this value would come into a beam, in place of what stands there; BEAM if it is not among the best. */
static int place_in(const Beam *beam, double value, uint64_t set)
{
    int at = 0;
    if (beam->n == BEAM && beam->value[BEAM - 1] >= value)
        return BEAM;
    while (at < beam->n && beam->set[at] != set)
        at++;
    if (at == beam->n)
        return at < BEAM ? at : BEAM - 1;
    return beam->value[at] < value ? at : BEAM;
}

/* Put a part into a beam, at a place as `place_in` has it. What falls out is let go. */
static void hold(Search *search, Beam *beam, int place, double value, uint64_t set, uint16_t part)
{
    if (place < beam->n)
        let_go(search, beam->part[place]);
    else
        beam->n++;
    for (; place > 0 && beam->value[place - 1] < value; place--) {
        beam->value[place] = beam->value[place - 1];
        beam->set[place] = beam->set[place - 1];
        beam->part[place] = beam->part[place - 1];
    }
    beam->value[place] = value;
    beam->set[place] = set;
    beam->part[place] = part;
}

/* Let part days of one number of visits that have ended be ready. */
static void add_ready(Search *search, const Beam *ended, Beam *ready)
{
    if (!ready->n) {
        *ready = *ended;
        return;
    }
    for (int i = 0; i < ended->n; i++) {
        int place = place_in(ready, ended->value[i], ended->set[i]);
        if (place < BEAM)
            hold(search, ready, place, ended->value[i], ended->set[i], ended->part[i]);
        else
            let_go(search, ended->part[i]);
    }
}

/* Make part days ready that have ended by now. */
static void make_ready(Search *search, int32_t now)
{
    for (int i = 0; i < search->n_buckets;) {
        if ((int32_t)(search->bucket_key[i] / (MOST_A_DAY + 1)) > now) {
            i++;
            continue;
        }
        int visits = (int)(search->bucket_key[i] % (MOST_A_DAY + 1));
        add_ready(search, &search->bucket[i], &search->ready[visits]);
        if (visits > search->most_visits)
            search->most_visits = visits;
        search->n_buckets--;
        search->bucket_key[i] = search->bucket_key[search->n_buckets];
        search->bucket[i] = search->bucket[search->n_buckets];
    }
}

/* Where part days wait that end then; NULL where there are too many of these. */
static Beam *bucket_of(Search *search, int32_t end, int visits)
{
    uint32_t key = (uint32_t)(end * (MOST_A_DAY + 1) + visits);
    for (int i = search->n_buckets - 1; i >= 0; i--)
        if (search->bucket_key[i] == key)
            return &search->bucket[i];
    if (search->n_buckets == BUCKETS)
        return NULL;
    Beam *fresh = &search->bucket[search->n_buckets];
    search->bucket_key[search->n_buckets++] = key;
    fresh->n = 0;
    return fresh;
}

static uint32_t kind_key(int32_t minutes, int visits)
{
    return (uint32_t)minutes * (MOST_A_DAY + 1) + (uint32_t)visits;
}

/* Where the best day of a kind is noted, as its place plus 1; 0 stands there if there is none. */
static uint16_t *kind_of(Search *search, uint32_t key)
{
    for (uint32_t slot = key % KIND_SLOTS;; slot = (slot + 1) % KIND_SLOTS) {
        uint16_t place = search->kind_slot[slot];
        if (!place || search->kind_key[place - 1] == key)
            return &search->kind_slot[slot];
    }
}

/* Forget every day that is not ready: a must begins, and only what has it counts from now on. */
static void forget_days(Search *search)
{
    for (int i = 0; i < search->n_buckets; i++)
        for (int j = 0; j < search->bucket[i].n; j++)
            let_go(search, search->bucket[i].part[j]);
    for (int i = 0; i < search->n_kinds; i++)
        let_go(search, search->kind[i]);
    search->n_buckets = search->n_kinds = 0;
    memset(search->kind_slot, 0, sizeof search->kind_slot);
}

static void forget_ready(Search *search)
{
    for (int visits = 0; visits <= search->most_visits; visits++) {
        for (int i = 0; i < search->ready[visits].n; i++)
            let_go(search, search->ready[visits].part[i]);
        search->ready[visits].n = 0;
    }
    search->is_bare = 0;
}

/* Whether a day keeps its limits by service, those once a day aside, with a session more. */
static int within_limits(const Search *search, const Part *part, int32_t service)
{
    const Rules *rules = &search->rules;
    for (int row = 0; row < rules->n_limits; row++) {
        uint64_t services = rules->limit_services[row];
        if (!(services >> service & 1) || part->n < rules->limit_most[row])
            continue;
        int among = 1;
        for (int i = 0; i < part->n; i++)
            among += (services >> search->options[part->options[i]].service & 1) != 0;
        if (among > rules->limit_most[row])
            return 0;
    }
    return 1;
}

/* What lies between a part day and a session costs this; infinite where the session does not fit. */
static double price_of(const Search *search, const Part *part, const Option *option)
{
    const Rules *rules = &search->rules;
    int32_t idle = option->start - part->end, travel = rules->travel[part->place * rules->n_places + option->place];
    if (idle < travel || idle < rules->buffer || part->first < option->end - rules->span_max
        || part->minutes > rules->minutes_max - option->minutes)
        return INFINITY;
    uint64_t service = UINT64_C(1) << option->service;
    if (part->services & rules->once & service || part->n == MOST_A_DAY)
        return INFINITY;
    if (rules->limited & service && !within_limits(search, part, option->service))
        return INFINITY;
    return idle * rules->idle_price + (part->n >= rules->sessions_max ? rules->beyond_price : 0.0);
}

/* Write down `before`, or an empty day where that is NULL, with one session more; return its place or NONE. */
static int part_with(Search *search, const Part *before, int option, double price, double value, uint64_t set)
{
    int place = search->n_unused ? search->unused[--search->n_unused] : search->n_parts;
    if (place == PARTS)
        return NONE;
    if (place == search->n_parts)
        search->n_parts++;
    Part *part = &search->parts[place];
    const Option *with = &search->options[option];
    const Part nothing = {.first = with->start}, *from = before ? before : &nothing;
    part->value = value; /* one by one: a copy that is changed at once makes the processor wait for it */
    part->base = from->base + with->base - price;
    part->services = from->services | UINT64_C(1) << with->service;
    part->set = set;
    part->end = with->end;
    part->first = from->first;
    part->place = with->place;
    part->minutes = from->minutes + with->minutes;
    part->visits = (uint8_t)(from->visits + (with->clinician != NONE));
    part->n = (uint8_t)(from->n + 1);
    part->n_holders = 1; /* the caller */
    memcpy(part->options, from->options, sizeof part->options);
    part->options[from->n] = (uint16_t)option;
    return place;
}

static void hold_as_kind(Search *search, uint16_t *slot, uint32_t key, double value, uint16_t part)
{
    if (*slot)
        let_go(search, search->kind[*slot - 1]);
    else
        *slot = (uint16_t)++search->n_kinds;
    search->kind[*slot - 1] = part;
    search->kind_key[*slot - 1] = key;
    search->kind_value[*slot - 1] = value;
    search->parts[part].n_holders++;
}

/* Add a session to a part day, or to an empty day where that is NULL; `bucket` is where the result waits. */
static void grow(Search *search, const Part *before, int option, uint64_t mark, Beam *bucket)
{
    const Option *with = &search->options[option];
    double price = before ? price_of(search, before, with) : 0.0;
    if (price == INFINITY)
        return;
    double value = before ? before->value + with->value - price : with->value;
    uint64_t set = (before ? before->set : 0) + mark;
    int32_t minutes = (before ? before->minutes : 0) + with->minutes;
    uint32_t key = kind_key(minutes, (before ? before->visits : 0) + (with->clinician != NONE));
    uint16_t *kind = kind_of(search, key);
    int at = bucket ? place_in(bucket, value, set) : BEAM;
    int is_best = *kind ? search->kind_value[*kind - 1] < value : search->n_kinds < KINDS;
    if (at == BEAM && !is_best)
        return;
    int place = part_with(search, before, option, price, value, set);
    if (place == NONE)
        return;
    uint16_t part = (uint16_t)place;
    if (is_best)
        hold_as_kind(search, kind, key, value, part);
    if (at < BEAM)
        hold(search, bucket, at, value, set, part);
    else
        let_go(search, part);
}

/* Add one session to every part day that may have it. */
static void grow_all(Search *search, int option)
{
    const Option *with = &search->options[option];
    uint64_t mark = mixed((uint64_t)with->service);
    int is_visit = with->clinician != NONE;
    if (search->is_bare)
        grow(search, NULL, option, mark, bucket_of(search, with->end, is_visit));
    for (int visits = 0; visits <= search->most_visits; visits++) {
        const Beam *ready = &search->ready[visits];
        if (!ready->n)
            continue;
        Beam *bucket = bucket_of(search, with->end, visits + is_visit);
        for (int i = 0; i < ready->n; i++)
            grow(search, &search->parts[ready->part[i]], option, mark, bucket);
    }
}

/* Go through the sessions in order of start; return whether all musts can be had. */
static int search_days(Search *search, int n)
{
    for (int first = 0, next; first < n; first = next) {
        int32_t now = search->options[first].start;
        int must = NONE, n_musts = 0;
        for (next = first; next < n && search->options[next].start == now; next++)
            if (search->options[next].is_must) {
                must = next;
                n_musts++;
            }
        make_ready(search, now);
        if (n_musts > 1)
            return 0;
        if (n_musts) {
            forget_days(search);
            grow_all(search, must);
            forget_ready(search);
            continue;
        }
        for (int option = first; option < next; option++)
            grow_all(search, option);
    }
    return 1;
}

/* Make the one day that has every session, if there is one. */
static void search_only_day(Search *search, int n)
{
    const Part *before = NULL;
    for (int option = 0; option < n; option++) {
        const Option *with = &search->options[option];
        double price = before ? price_of(search, before, with) : 0.0;
        if (price == INFINITY)
            return;
        double value = before ? before->value + with->value - price : with->value;
        before = &search->parts[part_with(search, before, option, price, value, 0)];
    }
    if (before) {
        search->kind[0] = (uint16_t)(before - search->parts);
        search->n_kinds = 1;
    }
}

/* What a day costs for being too short or having too few sessions; too many were charged as they came. */
static double lack_of(const Facts *facts, int p, const Part *part)
{
    int missing = part->minutes ? half_hours(facts->day_min[p] - part->minutes) : 0;
    int few = facts->sessions_min[p] - part->n;
    double lack = 0.0;
    if (missing)
        lack += facts->short_is_hard[p] ? INFINITY : missing * (double)(facts->weight[p] * facts->day_minimum);
    if (few > 0)
        lack += facts->off_is_hard[p] ? INFINITY : few * (double)(facts->weight[p] * facts->sessions_a_day);
    return lack;
}

static void write_plan(const Search *search, const Part *part, double value, double lack, int is_day, DayPlan *plan)
{
    plan->value = value;
    plan->base = part->base - lack;
    plan->minutes = part->minutes;
    plan->is_service_day = is_day;
    plan->videos = plan->video_minutes = 0;
    plan->n = part->n;
    for (int i = 0; i < part->n; i++) {
        const Option *option = plan->options[i] = &search->options[part->options[i]];
        plan->videos += option->is_video != 0;
        plan->video_minutes += option->is_video ? option->minutes : 0;
    }
}

/* Write down the best of the days found, best first. */
static int best_days(const Facts *facts, int p, const Search *search, DayPlan plans[DAY_PLANS])
{
    double day_price = facts->days_min[p] ? (double)(facts->weight[p] * facts->service_days) : 0.0;
    int32_t least = facts->day_min[p] > 1 ? facts->day_min[p] : 1;
    double worth[DAY_PLANS];
    uint16_t best[DAY_PLANS];
    int n = 0;
    for (int i = 0; i < search->n_kinds; i++) {
        const Part *part = &search->parts[search->kind[i]];
        double value = part->value - lack_of(facts, p, part) + (part->minutes >= least ? day_price : 0.0);
        if (value == -INFINITY || (n == DAY_PLANS && value <= worth[n - 1]))
            continue;
        int place = n < DAY_PLANS ? n++ : n - 1;
        for (; place > 0 && worth[place - 1] < value; place--) {
            worth[place] = worth[place - 1];
            best[place] = best[place - 1];
        }
        worth[place] = value;
        best[place] = search->kind[i];
    }
    for (int i = 0; i < n; i++) {
        const Part *part = &search->parts[best[i]];
        write_plan(search, part, worth[i], lack_of(facts, p, part), part->minutes >= least, &plans[i]);
    }
    return n;
}

int day_plans(const Facts *facts, int patient, const Option *options, int n, int beyond, DayPlan plans[DAY_PLANS])
{
    Search search; /* not set to zero as a whole, which would take longer than a small search */
    int n_musts = 0;
    for (int i = 0; i < n; i++)
        n_musts += options[i].is_must != 0;
    search.rules = rules_of(facts, patient, beyond || n_musts > facts->sessions_max[patient]);
    search.options = options;
    search.is_bare = 1;
    search.most_visits = search.n_buckets = search.n_kinds = search.n_parts = search.n_unused = 0;
    for (int visits = 0; visits <= MOST_A_DAY; visits++)
        search.ready[visits].n = 0;
    if (n_musts < n)
        memset(search.kind_slot, 0, sizeof search.kind_slot);
    if (n_musts == n)
        search_only_day(&search, n);
    else if (!search_days(&search, n))
        return 0;
    return best_days(facts, patient, &search, plans);
}
