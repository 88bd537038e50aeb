#include "shared.h"

int64_t half_hours(const Facts *f, int slots)
{
    int64_t each = f->slots_per_half_hour;
    return slots > 0 ? (slots + each - 1) / each : 0;
}

/* Leaders' time and rooms of a cell's sections, and attendees too few or too many in them. */
static int64_t sections_cost(const Week *w, int cell)
{
    const Facts *f = w->facts;
    int s = f->service[cell];
    int64_t n = w->n_sections[cell], attendees = w->attendees[cell], cost = 0;
    if (n * f->preferred_min[s] > attendees)
        cost += f->balanced * (n * f->preferred_min[s] - attendees);
    if (f->preferred_max[s] < UNLIMITED && attendees > n * f->preferred_max[s])
        cost += f->balanced * (attendees - n * f->preferred_max[s]);
    const Section *sections = w->sections + (size_t)cell * f->most_sections;
    int64_t n_leaders = 0, n_rooms = 0;
    for (int i = 0; i < n; i++) {
        n_leaders += sections[i].n_leaders;
        n_rooms += sections[i].room != NONE;
    }
    return cost + f->room_use * n_rooms + f->leader_time * n_leaders * half_hours(f, f->slots[s]);
}

/* Half hours that a clinician leads beyond a fair week, and into overtime. */
static int64_t load_cost(const Week *w, int clinician)
{
    const Facts *f = w->facts;
    int32_t led = w->week_slots[clinician];
    return f->fair_load * half_hours(f, led - f->target[clinician]) +
           f->overtime * half_hours(f, led - f->overtime_after[clinician]);
}

/* Meetings that one of a pair to be kept together attends without the other. */
static int64_t alone_cost(const Week *w, int pair, int one, int other)
{
    const Facts *f = w->facts;
    const Session *sessions = w->sessions + (size_t)one * f->most_sessions;
    int64_t alone = 0;
    for (int i = 0; i < w->n_sessions[one]; i++) {
        int k = sessions[i].cell;
        if (f->pair_offering[(size_t)pair * f->n_offerings + f->offering[k]])
            alone += week_find(w, other, k) == NONE;
    }
    return alone * f->together * f->pair_weight[pair];
}

/* Whether a published leader does not lead any more what still runs. */
static int is_changed(const Week *w, int lead)
{
    const Facts *f = w->facts;
    int who = f->lead_clinician[lead], k = f->lead_cell[lead], p = f->lead_patient[lead];
    if (p != NONE) {
        int at = week_find(w, p, k);
        int now = at == NONE ? NONE : w->sessions[(size_t)p * f->most_sessions + at].clinician;
        return now != NONE && now != who;
    }
    const Section *sections = w->sections + (size_t)k * f->most_sections;
    for (int i = 0; i < w->n_sections[k]; i++)
        for (int j = 0; j < sections[i].n_leaders; j++)
            if (sections[i].leaders[j] == who)
                return 0;
    return w->n_sections[k] > 0;
}

int64_t shared_cost(const Week *w)
{
    const Facts *f = w->facts;
    int64_t cost = 0;
    for (int k = 0; k < f->n_cells; k++)
        if (w->n_sections[k])
            cost += sections_cost(w, k);
    for (int who = 0; who < f->n_clinicians; who++)
        cost += load_cost(w, who);
    for (int pair = 0; pair < f->n_pairs; pair++) {
        cost += alone_cost(w, pair, f->pair_one[pair], f->pair_other[pair]);
        cost += alone_cost(w, pair, f->pair_other[pair], f->pair_one[pair]);
    }
    for (int lead = 0; lead < f->n_leads; lead++)
        cost += f->changed_leader * is_changed(w, lead);
    return cost;
}

int64_t visits_cost(const Week *w, int patient)
{
    const Facts *f = w->facts;
    const Session *sessions = w->sessions + (size_t)patient * f->most_sessions;
    int64_t cost = 0;
    for (int i = 0; i < w->n_sessions[patient]; i++)
        if (sessions[i].clinician != NONE) {
            int k = sessions[i].cell;
            cost += f->leader_time * half_hours(f, f->slots[f->service[k]]) + f->room_use * f->needs_room[k];
        }
    return cost;
}
