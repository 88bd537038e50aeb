#include "recreate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "daily.h"
#include "fill.h"
#include "local.h"
#include "moves.h"
#include "shared.h"
#include "trial.h"

/* Price of a new section, in sessions of a care plan: less than in first fit, what it costs being seen at once. */
#define OPENING 0.15
#define ROWS_SECTION (4 + MOST_LEADERS)
#define ROWS_SESSION 4

int64_t facts_bytes(void)
{
    return (int64_t)sizeof(Facts);
}

static int allocate(Search *s)
{
    const Facts *f = s->facts;
    size_t patients = (size_t)f->n_patients + 1, cells = (size_t)f->n_cells + 1;
    s->n_words = f->n_cells / 64 + 1;
    s->own = calloc(patients, sizeof *s->own);
    s->least = calloc(patients, sizeof *s->least);
    s->tried = calloc(patients, sizeof *s->tried);
    s->flexible = calloc(patients, sizeof *s->flexible);
    s->score = calloc(patients, sizeof *s->score);
    s->changed = calloc(patients, sizeof *s->changed);
    s->is_changed = calloc(patients, sizeof *s->is_changed);
    s->dearer = calloc(patients, sizeof *s->dearer);
    s->taking = calloc(cells, sizeof *s->taking);
    s->marks = calloc(cells, sizeof *s->marks);
    s->may_bits = calloc(patients * (size_t)s->n_words, sizeof *s->may_bits);
    s->sees = calloc(patients * (size_t)(f->n_clinicians + 1), sizeof *s->sees);
    s->week = week_new(f);
    s->before = week_new(f);
    s->best = week_new(f);
    s->chooser = s->week ? chooser_new(s->week, &s->random) : NULL;
    return s->own && s->least && s->tried && s->flexible && s->score && s->changed && s->is_changed && s->dearer &&
           s->taking && s->marks && s->may_bits && s->sees && s->before && s->best && s->chooser;
}

static void read_patients(Search *s)
{
    const Facts *f = s->facts;
    for (int p = 0; p < f->n_patients; p++) {
        for (int k = 0; k < f->n_cells; k++)
            if (f->may[(size_t)p * f->n_cells + k]) {
                s->may_bits[(size_t)p * s->n_words + k / 64] |= (uint64_t)1 << (k % 64);
                s->flexible[p] += 1.0;
            }
        for (int c = 0; c < f->n_clinicians; c++) {
            size_t row = ((size_t)p * f->n_clinicians + c) * f->n_services;
            for (int i = 0; i < f->n_services; i++)
                if (f->may_visit[row + i] && !f->stranger[row + i])
                    s->sees[(size_t)p * f->n_clinicians + c] = 1;
        }
    }
}

Search *search_new(const Facts *facts, uint64_t seed)
{
    Search *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->facts = facts;
    s->random = seed;
    if (!allocate(s)) {
        search_free(s);
        return NULL;
    }
    read_patients(s);
    s->chooser->opening = OPENING;
    return s;
}

void search_free(Search *s)
{
    if (!s)
        return;
    chooser_free(s->chooser);
    week_free(s->week);
    week_free(s->before);
    week_free(s->best);
    void *const arrays[] = {s->own,     s->least,      s->tried,  s->flexible, s->score,    s->changed,
                            s->is_changed, s->dearer, s->taking, s->marks,    s->may_bits, s->sees};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    free(s);
}

