/* Weeks of one patient: a beam search over the days, judged by the needs of the whole week. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "plans.h"

#define BEAM 16 /* part weeks kept after every day, for each number of service days */
#define EMPTY UINT8_MAX

typedef struct {
    double order; /* the promise, negative: the value without what the minutes beyond the least of each service day
                     gained, since other days may bring these */
    double value; /* of its days; what the missing minutes cost is not taken off */
    uint64_t asked; /* services of which the care plan asks for more */
    uint64_t full;  /* services of which the care plan allows no more */
    int32_t minutes, last, videos, video_minutes, n;
    uint8_t plan[DAYS]; /* by day: a place among its plans, or EMPTY */
    uint8_t count[MOST_SERVICES]; /* sessions by service; the last, since only the services there are get copied */
} Part;

/* The best part weeks of one number of service days: `parts[rank[0]]` is the best. */
typedef struct {
    int32_t n;
    uint8_t rank[BEAM];
    Part parts[BEAM];
} Beam;

/* A day's plan with what the care plan says of its sessions. */
typedef struct {
    double most; /* no part week's promise grows by more than this */
    const DayPlan *plan;
    uint64_t kinds; /* services of the day, one bit for each */
    int32_t is_varied; /* no service comes twice */
    uint8_t place;
    uint8_t services[MOST_A_DAY];
} Ask;

typedef struct {
    const int32_t *care_min, *care_max;
    int32_t minutes_min, minutes_max, day_minutes, days_min, days_max, gap_max, videos_max, video_minutes_max;
    double care_price, half_hour_price, day_price, gap_price;
    int64_t n_services;
    size_t part_bytes; /* of a part week with the services there are */
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
        .day_price = weight * (double)facts->service_days,
        .gap_price = weight * (double)facts->day_gap,
        .n_services = facts->n_services,
        .part_bytes = offsetof(Part, count) + (size_t)facts->n_services,
    };
}

/* What the minutes cost that are missing to the least of the week. */
static double missing(const Rules *rules, int32_t minutes)
{
    int32_t lack = rules->minutes_min - minutes;
    return lack > 0 ? rules->half_hour_price * ((lack + 29) / 30) : 0.0;
}

/* What minutes and days take off the value of a part week to make its promise. */
static double behind(const Rules *rules, int32_t minutes, int days)
{
    double off = missing(rules, minutes);
    if (rules->day_minutes) {
        int32_t least = minutes < rules->minutes_min ? minutes : rules->minutes_min;
        int32_t beyond = least - rules->day_minutes * days;
        if (beyond > 0)
            off += rules->half_hour_price * beyond / 30;
    }
    return off;
}

/* What the service day of this number is worth, so many days after the one before. */
static double of_service_day(const Rules *rules, int number, int distance)
{
    double value = number <= rules->days_min ? rules->day_price : number > rules->days_max ? -rules->day_price : 0.0;
    return distance > rules->gap_max ? value - rules->gap_price * (distance - rules->gap_max) : value;
}

static void ask(const Rules *rules, const DayPlan *plan, Ask *asked)
{
    int half_hours = (plan->minutes + 29) / 30 + (rules->day_minutes > 0);
    asked->plan = plan;
    asked->most = plan->base + rules->half_hour_price * half_hours + (plan->is_service_day ? rules->day_price : 0.0);
    asked->kinds = 0;
    asked->is_varied = 1;
    for (int i = 0; i < plan->n; i++) {
        int service = plan->options[i]->service;
        uint64_t one = UINT64_C(1) << service;
        asked->is_varied &= !(asked->kinds & one);
        asked->kinds |= one;
        asked->services[i] = (uint8_t)service;
        if (rules->care_min[service])
            asked->most += rules->care_price;
    }
}

/* Read the plans of a day that have sessions, what promises most first; return how many. */
static int ask_all(const Rules *rules, const DayPlan *plans, int n_plans, Ask asks[MOST_DAY_PLANS])
{
    int n = 0;
    uint8_t place[MOST_DAY_PLANS];
    Ask read[MOST_DAY_PLANS];
    for (int i = 0; i < n_plans; i++) {
        if (!plans[i].n)
            continue;
        ask(rules, &plans[i], &read[i]);
        read[i].place = (uint8_t)i;
        int at = n++;
        for (; at > 0 && read[place[at - 1]].most < read[i].most; at--)
            place[at] = place[at - 1];
        place[at] = (uint8_t)i;
    }
    for (int i = 0; i < n; i++)
        asks[i] = read[place[i]];
    return n;
}

