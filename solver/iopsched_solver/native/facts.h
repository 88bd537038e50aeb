/* One week to be decided, as `iopsched_solver.problem.Problem` has it.
 *
 * Index letters, times and minutes are those of that module. Matrices lie row by row. A list for each of several owners
 * is two arrays: `x_first` has one entry more than there are owners, and those of owner i are `x_...[x_first[i]]` to
 * `x_...[x_first[i + 1] - 1]`. `facts.py` writes down the same fields in the same order, and `facts_bytes` tells
 * whether it does.
 */
#ifndef FACTS_H
#define FACTS_H

#include <stdint.h>

#define NONE (-1)
#define UNLIMITED 1000000
#define DAYS 7
#define MOST_LEADERS 4
#define MOST_SERVICES 64
#define MOST_SESSIONS 64 /* of one patient */
#define MOST_A_DAY 24    /* of one patient */
#define MOST_OPTIONS 1024 /* of one patient on one day */

enum { KEEP_APART_SESSION, KEEP_APART_TIME, KEEP_APART_DAY };

typedef struct {
    int64_t n_patients, n_clinicians, n_cells, n_services, n_offerings, n_roles, n_rooms, n_equipment,
        n_families, n_places, n_slots, n_moments, slots_per_half_hour, telehealth;
    int64_t most_sections; /* of one cell, at most */
    int64_t most_booked;   /* cells of one clinician on one day, at most */
    int64_t most_sessions; /* of one patient, at most MOST_SESSIONS */

    /* (K): cells */
    const int32_t *offering, *service, *start, *end, *day, *place;
    const int32_t *moment;    /* one offering at one start, over all places */
    const uint8_t *fixed;     /* of cohorts, rosters and pins: who attends does not leave, nobody joins */
    const int32_t *sections_most; /* of this cell; UNLIMITED where nothing has begun */
    const uint8_t *needs_room, *takes_equipment, *in_family_slot;
    const int32_t *day_first, *day_cell; /* cells by day */
    const int32_t *shape; /* the same for cells that take the same time of a clinician at the same place; by day */
    const int32_t *shape_first; /* of each day */
    const int32_t *wished_first, *wished; /* clinicians published to lead a group cell, by cell */

    /* (G): offerings */
    const int32_t *sections_max, *meetings_min, *meetings_max;
    const int32_t *after_first, *after; /* by offering: those that must end before it starts */
    const int32_t *before_first, *before; /* by offering: those that it must end before */
    const int32_t *offering_first, *offering_cell; /* cells by offering */

    /* (S): services */
    const uint8_t *one_to_one, *attends;
    const int32_t *slots, *contact, *min_size, *max_size, *preferred_min, *preferred_max, *seats_each, *hold;
    const int32_t *n_leaders; /* of the band looked at first */
    const int32_t *equipment; /* (S, E) pieces of one session */
    const int32_t *band_first, *band; /* bands by service, most seats a leader first */

    /* (B): bands */
    const int32_t *band_seats, *role_count; /* the last (B, J) */

    /* (Q): room classes */
    const int32_t *room_count, *room_capacity, *room_turnover, *room_flexible; /* the last: cells it may be used for */
    const uint8_t *may_use; /* (Q, K) with seats for the service's least size */

    /* equipment (E), family slots (F) */
    const int32_t *quantity;
    const uint8_t *equipment_open; /* (E, K) */
    const uint8_t *family_cells;   /* (F, K) */
    const int32_t *family_at_once;

    /* (C): clinicians */
    const uint8_t *role_held; /* (C, J) */
    const int32_t *n_roles_held;
    const uint8_t *may_lead; /* (C, K), no session longer than any limit */
    const uint8_t *fills;    /* (C, S): holds a role that some band of the service asks for */
    const int32_t *week_most, *day_most, *run_most, *pause, *caseload, *target, *overtime_after;
    const int32_t *n_ever; /* (K): clinicians who might lead it, at least 1 */

    /* (P): patients */
    const int32_t *weight;
    const uint8_t *may; /* (P, K) */
    const int32_t *own; /* (P, K) goals charged by the session */
    const int32_t *lost; /* charged in any case, of published sessions */
    const uint8_t *stranger, *may_visit; /* (P, C, S) */
    const int32_t *care_min, *care_max; /* (P, S) */
    const int32_t *week_min, *week_max, *days_min, *days_max, *gap_max, *day_min, *day_max, *span_max;
    const int32_t *sessions_min, *sessions_max, *buffer, *videos_max, *video_minutes_max;
    const uint8_t *short_is_hard, *off_is_hard, *week_is_hard, *days_is_hard, *gap_is_hard;
    const int32_t *rolling_first, *rolling; /* by patient, four each: days, sessions, minutes, 1 if hard */
    const uint64_t *once; /* (P): services of which a day may have one session only, one bit for each */
    const int32_t *limit_first, *limit_most; /* by patient: sessions a day of some services, those once a day aside */
    const uint64_t *limit_services;          /* one bit for each of these */
    const int32_t *group_first, *group_cell; /* by patient: groups open by the session, by service and day */
    const int32_t *visit_first, *visit_cell; /* one-to-one cells that the patient attends, by service and day */
    const int32_t *absent_first, *absent_cell; /* one-to-one cells held without the patient */
    const int32_t *apart_first, *apart_other, *apart_scope;
    const int32_t *friend_first, *friend_other, *friend_pair;

    /* pairs to be kept together, (n) */
    int64_t n_pairs;
    const int32_t *pair_one, *pair_other, *pair_weight;
    const uint8_t *pair_offering; /* (n, G) */

    /* published leaders, (n) */
    int64_t n_leads;
    const int32_t *lead_clinician, *lead_cell, *lead_patient;

    const int32_t *patient_gap, *clinician_gap; /* (places, places) slots */

    /* what one unit costs */
    int64_t care_plan, weekly_minutes, day_minimum, service_days, day_gap, sessions_a_day, rolling_cap, idle, trips,
        primary, leader_time, room_use, balanced, fair_load, overtime, together, changed_leader;
} Facts;

#endif
