#include "placing.h"

#include "trial.h"

#define TRIES 4  /* how often a patient chooses when what was chosen turns out to be taken */
#define PICKED 3 /* cells of which the emptiest is taken */

/* Take what was chosen; return whether all of it was still to be had. */
static int take(Search *s, int patient, const Option *const *chosen, int n)
{
    int n_lost = 0;
    for (int i = 0; i < n; i++) {
        int who = chosen[i]->clinician, cell = chosen[i]->cell;
        int takes = who == NONE ? week_join(s->week, patient, cell) : week_visit(s->week, patient, cell, who, NONE);
        n_lost += !takes;
    }
    return n_lost == 0;
}

static void add_absent(Search *s, int patient)
{
    Option option;
    while (choose_absent(s->chooser, patient, &option))
        if (!week_visit(s->week, patient, option.cell, option.clinician, NONE) && !s->week->blocked[option.cell])
            break;
}

void place_chosen(Search *s, int patient, const Option *const *chosen, int n)
{
    const Option *own[MOST_SESSIONS];
    int is_placed = take(s, patient, chosen, n);
    for (int i = 1; i < TRIES && !is_placed; i++)
        is_placed = take(s, patient, own, trial_choose(s, patient, own));
    add_absent(s, patient);
}

void place_week(Search *s, int patient)
{
    const Option *chosen[MOST_SESSIONS];
    int n = trial_choose(s, patient, chosen);
    place_chosen(s, patient, chosen, n);
}

void place_day(Search *s, int patient, int day)
{
    const Option *chosen[MOST_SESSIONS];
    const Session *before = s->before->sessions + (size_t)patient * s->facts->most_sessions;
    int n_before = s->before->n_sessions[patient], is_placed = 0;
    for (int i = 0; i < TRIES && !is_placed; i++)
        is_placed = take(s, patient, chosen, choose_day(s->chooser, patient, day, before, n_before, chosen));
    add_absent(s, patient);
}

int running_cell(Search *s)
{
    const Facts *f = s->facts;
    int chosen = NONE, n = 0;
    for (int k = 0; k < f->n_cells; k++)
        if (s->week->n_sections[k] && !f->fixed[k] && random_below(s, ++n) == 0)
            chosen = k;
    return chosen;
}

int emptier_cell(Search *s)
{
    int chosen = running_cell(s);
    for (int i = 1; i < PICKED && chosen != NONE; i++) {
        int other = running_cell(s);
        if (s->week->attendees[other] < s->week->attendees[chosen])
            chosen = other;
    }
    return chosen;
}

int attending(Search *s, int cell, int32_t patients[MOST_CLEARED])
{
    int n = 0;
    for (int p = 0; p < s->facts->n_patients && n < MOST_CLEARED; p++)
        if (week_find(s->week, p, cell) != NONE) {
            int at = random_below(s, n + 1);
            patients[n++] = patients[at];
            patients[at] = p;
        }
    return n;
}