static int n_bits(uint64_t bits)
{
    int n = 0;
    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

/* How many of a day's sessions the care plan asks for. */
static int met(const Rules *rules, const Part *part, const Ask *with)
{
    if (with->is_varied)
        return n_bits(part->asked & with->kinds);
    int number = 0;
    for (int i = 0; i < with->plan->n; i++) {
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
    for (int i = 0; i < with->plan->n; i++) {
        int service = with->services[i], number = part->count[service] + 1;
        for (int j = 0; j < i && !with->is_varied; j++)
            number += with->services[j] == service;
        if (number > rules->care_max[service])
            return 0;
    }
    return 1;
}

/* Count a day's sessions. */
static void attend(const Rules *rules, Part *part, const Ask *with)
{
    for (int i = 0; i < with->plan->n; i++) {
        int service = with->services[i], number = ++part->count[service];
        if (number == rules->care_min[service])
            part->asked &= ~(UINT64_C(1) << service);
        if (number == rules->care_max[service])
            part->full |= UINT64_C(1) << service;
    }
    part->n += with->plan->n;
}

/* Above this no part week is among the best. */
static double worst_of(const Beam *beam)
{
    return beam->n < BEAM ? INFINITY : beam->parts[beam->rank[BEAM - 1]].order;
}

/* Make room for a part week that is among the best. */
static Part *place_of(Beam *beam, double order)
{
    int last = beam->n < BEAM ? beam->n : BEAM - 1;
    uint8_t place = last < beam->n ? beam->rank[last] : (uint8_t)beam->n++;
    for (; last > 0 && beam->parts[beam->rank[last - 1]].order > order; last--)
        beam->rank[last] = beam->rank[last - 1];
    beam->rank[last] = place;
    return &beam->parts[place];
}

/* Whether a part week and a day are legal together, the care plan's most sessions aside. */
static int fits(const Rules *rules, const Part *part, const Ask *with)
{
    const DayPlan *plan = with->plan;
    return part->minutes + plan->minutes <= rules->minutes_max && part->n + plan->n <= MOST_SESSIONS
           && (!plan->videos
               || (part->videos + plan->videos <= rules->videos_max
                   && part->video_minutes + plan->video_minutes <= rules->video_minutes_max));
}

/* Add to `beam` a part week with this day more, if it is legal and among the best so far. */
static void extend(const Rules *rules, const Part *part, const Ask *with, int day, int days, double day_value,
                   Beam *beam)
{
    const DayPlan *plan = with->plan;
    if (part->full & with->kinds || !fits(rules, part, with))
        return;
    double worth = part->value + plan->base + rules->care_price * met(rules, part, with) + day_value;
    double order = behind(rules, part->minutes + plan->minutes, days) - worth;
    if (order >= worst_of(beam) || !allowed(rules, part, with))
        return;
    Part *more = place_of(beam, order);
    memcpy(more, part, rules->part_bytes);
    more->order = order;
    more->value = worth;
    more->minutes += plan->minutes;
    more->last = plan->is_service_day ? day : part->last;
    more->videos += plan->videos;
    more->video_minutes += plan->video_minutes;
    more->plan[day] = with->place;
    attend(rules, more, with);
}

/* Add a day to every part week. */
static void add_day(const Rules *rules, const Beam before[DAYS + 1], int day, const Ask *asks, int n,
                    Beam after[DAYS + 1])
{
    for (int days = 0; days <= day; days++)
        for (int i = 0; i < before[days].n; i++) {
            const Part *part = &before[days].parts[before[days].rank[i]];
            double day_value = of_service_day(rules, days + 1, part->last >= 0 ? day - part->last : 0);
            for (int j = 0; j < n; j++) {
                int is_day = asks[j].plan->is_service_day;
                Beam *beam = &after[days + is_day];
                if (part->order - asks[j].most < worst_of(beam))
                    extend(rules, part, &asks[j], day, days + is_day, is_day ? day_value : 0.0, beam);
            }
        }
}

static void write_week(const Part *part, DayPlan days[DAYS][MOST_DAY_PLANS], WeekPlan *week)
{
    week->n = 0;
    for (int day = 0; day < DAYS; day++) {
        if (part->plan[day] == EMPTY)
            continue;
        const DayPlan *plan = &days[day][part->plan[day]];
        for (int i = 0; i < plan->n; i++)
            week->options[week->n++] = plan->options[i];
    }
}

/* Write down the best of all part weeks that have all their days. */
static int write_best(const Rules *rules, const Beam ended[DAYS + 1], DayPlan days[DAYS][MOST_DAY_PLANS],
                      WeekPlan weeks[WEEKS])
{
    double worth[WEEKS];
    const Part *best[WEEKS];
    int n = 0;
    for (int number = 0; number <= DAYS; number++)
        for (int i = 0; i < ended[number].n; i++) {
            const Part *part = &ended[number].parts[ended[number].rank[i]];
            double value = part->value - missing(rules, part->minutes);
            if (n == WEEKS && value <= worth[n - 1])
                continue;
            int place = n < WEEKS ? n++ : n - 1;
            for (; place > 0 && worth[place - 1] < value; place--) {
                worth[place] = worth[place - 1];
                best[place] = best[place - 1];
            }
            worth[place] = value;
            best[place] = part;
        }
    for (int i = 0; i < n; i++)
        write_week(best[i], days, &weeks[i]);
    return n;
}

static void begin(const Rules *rules, Beam *beam)
{
    Part *nothing = &beam->parts[0];
    memset(nothing, 0, sizeof *nothing);
    nothing->order = missing(rules, 0);
    nothing->last = NONE;
    for (int s = 0; s < rules->n_services; s++)
        if (rules->care_min[s] > 0)
            nothing->asked |= UINT64_C(1) << s;
    memset(nothing->plan, EMPTY, sizeof nothing->plan);
    beam->rank[0] = 0;
    beam->n = 1;
}

/* Let part weeks stand as they are, for a day without sessions. */
static void copy_beam(const Rules *rules, const Beam *from, Beam *to)
{
    to->n = from->n;
    memcpy(to->rank, from->rank, sizeof to->rank);
    for (int i = 0; i < from->n; i++)
        memcpy(&to->parts[i], &from->parts[i], rules->part_bytes);
}

int best_weeks(const Facts *facts, int patient, DayPlan days[DAYS][MOST_DAY_PLANS], const int n_plans[DAYS],
               WeekPlan weeks[WEEKS])
{
    Rules rules = rules_of(facts, patient);
    Beam beams[2][DAYS + 1], *before = beams[0], *after = beams[1];
    Ask asks[MOST_DAY_PLANS];
    for (int number = 0; number <= DAYS; number++)
        before[number].n = 0;
    begin(&rules, before);
    for (int day = 0; day < DAYS; day++) {
        int n = ask_all(&rules, days[day], n_plans[day], asks);
        if (!n && n_plans[day])
            continue;
        for (int number = 0; number <= DAYS; number++) {
            after[number].n = 0;
            if (n < n_plans[day])
                copy_beam(&rules, &before[number], &after[number]);
        }
        add_day(&rules, before, day, asks, n, after);
        Beam *swap = before;
        before = after;
        after = swap;
    }
    return write_best(&rules, before, days, weeks);
}

/* Whether one session could stand in the other's place. */
static int is_same_hour(const Option *one, const Option *other)
{
    return one->start == other->start && one->end == other->end && one->minutes == other->minutes
           && one->place == other->place && !one->is_video == !other->is_video;
}

/* Services of which a day may have one session only. */
static uint64_t once_a_day(const Facts *facts, int patient)
{
    uint64_t once = 0;
    for (int row = facts->limit_first[patient]; row < facts->limit_first[patient + 1]; row++) {
        uint64_t services = facts->limit_services[row];
        if (facts->limit_most[row] == 1 && (services & (services - 1)) == 0)
            once |= services;
    }
    return once;
}

static int is_had(const WeekPlan *week, int service, int day)
{
    for (int i = 0; i < week->n; i++)
        if (week->options[i]->service == service && week->options[i]->day == day)
            return 1;
    return 0;
}

/* The best session that the care plan asks for in place of one; NULL if there is none. */
static const Option *better_than(const WeekPlan *week, const Option *option, const Option *options, int n_options,
                                 const uint8_t *count, const int32_t *least, uint64_t once)
{
    const Option *best = NULL;
    for (const Option *other = options; other < options + n_options; other++) {
        if (!is_same_hour(option, other) || other->is_must || count[other->service] >= least[other->service])
            continue;
        if (best && best->base >= other->base)
            continue;
        if (!(once >> other->service & 1) || !is_had(week, other->service, other->day))
            best = other;
    }
    return best;
}

void exchange(const Facts *facts, int patient, WeekPlan *week, const Option *const options[DAYS],
              const int n_options[DAYS])
{
    const int32_t *least = facts->care_min + patient * facts->n_services;
    uint64_t once = once_a_day(facts, patient);
    uint8_t count[MOST_SERVICES] = {0};
    int is_met = 1;
    for (int i = 0; i < week->n; i++)
        count[week->options[i]->service]++;
    for (int s = 0; s < facts->n_services; s++)
        is_met &= count[s] >= least[s];
    for (int i = 0; i < week->n && !is_met; i++) {
        const Option *option = week->options[i];
        if (option->is_must || count[option->service] <= least[option->service])
            continue;
        const Option *better =
            better_than(week, option, options[option->day], n_options[option->day], count, least, once);
        if (!better)
            continue;
        week->options[i] = better;
        count[option->service]--;
        count[better->service]++;
    }
}
