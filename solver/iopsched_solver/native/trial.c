#include "trial.h"

#include "local.h"
#include "random.h"
#include "shared.h"

#define LEEWAY 200.0 /* what sections and loads, counted at the end, may save for a step to go on, in cost units */

double random_unit(Search *s)
{
    return next_random(&s->random);
}

int random_below(Search *s, int n)
{
    return (int)(random_unit(s) * n);
}

int64_t trial_own_cost(const Week *w, int patient)
{
    const Facts *f = w->facts;
    int32_t cells[MOST_SESSIONS], clinicians[MOST_SESSIONS];
    const Session *sessions = w->sessions + (size_t)patient * f->most_sessions;
    int n = w->n_sessions[patient];
    for (int i = 0; i < n; i++) {
        cells[i] = sessions[i].cell;
        clinicians[i] = sessions[i].clinician;
    }
    return local_cost(f, patient, cells, clinicians, n);
}

int64_t trial_cost(const Search *s, int patient)
{
    int64_t cost = trial_own_cost(s->week, patient);
    return cost == ILLEGAL ? ILLEGAL : cost + visits_cost(s->week, patient);
}

void trial_keep(Search *s, int patient)
{
    if (s->is_changed[patient])
        return;
    s->is_changed[patient] = 1;
    s->dearer[patient] = 0;
    s->changed[s->n_changed++] = patient;
}

void trial_take_out(Search *s, int patient)
{
    const Session *sessions = s->week->sessions + (size_t)patient * s->facts->most_sessions;
    trial_keep(s, patient);
    for (int i = s->week->n_sessions[patient] - 1; i >= 0; i--)
        if (i < s->week->n_sessions[patient] && !s->facts->fixed[sessions[i].cell])
            week_leave(s->week, patient, sessions[i].cell);
}

void trial_placed(Search *s, int patient)
{
    int64_t cost = trial_cost(s, patient);
    s->dearer[patient] = (cost == ILLEGAL ? INT64_MAX / 4 : cost) - s->own[patient];
}

int trial_may_pay(const Search *s, const int32_t *waiting, int n)
{
    double sum = 0.0;
    for (int64_t i = 0; i < s->n_changed; i++)
        sum += (double)s->dearer[s->changed[i]];
    for (int i = 0; i < n; i++)
        sum += (double)(s->least[waiting[i]] - s->own[waiting[i]]);
    return sum <= LEEWAY + s->leeway;
}

int trial_choose(Search *s, int patient, const Option *chosen[MOST_SESSIONS])
{
    const Facts *f = s->facts;
    const Session *before = s->before->sessions + (size_t)patient * f->most_sessions;
    int n = s->before->n_sessions[patient];
    int64_t cost = n ? trial_own_cost(s->before, patient) : ILLEGAL;
    int stays_near = cost != ILLEGAL && cost < s->chooser->least_need;
    return choose(s->chooser, patient, stays_near ? before : NULL, n, chosen);
}

void trial_end(Search *s)
{
    for (int64_t i = 0; i < s->n_changed; i++) {
        s->is_changed[s->changed[i]] = 0;
        s->dearer[s->changed[i]] = 0;
    }
    s->n_changed = 0;
}
