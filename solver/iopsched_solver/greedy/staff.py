"""Whose time is taken: each clinician's sessions, and which cells each may still lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from iopsched_solver.problem import DAYS_A_WEEK, BoolArray, IntArray, Problem


class Staff:
    """Clinicians and what they are booked for; every rule on single clinicians is kept as bookings are added."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cells = problem.cells
        hold = problem.service_hold_slots
        self._start, self._end = cells.start, cells.end
        self._free_from = cells.end + hold[cells.service]
        self._in_day = [np.flatnonzero(cells.day == day) for day in range(DAYS_A_WEEK)]
        limits = problem.clinicians
        longest = np.minimum(np.minimum(limits.daily_slots_max, limits.weekly_slots_max), limits.consecutive_slots_max)
        self._may_lead = problem.may_lead & ((cells.end - cells.start)[None, :] <= longest[:, None])
        self.can_lead = self._may_lead.copy()
        """(C, K): cells that the clinician may lead beside what is booked already."""
        self._fills = _fills(problem)[:, cells.service]
        self.n_able: IntArray = (self.can_lead & self._fills).sum(axis=0, dtype=np.int64)
        """(K,): clinicians who may still lead the cell."""
        self.n_ever = np.maximum(self.n_able, 1)
        """(K,): the same before anything was booked, at least 1."""
        self._booked: list[list[list[int]]] = [[[] for _ in range(DAYS_A_WEEK)] for _ in range(problem.n_clinicians)]
        """By clinician and day: cells led."""
        self.week_slots = [0] * problem.n_clinicians
        self._day_slots = [[0] * DAYS_A_WEEK for _ in range(problem.n_clinicians)]
        self._longest = int(problem.services.slots.max(initial=0))
        self._meeting: dict[int, BoolArray] = {}
        """By cell: cells of its day that nobody can lead beside it, as they were needed."""
        self._sees: list[dict[int, int]] = [{} for _ in range(problem.n_clinicians)]
        """By clinician: patients seen one-to-one, and how often."""

    def book(self, clinician: int, cell: int) -> None:
        """Take the clinician's time for a cell; `can_lead` says beforehand whether that is legal."""
        day = self._add(clinician, cell, 1)
        self._booked[clinician][day].append(cell)
        near = self._in_day[day]
        free = self.can_lead[clinician, near] & ~self._meets(cell, near) & self._within(clinician, day)
        self._set(clinician, near, free)
        self._limit_week(clinician)

    def release(self, clinician: int, cell: int) -> None:
        """Give the time of a cell back."""
        was_limited = self._left(clinician) < self._longest
        day = self._add(clinician, cell, -1)
        self._booked[clinician][day].remove(cell)
        for d in range(DAYS_A_WEEK) if was_limited else (day,):
            near = self._in_day[d]
            free = self._may_lead[clinician, near] & self._within(clinician, d)
            for other in self._booked[clinician][d]:
                free &= ~self._meets(other, near)
            self._set(clinician, near, free)
        self._limit_week(clinician)

    def saved(self) -> Callable[[], None]:
        """Keep all bookings as they are; return what brings them back, once."""
        can_lead, n_able, week_slots = self.can_lead.copy(), self.n_able.copy(), list(self.week_slots)
        booked, day_slots = [[*map(list, days)] for days in self._booked], [list(days) for days in self._day_slots]
        sees = [dict(seen) for seen in self._sees]

        def restore() -> None:
            self.can_lead[:], self.n_able[:] = can_lead, n_able
            self.week_slots, self._booked, self._day_slots, self._sees = week_slots, booked, day_slots, sees

        return restore

    def see(self, clinician: int, patient: int) -> None:
        """Note a one-to-one session; `may_take` says beforehand whether the caseload allows it."""
        self._sees[clinician][patient] = self._sees[clinician].get(patient, 0) + 1

    def unsee(self, clinician: int, patient: int) -> None:
        """Forget a one-to-one session."""
        self._sees[clinician][patient] -= 1
        if not self._sees[clinician][patient]:
            del self._sees[clinician][patient]

    def may_take(self, patient: int) -> BoolArray:
        """(C,): whether the caseload leaves room for the patient."""
        most = self.problem.clinicians.caseload_max.tolist()
        room = [patient in seen or len(seen) < n for seen, n in zip(self._sees, most, strict=True)]
        return np.array(room, dtype=np.bool_)

    def leaders(self, cell: int, band: int, wished: Iterable[int] = ()) -> tuple[int, ...] | None:
        """Choose free leaders who fill the band's roles, `wished` ones first, else those who can do least besides.

        Returns None if the roles cannot be filled in order of scarcity.
        """
        held = self.problem.clinicians.role_held
        roles = self.problem.bands.role_count[band]
        first = set(wished)
        free = np.flatnonzero(self.can_lead[:, cell])
        chosen: list[int] = []
        for role in sorted(np.flatnonzero(roles).tolist(), key=lambda j: int(held[free, j].sum())):
            able = [c for c in free[held[free, role]].tolist() if c not in chosen]
            if len(able) < roles[role]:
                return None
            able.sort(key=lambda c: (c not in first, int(held[c].sum()), self.week_slots[c], c))
            chosen += able[: int(roles[role])]
        return tuple(sorted(chosen))

    def _add(self, clinician: int, cell: int, sign: int) -> int:
        """Count the time of a cell, or with `sign` -1 take it off; return its day."""
        day, slots = int(self.problem.cells.day[cell]), int(self._end[cell] - self._start[cell])
        self.week_slots[clinician] += sign * slots
        self._day_slots[clinician][day] += sign * slots
        return day

    def _set(self, clinician: int, cells: IntArray, free: BoolArray) -> None:
        """Note which of these cells the clinician may lead."""
        before = self.can_lead[clinician, cells]
        self.can_lead[clinician, cells] = free
        self.n_able[cells] += (free.astype(np.int64) - before) * self._fills[clinician, cells]

    def _meets(self, cell: int, near: IntArray) -> BoolArray:
        """Whether each cell of the day is too close to this one for one leader."""
        known = self._meeting.get(cell)
        if known is None:
            place = self.problem.cells.place
            gap = self.problem.clinician_gap_slots[place[near], place[cell]]
            known = self._start[near] < self._free_from[cell] + gap
            known &= self._free_from[near] + gap > self._start[cell]
            self._meeting[cell] = known
        return known

    def _left(self, clinician: int) -> int:
        """Slots left of the week."""
        return int(self.problem.clinicians.weekly_slots_max[clinician]) - self.week_slots[clinician]

    def _limit_week(self, clinician: int) -> None:
        """Strike out what is longer than what is left of the week."""
        left = self._left(clinician)
        if left < self._longest:
            long = np.flatnonzero(self._end - self._start > left)
            self._set(clinician, long, np.zeros(len(long), dtype=np.bool_))

    def _within(self, clinician: int, day: int) -> BoolArray:
        """Whether each cell of the day keeps the day's limit and makes no run without a break too long."""
        limits, near = self.problem.clinicians, self._in_day[day]
        start, end = self._start[near], self._end[near]
        pause = int(limits.break_slots[clinician])
        first, last = start.copy(), end.copy()
        for run_start, run_end in self._runs(clinician, day, pause):
            first[(run_end <= start) & (start - run_end < pause)] = run_start
            last[(run_start >= end) & (run_start - end < pause)] = run_end
        fits: BoolArray = last - first <= limits.consecutive_slots_max[clinician]
        left = int(limits.daily_slots_max[clinician]) - self._day_slots[clinician][day]
        fits &= end - start <= left
        return fits

    def _runs(self, clinician: int, day: int, pause: int) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        for start, end in sorted((int(self._start[k]), int(self._end[k])) for k in self._booked[clinician][day]):
            if runs and start - runs[-1][1] < pause:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return runs


def _fills(problem: Problem) -> BoolArray:
    fills = np.zeros((problem.n_clinicians, len(problem.services.slots)), dtype=np.bool_)
    for service, roles in zip(problem.bands.service.tolist(), problem.bands.role_count, strict=True):
        fills[:, service] |= problem.clinicians.role_held[:, roles > 0].any(axis=1)
    return fills
