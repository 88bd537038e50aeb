/* States of a day of one patient: what is remembered, and what a day costs beside its sessions that ends in one. */
#ifndef PRICE_STATES_H
#define PRICE_STATES_H

#include <stddef.h>
#include <stdint.h>

#include "price.h"
#include "price_day.h"

typedef struct {
    const Clinic *clinic;
    const Asked *asked;
    int32_t patient, day;

    int32_t *bit, *step; /* (S) of the day's services: bit or -1, levels where there is none */
    int32_t *offered;    /* (S) the day's services, those with a bit first, by bit */
    int32_t n_offered, n_bits, n_levels;
    int32_t unit; /* counted minutes of a level */
    double *ends; /* (2^bits, levels) what a day costs beside its sessions; to be freed by the caller */
    size_t room;  /* of `ends` */
} States;

/* Decide what is remembered of a day made of `n` arcs, 1 at least: as much as the states allow; and price its ends.
 * Return 0 where there is no memory. */
int states_make(States *states, const Arc *arcs, int32_t n);

#endif
