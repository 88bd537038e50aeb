#include "neighbours.h"

#include <math.h>
#include <string.h>

#include "trial.h"

#define HOPE 30.0 /* what nobody costs less than */
#define KINDS 4
#define PARTNERS 0.3 /* how often those who must be kept apart from the first are picked before all others */

static const double SIZES[] = {0.4, 0.7, 0.9, 1.0}; /* how often one, two, three ... others are picked, added up */

int first_neighbour(Search *s)
{
    int64_t n = s->facts->n_patients;
    double all = 0.0;
    for (int p = 0; p < n; p++) {
        double tried = 1.0 + s->tried[p];
        s->score[p] = ((double)(s->own[p] > 0 ? s->own[p] : 0) + HOPE) / (tried * sqrt(tried));
        all += s->score[p];
    }
    double left = random_unit(s) * all;
    for (int p = 0; p < n; p++) {
        left -= s->score[p];
        if (left < 0.0)
            return p;
    }
    return (int)n - 1;
}

/* Score by shared clinicians. */
static void by_clinicians(Search *s, int first)
{
    const Facts *f = s->facts;
    const uint8_t *mine = s->sees + (size_t)first * f->n_clinicians;
    int n_mine = 0;
    for (int c = 0; c < f->n_clinicians; c++)
        n_mine += mine[c];
    for (int p = 0; p < f->n_patients; p++) {
        const uint8_t *theirs = s->sees + (size_t)p * f->n_clinicians;
        int shared = 0;
        for (int c = 0; c < f->n_clinicians; c++)
            shared += mine[c] & theirs[c];
        s->score[p] += (double)shared / (n_mine > 1 ? n_mine : 1);
    }
}

/* Score by sessions in marked cells, as shares of `n`, or of each one's own sessions where that is 0. */
static void by_marks(Search *s, int n)
{
    const Facts *f = s->facts;
    for (int p = 0; p < f->n_patients; p++) {
        const Session *theirs = s->week->sessions + (size_t)p * f->most_sessions;
        int shared = 0, of = n ? n : s->week->n_sessions[p];
        for (int i = 0; i < s->week->n_sessions[p]; i++)
            shared += s->marks[theirs[i].cell];
        s->score[p] += (double)shared / (of > 1 ? of : 1);
    }
}

/* Score by hours in which both are free, as a share of those in which either is. */
static void by_hours(Search *s, int first)
{
    const uint64_t *mine = s->may_bits + (size_t)first * s->n_words;
    for (int p = 0; p < s->facts->n_patients; p++) {
        const uint64_t *theirs = s->may_bits + (size_t)p * s->n_words;
        int both = 0, either = 0;
        for (int64_t i = 0; i < s->n_words; i++) {
            both += __builtin_popcountll(mine[i] & theirs[i]);
            either += __builtin_popcountll(mine[i] | theirs[i]);
        }
        s->score[p] += (double)both / (either > 1 ? either : 1);
    }
}

/* Put those who must be kept apart before all others: what one of them gives up, the other may need. */
static void by_partners(Search *s, int first)
{
    const Facts *f = s->facts;
    for (int i = f->apart_first[first]; i < f->apart_first[first + 1]; i++)
        s->score[f->apart_other[i]] += 2.0;
}

static void score(Search *s, int first)
{
    const Facts *f = s->facts;
    const Session *mine = s->week->sessions + (size_t)first * f->most_sessions;
    int n_mine = s->week->n_sessions[first], kind = random_below(s, KINDS);
    for (int p = 0; p < f->n_patients; p++)
        s->score[p] = random_unit(s) * 0.5;
    if (kind == 0) {
        by_clinicians(s, first);
    } else if (kind == 1) {
        for (int i = 0; i < n_mine; i++)
            s->marks[mine[i].cell] = 1;
        by_marks(s, n_mine > 0 ? n_mine : 1);
        for (int i = 0; i < n_mine; i++)
            s->marks[mine[i].cell] = 0;
    } else if (kind == 2) {
        by_hours(s, first);
    } else {
        memcpy(s->marks, f->may + (size_t)first * f->n_cells, (size_t)f->n_cells);
        for (int i = 0; i < n_mine; i++)
            s->marks[mine[i].cell] = 0;
        by_marks(s, 0);
        memset(s->marks, 0, (size_t)f->n_cells);
    }
    if (f->apart_first[first] < f->apart_first[first + 1] && random_unit(s) < PARTNERS)
        by_partners(s, first);
}

int neighbours(Search *s, int32_t picked[MOST_NEIGHBOURS])
{
    int first = first_neighbour(s), size = 1, n = 1;
    double u = random_unit(s);
    while (size < (int)(sizeof SIZES / sizeof *SIZES) && u >= SIZES[size - 1])
        size++;
    score(s, first);
    picked[0] = first;
    s->score[first] = -1.0;
    for (; n <= size; n++) {
        int best = NONE;
        for (int p = 0; p < s->facts->n_patients; p++)
            if (s->score[p] >= 0.0 && (best == NONE || s->score[p] > s->score[best]))
                best = p;
        if (best == NONE)
            break;
        picked[n] = best;
        s->score[best] = -1.0;
    }
    return n;
}
