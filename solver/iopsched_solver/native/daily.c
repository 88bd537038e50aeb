#include "daily.h"

#include "neighbours.h"
#include "placing.h"
#include "trial.h"

#define FEW_A_DAY 3.5   /* sessions of one patient on a day, the mean, from which on */
#define MANY_A_DAY 6.0  /* and up to which */
#define LEAST_DAILY 0.1 /* the share of these steps grows from this */
#define MOST_DAILY 0.95 /* to this */
#define SHIFTING 0.85   /* how often a group is shifted; the rest are days placed anew */
#define NEARBY 0.2      /* how often a group is shifted by half an hour at most */
#define ALONE 0.3       /* how often one patient's days are placed anew, not some patients' */
#define TWO_DAYS 0.7    /* how often two of one patient's days are */

double daily_share(const Week *w)
{
    const Facts *f = w->facts;
    int n_sessions = 0, n_days = 0;
    for (int p = 0; p < f->n_patients; p++) {
        uint32_t days = 0;
        n_sessions += w->n_sessions[p];
        for (int i = 0; i < w->n_sessions[p]; i++)
            days |= 1u << f->day[w->sessions[(size_t)p * f->most_sessions + i].cell];
        n_days += __builtin_popcount(days);
    }
    double a_day = n_days ? (double)n_sessions / n_days : 0.0;
    double many = (a_day - FEW_A_DAY) / (MANY_A_DAY - FEW_A_DAY);
    return LEAST_DAILY + (MOST_DAILY - LEAST_DAILY) * (many < 0.0 ? 0.0 : many > 1.0 ? 1.0 : many);
}

/* Take what a patient has on one day out of their week, but for what is fixed. */
static void take_out_day(Search *s, int patient, int day)
{
    const Facts *f = s->facts;
    const Session *sessions = s->week->sessions + (size_t)patient * f->most_sessions;
    trial_keep(s, patient);
    for (int i = s->week->n_sessions[patient] - 1; i >= 0; i--)
        if (!f->fixed[sessions[i].cell] && f->day[sessions[i].cell] == day)
            week_leave(s->week, patient, sessions[i].cell);
}

/* Pick a day that has cells, but not this one; NONE if there is none. */
static int another_day(Search *s, int day)
{
    int chosen = NONE, n = 0;
    for (int d = 0; d < DAYS; d++)
        if (d != day && s->facts->day_first[d] < s->facts->day_first[d + 1] && random_below(s, ++n) == 0)
            chosen = d;
    return chosen;
}

static int redo_alone(Search *s)
{
    int p = first_neighbour(s), day = another_day(s, NONE);
    if (day == NONE)
        return 0;
    int other = random_unit(s) < TWO_DAYS ? another_day(s, day) : NONE;
    take_out_day(s, p, day);
    if (other != NONE)
        take_out_day(s, p, other);
    week_close_empty(s->week);
    if (other != NONE)
        place_day(s, p, other);
    place_day(s, p, day);
    trial_placed(s, p);
    return trial_may_pay(s, NULL, 0);
}

static int redo(Search *s)
{
    int32_t order[MOST_NEIGHBOURS];
    int n = neighbours(s, order), day = another_day(s, NONE), pays = day != NONE;
    if (!pays)
        return 0;
    for (int i = 0; i < n; i++)
        take_out_day(s, order[i], day);
    week_close_empty(s->week);
    for (int i = 0; i < n && pays; i++) {
        int at = i + random_below(s, n - i), p = order[at]; /* in any order */
        order[at] = order[i];
        place_day(s, p, day);
        trial_placed(s, p);
        pays = trial_may_pay(s, order + i + 1, n - i - 1);
    }
    return pays;
}

/* Pick another cell of the same group on the same day; NONE if there is none. */
static int another_time(Search *s, int cell)
{
    const Facts *f = s->facts;
    int g = f->offering[cell], chosen = NONE, n = 0;
    int64_t farthest = random_unit(s) < NEARBY ? f->slots_per_half_hour : f->n_slots;
    for (int i = f->offering_first[g]; i < f->offering_first[g + 1]; i++) {
        int k = f->offering_cell[i], later = f->start[k] - f->start[cell];
        if (k == cell || f->fixed[k] || f->day[k] != f->day[cell] || later > farthest || -later > farthest)
            continue;
        if (random_below(s, ++n) == 0)
            chosen = k;
    }
    return chosen;
}

/* Whether a patient may attend a cell beside what they have. */
static int could_join(const Search *s, int patient, int cell)
{
    const Facts *f = s->facts;
    const Session *mine = s->week->sessions + (size_t)patient * f->most_sessions;
    for (int i = 0; i < s->week->n_sessions[patient]; i++)
        if (f->end[mine[i].cell] > f->start[cell] && f->start[mine[i].cell] < f->end[cell])
            return 0;
    return f->may[(size_t)patient * f->n_cells + cell] && !forbidden(s->week, patient, cell);
}

static int shift(Search *s)
{
    Week *w = s->week;
    int32_t waiting[MOST_CLEARED];
    int k = running_cell(s), pays = 1;
    if (k == NONE || w->attendees[k] > MOST_CLEARED)
        return 0;
    int to = another_time(s, k);
    if (to == NONE)
        return 0;
    int n = attending(s, k, waiting), day = s->facts->day[k];
    for (int i = 0; i < n; i++)
        take_out_day(s, waiting[i], day);
    while (w->n_sections[k])
        week_close(w, k);
    for (int i = 0; i < n && pays; i++) {
        int p = waiting[i];
        if (could_join(s, p, to) && !week_join(w, p, to) && i == 0)
            return 0;
        w->blocked[k] = 1; /* whoever leaves a visit makes it open again */
        place_day(s, p, day);
        trial_placed(s, p);
        pays = trial_may_pay(s, waiting + i + 1, n - i - 1);
    }
    return pays;
}

int move_daily(Search *s)
{
    if (random_unit(s) < SHIFTING)
        return shift(s);
    return random_unit(s) < ALONE ? redo_alone(s) : redo(s);
}
