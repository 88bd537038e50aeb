"""The rules and prices that concern one patient's week alone, exactly: what makes a plan legal and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem

Attendance = tuple[int, int]
"""(cell, clinician or NONE)."""
REMEMBERED = 100_000
"""Days remembered, of all patients; forgotten together when there are more."""


def half_hours(minutes: int) -> int:
    """Half hours begun, 0 for nothing or less.

    Examples
    --------
    >>> half_hours(31), half_hours(30), half_hours(-5)
    (2, 1, 0)
    """
    return -(-max(minutes, 0) // 30)


class _Who(NamedTuple):
    """One patient's limits and prices in plain Python, which is faster one at a time."""

    weight: int
    own: list[int]
    """By cell, as in `LocalRules.own`."""
    stranger: list[list[bool]]
    """By clinician and service."""
    span_max: int
    minutes_max: int
    minutes_min: int
    sessions_min: int
    sessions_max: int
    short_is_hard: bool
    off_is_hard: bool
    pauses: list[list[int]]
    """Slots between sessions at two places."""
    care: list[tuple[int, int]]
    """Services asked for, and how many sessions."""
    care_max: list[int]
    week_min: int
    week_max: int
    days_min: int
    days_max: int
    gap_max: int
    hard: tuple[bool, bool, bool]
    """Whether weekly minutes, service days and the gaps between these are hard."""
    videos_max: int
    video_minutes_max: int


