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
        self.fills = _fills(problem)
        """(C, S): whether the clinician holds some role of the service."""
        self.n_able: IntArray = (self.can_lead & self.fills[:, cells.service]).sum(axis=0, dtype=np.int64)
        """(K,): clinicians who may still lead the cell."""
        self.n_ever = np.maximum(self.n_able, 1)
        """(K,): the same before anything was booked, at least 1."""
        self._booked: list[list[int]] = [[] for _ in range(problem.n_clinicians)]
        self.week_slots = [0] * problem.n_clinicians
        self._day_slots = [[0] * DAYS_A_WEEK for _ in range(problem.n_clinicians)]
        self._sees: list[dict[int, int]] = [{} for _ in range(problem.n_clinicians)]
        """By clinician: patients seen one-to-one, and how often."""

    def book(self, clinician: int, cell: int) -> None:
        """Take the clinician's time for a cell; `can_lead` says beforehand whether that is legal."""
        self._booked[clinician].append(cell)
        self._narrow(clinician, cell)

    def release(self, clinician: int, cell: int) -> None:
        """Give the time of a cell back."""
        self._booked[clinician].remove(cell)
        booked, self._booked[clinician] = self._booked[clinician], []
        fills = self.fills[clinician, self.problem.cells.service]
        self.n_able -= self.can_lead[clinician] & fills
        self.can_lead[clinician] = self._may_lead[clinician]
        self.n_able += self.can_lead[clinician] & fills
        self.week_slots[clinician] = 0
        self._day_slots[clinician] = [0] * DAYS_A_WEEK
        for other in booked:
            self.book(clinician, other)

    def saved(self) -> Callable[[], None]:
        """Keep all bookings as they are; return what brings them back, once."""
        can_lead, n_able, week_slots = self.can_lead.copy(), self.n_able.copy(), list(self.week_slots)
        booked, day_slots = [list(cells) for cells in self._booked], [list(days) for days in self._day_slots]
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
        return np.array([patient in seen or len(seen) < n for seen, n in zip(self._sees, most, strict=True)])

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

    def _narrow(self, clinician: int, cell: int) -> None:
        """Strike out what the newest booking forbids on its day and in its week."""
        cells, limits = self.problem.cells, self.problem.clinicians
        day = int(cells.day[cell])
        slots = int(self._end[cell] - self._start[cell])
        self.week_slots[clinician] += slots
        self._day_slots[clinician][day] += slots
        near = self._in_day[day]
        gap = self.problem.clinician_gap_slots[cells.place[near], cells.place[cell]]
        start, end = self._start[near], self._end[near]
        shut = (start < self._free_from[cell] + gap) & (self._free_from[near] + gap > self._start[cell])
        shut |= end - start > limits.daily_slots_max[clinician] - self._day_slots[clinician][day]
        shut |= self._too_long(clinician, day, start, end)
        self._shut(clinician, near[shut])
        left = int(limits.weekly_slots_max[clinician]) - self.week_slots[clinician]
        if left < self.problem.services.slots.max():
            self._shut(clinician, np.flatnonzero(self._end - self._start > left))

    def _shut(self, clinician: int, cells: IntArray) -> None:
        lost = cells[self.can_lead[clinician, cells]]
        self.can_lead[clinician, lost] = False
        self.n_able[lost] -= self.fills[clinician, self.problem.cells.service[lost]]

    def _too_long(self, clinician: int, day: int, start: IntArray, end: IntArray) -> BoolArray:
        """Whether a session would make a run without a break longer than allowed."""
        limits = self.problem.clinicians
        pause = int(limits.break_slots[clinician])
        first, last = start.copy(), end.copy()
        for run_start, run_end in self._runs(clinician, day, pause):
            first[(run_end <= start) & (start - run_end < pause)] = run_start
            last[(run_start >= end) & (run_start - end < pause)] = run_end
        too_long: BoolArray = last - first > limits.consecutive_slots_max[clinician]
        return too_long

    def _runs(self, clinician: int, day: int, pause: int) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        cells = [k for k in self._booked[clinician] if self.problem.cells.day[k] == day]
        for start, end in sorted((int(self._start[k]), int(self._end[k])) for k in cells):
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
