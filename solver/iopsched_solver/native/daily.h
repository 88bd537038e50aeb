/* Steps that change no more than a day or two of each week, many times as fast as others:
 *
 * - Redo: one day of some patients is placed anew, or two days of one.
 * - Shift: a group meets at another time of its day, and all who attend it place the rest of that day anew.
 */
#ifndef DAILY_H
#define DAILY_H

#include "recreate.h"

/* How often steps other than new leaders should be of these kinds, for the week as it is: 0 to 1. */
double daily_share(const Week *week);
/* Change the week in one of these ways; return whether that may pay. */
int move_daily(Search *search);

#endif
