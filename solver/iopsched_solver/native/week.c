/* The week as it grows: sections with their leaders and rooms, and everybody's own week. */
#include "week.h"

#include <stdlib.h>
#include <string.h>

#include "places.h"
#include "staff.h"

/* Set an array off after those before it; NULL while only the size is asked for. */
static void *set_off(const Week *week, size_t *used, int64_t n, size_t size)
{
    char *at = week->block == NULL ? NULL : week->block + *used;
    *used += ((size_t)n * size + LINE - 1) & ~(size_t)(LINE - 1);
    return at;
}

static size_t lay_out_groups(Week *week, size_t used)
{
    const Facts *facts = week->facts;
    int64_t cells = facts->n_cells, patients = facts->n_patients;
    week->n_sections = set_off(week, &used, cells, sizeof *week->n_sections);
    week->seats = set_off(week, &used, cells, sizeof *week->seats);
    week->attendees = set_off(week, &used, cells, sizeof *week->attendees);
    week->sections = set_off(week, &used, cells * facts->most_sections, sizeof *week->sections);
    week->blocked = set_off(week, &used, cells, sizeof *week->blocked);
    week->at_once = set_off(week, &used, facts->n_moments, sizeof *week->at_once);
    week->meetings = set_off(week, &used, facts->n_offerings, sizeof *week->meetings);
    week->n_sessions = set_off(week, &used, patients, sizeof *week->n_sessions);
    week->sessions = set_off(week, &used, patients * facts->most_sessions, sizeof *week->sessions);
    return used;
}

static size_t lay_out_rest(Week *week, size_t used)
{
    const Facts *facts = week->facts;
    int64_t clinicians = facts->n_clinicians, cells = facts->n_cells, slots = facts->n_slots;
    week->can_lead = set_off(week, &used, clinicians * cells, sizeof *week->can_lead);
    week->n_able = set_off(week, &used, cells, sizeof *week->n_able);
    week->week_slots = set_off(week, &used, clinicians, sizeof *week->week_slots);
    week->day_slots = set_off(week, &used, clinicians * DAYS, sizeof *week->day_slots);
    week->n_booked = set_off(week, &used, clinicians * DAYS, sizeof *week->n_booked);
    week->booked = set_off(week, &used, clinicians * DAYS * facts->most_booked, sizeof *week->booked);
    week->sees = set_off(week, &used, clinicians * facts->n_patients, sizeof *week->sees);
    week->n_seen = set_off(week, &used, clinicians, sizeof *week->n_seen);
    week->rooms = set_off(week, &used, facts->n_rooms * slots, sizeof *week->rooms);
    week->pieces = set_off(week, &used, facts->n_equipment * slots, sizeof *week->pieces);
    week->families = set_off(week, &used, facts->n_families * slots, sizeof *week->families);
    week->has_room = set_off(week, &used, facts->n_rooms * cells, sizeof *week->has_room);
    return used;
}

Week *week_new(const Facts *facts)
{
    Week *week = calloc(1, sizeof *week);
    if (week == NULL) {
        return NULL;
    }
    week->facts = facts;
    week->bytes = lay_out_rest(week, lay_out_groups(week, 0));
    week->block = calloc(1, week->bytes + 1); /* nothing at all is NULL to some */
    week->is_written = calloc(week->bytes / LINE + 1, sizeof *week->is_written);
    week->written = calloc(week->bytes / LINE + 1, sizeof *week->written);
    week->known = calloc((size_t)facts->shape_first[DAYS] + 1, sizeof *week->known);
    if (week->known == NULL || week->block == NULL || week->is_written == NULL || week->written == NULL) {
        week_free(week);
        return NULL;
    }
    lay_out_rest(week, lay_out_groups(week, 0));
    staff_start(week);
    memcpy(week->has_room, facts->may_use, (size_t)(facts->n_rooms * facts->n_cells));
    return week;
}

void week_free(Week *week)
{
    if (week != NULL) {
        free(week->block);
        free(week->known);
        free(week->is_written);
        free(week->written);
        free(week);
    }
}

void week_copy(Week *to, const Week *from)
{
    memcpy(to->block, from->block, from->bytes);
    while (to->n_written)
        to->is_written[to->written[--to->n_written]] = 0;
}

void week_follow(Week *to, const Week *from, Week *changed)
{
    for (int i = 0; i < changed->n_written; i++) {
        size_t at = (size_t)changed->written[i] * LINE;
        changed->is_written[changed->written[i]] = 0;
        if (to != changed)
            week_write(to, to->block + at, LINE);
        memcpy(to->block + at, from->block + at, LINE);
    }
    changed->n_written = 0;
    memcpy(to->blocked, from->blocked, (size_t)to->facts->n_cells);
}

static int has_any_room(const Week *week, int cell)
{
    const Facts *facts = week->facts;
    if (!facts->needs_room[cell]) {
        return 1;
    }
    for (int q = 0; q < facts->n_rooms; q++) {
        if (week->has_room[q * facts->n_cells + cell]) {
            return 1;
        }
    }
    return 0;
}

