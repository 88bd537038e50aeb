#include "local.h"

/* One patient's week while it is judged. */
typedef struct {
    const Facts *facts;
    int patient;
    int64_t cost;
    int32_t videos, video_minutes;
    int32_t minutes[DAYS], sessions[DAYS]; /* only what takes the patient's own time */
    uint8_t count[MOST_SERVICES];
} Judged;

static int64_t half_hours(int64_t minutes)
{
    return minutes > 0 ? (minutes + 29) / 30 : 0;
}

static int64_t beyond(int64_t number, int64_t most)
{
    return number > most ? number - most : 0;
}

/* Put sessions in order of start, which is also that of days; equal ones stay as they were. */
static void by_start(const Facts *facts, const int32_t *cells, int n, int32_t *sorted)
{
    for (int i = 0; i < n; i++) {
        int place = i;
        for (; place > 0 && facts->start[sorted[place - 1]] > facts->start[cells[i]]; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = cells[i];
    }
}

/* Count the sessions by service; return whether the care plan allows so many of each. */
static int counted(Judged *week, const int32_t *cells, int n)
{
    const Facts *facts = week->facts;
    const int32_t *most = facts->care_max + (int64_t)week->patient * facts->n_services;
    for (int s = 0; s < facts->n_services; s++)
        week->count[s] = 0;
    for (int i = 0; i < n; i++) {
        int service = facts->service[cells[i]];
        if (++week->count[service] > most[service])
            return 0;
    }
    return 1;
}

/* Whether a day has no more sessions of some services than its limits allow. */
static int few_of_a_kind(const Judged *week, const int32_t *cells, int n)
{
    const Facts *facts = week->facts;
    uint64_t once = facts->once[week->patient], had = 0;
    for (int i = 0; i < n; i++) {
        uint64_t service = UINT64_C(1) << facts->service[cells[i]];
        if (had & once & service)
            return 0;
        had |= service;
    }
    for (int row = facts->limit_first[week->patient]; row < facts->limit_first[week->patient + 1]; row++) {
        if (n <= facts->limit_most[row])
            continue;
        int among = 0;
        for (int i = 0; i < n; i++)
            among += (facts->limit_services[row] >> facts->service[cells[i]] & 1) != 0;
        if (among > facts->limit_most[row])
            return 0;
    }
    return 1;
}

/* Whether the sessions of one day, by start, leave time for buffer and travel. Every two of them are looked at: a short
 * session between two places far from each other does not bring these nearer. */
static int apart(const Judged *week, const int32_t *present, int n)
{
    const Facts *facts = week->facts;
    int32_t buffer = facts->buffer[week->patient];
    for (int b = 1; b < n; b++) {
        int32_t start = facts->start[present[b]], place = facts->place[present[b]];
        for (int a = 0; a < b; a++) {
            int32_t travel = facts->patient_gap[facts->place[present[a]] * facts->n_places + place];
            if (start < facts->end[present[a]] + (travel > buffer ? travel : buffer))
                return 0;
        }
    }
    return 1;
}

/* Charge a day for its shape, its sessions being by start and apart; return whether it keeps every hard rule of a day
 * but limits by service. */
static int shaped(Judged *week, int day, const int32_t *present, int n)
{
    const Facts *facts = week->facts;
    int p = week->patient, leaves_home = 0;
    int32_t first = facts->start[present[0]], last = facts->end[present[n - 1]], busy = 0, minutes = 0;
    for (int i = 0; i < n; i++) {
        int32_t k = present[i], contact = facts->contact[facts->service[k]];
        busy += facts->end[k] - facts->start[k];
        minutes += contact;
        if (facts->place[k] == facts->telehealth) {
            week->videos++;
            week->video_minutes += contact;
        } else {
            leaves_home = 1;
        }
    }
    if (last - first > facts->span_max[p] || minutes > facts->day_max[p])
        return 0;
    week->minutes[day] = minutes;
    week->sessions[day] = n;
    int64_t idle = last - first - busy, slots = facts->slots_per_half_hour;
    week->cost += (idle + slots - 1) / slots * facts->idle + leaves_home * facts->trips;
    int64_t missing = minutes ? half_hours((int64_t)facts->day_min[p] - minutes) : 0;
    int64_t off = beyond(facts->sessions_min[p], n) + beyond(n, facts->sessions_max[p]);
    if ((missing && facts->short_is_hard[p]) || (off && facts->off_is_hard[p]))
        return 0;
    week->cost += facts->weight[p] * (missing * facts->day_minimum + off * facts->sessions_a_day);
    return 1;
}

/* Judge the sessions of one day, by start. */
static int legal_day(Judged *week, const int32_t *cells, int n)
{
    const Facts *facts = week->facts;
    int32_t present[MOST_SESSIONS];
    int n_present = 0;
    if (!few_of_a_kind(week, cells, n))
        return 0;
    for (int i = 0; i < n; i++)
        if (facts->attends[facts->service[cells[i]]])
            present[n_present++] = cells[i];
    if (!n_present)
        return 1;
    return apart(week, present, n_present) && shaped(week, facts->day[cells[0]], present, n_present);
}

/* Judge all days of sessions by start. */
static int legal_days(Judged *week, const int32_t *cells, int n)
{
    const Facts *facts = week->facts;
    for (int first = 0, next; first < n; first = next) {
        for (next = first + 1; next < n && facts->day[cells[next]] == facts->day[cells[first]];)
            next++;
        if (!legal_day(week, cells + first, next - first))
            return 0;
    }
    return week->videos <= facts->videos_max[week->patient]
           && week->video_minutes <= facts->video_minutes_max[week->patient];
}

/* Charge weekly minutes, service days and the gaps between them. */
static int legal_needs(Judged *week, int is_empty)
{
    const Facts *facts = week->facts;
    int p = week->patient, last = NONE;
    int32_t least = facts->day_min[p] > 1 ? facts->day_min[p] : 1;
    int64_t minutes = 0, days = 0, gap = 0;
    for (int day = 0; day < DAYS; day++) {
        minutes += week->minutes[day];
        if (week->minutes[day] < least)
            continue;
        days++;
        if (last != NONE)
            gap += beyond(day - last, facts->gap_max[p]);
        last = day;
    }
    if (minutes > facts->week_max[p])
        return 0;
    int64_t missing = half_hours(facts->week_min[p] - minutes);
    int64_t off = beyond(facts->days_min[p], days) + beyond(days, facts->days_max[p]);
    if (!is_empty
        && ((missing && facts->week_is_hard[p]) || (off && facts->days_is_hard[p]) || (gap && facts->gap_is_hard[p])))
        return 0;
    week->cost +=
        facts->weight[p] * (missing * facts->weekly_minutes + off * facts->service_days + gap * facts->day_gap);
    return 1;
}

/* Charge what is beyond the caps of several days in a row. */
static int legal_caps(Judged *week)
{
    const Facts *facts = week->facts;
    int p = week->patient;
    for (int at = facts->rolling_first[p]; at < facts->rolling_first[p + 1]; at += 4) {
        const int32_t *cap = facts->rolling + at;
        int64_t over = 0;
        for (int first = 0; first + cap[0] <= DAYS; first++) {
            int64_t sessions = 0, minutes = 0;
            for (int day = first; day < first + cap[0]; day++) {
                sessions += week->sessions[day];
                minutes += week->minutes[day];
            }
            over += beyond(sessions, cap[1]) + half_hours(minutes - cap[2]);
        }
        if (over && cap[3])
            return 0;
        week->cost += facts->weight[p] * over * facts->rolling_cap;
    }
    return 1;
}

/* What is charged by the session, and for sessions of the care plan that are missing. */
static int64_t by_session(const Judged *week, const int32_t *cells, const int32_t *clinicians, int n)
{
    const Facts *facts = week->facts;
    int64_t p = week->patient, cost = 0, strangers = 0, missing = 0;
    const int32_t *own = facts->own + p * facts->n_cells, *least = facts->care_min + p * facts->n_services;
    const uint8_t *stranger = facts->stranger + p * facts->n_clinicians * facts->n_services;
    for (int i = 0; i < n; i++) {
        cost += own[cells[i]];
        if (clinicians[i] != NONE)
            strangers += stranger[clinicians[i] * facts->n_services + facts->service[cells[i]]];
    }
    for (int s = 0; s < facts->n_services; s++)
        missing += beyond(least[s], week->count[s]);
    return cost + strangers * facts->primary + facts->weight[p] * missing * facts->care_plan;
}

int64_t local_cost(const Facts *facts, int patient, const int32_t *cells, const int32_t *clinicians, int n)
{
    Judged week;
    int32_t sorted[MOST_SESSIONS];
    if (n > MOST_SESSIONS)
        return ILLEGAL;
    week.facts = facts;
    week.patient = patient;
    week.cost = facts->lost[patient];
    week.videos = week.video_minutes = 0;
    for (int day = 0; day < DAYS; day++)
        week.minutes[day] = week.sessions[day] = 0;
    if (!counted(&week, cells, n))
        return ILLEGAL;
    by_start(facts, cells, n, sorted);
    if (!legal_days(&week, sorted, n) || !legal_needs(&week, n == 0) || !legal_caps(&week))
        return ILLEGAL;
    return week.cost + by_session(&week, cells, clinicians, n);
}
