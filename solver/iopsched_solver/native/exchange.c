/* Sessions of a patient's week that the care plan does not ask for against ones that it does, hour for hour. */
#include <stddef.h>

#include "plans.h"

/* Whether one session could stand in the other's place. */
static int is_same_hour(const Option *one, const Option *other)
{
    return one->start == other->start && one->end == other->end && one->minutes == other->minutes
           && one->place == other->place && !one->is_video == !other->is_video;
}

static int is_had(const WeekPlan *week, int service, int day)
{
    for (int i = 0; i < week->n; i++)
        if (week->options[i]->service == service && week->options[i]->day == day)
            return 1;
    return 0;
}

/* The best session that the care plan asks for in place of one; NULL if there is none. */
static const Option *better_than(const WeekPlan *week, const Option *option, const Option *options, int n_options,
                                 const uint8_t *count, const int32_t *least, uint64_t once)
{
    const Option *best = NULL;
    for (const Option *other = options; other < options + n_options; other++) {
        if (!is_same_hour(option, other) || other->is_must || count[other->service] >= least[other->service])
            continue;
        if (best && best->base >= other->base)
            continue;
        if (!(once >> other->service & 1) || !is_had(week, other->service, other->day))
            best = other;
    }
    return best;
}

void exchange(const Facts *facts, int patient, WeekPlan *week, const Option *const options[DAYS],
              const int n_options[DAYS])
{
    const int32_t *least = facts->care_min + patient * facts->n_services;
    uint64_t once = facts->once[patient];
    uint8_t count[MOST_SERVICES] = {0};
    int is_met = 1;
    for (int i = 0; i < week->n; i++)
        count[week->options[i]->service]++;
    for (int s = 0; s < facts->n_services; s++)
        is_met &= count[s] >= least[s];
    for (int i = 0; i < week->n && !is_met; i++) {
        const Option *option = week->options[i];
        if (option->is_must || count[option->service] <= least[option->service])
            continue;
        const Option *better =
            better_than(week, option, options[option->day], n_options[option->day], count, least, once);
        if (!better)
            continue;
        week->options[i] = better;
        count[option->service]--;
        count[better->service]++;
    }
}