int week_openable(const Week *week, int cell)
{
    const Facts *facts = week->facts;
    int g = facts->offering[cell];
    int32_t n = week->n_sections[cell];
    return !week->blocked[cell] && n < facts->sections_most[cell] && n < facts->most_sections &&
           week->at_once[facts->moment[cell]] < facts->sections_max[g] &&
           (n > 0 || week->meetings[g] < facts->meetings_max[g]) &&
           week->n_able[cell] >= facts->n_leaders[facts->service[cell]] && has_any_room(week, cell);
}

/* Whether a running cell of the offering ends after the slot. */
static int ends_after(const Week *week, int offering, int slot)
{
    const Facts *facts = week->facts;
    for (int i = facts->offering_first[offering]; i < facts->offering_first[offering + 1]; i++) {
        int k = facts->offering_cell[i];
        if (week->n_sections[k] > 0 && facts->end[k] > slot) {
            return 1;
        }
    }
    return 0;
}

/* Whether a running cell of the offering starts before the slot. */
static int starts_before(const Week *week, int offering, int slot)
{
    const Facts *facts = week->facts;
    for (int i = facts->offering_first[offering]; i < facts->offering_first[offering + 1]; i++) {
        int k = facts->offering_cell[i];
        if (week->n_sections[k] > 0 && facts->start[k] < slot) {
            return 1;
        }
    }
    return 0;
}

/* Whether groups that come after one another still do if the cell runs. */
static int is_in_order(const Week *week, int cell)
{
    const Facts *facts = week->facts;
    int g = facts->offering[cell];
    for (int i = facts->after_first[g]; i < facts->after_first[g + 1]; i++) {
        if (ends_after(week, facts->after[i], facts->start[cell])) {
            return 0;
        }
    }
    for (int i = facts->before_first[g]; i < facts->before_first[g + 1]; i++) {
        if (starts_before(week, facts->before[i], facts->end[cell])) {
            return 0;
        }
    }
    return 1;
}

/* Whether one more section of a cell could run, leaders and room aside. */
static int can_hold(const Week *week, int cell)
{
    return week_openable(week, cell) && is_in_order(week, cell) && places_have_pieces(week, cell);
}

/* Count a section more or, with `sign` -1, less. */
static void count_section(Week *week, int cell, int sign, int seats)
{
    const Facts *facts = week->facts;
    int g = facts->offering[cell], before = week->n_sections[cell] > 0;
    WRITE(week, week->n_sections[cell]);
    WRITE(week, week->seats[cell]);
    WRITE(week, week->at_once[facts->moment[cell]]);
    WRITE(week, week->meetings[g]);
    week->n_sections[cell] += sign;
    week->seats[cell] += sign * seats;
    week->at_once[facts->moment[cell]] += sign;
    week->meetings[g] += (week->n_sections[cell] > 0) - before;
}

static void add_section(Week *week, int cell, const Section *section)
{
    Section *added = week->sections + cell * week->facts->most_sections + week->n_sections[cell];
    WRITE(week, *added);
    *added = *section;
    count_section(week, cell, 1, section->seats);
    places_take(week, cell, section->room, 1);
    for (int i = 0; i < section->n_leaders; i++) {
        staff_book(week, section->leaders[i], cell);
    }
}

/* The seats a section has, as they are noted; more than any clinic has are as good as the most that can be noted. */
static int16_t noted(int seats)
{
    return (int16_t)(seats < INT16_MAX ? seats : INT16_MAX);
}

int week_open(Week *week, int cell)
{
    const Facts *facts = week->facts;
    int s = facts->service[cell];
    if (can_hold(week, cell)) {
        for (int i = facts->band_first[s]; i < facts->band_first[s + 1]; i++) {
            int band = facts->band[i];
            Section section = {.band = (int16_t)band};
            Seating found;
            int n = staff_leaders(week, cell, band, section.leaders);
            if (n == NONE || !places_choose(week, cell, facts->band_seats[band], n, NONE, &found) ||
                found.seats < facts->min_size[s]) {
                continue;
            }
            section.n_leaders = (int16_t)n;
            section.room = (int16_t)found.room;
            section.seats = noted(found.seats);
            add_section(week, cell, &section);
            return 1;
        }
    }
    week->blocked[cell] = 1;
    return 0;
}

int week_run(Week *week, int cell, int band, int room, const int16_t *leaders, int n_leaders)
{
    const Facts *facts = week->facts;
    Seating found;
    if (n_leaders > MOST_LEADERS || !can_hold(week, cell) ||
        !places_choose(week, cell, facts->band_seats[band], n_leaders, room, &found) ||
        found.seats < facts->min_size[facts->service[cell]]) {
        return 0;
    }
    Section section = {.band = (int16_t)band, .room = (int16_t)room, .seats = noted(found.seats)};
    section.n_leaders = (int16_t)n_leaders;
    for (int i = 0; i < n_leaders; i++) {
        if (!staff_is_free(week, leaders[i], cell)) {
            return 0;
        }
        section.leaders[i] = leaders[i];
    }
    add_section(week, cell, &section);
    return 1;
}

