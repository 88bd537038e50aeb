/* Which rooms, equipment and family slots are taken, and what of them is left for a cell. */
#include "places.h"

int places_choose(const Week *week, int cell, int seats, int n_leaders, int only, Seating *chosen)
{
    const Facts *facts = week->facts;
    *chosen = (Seating){NONE, seats};
    if (!facts->needs_room[cell]) {
        return 1;
    }
    int32_t each = facts->seats_each[facts->service[cell]];
    for (int q = 0; q < facts->n_rooms; q++) {
        if (!week->has_room[q * facts->n_cells + cell] || (only != NONE && only != q)) {
            continue;
        }
        int32_t capacity = facts->room_capacity[q], most = (capacity - n_leaders) / each;
        int fits = seats < most ? seats : most, best = chosen->room;
        if (fits < 1) {
            continue;
        }
        int is_better = best == NONE || fits > chosen->seats;
        if (!is_better && fits == chosen->seats) {
            int32_t other = facts->room_capacity[best];
            is_better = capacity < other || (capacity == other && facts->room_flexible[q] < facts->room_flexible[best]);
        }
        if (is_better) {
            *chosen = (Seating){q, fits};
        }
    }
    return chosen->room != NONE;
}

static int most_of(const int16_t *counts, int start, int end)
{
    int most = 0;
    for (int t = start; t < end; t++) {
        most = counts[t] > most ? counts[t] : most;
    }
    return most;
}

static int has_equipment(const Week *week, int cell)
{
    const Facts *facts = week->facts;
    const int32_t *taken = facts->equipment + facts->service[cell] * facts->n_equipment;
    for (int e = 0; e < facts->n_equipment; e++) {
        if (taken[e] == 0) {
            continue;
        }
        int in_use = most_of(week->pieces + e * facts->n_slots, facts->start[cell], facts->end[cell]);
        if (taken[e] > facts->quantity[e] - in_use || !facts->equipment_open[e * facts->n_cells + cell]) {
            return 0;
        }
    }
    return 1;
}

static int has_family_slot(const Week *week, int cell)
{
    const Facts *facts = week->facts;
    for (int f = 0; f < facts->n_families; f++) {
        if (facts->family_cells[f * facts->n_cells + cell] &&
            most_of(week->families + f * facts->n_slots, facts->start[cell], facts->end[cell]) >=
                facts->family_at_once[f]) {
            return 0;
        }
    }
    return 1;
}

int places_have_pieces(const Week *week, int cell)
{
    return (!week->facts->takes_equipment[cell] || has_equipment(week, cell)) &&
           (!week->facts->in_family_slot[cell] || has_family_slot(week, cell));
}

static void add(Week *week, int16_t *counts, int start, int end, int by)
{
    week_write(week, counts + start, (size_t)(end - start) * sizeof *counts);
    for (int t = start; t < end; t++) {
        counts[t] = (int16_t)(counts[t] + by);
    }
}

static void take_pieces(Week *week, int cell, int sign)
{
    const Facts *facts = week->facts;
    int start = facts->start[cell], end = facts->end[cell];
    const int32_t *taken = facts->equipment + facts->service[cell] * facts->n_equipment;
    if (facts->takes_equipment[cell]) {
        for (int e = 0; e < facts->n_equipment; e++) {
            if (taken[e] != 0) {
                add(week, week->pieces + e * facts->n_slots, start, end, sign * taken[e]);
            }
        }
    }
    if (facts->in_family_slot[cell]) {
        for (int f = 0; f < facts->n_families; f++) {
            if (facts->family_cells[f * facts->n_cells + cell]) {
                add(week, week->families + f * facts->n_slots, start, end, sign);
            }
        }
    }
}

static int is_full(const int16_t *used, int start, int end, int count)
{
    for (int t = start; t < end; t++) {
        if (used[t] >= count) {
            return 1;
        }
    }
    return 0;
}

/* Note for which cells of the day a room class has a room left, once slots `from` to `to` are full or free anew. */
static void refresh(Week *week, int day, int room, int from, int to)
{
    const Facts *facts = week->facts;
    const int16_t *used = week->rooms + room * facts->n_slots;
    const uint8_t *may_use = facts->may_use + room * facts->n_cells;
    uint8_t *has_room = week->has_room + room * facts->n_cells;
    for (int i = facts->day_first[day]; i < facts->day_first[day + 1]; i++) {
        int k = facts->day_cell[i], start = facts->start[k], end = facts->end[k] + facts->room_turnover[room];
        if (may_use[k] && start < to && end > from) {
            WRITE(week, has_room[k]);
            has_room[k] = !is_full(used, start, end, facts->room_count[room]);
        }
    }
}

void places_take(Week *week, int cell, int room, int sign)
{
    const Facts *facts = week->facts;
    take_pieces(week, cell, sign);
    if (room == NONE) {
        return;
    }
    int16_t *used = week->rooms + room * facts->n_slots;
    int end = facts->end[cell] + facts->room_turnover[room], from = end, to = end;
    int turning = facts->room_count[room] - (sign > 0); /* in use where the last room is taken or given back */
    week_write(week, used + facts->start[cell], (size_t)(end - facts->start[cell]) * sizeof *used);
    for (int t = facts->start[cell]; t < end; t++) {
        if (used[t] == turning) {
            from = t < from ? t : from;
            to = t + 1;
        }
        used[t] = (int16_t)(used[t] + sign);
    }
    if (from < to) {
        refresh(week, facts->day[cell], room, from, to);
    }
}
