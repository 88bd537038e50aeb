#include "helping.h"

#include <string.h>

#include "trial.h"

#define BEFORE 0.5 /* how often those who lack something choose before all others */

static int lacks(const Search *s, int patient)
{
    return s->own[patient] >= s->chooser->least_need;
}

int let_lacking_wait(Search *s, int32_t *waiting, int n)
{
    int32_t picked[MOST_HELPED];
    int n_picked = 0, n_lacking = 0, most = 1 + random_below(s, MOST_HELPED);
    for (int p = 0; p < s->facts->n_patients; p++) {
        if (!lacks(s, p) || s->is_changed[p])
            continue;
        int at = n_picked < most ? n_picked++ : random_below(s, n_lacking + 1);
        if (at < most)
            picked[at] = p;
        n_lacking++;
    }
    int is_before = random_unit(s) < BEFORE;
    if (is_before)
        memmove(waiting + n_picked, waiting, (size_t)n * sizeof *waiting);
    memcpy(is_before ? waiting : waiting + n, picked, (size_t)n_picked * sizeof *waiting);
    for (int i = 0; i < n_picked; i++)
        trial_take_out(s, picked[i]);
    return n + n_picked;
}

int wants_clinician(const Search *s, int patient)
{
    const Facts *f = s->facts;
    const Session *mine = s->week->sessions + (size_t)patient * f->most_sessions;
    if (lacks(s, patient))
        return 1;
    for (int i = 0; i < s->week->n_sessions[patient]; i++) {
        int who = mine[i].clinician;
        if (who == NONE)
            continue;
        if (f->stranger[((size_t)patient * f->n_clinicians + who) * f->n_services + f->service[mine[i].cell]])
            return 1;
    }
    return 0;
}

/* One of the patient's own clinicians; NONE if there is none. */
static int own_clinician(Search *s, int patient)
{
    const uint8_t *theirs = s->sees + (size_t)patient * s->facts->n_clinicians;
    int chosen = NONE, n = 0;
    for (int c = 0; c < s->facts->n_clinicians; c++)
        if (theirs[c] && random_below(s, ++n) == 0)
            chosen = c;
    return chosen;
}

/* A group cell that a clinician leads and that may change; NONE if there is none. */
static int led_cell(Search *s, int clinician)
{
    const Facts *f = s->facts;
    int chosen = NONE, n = 0;
    for (int row = clinician * DAYS; row < (clinician + 1) * DAYS; row++)
        for (int i = 0; i < s->week->n_booked[row]; i++) {
            int k = s->week->booked[(size_t)row * f->most_booked + i];
            if (!f->one_to_one[f->service[k]] && !f->fixed[k] && random_below(s, ++n) == 0)
                chosen = k;
        }
    return chosen;
}

void relieve(Search *s, int patient)
{
    int who = own_clinician(s, patient), cell = who == NONE ? NONE : led_cell(s, who);
    if (cell == NONE)
        return;
    const Section *sections = s->week->sections + (size_t)cell * s->facts->most_sections;
    int n = (int)s->facts->n_clinicians, from = random_below(s, n);
    for (int at = 0; at < s->week->n_sections[cell]; at++)
        for (int j = 0; j < sections[at].n_leaders; j++) {
            if (sections[at].leaders[j] != who)
                continue;
            for (int i = 0; i < n; i++)
                if ((from + i) % n != who && week_lead(s->week, cell, at, (from + i) % n, j))
                    return;
            return;
        }
}
