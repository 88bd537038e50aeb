/* Weeks of one patient: a beam search over the days, judged by the needs of the whole week. */
#include <math.h>
#include <string.h>

#include "plans.h"

#define BEAM 12 /* part weeks kept after every day, for each number of service days */
#define MOST_PARTS (1 + BEAM * (2 + 3 + 4 + 5 + 6 + 7 + 8)) /* after the first day one or no service day, and so on */
#define EMPTY UINT8_MAX

typedef struct {
    double order; /* the promise, negative: the value without what the minutes beyond the least of each service day
                     gained, since other days may bring these */
    double value; /* of its days; what the missing minutes cost is not taken off */
    uint64_t asked; /* services of which the care plan asks for more */
    uint64_t full;  /* services of which the care plan allows no more */
    uint64_t set;   /* tells its sessions apart by service and number, and by videos */
    int32_t minutes, last, videos, video_minutes, n;
    uint16_t before;    /* the part week without its last day that has a plan */
    uint8_t day, place; /* that day and its plan's place among the plans of the day; EMPTY where there is none */
    uint8_t count[MOST_SERVICES]; /* sessions by service */
} Part;

/* The best part weeks of one number of service days, best first, and of those that are alike for all days to come only
 * the best: each `part` as it is, or with one of the day's asks more, to be written down then. */
typedef struct {
    double worst; /* from this promise on no part week is among the best */
    int32_t n;
    double order[BEAM];
    uint64_t key[BEAM]; /* the same for those that are alike */
    uint16_t part[BEAM];
    uint8_t ask[BEAM]; /* or EMPTY */
} Beam;

/* A day's plan with what the care plan says of its sessions. */
typedef struct {
    double most; /* no part week's promise grows by more than this */
    double base;
    uint64_t kinds; /* services of the day, one bit for each */
    uint64_t set;   /* as of a part week */
    int32_t minutes, videos, video_minutes, n;
    int32_t is_service_day, is_varied; /* the last: no service comes twice */
    uint8_t place;
    uint8_t services[MOST_A_DAY];
} Ask;

/* The plans of a day that have sessions, what promises most first. */
typedef struct {
    int n, n_plans[2]; /* in all; of those that are no service day and of those that are, */
    uint8_t by_kind[2][MOST_DAY_PLANS]; /* their places in `asks` */
    Ask asks[MOST_DAY_PLANS];
} Asks;

/* One of the best weeks: a part week with one more of the last day's asks. */
typedef struct {
    double value;
    const Part *part;
    const Ask *with; /* or NULL */
} Found;

typedef struct {
    const int32_t *care_min, *care_max;
    int32_t minutes_min, minutes_max, day_minutes, days_min, days_max, gap_max, videos_max, video_minutes_max;
    double care_price, half_hour_price, minute_price, day_price, gap_price;
    int64_t n_services;
    size_t count_bytes; /* of a part week's sessions by service, for those there are */
} Rules;

static Rules rules_of(const Facts *facts, int p)
{
    int64_t row = p * facts->n_services;
    double weight = facts->weight[p];
    return (Rules){
        .care_min = facts->care_min + row,
        .care_max = facts->care_max + row,
        .minutes_min = facts->week_min[p],
        .minutes_max = facts->week_max[p],
        .day_minutes = facts->day_min[p],
        .days_min = facts->days_min[p],
        .days_max = facts->days_max[p],
        .gap_max = facts->gap_max[p],
        .videos_max = facts->videos_max[p],
        .video_minutes_max = facts->video_minutes_max[p],
        .care_price = weight * (double)facts->care_plan,
        .half_hour_price = weight * (double)facts->weekly_minutes,
        .minute_price = weight * (double)facts->weekly_minutes / 30,
        .day_price = weight * (double)facts->service_days,
        .gap_price = weight * (double)facts->day_gap,
        .n_services = facts->n_services,
        .count_bytes = ((size_t)facts->n_services + 15) & ~(size_t)15,
    };
}

/* What the minutes cost that are missing to the least of the week. */
static double missing(const Rules *rules, int32_t minutes)
{
    int32_t lack = rules->minutes_min - minutes;
    lack = lack > 0 ? lack : 0;
    return rules->half_hour_price * ((lack + 29) / 30);
}

/* What minutes and days take off the value of a part week to make its promise. */
static double behind(const Rules *rules, int32_t minutes, int days)
{
    int32_t least = minutes < rules->minutes_min ? minutes : rules->minutes_min;
    int32_t beyond = least - rules->day_minutes * days;
    beyond = beyond > 0 && rules->day_minutes ? beyond : 0;
    return missing(rules, minutes) + rules->minute_price * beyond;
}

