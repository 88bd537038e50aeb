"""The rules and prices that concern one patient's week alone, exactly: what makes a plan legal and what it costs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem

Attendance = tuple[int, int]
"""(cell, clinician or NONE)."""


def half_hours(minutes: int) -> int:
    """Half hours begun, 0 for nothing or less.

    Examples
    --------
    >>> half_hours(31), half_hours(30), half_hours(-5)
    (2, 1, 0)
    """
    return -(-max(minutes, 0) // 30)


class LocalRules:
    """Judges plans; holds the problem's arrays as plain lists, which are faster one at a time."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cells, who = problem.cells, problem.patients
        self.start, self.end = cells.start.tolist(), cells.end.tolist()
        self.day, self.place, self.service = cells.day.tolist(), cells.place.tolist(), cells.service.tolist()
        self.contact = problem.services.contact_minutes.tolist()
        self.attends = problem.services.patient_attends.tolist()
        self.gap = problem.patient_gap_slots.tolist()
        self.own = own_costs(problem)
        """(P, K) what attending a cell costs its patient in goals charged by the session."""
        self.lost = np.zeros(problem.n_patients, dtype=np.int64)
        """(P,) what losing every published session would cost; kept ones are taken off in `own`."""
        np.add.at(self.lost, problem.held.attends[:, 0], problem.unit_cost["moved-patient"])
        self._limits: list[list[tuple[frozenset[int], int]]] = [[] for _ in range(problem.n_patients)]
        for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
            services = frozenset(np.flatnonzero(row).tolist())
            for p in np.flatnonzero(people).tolist():
                self._limits[p].append((services, int(most)))
        self._rolling: list[list[list[int]]] = [[] for _ in range(problem.n_patients)]
        for p, *row in who.rolling.tolist():
            self._rolling[p].append(row)

    def day_cost(self, p: int, cells: Sequence[Attendance]) -> int | None:
        """What one day costs patient p; none when it breaks a hard rule of a day.

        Goals by session, trips, idle gaps, service-day minimum and sessions a day; not what the week is charged with.
        """
        who, unit, weight = self.problem.patients, self.problem.unit_cost, int(self.problem.patients.weight[p])
        day = [self.service[k] for k, _ in cells]
        is_varied = len(set(day)) == len(day)
        for services, most in self._limits[p]:
            if (
                len(day) > most
                and not (is_varied and len(services) <= most)
                and sum([s in services for s in day]) > most
            ):
                return None
        own = self.own[p]
        cost = sum([int(own[k]) for k, _ in cells])
        strangers = sum([int(who.stranger[p, c, self.service[k]]) for k, c in cells if c != NONE])
        cost += strangers * unit["primary-clinician"]
        present = [k for k, _ in cells if self.attends[self.service[k]]]
        if not present:
            return cost
        if not self._apart(p, present):
            return None
        first, last = min(self.start[k] for k in present), max(self.end[k] for k in present)
        minutes = sum([self.contact[self.service[k]] for k in present])
        if last - first > who.day_span_slots_max[p] or minutes > who.day_minutes_max[p]:
            return None
        idle = last - first - sum([self.end[k] - self.start[k] for k in present])
        cost += -(-idle // self.problem.slots_per_half_hour) * unit["idle-gaps"]
        cost += unit["trips"] * any(self.place[k] != self.problem.telehealth_place for k in present)
        short = half_hours(int(who.day_minutes_min[p]) - minutes) if minutes else 0
        n = len(present)
        off = max(0, int(who.day_sessions_min[p]) - n) + max(0, n - int(who.day_sessions_max[p]))
        if (short and who.hard["service-day-minimum"][p]) or (off and who.hard["sessions-per-day"][p]):
            return None
        return int(cost + weight * (short * unit["service-day-minimum"] + off * unit["sessions-per-day"]))

    def cost(self, p: int, plan: Sequence[Attendance]) -> int | None:
        """What the week `plan` costs patient p in needs and goals of their own; none when it breaks a hard rule.

        Seats, rooms, leaders and other patients are not looked at.
        """
        who, unit, weight = self.problem.patients, self.problem.unit_cost, int(self.problem.patients.weight[p])
        days: dict[int, list[Attendance]] = defaultdict(list)
        for k, c in plan:
            days[self.day[k]].append((k, c))
        cost = int(self.lost[p])
        for cells in days.values():
            day = self.day_cost(p, cells)
            if day is None:
                return None
            cost += day
        count = Counter(self.service[k] for k, _ in plan)
        if any(n > who.care_max[p, s] for s, n in count.items()) or not self._telehealth(p, plan):
            return None
        units = self._week_units(p, plan)
        if units is None:
            return None
        short = sum(max(0, int(who.care_min[p, s]) - count[s]) for s in np.flatnonzero(who.care_min[p]).tolist())
        units["care-plan"] = short
        return cost + weight * sum(n * unit[slug] for slug, n in units.items())

    def _week_units(self, p: int, plan: Sequence[Attendance]) -> dict[str, int] | None:
        """Unmet units of the needs of a whole week; none when a hard one is unmet."""
        who = self.problem.patients
        minutes, sessions = [0] * DAYS_A_WEEK, [0] * DAYS_A_WEEK
        for k, _ in plan:
            if self.attends[self.service[k]]:
                minutes[self.day[k]] += self.contact[self.service[k]]
                sessions[self.day[k]] += 1
        if sum(minutes) > who.week_minutes_max[p]:
            return None
        days = [d for d in range(DAYS_A_WEEK) if minutes[d] >= max(1, int(who.day_minutes_min[p]))]
        longest = int(who.service_day_gap_max[p])
        missing, beyond = int(who.service_days_min[p]) - len(days), len(days) - int(who.service_days_max[p])
        units = {
            "weekly-contact-minutes": half_hours(int(who.week_minutes_min[p]) - sum(minutes)),
            "service-days": max(0, missing) + max(0, beyond),
            "service-day-gap": sum(max(0, b - a - longest) for a, b in pairwise(days)),
        }
        if plan and any(n and who.hard[slug][p] for slug, n in units.items()):
            return None
        units["rolling-cap"] = 0
        for length, most_sessions, most_minutes, is_hard in self._rolling[p]:
            over = 0
            for d in range(DAYS_A_WEEK + 1 - length):
                over += max(0, sum(sessions[d : d + length]) - most_sessions)
                over += half_hours(sum(minutes[d : d + length]) - most_minutes)
            if is_hard and over:
                return None
            units["rolling-cap"] += over
        return units

    def _apart(self, p: int, present: list[int]) -> bool:
        """Whether sessions of one day leave time for buffer and travel."""
        buffer = int(self.problem.patients.buffer_slots[p])
        for a, b in combinations(sorted(present, key=self.start.__getitem__), 2):
            if self.start[b] < self.end[a] + max(buffer, self.gap[self.place[a]][self.place[b]]):
                return False
        return True

    def _telehealth(self, p: int, plan: Sequence[Attendance]) -> bool:
        who = self.problem.patients
        attended = [k for k, _ in plan if self.attends[self.service[k]]]
        video = [k for k in attended if self.place[k] == self.problem.telehealth_place]
        minutes = sum(self.contact[self.service[k]] for k in video)
        return bool(len(video) <= who.telehealth_sessions_max[p] and minutes <= who.telehealth_minutes_max[p])


def own_costs(problem: Problem) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(P, K): goals charged by the session, less what keeping a published session saves."""
    own = np.zeros((problem.n_patients, problem.n_cells), dtype=np.int64)
    for slug, units in problem.patients.goal_units.items():
        own += problem.unit_cost[slug] * units
    for p, k in problem.held.attends.tolist():
        if k != NONE:
            own[p, k] -= problem.unit_cost["moved-patient"]
    return own