static void unblock(Week *week)
{
    memset(week->blocked, 0, (size_t)week->facts->n_cells);
}

void week_close(Week *week, int cell)
{
    if (week->n_sections[cell] == 0) {
        return;
    }
    const Section *section = week->sections + cell * week->facts->most_sections + week->n_sections[cell] - 1;
    count_section(week, cell, -1, section->seats);
    places_take(week, cell, section->room, -1);
    for (int i = 0; i < section->n_leaders; i++) {
        staff_release(week, section->leaders[i], cell);
    }
    unblock(week);
}

int week_lead(Week *week, int cell, int at, int clinician, int instead)
{
    Section *section = week->sections + cell * week->facts->most_sections + at;
    if (instead >= section->n_leaders || !staff_is_free(week, clinician, cell))
        return 0;
    int16_t leaders[MOST_LEADERS];
    memcpy(leaders, section->leaders, sizeof leaders);
    int left = leaders[instead];
    leaders[instead] = (int16_t)clinician;
    if (!staff_fill(week->facts, section->band, leaders, section->n_leaders))
        return 0;
    staff_release(week, left, cell);
    staff_book(week, clinician, cell);
    for (int i = 1; i < section->n_leaders; i++)
        for (int j = i; j > 0 && leaders[j - 1] > leaders[j]; j--) {
            int16_t lower = leaders[j];
            leaders[j] = leaders[j - 1];
            leaders[j - 1] = lower;
        }
    WRITE(week, *section);
    memcpy(section->leaders, leaders, sizeof leaders);
    unblock(week);
    return 1;
}

void week_close_empty(Week *week)
{
    for (int k = 0; k < week->facts->n_cells; k++) {
        while (week->n_sections[k] > 0 && week->attendees[k] == 0 && !week->facts->fixed[k]) {
            week_close(week, k);
        }
    }
}

static int has_sessions_left(const Week *week, int patient)
{
    return week->n_sessions[patient] < week->facts->most_sessions;
}

static void add_session(Week *week, int patient, Session session)
{
    Session *added = week->sessions + patient * week->facts->most_sessions + week->n_sessions[patient];
    WRITE(week, week->n_sessions[patient]);
    WRITE(week, *added);
    *added = session;
    week->n_sessions[patient]++;
}

int week_join(Week *week, int patient, int cell)
{
    if (!has_sessions_left(week, patient) || (week->attendees[cell] >= week->seats[cell] && !week_open(week, cell))) {
        return 0;
    }
    WRITE(week, week->attendees[cell]);
    week->attendees[cell]++;
    add_session(week, patient, (Session){cell, NONE, NONE});
    return 1;
}

int week_visit(Week *week, int patient, int cell, int clinician, int room)
{
    Seating found;
    uint8_t *sees = week->sees + clinician * week->facts->n_patients + patient;
    if (!has_sessions_left(week, patient) || *sees == UINT8_MAX) {
        return 0;
    }
    if (!places_choose(week, cell, 1, 1, room, &found) || !staff_is_free(week, clinician, cell) ||
        !places_have_pieces(week, cell)) {
        week->blocked[cell] = 1;
        return 0;
    }
    places_take(week, cell, found.room, 1);
    staff_book(week, clinician, cell);
    WRITE(week, week->n_seen[clinician]);
    WRITE(week, *sees);
    week->n_seen[clinician] += *sees == 0;
    ++*sees;
    add_session(week, patient, (Session){cell, (int16_t)clinician, (int16_t)found.room});
    return 1;
}

int week_find(const Week *week, int patient, int cell)
{
    const Session *sessions = week->sessions + patient * week->facts->most_sessions;
    for (int i = 0; i < week->n_sessions[patient]; i++) {
        if (sessions[i].cell == cell) {
            return i;
        }
    }
    return NONE;
}

void week_leave(Week *week, int patient, int cell)
{
    int at = week_find(week, patient, cell);
    if (at == NONE) {
        return;
    }
    Session *sessions = week->sessions + patient * week->facts->most_sessions, left = sessions[at];
    WRITE(week, week->n_sessions[patient]);
    WRITE(week, sessions[at]);
    sessions[at] = sessions[--week->n_sessions[patient]];
    if (left.clinician == NONE) {
        WRITE(week, week->attendees[cell]);
        week->attendees[cell]--;
        return;
    }
    uint8_t *sees = week->sees + left.clinician * week->facts->n_patients + patient;
    places_take(week, cell, left.room, -1);
    staff_release(week, left.clinician, cell);
    WRITE(week, *sees);
    WRITE(week, week->n_seen[left.clinician]);
    --*sees;
    week->n_seen[left.clinician] -= *sees == 0;
    unblock(week);
}