static int ascending(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

/* Price the whole week; return 0 if somebody's breaks a hard rule. */
static int price(Search *s)
{
    int64_t n = s->facts->n_patients;
    s->together = shared_cost(s->week);
    s->cost = s->together;
    for (int p = 0; p < n; p++) {
        s->own[p] = trial_cost(s, p);
        if (s->own[p] == ILLEGAL)
            return 0;
        s->cost += s->own[p];
    }
    int64_t *sorted = s->dearer; /* not in use between steps */
    memcpy(sorted, s->own, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, ascending);
    int64_t typical = n ? sorted[n / 4] : 0; /* nobody may hope for less than what a quarter have */
    for (int p = 0; p < n; p++) {
        s->least[p] = s->own[p] < typical ? s->own[p] : typical;
        s->dearer[p] = 0;
    }
    return 1;
}

int search_take(Search *s, const int32_t *sections, int64_t n_sections, const int32_t *sessions, int64_t n_sessions)
{
    Week *w = s->week;
    for (int64_t i = 0; i < n_sections; i++) {
        const int32_t *row = sections + i * ROWS_SECTION;
        int16_t leaders[MOST_LEADERS];
        if (row[3] > MOST_LEADERS)
            return 0;
        for (int j = 0; j < row[3]; j++)
            leaders[j] = (int16_t)row[4 + j];
        if (!week_run(w, row[0], row[1], row[2], leaders, row[3]))
            return 0;
    }
    for (int64_t i = 0; i < n_sessions; i++) {
        const int32_t *row = sessions + i * ROWS_SESSION;
        int patient = row[0], cell = row[1];
        if (row[2] == NONE) {
            if (w->attendees[cell] >= w->seats[cell] || !week_join(w, patient, cell))
                return 0;
        } else if (!week_visit(w, patient, cell, row[2], row[3])) {
            return 0;
        }
    }
    if (!price(s))
        return 0;
    s->daily = daily_share(w);
    week_copy(s->before, w);
    week_copy(s->best, w);
    s->best_cost = s->cost;
    return 1;
}

/* Close what is empty and fill what is too small; return whether the week is legal then and may pay. */
static int completed(Search *s)
{
    const Facts *f = s->facts;
    Week *w = s->week;
    int n_filled;
    week_close_empty(w);
    if (!fill(s, &n_filled) || !trial_may_pay(s, NULL, 0))
        return 0;
    if (n_filled) {
        week_close_empty(w);
        for (int k = 0; k < f->n_cells; k++)
            if (w->attendees[k] < least_attendees(w, k))
                return 0;
    }
    for (int g = 0; g < f->n_offerings; g++)
        if (w->meetings[g] > 0 && w->meetings[g] < f->meetings_min[g])
            return 0;
    return 1;
}

/* Take the changed week over if it saves enough, else undo the step; return what it saves. */
static int64_t judged(Search *s)
{
    int64_t own[MOST_CHANGED], together = shared_cost(s->week), gain = s->together - together;
    for (int64_t i = 0; i < s->n_changed; i++) {
        own[i] = trial_cost(s, s->changed[i]);
        if (own[i] == ILLEGAL)
            return INT64_MIN;
        gain += s->own[s->changed[i]] - own[i];
    }
    if ((double)-gain > s->leeway)
        return INT64_MIN;
    for (int64_t i = 0; i < s->n_changed; i++) {
        int p = s->changed[i];
        s->own[p] = own[i];
        if (own[i] < s->least[p])
            s->least[p] = own[i];
    }
    s->together = together;
    s->cost -= gain;
    return gain;
}

static void step(Search *s, double temperature)
{
    s->leeway = temperature > 0.0 ? -temperature * log(1.0 - random_unit(s)) : 0.0;
    int pays = move(s);
    int is_whole = pays && completed(s); /* which may change others too */
    int64_t gain = is_whole && s->n_changed <= MOST_CHANGED ? judged(s) : INT64_MIN;
    for (int64_t i = 0; i < s->n_changed; i++) {
        int p = s->changed[i];
        s->tried[p] = gain > 0 ? 0.0 : gain < 0 ? s->tried[p] + 1.0 / (double)s->n_changed : s->tried[p];
    }
    trial_end(s);
    if (gain == INT64_MIN)
        week_follow(s->week, s->before, s->week);
    else
        week_follow(s->before, s->week, s->week);
    if (s->cost < s->best_cost) {
        s->best_cost = s->cost;
        week_follow(s->best, s->before, s->before);
    }
}

int64_t search_steps(Search *s, int64_t steps, double temperature)
{
    if (s->facts->n_patients)
        for (int64_t i = 0; i < steps; i++)
            step(s, temperature);
    return s->best_cost;
}

void search_return(Search *s)
{
    week_copy(s->week, s->best);
    week_copy(s->before, s->best);
    price(s);
}

int64_t search_cost(const Search *s)
{
    return s->cost;
}

int search_best(const Search *s, int32_t *sections, int64_t *n_sections, int32_t *sessions, int64_t *n_sessions,
                int64_t most)
{
    const Facts *f = s->facts;
    const Week *w = s->best;
    int64_t n = 0, m = 0;
    for (int k = 0; k < f->n_cells; k++)
        for (int i = 0; i < w->n_sections[k]; i++, n++) {
            const Section *section = w->sections + (size_t)k * f->most_sections + i;
            if (n == most)
                return 0;
            int32_t *row = sections + n * ROWS_SECTION;
            row[0] = k;
            row[1] = section->band;
            row[2] = section->room;
            row[3] = section->n_leaders;
            for (int j = 0; j < MOST_LEADERS; j++)
                row[4 + j] = j < section->n_leaders ? section->leaders[j] : NONE;
        }
    for (int p = 0; p < f->n_patients; p++)
        for (int i = 0; i < w->n_sessions[p]; i++, m++) {
            const Session *session = w->sessions + (size_t)p * f->most_sessions + i;
            if (m == most)
                return 0;
            int32_t *row = sessions + m * ROWS_SESSION;
            row[0] = p;
            row[1] = session->cell;
            row[2] = session->clinician;
            row[3] = session->room;
        }
    *n_sections = n;
    *n_sessions = m;
    return 1;
}