class _Day(NamedTuple):
    """What a week has to know of one of its days."""

    cost: int
    minutes: int
    sessions: int
    videos: int
    video_minutes: int


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
        self._who: dict[int, _Who] = {}
        self._days: dict[tuple[int, tuple[Attendance, ...]], _Day | None] = {}
        """Days of weeks that were judged, by patient and sessions."""

    def day_cost(self, p: int, cells: Sequence[Attendance]) -> int | None:
        """What one day costs patient p; none when it breaks a hard rule of a day.

        Goals by session, trips, idle gaps, service-day minimum and sessions a day; not what the week is charged with.
        """
        who, unit = self._plain(p), self.problem.unit_cost
        day = [self.service[k] for k, _ in cells]
        is_varied = len(set(day)) == len(day)
        for services, most in self._limits[p]:
            if (
                len(day) > most
                and not (is_varied and len(services) <= most)
                and sum([s in services for s in day]) > most
            ):
                return None
        cost = sum([who.own[k] for k, _ in cells])
        strangers = sum([who.stranger[c][self.service[k]] for k, c in cells if c != NONE])
        cost += strangers * unit["primary-clinician"]
        present = [k for k, _ in cells if self.attends[self.service[k]]]
        if not present:
            return int(cost)
        if not self._apart(p, present):
            return None
        first, last = min([self.start[k] for k in present]), max([self.end[k] for k in present])
        minutes = sum([self.contact[self.service[k]] for k in present])
        if last - first > who.span_max or minutes > who.minutes_max:
            return None
        idle = last - first - sum([self.end[k] - self.start[k] for k in present])
        cost += -(-idle // self.problem.slots_per_half_hour) * unit["idle-gaps"]
        cost += unit["trips"] * any(self.place[k] != self.problem.telehealth_place for k in present)
        short = half_hours(who.minutes_min - minutes) if minutes else 0
        n = len(present)
        off = max(0, who.sessions_min - n) + max(0, n - who.sessions_max)
        if (short and who.short_is_hard) or (off and who.off_is_hard):
            return None
        return int(cost) + who.weight * (short * unit["service-day-minimum"] + off * unit["sessions-per-day"])

    def cost(self, p: int, plan: Sequence[Attendance]) -> int | None:
        """What the week `plan` costs patient p in needs and goals of their own; none when it breaks a hard rule.

        Seats, rooms, leaders and other patients are not looked at.
        """
        who, unit = self._plain(p), self.problem.unit_cost
        by_day: dict[int, list[Attendance]] = {}
        count: dict[int, int] = {}
        for session in plan:
            k = session[0]
            by_day.setdefault(self.day[k], []).append(session)
            count[self.service[k]] = count.get(self.service[k], 0) + 1
        if any(n > who.care_max[s] for s, n in count.items()):
            return None
        days: dict[int, _Day] = {}
        for d, cells in by_day.items():
            day = self._judged(p, tuple(cells))
            if day is None:
                return None
            days[d] = day
        if (
            sum([day.videos for day in days.values()]) > who.videos_max
            or sum([day.video_minutes for day in days.values()]) > who.video_minutes_max
        ):
            return None
        units = self._week_units(p, days)
        if units is None:
            return None
        short = sum([least - count.get(s, 0) for s, least in who.care if count.get(s, 0) < least])
        cost = sum([day.cost for day in days.values()]) + short * who.weight * unit["care-plan"]
        return int(self.lost[p]) + cost + who.weight * sum([n * unit[slug] for slug, n in units.items()])

    def _judged(self, p: int, cells: tuple[Attendance, ...]) -> _Day | None:
        """One day of a week, judged once while it is remembered; none when it breaks a hard rule of a day."""
        key = p, cells
        if key in self._days:
            return self._days[key]
        cost = self.day_cost(p, cells)
        day = None
        if cost is not None:
            minutes = [self.contact[self.service[k]] for k, _ in cells if self.attends[self.service[k]]]
            videos = [
                self.contact[self.service[k]]
                for k, _ in cells
                if self.attends[self.service[k]] and self.place[k] == self.problem.telehealth_place
            ]
            day = _Day(cost, sum(minutes), len(minutes), len(videos), sum(videos))
        if len(self._days) >= REMEMBERED:
            self._days.clear()
        self._days[key] = day
        return day

    def _week_units(self, p: int, week: Mapping[int, _Day]) -> dict[str, int] | None:
        """Unmet units of the needs of a whole week but for the care plan; none when a hard one is unmet."""
        who = self._plain(p)
        minutes = sum([day.minutes for day in week.values()])
        if minutes > who.week_max:
            return None
        least = max(1, who.minutes_min)
        days = sorted([d for d, day in week.items() if day.minutes >= least])
        missing, beyond = who.days_min - len(days), len(days) - who.days_max
        short, off = half_hours(who.week_min - minutes), max(0, missing) + max(0, beyond)
        gap = sum([max(0, b - a - who.gap_max) for a, b in pairwise(days)])
        if week and any(n and is_hard for n, is_hard in zip((short, off, gap), who.hard, strict=True)):
            return None
        units = {"weekly-contact-minutes": short, "service-days": off, "service-day-gap": gap}
        return units if not self._rolling[p] or self._add_rolling(p, week, units) else None

    def _add_rolling(self, p: int, week: Mapping[int, _Day], units: dict[str, int]) -> bool:
        """Add what is beyond the caps of several days; return whether no hard one is broken."""
        nothing = _Day(0, 0, 0, 0, 0)
        days = [week.get(d, nothing) for d in range(DAYS_A_WEEK)]
        units["rolling-cap"] = 0
        for length, most_sessions, most_minutes, is_hard in self._rolling[p]:
            over = 0
            for d in range(DAYS_A_WEEK + 1 - length):
                over += max(0, sum([day.sessions for day in days[d : d + length]]) - most_sessions)
                over += half_hours(sum([day.minutes for day in days[d : d + length]]) - most_minutes)
            if is_hard and over:
                return False
            units["rolling-cap"] += over
        return True

    def _apart(self, p: int, present: list[int]) -> bool:
        """Whether sessions of one day leave time for buffer and travel."""
        start, end, place, pauses = self.start, self.end, self.place, self._plain(p).pauses
        for a, b in combinations(sorted(present, key=start.__getitem__), 2):
            if start[b] < end[a] + pauses[place[a]][place[b]]:
                return False
        return True

    def _plain(self, p: int) -> _Who:
        """The patient's limits and prices, read once."""
        known = self._who.get(p)
        if known is None:
            known = self._who[p] = self._read(p)
        return known

    def _read(self, p: int) -> _Who:
        who = self.problem.patients
        slugs = "weekly-contact-minutes", "service-days", "service-day-gap"
        return _Who(
            weight=int(who.weight[p]),
            own=self.own[p].tolist(),
            stranger=who.stranger[p].tolist(),
            span_max=int(who.day_span_slots_max[p]),
            minutes_max=int(who.day_minutes_max[p]),
            minutes_min=int(who.day_minutes_min[p]),
            sessions_min=int(who.day_sessions_min[p]),
            sessions_max=int(who.day_sessions_max[p]),
            short_is_hard=bool(who.hard["service-day-minimum"][p]),
            off_is_hard=bool(who.hard["sessions-per-day"][p]),
            pauses=np.maximum(self.problem.patient_gap_slots, who.buffer_slots[p]).tolist(),
            care=[(s, int(who.care_min[p, s])) for s in np.flatnonzero(who.care_min[p]).tolist()],
            care_max=who.care_max[p].tolist(),
            week_min=int(who.week_minutes_min[p]),
            week_max=int(who.week_minutes_max[p]),
            days_min=int(who.service_days_min[p]),
            days_max=int(who.service_days_max[p]),
            gap_max=int(who.service_day_gap_max[p]),
            hard=(bool(who.hard[slugs[0]][p]), bool(who.hard[slugs[1]][p]), bool(who.hard[slugs[2]][p])),
            videos_max=int(who.telehealth_sessions_max[p]),
            video_minutes_max=int(who.telehealth_minutes_max[p]),
        )


def own_costs(problem: Problem) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(P, K): goals charged by the session, less what keeping a published session saves."""
    own = np.zeros((problem.n_patients, problem.n_cells), dtype=np.int64)
    for slug, units in problem.patients.goal_units.items():
        own += problem.unit_cost[slug] * units
    for p, k in problem.held.attends.tolist():
        if k != NONE:
            own[p, k] -= problem.unit_cost["moved-patient"]
    return own
