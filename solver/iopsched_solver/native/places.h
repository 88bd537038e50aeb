/* Rooms by class, equipment and family slots: the part of a week that is about them. */
#ifndef PLACES_H
#define PLACES_H

#include "week.h"

typedef struct {
    int room, seats; /* room NONE where none is needed */
} Seating;

/* Choose a room class for a session of up to `seats`: the one with most seats of use, and of these the smallest that
 * can do least besides; `only` that one unless NONE. Return whether one is left. */
int places_choose(const Week *week, int cell, int seats, int n_leaders, int only, Seating *chosen);
/* Whether equipment and family slots are left for one more session of the cell. */
int places_have_pieces(const Week *week, int cell);
/* Take (or with `sign` -1 give back) what one session of a cell needs. */
void places_take(Week *week, int cell, int room, int sign);

#endif
