#include "offers.h"

#include <math.h>
#include <string.h>

#include "shared.h"

#define LEAST_OPENING 0.3  /* share of a new section's price that one in demand costs */
#define CROWDED 0.4        /* price of the last free leader of an hour, in sessions of a care plan */
#define VISITS_CROWDED 0.5 /* the share of it that a visit pays */
#define RESCUE 0.7         /* what it is worth to help a section to its least size */
#define POPULAR 0.02       /* how much less a new section costs that most want */
#define NEW_KEPT 3         /* new sections looked at for each service and day, of one patient with FEW services */
#define FEW 12
#define JOINED_KEPT 6 /* the same for running ones with a seat left */
#define VISITS_KEPT 10
#define FEW_VISITS 3   /* one-to-one services up to which so many visits are kept; half of it where there are more */
#define SERVICE_DAYS 3 /* days among which a service is divided at most */
#define TURN 0.25      /* how much more a service is worth on its days, in sessions of a care plan */
#define TURNS 5        /* days and services take turns by so many */
#define GOLDEN 0.6180339887 /* multiples of it, modulo 1, are spread evenly */
#define MOST_OFFERED 512    /* cells looked at of one service and day */

typedef struct {
    int32_t cell, clinician;
    double price;
} Offered;

static double session_price(const Facts *f)
{
    if (f->care_plan)
        return (double)f->care_plan;
    return f->weekly_minutes ? (double)f->weekly_minutes : 1.0;
}

int forbidden(const Week *week, int patient, int cell)
{
    const Facts *f = week->facts;
    for (int i = f->apart_first[patient]; i < f->apart_first[patient + 1]; i++) {
        int other = f->apart_other[i];
        const Session *theirs = week->sessions + (size_t)other * f->most_sessions;
        for (int j = 0; j < week->n_sessions[other]; j++) {
            int k = theirs[j].cell, meets;
            if (f->apart_scope[i] == KEEP_APART_SESSION)
                meets = f->moment[k] == f->moment[cell];
            else if (f->apart_scope[i] == KEEP_APART_DAY)
                meets = f->day[k] == f->day[cell];
            else
                meets = f->start[cell] < f->end[k] && f->end[cell] > f->start[k];
            if (meets)
                return 1;
        }
    }
    return 0;
}

/* Whether a cell is beside what the patient has, within the care plan, and nobody is met there who must not be. */
static int is_free(const Chooser *c, int cell)
{
    const Facts *f = c->week->facts;
    if (c->room[f->service[cell]] <= 0)
        return 0;
    for (int i = 0; i < c->n_here; i++) {
        int k = c->here[i].cell;
        if (f->end[cell] > f->start[k] && f->start[cell] < f->end[k])
            return 0;
    }
    return !forbidden(c->week, c->patient, cell);
}

/* What meeting a service's sessions of the care plan and the weekly minutes is worth, for a cell of a service that is
 * offered on so many days. A little more on some days than on others: else every day would have the same services. */
static double worth(const Facts *f, int patient, int cell, int n_days)
{
    int s = f->service[cell], asked = f->care_min[(size_t)patient * f->n_services + s];
    double half_hours = f->week_min[patient] > 0 ? f->contact[s] / 30.0 : 0.0;
    int days = n_days < 1 ? 1 : n_days > SERVICE_DAYS ? SERVICE_DAYS : n_days;
    double share = fmin(1.0, (double)asked / days) * fmax(1.0, f->contact[s] / 60.0);
    double turn = (2 * s + 3 * f->day[cell]) % TURNS / (double)TURNS;
    double care = (share + (asked > 0 ? TURN * turn : 0.0)) * (double)f->care_plan;
    return f->weight[patient] * (care + half_hours * (double)f->weekly_minutes);
}

static Option option_of(const Facts *f, int cell, int clinician, double value, double price)
{
    int s = f->service[cell];
    return (Option){.value = value - price, .base = -price, .start = f->start[cell], .end = f->end[cell], .service = s,
                    .minutes = f->contact[s], .cell = cell, .day = f->day[cell], .clinician = clinician,
                    .place = f->place[cell], .is_video = f->place[cell] == f->telehealth, .is_must = 0};
}

Option offer_kept(const Chooser *c, const Session *session)
{
    const Facts *f = c->week->facts;
    int days = 0, k = session->cell;
    uint32_t seen = 0;
    for (int i = 0; i < c->n_here; i++) {
        uint32_t bit = 1u << f->day[c->here[i].cell];
        if (f->service[c->here[i].cell] == f->service[k] && !(seen & bit)) {
            seen |= bit;
            days++;
        }
    }
    Option option = option_of(f, k, session->clinician, worth(f, c->patient, k, days), 0.0);
    option.is_must = 1;
    return option;
}