/* What the service day of this number is worth, so many days after the one before. */
static double of_service_day(const Rules *rules, int number, int distance)
{
    double value = number <= rules->days_min ? rules->day_price : number > rules->days_max ? -rules->day_price : 0.0;
    return distance > rules->gap_max ? value - rules->gap_price * (distance - rules->gap_max) : value;
}

static uint64_t mixed(int service)
{
    uint64_t number = (uint64_t)(service + 1) * UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ (number >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return number ^ (number >> 27);
}

static void ask(const Rules *rules, const DayPlan *plan, int place, Ask *asked)
{
    int half_hours = (plan->minutes + 29) / 30 + (rules->day_minutes > 0);
    asked->base = plan->base;
    asked->minutes = plan->minutes;
    asked->videos = plan->videos;
    asked->video_minutes = plan->video_minutes;
    asked->n = plan->n;
    asked->is_service_day = plan->is_service_day;
    asked->place = (uint8_t)place;
    asked->most = plan->base + rules->half_hour_price * half_hours + (plan->is_service_day ? rules->day_price : 0.0);
    asked->kinds = 0;
    asked->set = (uint64_t)plan->videos * mixed(MOST_SERVICES);
    asked->is_varied = 1;
    for (int i = 0; i < plan->n; i++) {
        int service = plan->options[i]->service;
        uint64_t one = UINT64_C(1) << service;
        asked->is_varied &= !(asked->kinds & one);
        asked->kinds |= one;
        asked->set += mixed(service);
        asked->services[i] = (uint8_t)service;
        if (rules->care_min[service])
            asked->most += rules->care_price;
    }
}

/* Whether some day of the same sessions by service is as good. */
static int is_needless(const Asks *asks, const Ask *asked)
{
    for (int i = 0; i < asks->n; i++) {
        const Ask *other = &asks->asks[i];
        if (other->set == asked->set && other->is_service_day == asked->is_service_day && other->base >= asked->base)
            return 1;
    }
    return 0;
}

/* Read the plans of a day; return whether it may be empty. */
static int ask_all(const Rules *rules, const DayPlan *plans, int n_plans, Asks *asks)
{
    uint8_t order[MOST_DAY_PLANS];
    int may_be_empty = 0;
    asks->n = asks->n_plans[0] = asks->n_plans[1] = 0;
    for (int i = 0; i < n_plans; i++) {
        Ask *asked = &asks->asks[asks->n];
        may_be_empty |= !plans[i].n;
        if (!plans[i].n)
            continue;
        ask(rules, &plans[i], i, asked);
        if (is_needless(asks, asked))
            continue;
        int at = asks->n++;
        for (; at > 0 && asks->asks[order[at - 1]].most < asked->most; at--)
            order[at] = order[at - 1];
        order[at] = (uint8_t)(asks->n - 1);
    }
    for (int i = 0; i < asks->n; i++) {
        int is_day = asks->asks[order[i]].is_service_day != 0;
        asks->by_kind[is_day][asks->n_plans[is_day]++] = order[i];
    }
    return may_be_empty;
}

/* A library for every machine cannot count on an instruction for this. */
static int n_bits(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (int)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* How many of a day's sessions the care plan asks for. */
static int met(const Rules *rules, const Part *part, const Ask *with)
{
    if (with->is_varied)
        return n_bits(part->asked & with->kinds);
    int number = 0;
    for (int i = 0; i < with->n; i++) {
        int service = with->services[i], before = part->count[service];
        for (int j = 0; j < i; j++)
            before += with->services[j] == service;
        number += before < rules->care_min[service];
    }
    return number;
}

/* Whether the care plan allows a day beside a part week in which no service of the day is full. */
static int allowed(const Rules *rules, const Part *part, const Ask *with)
{
    if (with->is_varied)
        return 1;
    for (int i = 0; i < with->n; i++) {
        int service = with->services[i], number = part->count[service] + 1;
        for (int j = 0; j < i; j++)
            number += with->services[j] == service;
        if (number > rules->care_max[service])
            return 0;
    }
    return 1;
}

/* Add a part week that is among the best, unless one that is like it is as good. */
static void enter(Beam *beam, double order, uint64_t key, uint16_t part, uint8_t ask)
{
    int at = beam->n;
    for (int i = 0; i < beam->n; i++) /* to the end: that can be foretold */
        at = beam->key[i] == key ? i : at;
    if (at < beam->n && beam->order[at] <= order)
        return;
    if (at == beam->n && beam->n < BEAM)
        beam->n++;
    else if (at == beam->n)
        at = BEAM - 1;
    for (; at > 0 && beam->order[at - 1] > order; at--) {
        beam->order[at] = beam->order[at - 1];
        beam->key[at] = beam->key[at - 1];
        beam->part[at] = beam->part[at - 1];
        beam->ask[at] = beam->ask[at - 1];
    }
    beam->order[at] = order;
    beam->key[at] = key;
    beam->part[at] = part;
    beam->ask[at] = ask;
    if (beam->n == BEAM)
        beam->worst = beam->order[BEAM - 1];
}

/* The same for part weeks that are alike for all days to come. */
static uint64_t key_of(uint64_t set, int last)
{
    return set ^ (uint64_t)(last + 1) << 60;
}

/* Whether a part week and a day are legal together, but for services that come twice on the day. Without branches, as
 * nobody could foretell which way these go. */
static int fits(const Rules *rules, const Part *part, const Ask *with)
{
    return !(part->full & with->kinds) & (part->minutes + with->minutes <= rules->minutes_max)
           & (part->n + with->n <= MOST_SESSIONS) & (part->videos + with->videos <= rules->videos_max)
           & (part->video_minutes + with->video_minutes <= rules->video_minutes_max);
}

static double worth_of(const Rules *rules, const Part *part, const Ask *with, double day_value)
{
    return part->value + with->base + rules->care_price * met(rules, part, with) + day_value;
}

/* Add to `beam` a part week with each day of one kind more, where it is legal and among the best so far. */
static void extend(const Rules *rules, const Part *parts, uint16_t place, const Asks *asks, int is_day, int day,
                   int days, double day_value, Beam *beam)
{
    const Part *part = &parts[place];
    int last = is_day ? day : part->last;
    for (int i = 0; i < asks->n_plans[is_day]; i++) {
        const Ask *with = &asks->asks[asks->by_kind[is_day][i]];
        if (part->order - with->most >= beam->worst)
            break;
        double worth = worth_of(rules, part, with, day_value);
        double order = behind(rules, part->minutes + with->minutes, days) - worth;
        if (fits(rules, part, with) & (order < beam->worst) && allowed(rules, part, with))
            enter(beam, order, key_of(part->set + with->set, last), place, asks->by_kind[is_day][i]);
    }
}

/* What one service day more is worth to a part week that has so many. */
static double day_value_of(const Rules *rules, const Part *part, int days, int day)
{
    return of_service_day(rules, days + 1, part->last >= 0 ? day - part->last : 0);
}

/* Add a day to every part week. */
static void add_day(const Rules *rules, const Part *parts, const Beam before[DAYS + 1], int day, const Asks *asks,
                    Beam after[DAYS + 1])
{
    for (int days = 0; days <= day; days++)
        for (int i = 0; i < before[days].n; i++) {
            uint16_t place = before[days].part[i];
            double day_value = day_value_of(rules, &parts[place], days, day);
            extend(rules, parts, place, asks, 0, day, days, 0.0, &after[days]);
            extend(rules, parts, place, asks, 1, day, days + 1, day_value, &after[days + 1]);
        }
}

static void write_part(const Rules *rules, const Part *parts, uint16_t place, const Ask *with, double day_value,
                       int day, Part *part)
{
    const Part *before = &parts[place];
    part->value = worth_of(rules, before, with, day_value);
    part->set = before->set + with->set;
    part->minutes = before->minutes + with->minutes;
    part->last = with->is_service_day ? day : before->last;
    part->videos = before->videos + with->videos;
    part->video_minutes = before->video_minutes + with->video_minutes;
    part->n = before->n + with->n;
    part->before = place;
    part->day = (uint8_t)day;
    part->place = with->place;
    memcpy(part->count, before->count, rules->count_bytes);
    uint64_t asked = before->asked, full = before->full;
    for (int i = 0; i < with->n; i++) {
        int service = with->services[i], number = ++part->count[service];
        asked &= ~((uint64_t)(number == rules->care_min[service]) << service);
        full |= (uint64_t)(number == rules->care_max[service]) << service;
    }
    part->asked = asked;
    part->full = full;
}

/* Write down the part weeks that were found with a day more; return how many there are in all. */
static int write_parts(const Rules *rules, Part *parts, int n_parts, int day, const Asks *asks, Beam beams[DAYS + 1])
{
    for (int days = 0; days <= DAYS; days++)
        for (int i = 0; i < beams[days].n; i++) {
            if (beams[days].ask[i] == EMPTY)
                continue;
            uint16_t place = beams[days].part[i];
            const Ask *with = &asks->asks[beams[days].ask[i]];
            double value = with->is_service_day ? day_value_of(rules, &parts[place], days - 1, day) : 0.0;
            write_part(rules, parts, place, with, value, day, &parts[n_parts]);
            parts[n_parts].order = beams[days].order[i];
            beams[days].part[i] = (uint16_t)n_parts++;
            beams[days].ask[i] = EMPTY;
        }
    return n_parts;
}

/* Note a week if it is among the best. */
static void note(Found found[WEEKS], int *n, double value, const Part *part, const Ask *with)
{
    if (*n == WEEKS && value <= found[WEEKS - 1].value)
        return;
    int at = *n < WEEKS ? (*n)++ : WEEKS - 1;
    for (; at > 0 && found[at - 1].value < value; at--)
        found[at] = found[at - 1];
    found[at] = (Found){value, part, with};
}

/* Find the best weeks of a part week and a last day; `days` service days were before that. */
static void end_week(const Rules *rules, const Part *part, const Asks *asks, int may_be_empty, int days, int day,
                     Found found[WEEKS], int *n)
{
    double value = part->value - missing(rules, part->minutes), day_value = day_value_of(rules, part, days, day);
    if (may_be_empty)
        note(found, n, value, part, NULL);
    for (int is_day = 0; is_day <= 1; is_day++)
        for (int i = 0; i < asks->n_plans[is_day]; i++) {
            const Ask *with = &asks->asks[asks->by_kind[is_day][i]];
            if (*n == WEEKS && value + with->most <= found[WEEKS - 1].value)
                break;
            if (!fits(rules, part, with) || !allowed(rules, part, with))
                continue;
            double worth = worth_of(rules, part, with, is_day ? day_value : 0.0);
            note(found, n, worth - missing(rules, part->minutes + with->minutes), part, with);
        }
}

/* Write down the best weeks of part weeks and a last day. */
static int end_weeks(const Rules *rules, const Part *parts, const Beam before[DAYS + 1], const Asks *asks,
                     int may_be_empty, int day, DayPlan days[DAYS][MOST_DAY_PLANS], WeekPlan weeks[WEEKS])
{
    Found found[WEEKS];
    int n = 0;
    for (int number = 0; number <= day; number++)
        for (int i = 0; i < before[number].n; i++)
            end_week(rules, &parts[before[number].part[i]], asks, may_be_empty, number, day, found, &n);
    for (int i = 0; i < n; i++) {
        const DayPlan *plans[DAYS] = {NULL};
        if (found[i].with)
            plans[day] = &days[day][found[i].with->place];
        for (const Part *part = found[i].part; part->place != EMPTY; part = &parts[part->before])
            plans[part->day] = &days[part->day][part->place];
        weeks[i].n = 0;
        for (int d = 0; d < DAYS; d++)
            for (int j = 0; plans[d] && j < plans[d]->n; j++)
                weeks[i].options[weeks[i].n++] = plans[d]->options[j];
    }
    return n;
}

static void begin(const Rules *rules, Part *nothing)
{
    memset(nothing, 0, sizeof *nothing);
    nothing->order = missing(rules, 0);
    nothing->last = NONE;
    nothing->place = EMPTY;
    for (int s = 0; s < rules->n_services; s++) {
        nothing->asked |= (uint64_t)(rules->care_min[s] > 0) << s;
        nothing->full |= (uint64_t)(rules->care_max[s] <= 0) << s;
    }
}

/* Begin with no part week, or with those before, for a day without sessions. */
static void begin_day(const Beam before[DAYS + 1], int with_empty, Beam after[DAYS + 1])
{
    for (int number = 0; number <= DAYS; number++) {
        if (with_empty) {
            after[number] = before[number];
        } else {
            after[number].n = 0;
            after[number].worst = INFINITY;
        }
    }
}

int best_weeks(const Facts *facts, int patient, DayPlan days[DAYS][MOST_DAY_PLANS], const int n_plans[DAYS],
               WeekPlan weeks[WEEKS])
{
    Rules rules = rules_of(facts, patient);
    Part parts[MOST_PARTS];
    Beam beams[2][DAYS + 1], *before = beams[0], *after = beams[1];
    Asks asks;
    int n_parts = 1, last = DAYS - 1, may_be_empty;
    while (last > 0 && n_plans[last] == 1 && !days[last][0].n)
        last--;
    begin_day(before, 0, before);
    begin(&rules, parts);
    enter(&before[0], parts[0].order, 0, 0, EMPTY);
    for (int day = 0; day < last; day++) {
        may_be_empty = ask_all(&rules, days[day], n_plans[day], &asks);
        if (!asks.n && may_be_empty)
            continue;
        begin_day(before, may_be_empty, after);
        add_day(&rules, parts, before, day, &asks, after);
        n_parts = write_parts(&rules, parts, n_parts, day, &asks, after);
        Beam *swap = before;
        before = after;
        after = swap;
    }
    may_be_empty = ask_all(&rules, days[last], n_plans[last], &asks);
    return end_weeks(&rules, parts, before, &asks, may_be_empty, last, days, weeks);
}
