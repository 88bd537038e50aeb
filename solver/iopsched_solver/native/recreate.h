/* Ruin and recreate: a few patients at a time are taken out of a legal week and placed anew, one after the other.
 *
 * `moves.h` has the kinds of steps. Sections that are too small after one are filled with single sessions of others.
 * What comes out is kept if it is better, and by chance if it is worse (simulated annealing); the best week is
 * remembered.
 *
 * Schrimpf, Schneider, Stamm-Wilbrandt, Dueck: Record breaking optimization results using the ruin and recreate
 * principle. Journal of Computational Physics 159 (2000).
 */
#ifndef RECREATE_H
#define RECREATE_H

#include "choose.h"
#include "week.h"

typedef struct {
    const Facts *facts;
    Week *week;   /* as it is being changed */
    Week *before; /* as it was before the step */
    Week *best;
    Chooser *chooser;
    uint64_t random;

    int64_t cost, best_cost; /* but for constants and what is published of rooms */
    int64_t *own;            /* (P) what each patient's week costs, their visits included */
    int64_t together;        /* all else */
    int64_t *least;          /* (P) what each patient's week may cost at best, as far as is known */
    double *tried;           /* (P) how often in vain */
    double *taking;          /* (K) */
    double *flexible;        /* (P) cells that they may attend */
    uint64_t *may_bits;      /* (P, words) the same as bits */
    int64_t n_words;
    uint8_t *sees;  /* (P, C): some one-to-one session with them is neither forbidden nor with a stranger */
    double *score;  /* (P) */
    uint8_t *marks; /* (K) */

    /* the step */
    int64_t n_changed;
    int32_t *changed;    /* (P) patients whose weeks may have changed */
    uint8_t *is_changed; /* (P) */
    int64_t *dearer;     /* (P) what their weeks cost more now; 0 until they are placed */
    double daily;        /* how often a step is one within a day, but for new leaders */
    double leeway;       /* what the step may cost for now */
} Search;

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* The size of `Facts`: whoever fills one in must have the same. */
EXPORTED int64_t facts_bytes(void);
/* Begin with the empty week; NULL where there is no memory. The facts must outlive it. */
EXPORTED Search *search_new(const Facts *facts, uint64_t seed);
EXPORTED void search_free(Search *search);
/* Take over a legal week in which nothing runs yet. `sections` are rows of cell, band, room class, leaders in number,
 * and MOST_LEADERS clinicians; `sessions` rows of patient, cell, clinician, room class. Return whether that was
 * possible. */
EXPORTED int search_take(Search *search, const int32_t *sections, int64_t n_sections, const int32_t *sessions,
                         int64_t n_sessions);
/* Take so many steps; worse weeks are kept with probability exp(-more / temperature). Return the best cost so far. */
EXPORTED int64_t search_steps(Search *search, int64_t steps, double temperature);
/* Go on from the best week. */
EXPORTED void search_return(Search *search);
EXPORTED int64_t search_cost(const Search *search);
/* Write the best week into rows as above; both have room for `most` rows. Return 0 if that is not enough. */
EXPORTED int search_best(const Search *search, int32_t *sections, int64_t *n_sections, int32_t *sessions,
                         int64_t *n_sessions, int64_t most);

#endif
