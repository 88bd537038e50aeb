/* The best week of one patient that is still to be had: sessions on offer, days, a week from them, days anew around
 * it. */
#ifndef CHOOSE_H
#define CHOOSE_H

#include "plans.h"
#include "week.h"

typedef struct {
    int32_t n;
    Option options[MOST_OPTIONS];
} Offer;

/* What there is to choose from, and at which prices; nothing is taken from the week. */
typedef struct {
    const Week *week;
    uint64_t *random;     /* of the search */
    double opening;       /* price of a new section that nobody else would want, in sessions of a care plan */
    double caution;       /* share of the prices of new sections and crowded hours that is charged */
    int closing;          /* no section may be left below its least size any more: nobody else is going to come */
    const double *taking; /* (K) price of taking somebody's seat or clinician, in sessions; NULL: that may not be */
    double *interest;     /* (K) patients not yet placed who may come and want the service */
    double most_interest;
    int64_t least_need;   /* what the cheapest need costs: a week that costs less meets all */
    int32_t *visitor_first, *visitor; /* by patient and service: clinicians who may see them */
    int32_t *n_services;              /* (P) of the groups that they may attend */
    int32_t *n_visit_services;        /* (P) of the one-to-one sessions */

    /* of the patient who is choosing */
    int patient;
    int only_day; /* the day on which sessions are looked for; NONE: on all */
    int32_t room[MOST_SERVICES]; /* sessions that the care plan still allows */
    int n_here;
    Session here[MOST_SESSIONS]; /* sessions that they have and attend */
    Offer free[DAYS];
    Offer near[DAYS];   /* the same, worth what they are beside a week that they had */
    Offer around[DAYS]; /* and beside one just found */
    Offer own[DAYS];   /* sessions of a week that they had */
} Chooser;

/* Allocate; NULL where there is no memory. */
Chooser *chooser_new(const Week *week, uint64_t *random);
void chooser_free(Chooser *chooser);

/* Note who is still to be placed, one after the other. */
void chooser_expect(Chooser *chooser, const int32_t *patients, int n);
void chooser_placed(Chooser *chooser, int patient);
void chooser_expect_nobody(Chooser *chooser);

/* Choose sessions to add to what the patient has; `before` is a week they had that met all needs, of n sessions, of
 * which they choose what is better than one of its days; NULL otherwise. Return how many sessions were chosen. */
int choose(Chooser *chooser, int patient, const Session *before, int n_before, const Option *chosen[MOST_SESSIONS]);

/* Choose sessions of one day to add to what the patient has, each at what it is worth beside the other days; `before`
 * are the n sessions of the week that they had. Return how many sessions were chosen. */
int choose_day(Chooser *chooser, int patient, int day, const Session *before, int n_before,
               const Option *chosen[MOST_SESSIONS]);

/* The cheapest visit that is asked for and held without the patient, into `option`; 0 if there is none. */
int choose_absent(Chooser *chooser, int patient, Option *option);

/* Whether the patient would meet somebody there from whom they must be kept apart. */
int forbidden(const Week *week, int patient, int cell);

#endif
