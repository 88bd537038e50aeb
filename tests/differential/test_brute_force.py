"""CP-SAT against every schedule there is: on tiny weeks the optimum is the cheapest schedule that the checker accepts.

The schedules are listed from the scenario and ``docs/mathematics.md`` alone; nothing of compiling or solving is used.
"""

from collections import Counter
from dataclasses import replace
from itertools import chain, combinations

import pytest

from iopsched import SolveOptions, solve
from iopsched.check import check
from iopsched.check.contents import GOALS, NEEDS, RULES, slug_of
from iopsched.check.facts import Facts
from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import DAY_MINUTES
from iopsched_scenarios.tiny import SIZE_MAX, tiny_scenario

CHECKS_MAX = 1_000
"""A week with more schedules (or single sessions) to check than this is drawn again, smaller."""
HEALED_BY_MORE = {"pins", "cohort-all-or-none", "roster", "sessions-per-week", "weekly-contact-minutes"} | {
    "service-day-minimum", "service-days", "service-day-gap", "sessions-per-day", "rolling-cap",
}  # fmt: skip
"""Rules that a schedule may break and a larger one keep; every other broken rule stays broken."""
SEEDS, CHUNKS = 210, 15
OPTIONS = SolveOptions(time_limit_s=60, workers=1)


class TooManyError(Exception):
    """More schedules than may be checked."""


class Judge:
    """The checker, with the scenario looked up once and no more asked than needed; `CHECKS_MAX` schedules at most."""

    def __init__(self, scenario):
        self.scenario, self.facts, self.left = scenario, Facts(scenario), CHECKS_MAX

    def week(self, sessions):
        self.left -= 1
        if self.left < 0:
            raise TooManyError
        return replace(Week.of(self.scenario, Schedule(sessions=tuple(sessions))), facts=self.facts)

    def is_broken_for_good(self, week):
        rules = (rule for rule in (*RULES, *NEEDS) if slug_of(rule) not in HEALED_BY_MORE)
        return any(isinstance(found, Violation) for rule in rules for found in rule(week))

    def cost(self, week):
        """Return the cost, or none if any rule is broken."""
        if any(True for rule in RULES for _ in rule(week)):
            return None
        found = [finding for need in NEEDS for finding in need(week)]
        if any(isinstance(finding, Violation) for finding in found):
            return None
        price = self.facts.unit_cost
        return sum(need.cost for need in found) + sum(goal(week) * price[slug_of(goal)] for goal in GOALS)


def subsets(items, least, most):
    sizes = range(least, min(most, len(items)) + 1)
    return chain.from_iterable(combinations(items, size) for size in sizes)


def starts_of(starts, service, slot):
    if starts is None:
        return range(0, 7 * DAY_MINUTES, slot)
    inside = {
        minute
        for window in starts.within
        for minute in range(window.start, window.end - service.duration_minutes + 1, starts.step_minutes or slot)
    }
    return sorted({*starts.at, *inside})


def offerings_of(scenario):
    """Yield service, group id, starts and whether it may be on site and by video."""
    services = {service.id: service for service in scenario.services}
    for group in scenario.groups:
        yield services[group.service], group.id, group.starts
    grouped = {group.service for group in scenario.groups}
    for service in scenario.services:
        if service.id not in grouped:
            yield service, None, service.starts


def places_of(scenario, service):
    """Yield (site, room, telehealth)."""
    if service.telehealth != "no":
        yield None, None, True
    for site in scenario.sites:
        rooms = [room.id for room in scenario.rooms if room.site == site.id] if service.needs_room else [None]
        yield from ((site.id, room, False) for room in rooms)


def leader_counts(service):
    asked = {sum(role.count for role in service.leaders if role.from_size <= n) for n in range(service.max_size + 1)}
    return sorted(asked) if service.format == "group" else [1]


def single_sessions(scenario, judge):
    """List every session that alone breaks no rule for good."""
    patients = [patient.id for patient in scenario.patients]
    clinicians = [clinician.id for clinician in scenario.clinicians]
    slot = scenario.calendar.slot_minutes
    found = []
    for service, group, starts in offerings_of(scenario):
        least, most = (service.min_size, service.max_size) if service.format == "group" else (1, 1)
        sizes = leader_counts(service)
        for start in starts_of(starts, service, slot):
            for site, room, telehealth in places_of(scenario, service):
                for leaders in chain.from_iterable(combinations(clinicians, size) for size in sizes):
                    for attendees in subsets(patients, least, most):
                        session = Session(
                            service=service.id, group=group, start=start, end=start + service.duration_minutes,
                            site=site, room=room, telehealth=telehealth, leaders=leaders, attendees=attendees,
                        )  # fmt: skip
                        if not judge.is_broken_for_good(judge.week([session])):
                            found.append(session)
    return found


def clash(one, other, absent):
    """Whether two sessions need one person or room at one time, which no schedule has; only to save checks."""
    if one.start >= other.end or other.start >= one.end:
        return False
    if one.room is not None and one.room == other.room:
        return True
    present = [set(s.leaders) | (set() if s.service in absent else set(s.attendees)) for s in (one, other)]
    return not present[0].isdisjoint(present[1])


def cheapest(scenario):
    """Return the lowest cost of a schedule without violations, or none if there is no such schedule.

    Raises
    ------
    TooManyError
        If there are too many to check.
    """
    singles = single_sessions(scenario, Judge(scenario))
    absent = {service.id for service in scenario.services if not service.patient_attends}
    judge = Judge(scenario)
    best, cheapest_sessions = None, ()

    def extend(chosen, candidates):
        nonlocal best, cheapest_sessions
        week = judge.week(chosen)
        if judge.is_broken_for_good(week):
            return
        cost = judge.cost(week)
        if cost is not None and (best is None or cost < best):
            best, cheapest_sessions = cost, tuple(chosen)
        for place, session in enumerate(candidates):
            rest = [later for later in candidates[place + 1 :] if not clash(session, later, absent)]
            extend([*chosen, session], rest)

    extend([], singles)
    if best is not None:
        report = check(scenario, Schedule(sessions=cheapest_sessions))
        assert (report.legal, report.cost) == (True, best)
    return best


def exhausted(seed):
    """Return the tiny week of a seed, as large as can be exhausted, with its size and the cheapest cost."""
    for size in range(SIZE_MAX, 0, -1):
        scenario = tiny_scenario(seed, size)
        try:
            return scenario, size, cheapest(scenario)
        except TooManyError:
            continue
    pytest.fail(f"tiny week {seed} has too many schedules at every size")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_optimum_is_the_cheapest_legal_schedule(chunk):
    statuses = Counter()
    for seed in range(chunk, SEEDS, CHUNKS):
        scenario, _, best = exhausted(seed)
        result = solve(scenario, OPTIONS)
        statuses[result.status] += 1
        if best is None:
            assert result.status == "impossible", scenario.title
        else:
            assert (result.status, result.cost, result.bound) == ("optimal", best, best), scenario.title
    assert statuses["optimal"] >= SEEDS // CHUNKS // 2