/* Keep the `most` cheapest, cheapest first. */
static int keep(Offered *kept, int n, int most, Offered each)
{
    int at = n;
    while (at > 0 && each.price < kept[at - 1].price)
        at--;
    if (at >= most)
        return n;
    int moved = (n < most ? n : most - 1) - at;
    memmove(kept + at + 1, kept + at, (size_t)moved * sizeof *kept);
    kept[at] = each;
    return n < most ? n + 1 : n;
}

/* What it takes off or adds that those are there, or are not, with whom the patient should be kept together. */
static double friends_price(const Week *week, int patient, int cell)
{
    const Facts *f = week->facts;
    double price = 0.0;
    for (int i = f->friend_first[patient]; i < f->friend_first[patient + 1]; i++) {
        int pair = f->friend_pair[i];
        if (!f->pair_offering[(size_t)pair * f->n_offerings + f->offering[cell]])
            continue;
        double unit = (double)f->together * f->pair_weight[pair];
        price += week_find(week, f->friend_other[i], cell) == NONE ? unit : -unit;
    }
    return price;
}

/* Attendees too few or too many in so many sections of a service. */
static int64_t unbalanced(const Facts *f, int s, int64_t sections, int64_t attendees)
{
    int64_t low = sections * f->preferred_min[s], high = sections * f->preferred_max[s];
    if (attendees < low)
        return low - attendees;
    return f->preferred_max[s] < UNLIMITED && attendees > high ? attendees - high : 0;
}

/* What one attendee more adds to the cost of a cell's sections. */
static int64_t attendee_cost(const Week *w, int cell, int is_new)
{
    const Facts *f = w->facts;
    int s = f->service[cell];
    int64_t n = w->n_sections[cell], attendees = w->attendees[cell];
    int64_t cost = f->balanced * (unbalanced(f, s, n + is_new, attendees + 1) - unbalanced(f, s, n, attendees));
    if (is_new)
        cost += f->leader_time * f->n_leaders[s] * half_hours(f, f->slots[s]) + f->room_use * f->needs_room[cell];
    return cost;
}

/* What leading a visit more adds to the cost of a clinician's load. */
static int64_t visit_cost(const Week *w, int clinician, int cell)
{
    const Facts *f = w->facts;
    int led = w->week_slots[clinician], slots = f->slots[f->service[cell]];
    int64_t cost = f->leader_time * half_hours(f, slots) + f->room_use * f->needs_room[cell];
    cost += f->fair_load * (half_hours(f, led + slots - f->target[clinician]) -
                            half_hours(f, led - f->target[clinician]));
    cost += f->overtime * (half_hours(f, led + slots - f->overtime_after[clinician]) -
                           half_hours(f, led - f->overtime_after[clinician]));
    return cost;
}

/* What attending a group costs, a new section and goals included. */
static double group_price(const Chooser *c, int cell, int is_new)
{
    const Week *w = c->week;
    const Facts *f = w->facts;
    double session = c->caution * session_price(f), price = f->own[(size_t)c->patient * f->n_cells + cell];
    int s = f->service[cell];
    if (is_new) {
        double size = f->max_size[s] > 1 ? f->max_size[s] : 1.0;
        double demand = fmin(1.0, c->interest[cell] / size);
        double crowd = 1.0 - (double)w->n_able[cell] / f->n_ever[cell];
        price += session * (c->opening * (LEAST_OPENING + (1.0 - LEAST_OPENING) * (1.0 - demand)) + CROWDED * crowd);
        price -= session * POPULAR * c->interest[cell] / fmax(1.0, c->most_interest);
    } else if (w->attendees[cell] < f->min_size[s] * w->n_sections[cell]) {
        price -= session * RESCUE;
    }
    return price + (double)attendee_cost(w, cell, is_new) + friends_price(w, c->patient, cell);
}

/* Look at one group cell; return whether it can be had and note what it costs. */
static int group_offer(const Chooser *c, int cell, Offered *offered, int *is_new)
{
    const Week *w = c->week;
    const Facts *f = w->facts;
    if (f->fixed[cell] || !is_free(c, cell))
        return 0;
    int has_seat = w->seats[cell] > w->attendees[cell];
    *is_new = !has_seat && week_openable(w, cell);
    if (!has_seat && !*is_new && !(c->taking && w->n_sections[cell] > 0))
        return 0;
    int least = f->min_size[f->service[cell]] * (w->n_sections[cell] + *is_new);
    if (c->closing && w->attendees[cell] + 1 < least)
        return 0;
    *offered = (Offered){cell, NONE, group_price(c, cell, *is_new)};
    if (!has_seat && !*is_new)
        offered->price += c->taking[cell] * session_price(f);
    return 1;
}

