/* A week as it is being made: sections with leaders and rooms, everybody's sessions, and what is left of everything.
 *
 * Every function keeps every rule but a group's least size and least meetings, and the patients' own rules, which
 * `local.h` judges. Functions that may fail return 1 when they did what they say, else 0, and then change nothing that
 * counts.
 */
#ifndef WEEK_H
#define WEEK_H

#include <stddef.h>

#include "facts.h"

typedef struct {
    int16_t band, room, seats, n_leaders; /* room NONE for telehealth and services without one */
    int16_t leaders[MOST_LEADERS];        /* ascending */
} Section;

typedef struct {
    int32_t cell;
    int16_t clinician, room; /* NONE in a group */
} Session;

typedef struct {
    const Facts *facts;
    size_t bytes; /* of the block that holds all arrays below, one after the other */
    char *block;

    int32_t *n_sections, *seats, *attendees; /* (K) */
    Section *sections;                       /* (K, most_sections) */
    uint8_t *blocked; /* (K): could not be opened or visited when that was tried last */
    int32_t *at_once; /* by moment: sections */
    int32_t *meetings; /* (G): cells that run */
    int32_t *n_sessions; /* (P) */
    Session *sessions;   /* (P, most_sessions) */

    uint8_t *can_lead; /* (C, K): beside what is booked already */
    int32_t *n_able;   /* (K): clinicians who may still lead it and fill a role */
    int32_t *week_slots; /* (C) */
    int32_t *day_slots;  /* (C, DAYS) */
    int32_t *n_booked;   /* (C, DAYS) */
    int32_t *booked;     /* (C, DAYS, most_booked): cells, in no order */
    uint8_t *sees;       /* (C, P): one-to-one sessions */
    int32_t *n_seen;     /* (C): patients */

    int16_t *rooms;    /* (Q, slots): in use, turnover included */
    int16_t *pieces;   /* (E, slots) */
    int16_t *families; /* (F, slots) */
    uint8_t *has_room; /* (Q, K) */

    uint8_t *is_written; /* by line of the block, of LINE bytes: whether it was written to, `blocked` aside */
    int32_t n_written, *written; /* those lines */
    uint8_t *known; /* by shape of one day's cells, for as long as one clinician's day is looked at */
} Week;

#define LINE 64

/* Note that a part of the block is about to be written to. */
static inline void week_write(Week *week, const void *at, size_t size)
{
    size_t from = (size_t)((const char *)at - week->block) / LINE;
    size_t to = (size_t)((const char *)at - week->block + (ptrdiff_t)size - 1) / LINE;
    for (size_t line = from; line <= to; line++)
        if (!week->is_written[line]) {
            week->is_written[line] = 1;
            week->written[week->n_written++] = (int32_t)line;
        }
}
#define WRITE(week, place) week_write(week, &(place), sizeof(place))

/* Allocate an empty week; NULL where there is no memory. */
Week *week_new(const Facts *facts);
void week_free(Week *week);
/* Make `to` what `from` is; both of the same facts. What was written to `to` before is forgotten. */
void week_copy(Week *to, const Week *from);
/* The same where they differ at most in what was written to `changed`, one of the two, since this was last called with
 * it; only that is copied. */
void week_follow(Week *to, const Week *from, Week *changed);

/* Whether one more section of the cell could run, as far as counts tell. */
int week_openable(const Week *week, int cell);
/* Open one more section in the first band for which leaders and a room are found. */
int week_open(Week *week, int cell);
/* Run a section in this form and with these leaders. */
int week_run(Week *week, int cell, int band, int room, const int16_t *leaders, int n_leaders);
/* Take back the newest section; who does not fit any more must have left before. */
void week_close(Week *week, int cell);
/* Let a clinician lead a section in place of one of its leaders. */
int week_lead(Week *week, int cell, int section, int clinician, int instead);
/* Close every section of cells that nobody attends, but for fixed ones. */
void week_close_empty(Week *week);

/* Let a patient attend a group, in a new section if the others are full. */
int week_join(Week *week, int patient, int cell);
/* Let a patient see a clinician, in a certain room class unless that is NONE. Whether the caseload allows it is the
 * caller's business. */
int week_visit(Week *week, int patient, int cell, int clinician, int room);
/* Take a session out of a patient's week; a group stays open. */
void week_leave(Week *week, int patient, int cell);
/* Whether the clinician's caseload leaves room for the patient. */
int week_may_take(const Week *week, int clinician, int patient);
/* The place of a cell in a patient's sessions; NONE if it is not there. */
int week_find(const Week *week, int patient, int cell);
/* Whether the clinician could lead the cell but for one-to-one sessions. */
int week_could_lead(const Week *week, int clinician, int cell);
/* Whether one clinician cannot hold both cells, which are on one day. */
int week_clash(const Facts *facts, int cell, int other);

#endif
