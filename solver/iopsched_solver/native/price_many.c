/* Days of patients who attend too many services to remember them all, given what each of them remembers. */
#include <stdlib.h>
#include <string.h>

#include "price.h"
#include "price_day.h"

typedef struct {
    Reach reach;
    Arc *arcs;
    int32_t *bit;      /* (S) that remembers a service, -1 for none */
    int32_t *cheapest; /* (kinds) in `arcs`, of services without a bit; -1 for none */
    int32_t *taken;    /* (2^bits) levels of the services remembered */
    int32_t *id;       /* (most_sessions) */
    void *block;
} Room;

static int begin(Room *room, const Grid *grid, int64_t n_bits)
{
    size_t n_arcs = (size_t)grid->n_arcs + 1, n_masks = (size_t)1 << n_bits;
    size_t n = (size_t)(grid->n_services + grid->n_kinds + grid->most_sessions) + n_masks;
    memset(room, 0, sizeof *room);
    room->block = malloc(n_arcs * sizeof(Arc) + n * sizeof(int32_t));
    if (!room->block)
        return 0;
    room->arcs = room->block;
    room->bit = (int32_t *)(room->arcs + n_arcs);
    room->cheapest = room->bit + grid->n_services;
    room->id = room->cheapest + grid->n_kinds;
    room->taken = room->id + grid->most_sessions;
    return 1;
}

/* List the arcs that are to be had; of services without a bit only the cheapest of a kind can pay. */
static int32_t list_arcs(Room *room, const Grid *grid, const double *price)
{
    int32_t n = 0;
    for (int64_t kind = 0; kind < grid->n_kinds; kind++)
        room->cheapest[kind] = -1;
    for (int32_t a = 0; a < grid->n_arcs; a++) {
        int32_t bit = room->bit[grid->service[a]], *cheapest = &room->cheapest[grid->kind[a]], at = n;
        if (!(price[a] < OUT_OF_REACH) || grid->levels[a] >= grid->n_levels)
            continue;
        if (bit < 0) {
            if (*cheapest >= 0 && room->arcs[*cheapest].price <= price[a])
                continue;
            if (*cheapest >= 0)
                at = *cheapest;
            *cheapest = at;
        }
        n += at == n;
        room->arcs[at] = (Arc){
            .price = price[a],
            .start = grid->start[a],
            .end = grid->end[a],
            .place = grid->place[a],
            .service = grid->service[a],
            .group = grid->group[a],
            .bit = bit,
            .levels = bit < 0 ? grid->levels[a] : 0,
            .id = a,
        };
    }
    return n;
}

/* Set bits, and the levels that each set of remembered services takes. */
static void set_bits(Room *room, const Grid *grid, int64_t n_bits, const int32_t *remembered)
{
    int32_t levels[32] = {0};
    for (int64_t s = 0; s < grid->n_services; s++)
        room->bit[s] = -1;
    for (int32_t i = 0; i < n_bits; i++)
        room->bit[remembered[i]] = i;
    for (int64_t a = 0; a < grid->n_arcs; a++)
        if (room->bit[grid->service[a]] >= 0)
            levels[room->bit[grid->service[a]]] = grid->levels[a];
    room->taken[0] = 0;
    for (int64_t i = 0; i < n_bits; i++)
        for (size_t mask = 0; mask < (size_t)1 << i; mask++)
            room->taken[mask + ((size_t)1 << i)] = room->taken[mask] + levels[i];
}

/* The state of the best day, and what it costs. */
static size_t best_state(const Room *room, const Day *day, const uint8_t *is_forbidden, const double *ends,
                         double *least)
{
    size_t best = 0, n_levels = (size_t)day->n_levels;
    *least = OUT_OF_REACH;
    for (size_t mask = 0; mask < (size_t)1 << day->n_bits; mask++) {
        const double *total = room->reach.total + mask * n_levels;
        size_t taken = (size_t)room->taken[mask];
        for (size_t level = 0; level + taken < n_levels && !is_forbidden[mask]; level++) {
            double cost = total[level] + ends[level + taken];
            if (cost < *least) {
                *least = cost;
                best = mask * n_levels + level;
            }
        }
    }
    return best;
}

int price_remembered(const Grid *grid, int64_t n, int64_t n_bits, const int32_t *remembered,
                     const uint8_t *is_forbidden, const double *price, const double *ends, double *cost,
                     int32_t *n_sessions, int32_t *way)
{
    Room room;
    int has_memory = begin(&room, grid, n_bits);
    Day day = {
        .arcs = room.arcs,
        .n_bits = (int32_t)n_bits,
        .n_levels = (int32_t)grid->n_levels,
        .n_places = (int32_t)grid->n_places,
        .group_first = grid->group_first,
        .group_end = grid->group_end,
        .gap = grid->wait,
        .idle = grid->idle,
        .trip = grid->trip,
    };
    for (int64_t i = 0; i < n && has_memory; i++) {
        double least;
        set_bits(&room, grid, n_bits, remembered + i * n_bits);
        day.n_arcs = list_arcs(&room, grid, price + i * grid->n_arcs);
        has_memory = day_reach(&day, &room.reach);
        cost[i] = 0.0;
        n_sessions[i] = 0;
        if (!has_memory)
            break;
        size_t state = best_state(&room, &day, is_forbidden + ((size_t)i << n_bits), ends + i * grid->n_levels, &least);
        if (least >= -LEAST_GAIN)
            continue;
        cost[i] = least;
        n_sessions[i] = day_way(&day, &room.reach, state, room.id);
        for (int32_t j = 0; j < n_sessions[i]; j++)
            way[i * grid->most_sessions + j] = room.arcs[room.id[j]].id;
    }
    day_free(&room.reach);
    free(room.block);
    return has_memory;
}
