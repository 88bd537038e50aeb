/* The kinds of steps.
 *
 * - Lead: somebody else leads a section.
 * - Swap: a patient and some who may stand in the way are taken out, and all are placed anew; where the patient wants a
 *   clinician, often after somebody else has taken a section of theirs.
 * - Push: a patient takes what is best, full groups and booked clinicians too; who had to make way does the same.
 * - Clear: all who attend a group at one start, rather a small one, are taken out, and placed anew in any order, with
 *   some who lack something: whoever led it has time for them.
 * - Within a day (daily.h): the more often, the more sessions a day has.
 *
 * Glover: Ejection chains, reference structures and alternating path methods for traveling salesman problems. Discrete
 * Applied Mathematics 65 (1996).
 */
#ifndef MOVES_H
#define MOVES_H

#include "recreate.h"

/* Change the week in one of these ways; return whether that may pay. */
int move(Search *search);

#endif
