#include "moves.h"

#include <string.h>

#include "daily.h"
#include "helping.h"
#include "neighbours.h"
#include "placing.h"
#include "trial.h"

#define LEADING 0.4     /* how often somebody else leads a section: cheap, and what one-to-one sessions lack most */
#define PUSHING 0.1     /* how often somebody takes what others hold */
#define CLEARING 0.1    /* how often a cell is cleared; the rest are swaps */
#define LONGEST 5       /* patients of a push from whom on nobody else has to make way */
#define MOST_PUSHED 64  /* patients of a push */
#define TAKING 0.8      /* price of what somebody else holds, at most, in sessions of a care plan */
#define FIRST 0.7       /* how often the patient for whom a swap is done chooses first; last otherwise */
#define CLOSING 0.6     /* how often nobody may open a section that others would have to fill */
#define RELIEVING 0.5   /* how often a swap for one who wants a clinician hands a section of theirs to somebody else */
#define BOLD 0.5        /* how often only what a session costs now counts, not who may need its seats and leaders */

/* Take a patient and some others out, place all anew; return whether that may pay. */
static int swap(Search *s)
{
    int32_t order[MOST_NEIGHBOURS];
    int n = neighbours(s, order), pays = 1, whose = order[0];
    int relieves = random_unit(s) < RELIEVING && wants_clinician(s, whose);
    if (random_unit(s) >= FIRST) { /* the first one last */
        int32_t first = order[0];
        memmove(order, order + 1, (size_t)(n - 1) * sizeof *order);
        order[n - 1] = first;
    }
    for (int i = 0; i < n; i++)
        trial_take_out(s, order[i]);
    week_close_empty(s->week);
    if (relieves)
        relieve(s, whose);
    int expects = !s->chooser->closing;
    if (expects)
        chooser_expect(s->chooser, order, n);
    for (int i = 0; i < n && pays; i++) {
        if (expects)
            chooser_placed(s->chooser, order[i]);
        place_week(s, order[i]);
        trial_placed(s, order[i]);
        pays = trial_may_pay(s, order + i + 1, n - i - 1);
    }
    if (expects)
        chooser_expect_nobody(s->chooser);
    return pays;
}

/* Take somebody out, rather whom much else suits, of those who hold a cell (with this clinician, unless that is NONE)
 * and were not moved yet; return them, NONE if there is nobody. */
static int make_way(Search *s, int patient, int cell, int clinician)
{
    const Facts *f = s->facts;
    double odds = 0.0;
    int chosen = NONE;
    if (f->fixed[cell])
        return NONE;
    for (int p = 0; p < f->n_patients; p++) {
        int at = p == patient || s->is_changed[p] ? NONE : week_find(s->week, p, cell);
        if (at == NONE)
            continue;
        if (clinician != NONE && s->week->sessions[(size_t)p * f->most_sessions + at].clinician != clinician)
            continue;
        odds += s->flexible[p];
        if (random_unit(s) * odds < s->flexible[p])
            chosen = p;
    }
    if (chosen != NONE)
        trial_take_out(s, chosen);
    return chosen;
}

/* Take out who holds what a patient has chosen; return how many wait then. */
static int make_ways(Search *s, int patient, const Option *option, int32_t *waiting, int n)
{
    const Facts *f = s->facts;
    const Week *w = s->week;
    int k = option->cell, who = option->clinician, out;
    if (who == NONE) {
        if (w->attendees[k] >= w->seats[k] && !week_openable(w, k) && n < MOST_PUSHED) {
            out = make_way(s, patient, k, NONE);
            if (out != NONE)
                waiting[n++] = out;
        }
        return n;
    }
    if (w->can_lead[(size_t)who * f->n_cells + k])
        return n;
    int32_t against[MOST_PUSHED];
    int n_against = 0, row = who * DAYS + f->day[k];
    for (int i = 0; i < w->n_booked[row]; i++) {
        int other = w->booked[(size_t)row * f->most_booked + i];
        if (f->one_to_one[f->service[other]] && week_clash(f, k, other) && n_against < MOST_PUSHED)
            against[n_against++] = other;
    }
    for (int i = 0; i < n_against && n < MOST_PUSHED; i++) {
        out = make_way(s, patient, against[i], who);
        if (out != NONE)
            waiting[n++] = out;
    }
    return n;
}

/* Give a patient what is best, and then those who have to make way; return whether that may pay. */
static int push(Search *s)
{
    const Facts *f = s->facts;
    int32_t waiting[MOST_PUSHED];
    int n = 1, pays = 1;
    for (int k = 0; k < f->n_cells; k++)
        s->taking[k] = TAKING * random_unit(s);
    waiting[0] = first_neighbour(s);
    trial_take_out(s, waiting[0]);
    for (int i = 0; i < n && pays; i++) {
        const Option *chosen[MOST_SESSIONS];
        int takes = s->n_changed < LONGEST, p = waiting[i];
        s->chooser->taking = takes ? s->taking : NULL;
        int n_chosen = trial_choose(s, p, chosen);
        s->chooser->taking = NULL;
        for (int j = 0; takes && j < n_chosen; j++)
            n = make_ways(s, p, chosen[j], waiting, n);
        place_chosen(s, p, chosen, n_chosen);
        trial_placed(s, p);
        pays = trial_may_pay(s, waiting + i + 1, n - i - 1);
    }
    return pays;
}

/* Let all who attend a cell choose anew, and some who lack something; return whether that may pay. */
static int clear(Search *s)
{
    int32_t waiting[MOST_CLEARED + MOST_HELPED];
    int k = emptier_cell(s), pays = 1;
    if (k == NONE || s->week->attendees[k] > MOST_CLEARED)
        return 0;
    int n = attending(s, k, waiting);
    for (int i = 0; i < n; i++)
        trial_take_out(s, waiting[i]);
    n = let_lacking_wait(s, waiting, n);
    week_close_empty(s->week);
    s->week->blocked[k] = 1;
    for (int i = 0; i < n && pays; i++) {
        place_week(s, waiting[i]);
        trial_placed(s, waiting[i]);
        pays = trial_may_pay(s, waiting + i + 1, n - i - 1);
    }
    return pays;
}

/* Let somebody else lead a section; return whether that was possible. */
static int lead(Search *s)
{
    int k = running_cell(s);
    if (k == NONE)
        return 0;
    int section = random_below(s, s->week->n_sections[k]);
    int n = (int)s->facts->n_clinicians, from = random_below(s, n);
    for (int i = 0; i < n; i++)
        if (week_lead(s->week, k, section, (from + i) % n, random_below(s, MOST_LEADERS)))
            return 1;
    return 0;
}

int move(Search *s)
{
    double kind = random_unit(s);
    s->chooser->closing = random_unit(s) < CLOSING;
    s->chooser->caution = random_unit(s) < BOLD ? 0.0 : random_unit(s);
    if (kind < LEADING)
        return lead(s);
    if (random_unit(s) < s->daily)
        return move_daily(s);
    if (kind < LEADING + PUSHING)
        return push(s);
    return kind < LEADING + PUSHING + CLEARING ? clear(s) : swap(s);
}
