/* One step under trial: whose weeks it changes, what it costs so far, and whether it can still pay. */
#ifndef TRIAL_H
#define TRIAL_H

#include "recreate.h"

#define MOST_CHANGED 256 /* patients of one step */

/* A number from 0 to below 1, and one of 0 to below n. */
double random_unit(Search *search);
int random_below(Search *search, int n);

/* What a patient's week costs them alone; ILLEGAL if it breaks a hard rule. */
int64_t trial_own_cost(const Week *week, int patient);
/* The same with the time and rooms of their visits; ILLEGAL if it breaks a hard rule. */
int64_t trial_cost(const Search *search, int patient);
/* Note that a patient's week is about to change. */
void trial_keep(Search *search, int patient);
/* Take a patient out of everything that is not fixed. */
void trial_take_out(Search *search, int patient);
/* Note that a patient has a new week. */
void trial_placed(Search *search, int patient);
/* Whether the week may get good enough, if those who wait get weeks that cost the least. */
int trial_may_pay(const Search *search, const int32_t *waiting, int n);
/* Choose for a patient, near the week that they had before the step if that met all needs. */
int trial_choose(Search *search, int patient, const Option *chosen[MOST_SESSIONS]);
/* Forget who has changed. */
void trial_end(Search *search);

#endif
