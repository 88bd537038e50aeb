#include "fill.h"

#include <string.h>

#include "local.h"
#include "trial.h"

#define ASKED 40  /* patients asked for each section */
#define MISSING 4 /* attendees that may be missing to one cell */

typedef struct {
    int64_t cost;
    int32_t patient, left; /* a cell that they would leave, or NONE */
} Joining;

int least_attendees(const Week *w, int cell)
{
    int least = w->facts->min_size[w->facts->service[cell]];
    return (least > 1 ? least : 1) * w->n_sections[cell];
}

/* Whether a cell's sections remain large enough with one less. */
static int spares(const Week *w, int cell)
{
    return w->attendees[cell] > least_attendees(w, cell);
}

static void offer(Joining *best, int *n, Joining each)
{
    int at = *n;
    while (at > 0 && each.cost < best[at - 1].cost)
        at--;
    if (at >= MISSING * 2)
        return;
    int moved = (*n < MISSING * 2 ? *n : MISSING * 2 - 1) - at;
    memmove(best + at + 1, best + at, (size_t)moved * sizeof *best);
    best[at] = each;
    if (*n < MISSING * 2)
        ++*n;
}

/* What it would cost a patient to attend a cell, beside what they have or for one session of the same service. */
static void ask(const Search *s, int patient, int cell, Joining *best, int *n)
{
    const Week *w = s->week;
    const Facts *f = w->facts;
    const Session *mine = w->sessions + (size_t)patient * f->most_sessions;
    int n_mine = w->n_sessions[patient];
    int64_t now = trial_own_cost(w, patient);
    Joining cheapest = {ILLEGAL, patient, NONE};
    if (week_find(w, patient, cell) != NONE || forbidden(w, patient, cell) || now == ILLEGAL)
        return;
    for (int leaves = -1; leaves < n_mine; leaves++) {
        int32_t cells[MOST_SESSIONS + 1], clinicians[MOST_SESSIONS + 1];
        int m = 0;
        if (leaves >= 0 && (mine[leaves].clinician != NONE || f->service[mine[leaves].cell] != f->service[cell] ||
                            f->fixed[mine[leaves].cell] || !spares(w, mine[leaves].cell)))
            continue;
        for (int i = 0; i < n_mine; i++) {
            if (i == leaves)
                continue;
            cells[m] = mine[i].cell;
            clinicians[m++] = mine[i].clinician;
        }
        cells[m] = cell;
        clinicians[m++] = NONE;
        int64_t cost = local_cost(f, patient, cells, clinicians, m);
        if (cost != ILLEGAL && cost - now < cheapest.cost) {
            cheapest.cost = cost - now;
            cheapest.left = leaves < 0 ? NONE : mine[leaves].cell;
        }
    }
    if (cheapest.cost != ILLEGAL)
        offer(best, n, cheapest);
}

/* Let others attend a cell until it is large enough; return whether it is. */
static int recruit(Search *s, int cell)
{
    const Facts *f = s->facts;
    Week *w = s->week;
    Joining best[MISSING * 2 + 1];
    int n = 0, n_able = 0;
    for (int p = 0; p < f->n_patients; p++)
        n_able += f->may[(size_t)p * f->n_cells + cell];
    int to_ask = n_able < ASKED ? n_able : ASKED;
    for (int p = 0; p < f->n_patients && to_ask; p++) { /* each of those able as likely as any other */
        if (!f->may[(size_t)p * f->n_cells + cell])
            continue;
        if (random_below(s, n_able--) < to_ask) {
            to_ask--;
            ask(s, p, cell, best, &n);
        }
    }
    for (int i = 0; i < n && w->attendees[cell] < least_attendees(w, cell); i++) {
        int p = best[i].patient, left = best[i].left;
        if (forbidden(w, p, cell) || (left != NONE && !spares(w, left))) /* by now: others have joined */
            continue;
        trial_keep(s, p);
        if (left != NONE)
            week_leave(w, p, left);
        if (!week_join(w, p, cell))
            return 0;
        trial_placed(s, p);
    }
    return w->attendees[cell] >= least_attendees(w, cell);
}

int fill(Search *s, int *n)
{
    const Facts *f = s->facts;
    int32_t small[64];
    *n = 0;
    for (int k = 0; k < f->n_cells; k++) {
        if (!s->week->n_sections[k])
            continue;
        int missing = least_attendees(s->week, k) - s->week->attendees[k];
        if (missing > MISSING || (missing > 0 && (*n == 64 || f->fixed[k])))
            return 0;
        if (missing > 0)
            small[(*n)++] = k;
    }
    for (int i = 0; i < *n; i++)
        if (!recruit(s, small[i]))
            return 0;
    return 1;
}