/* Add options of one patient to the offers of their days. */
static void add(Chooser *c, const Offered *kept, int n, const int *service_days)
{
    const Facts *f = c->week->facts;
    for (int i = 0; i < n; i++) {
        int k = kept[i].cell;
        Offer *offer = &c->free[f->day[k]];
        if (offer->n == MOST_OPTIONS)
            continue;
        double value = worth(f, c->patient, k, service_days[f->service[k]]);
        offer->options[offer->n++] = option_of(f, k, kept[i].clinician, value, kept[i].price);
    }
}

static void offer_groups(Chooser *c)
{
    const Facts *f = c->week->facts;
    double share = fmin(1.0, (double)FEW / (c->n_services[c->patient] > 0 ? c->n_services[c->patient] : 1));
    int most_old = (int)fmax(2.0, round(JOINED_KEPT * share * share));
    int most_new = (int)fmax(1.0, round(NEW_KEPT * share * share));
    const int32_t *cells = f->group_cell + f->group_first[c->patient];
    int n = f->group_first[c->patient + 1] - f->group_first[c->patient];
    for (int i = 0; i < n;) {
        int s = f->service[cells[i]], service_days[MOST_SERVICES] = {0}, n_kept = 0;
        Offered kept[DAYS * (JOINED_KEPT + NEW_KEPT)];
        while (i < n && f->service[cells[i]] == s) { /* one service, day after day */
            Offered old[JOINED_KEPT], fresh[NEW_KEPT], each;
            int n_old = 0, n_new = 0, is_new, day = f->day[cells[i]];
            int is_left_out = c->only_day != NONE && c->only_day != day;
            for (; i < n && f->service[cells[i]] == s && f->day[cells[i]] == day; i++) {
                if (is_left_out || !group_offer(c, cells[i], &each, &is_new))
                    continue;
                if (is_new)
                    n_new = keep(fresh, n_new, most_new, each);
                else
                    n_old = keep(old, n_old, most_old, each);
            }
            service_days[s] += n_old + n_new > 0;
            memcpy(kept + n_kept, old, (size_t)n_old * sizeof *kept);
            memcpy(kept + n_kept + n_old, fresh, (size_t)n_new * sizeof *kept);
            n_kept += n_old + n_new;
        }
        add(c, kept, n_kept, service_days);
    }
}

/* The clinician whom the patient would rather see there, and what that costs; NONE if nobody can. */
static int32_t visitor(const Chooser *c, int cell, double *price)
{
    const Week *w = c->week;
    const Facts *f = w->facts;
    int s = f->service[cell], best = NONE, is_best_free = 0, is_best_stranger = 0;
    double most = -INFINITY;
    size_t row = (size_t)c->patient * f->n_services + s;
    for (int i = c->visitor_first[row]; i < c->visitor_first[row + 1]; i++) {
        int who = c->visitor[i];
        int stranger = f->stranger[((size_t)c->patient * f->n_clinicians + who) * f->n_services + s];
        int can = w->can_lead[(size_t)who * f->n_cells + cell];
        if (!can && !(c->taking && !stranger && week_could_lead(w, who, cell)))
            continue;
        if (!week_may_take(w, who, c->patient))
            continue;
        double busy = w->week_slots[who] / (1.0 + (double)f->week_most[who]);
        double wish = 3.0 - 2.0 * stranger - busy + 0.5 * can;
        if (wish > most) {
            most = wish;
            best = who;
            is_best_free = can;
            is_best_stranger = stranger;
        }
    }
    if (best == NONE)
        return NONE;
    double crowd = 1.0 - (double)w->n_able[cell] / f->n_ever[cell];
    *price = f->own[(size_t)c->patient * f->n_cells + cell] + is_best_stranger * (double)f->primary;
    *price += (double)visit_cost(w, best, cell);
    *price += c->caution * session_price(f) * CROWDED * VISITS_CROWDED * crowd;
    if (!is_best_free)
        *price += c->taking[cell] * session_price(f);
    return best;
}

static int has_room(const Week *w, int cell)
{
    const Facts *f = w->facts;
    if (!f->needs_room[cell])
        return 1;
    for (int q = 0; q < f->n_rooms; q++)
        if (w->has_room[(size_t)q * f->n_cells + cell])
            return 1;
    return 0;
}

/* Those of one service and day, at most so many of them, spread over the day; return how many. */
static int visits_of_day(const Chooser *c, const int32_t *cells, int n, int most, Offered *kept)
{
    const Week *w = c->week;
    Offered all[MOST_OFFERED];
    int n_all = 0, n_kept = 0;
    for (int i = 0; i < n && n_all < MOST_OFFERED; i++) {
        double price;
        if (w->blocked[cells[i]] || !is_free(c, cells[i]) || !has_room(w, cells[i]))
            continue;
        int32_t who = visitor(c, cells[i], &price);
        if (who != NONE)
            all[n_all++] = (Offered){cells[i], who, price};
    }
    if (n_all <= most) {
        memcpy(kept, all, (size_t)n_all * sizeof *all);
        return n_all;
    }
    Offered spread[VISITS_KEPT]; /* by a fraction that is spread evenly, in place of the price */
    for (int i = 0; i < n_all; i++)
        n_kept = keep(spread, n_kept, most, (Offered){i, NONE, fmod(i * GOLDEN, 1.0)});
    for (int i = 0; i < n_kept; i++)
        kept[i] = all[spread[i].cell];
    return n_kept;
}

static void offer_one_to_one(Chooser *c)
{
    const Facts *f = c->week->facts;
    const int32_t *cells = f->visit_cell + f->visit_first[c->patient];
    int n = f->visit_first[c->patient + 1] - f->visit_first[c->patient];
    int most = c->n_visit_services[c->patient] <= FEW_VISITS ? VISITS_KEPT : VISITS_KEPT / 2;
    for (int i = 0; i < n;) {
        int s = f->service[cells[i]], service_days[MOST_SERVICES] = {0}, n_kept = 0;
        Offered kept[DAYS * VISITS_KEPT];
        while (i < n && f->service[cells[i]] == s) {
            int first = i, day = f->day[cells[i]];
            while (i < n && f->service[cells[i]] == s && f->day[cells[i]] == day)
                i++;
            int is_asked = c->room[s] > 0 && (c->only_day == NONE || c->only_day == day);
            int found = is_asked ? visits_of_day(c, cells + first, i - first, most, kept + n_kept) : 0;
            service_days[s] += found > 0;
            n_kept += found;
        }
        add(c, kept, n_kept, service_days);
    }
}

static void by_start(Offer *offer)
{
    for (int i = 1; i < offer->n; i++) { /* few, and nearly in order */
        Option each = offer->options[i];
        int at = i;
        for (; at > 0 && offer->options[at - 1].start > each.start; at--)
            offer->options[at] = offer->options[at - 1];
        offer->options[at] = each;
    }
}

/* Note what the patient has and what the care plan still allows. */
static void look_at(Chooser *c, int patient)
{
    const Week *w = c->week;
    const Facts *f = w->facts;
    c->patient = patient;
    c->n_here = 0;
    memcpy(c->room, f->care_max + (size_t)patient * f->n_services, (size_t)f->n_services * sizeof *c->room);
    const Session *mine = w->sessions + (size_t)patient * f->most_sessions;
    for (int i = 0; i < w->n_sessions[patient]; i++) {
        int s = f->service[mine[i].cell];
        c->room[s]--;
        if (f->attends[s])
            c->here[c->n_here++] = mine[i];
    }
}

void offers_of(Chooser *c, int patient)
{
    look_at(c, patient);
    for (int d = 0; d < DAYS; d++)
        c->free[d].n = 0;
    offer_groups(c);
    offer_one_to_one(c);
    for (int i = 0; i < c->n_here; i++) {
        Offer *offer = &c->free[c->week->facts->day[c->here[i].cell]];
        if (offer->n < MOST_OPTIONS)
            offer->options[offer->n++] = offer_kept(c, &c->here[i]);
    }
    for (int d = 0; d < DAYS; d++)
        by_start(&c->free[d]);
}

int choose_absent(Chooser *c, int patient, Option *option)
{
    const Facts *f = c->week->facts;
    look_at(c, patient);
    int found = 0;
    for (int i = f->absent_first[patient]; i < f->absent_first[patient + 1]; i++) {
        int k = f->absent_cell[i], s = f->service[k];
        size_t row = (size_t)patient * f->n_services + s;
        double price;
        int is_asked = f->care_min[row] > f->care_max[row] - c->room[s];
        if (!is_asked || c->room[s] <= 0 || c->week->blocked[k] || !has_room(c->week, k))
            continue;
        if (week_find(c->week, patient, k) != NONE)
            continue;
        int32_t who = visitor(c, k, &price);
        if (who != NONE && (!found || -price > option->base)) {
            *option = option_of(f, k, who, 0.0, price);
            found = 1;
        }
    }
    return found;
}
