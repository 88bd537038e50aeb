"""Large-neighbourhood search: a few patients at a time are placed anew, the rest held fixed, by the constraint model.

The timetable of groups is near its best after the dive, so most neighbourhoods move patients and their one-to-one
sessions within it; every few rounds the groups around one of them may move as well.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import defaultdict
from collections.abc import Callable

import numpy as np

from iopsched_solver.limits import Limits, relative_gap
from iopsched_solver.model import Fragment, solve_fragment
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.problem import BoolArray, IntArray, Problem

FIRST_SIZE = 6
"""Patients in the first neighbourhood; it grows while neighbourhoods are solved to the end, and shrinks otherwise."""
GROW, SHRINK = 1.08, 0.85
ROUND_S = 3.0
"""Seconds a neighbourhood may take."""


class Polish:
    """Improves a legal week until a stop rule says so."""

    def __init__(self, problem: Problem, outcome: Outcome, cost: int, *, seed: int) -> None:
        self.problem = problem
        self.outcome, self.cost = outcome, cost
        self._local = LocalRules(problem)
        self._random = np.random.default_rng(seed)
        self._may = problem.may_attend
        self._single = problem.services.one_to_one[problem.cells.service]
        preferred = problem.may_visit & ~problem.patients.stranger
        self._sees: BoolArray = np.asarray(preferred.any(axis=2))
        """(P, C): clinicians who may see the patient without being a stranger."""
        self._size = float(FIRST_SIZE)
        self._tired = np.zeros(problem.n_patients)

    def run(
        self,
        limits: Limits,
        *,
        deadline: float,
        bound: int | None,
        cancel: threading.Event,
        on_better: Callable[[int], None],
    ) -> None:
        """Search neighbourhoods until time, gap, stall or cancel ends it."""
        improved = time.monotonic()
        rounds = 0
        while time.monotonic() < deadline and not cancel.is_set():
            gap = relative_gap(self.cost, bound)
            if gap is not None and gap <= limits.gap:
                return
            if limits.stall_s is not None and time.monotonic() - improved > limits.stall_s:
                return
            rounds += 1
            if self._round(limits, deadline, cancel, move_groups=rounds % 4 == 0):
                improved = time.monotonic()
                on_better(self.cost)

    def _round(self, limits: Limits, deadline: float, cancel: threading.Event, *, move_groups: bool) -> bool:
        patients = self._neighbours(max(2, round(self._size / 2 if move_groups else self._size)))
        cells = self._single | self._around(patients) if move_groups else self._single
        free = np.zeros(self.problem.n_patients, dtype=np.bool_)
        free[patients] = True
        left = min(ROUND_S, deadline - time.monotonic())
        if left <= 0:
            return False
        found = solve_fragment(
            self.problem,
            Fragment(free, cells, self.outcome),
            dataclasses.replace(
                limits, time_limit_s=left, gap=0.0, stall_s=None, seed=int(self._random.integers(2**31))
            ),
            base_cost=self.cost,
            cancel=cancel,
        )
        if not move_groups:
            self._size = float(np.clip(self._size * (GROW if found.status == "optimal" else SHRINK), 2, len(free)))
        self._tired[patients] += 1
        if found.outcome is None or found.cost is None or found.cost >= self.cost:
            return False
        self.outcome, self.cost = found.outcome, found.cost
        self._tired[patients] = 0
        return True

    def _weeks(self) -> dict[int, list[Attendance]]:
        weeks: dict[int, list[Attendance]] = defaultdict(list)
        for p, k in self.outcome.attends:
            weeks[p].append((k, -1))
        for visit in self.outcome.visits:
            weeks[visit.patient].append((visit.cell, visit.clinician))
        return weeks

    def _neighbours(self, size: int) -> IntArray:
        """One patient who costs much and was tried little, and others who stand in the way of a better week.

        In turn: those with the same clinicians, those in the same sessions, those free at the same hours.
        """
        weeks = self._weeks()
        n = self.problem.n_patients
        costs = np.array([float(self._local.cost(p, weeks[p]) or 0) for p in range(n)])
        wish = (costs + 30.0) ** 0.7 / (1.0 + self._tired) ** 1.5
        first = int(self._random.choice(n, p=wish / wish.sum()))
        kind = int(self._random.integers(3))
        score = self._random.random(n) * 0.5
        if kind == 0:
            mine = self._sees[first]
            score += (self._sees & mine).sum(axis=1) / max(1, int(mine.sum()))
        elif kind == 1:
            cells = {k for k, _ in weeks[first]}
            score += [len(cells & {k for k, _ in weeks[p]}) / max(1, len(cells)) for p in range(n)]
        else:
            either = (self._may[first] | self._may).sum(axis=1)
            score += (self._may[first] & self._may).sum(axis=1) / np.maximum(either, 1)
        score[first] = np.inf
        return np.argsort(-score, kind="stable")[: min(size, n)]

    def _around(self, patients: IntArray) -> BoolArray:
        """The group cells of one day that the first of `patients` may attend."""
        days = self.problem.cells.day
        mine = np.flatnonzero(self._may[patients[0]] & ~self._single)
        if not len(mine):
            return np.zeros(self.problem.n_cells, dtype=np.bool_)
        day = int(days[self._random.choice(mine)])
        around: BoolArray = self._may[patients[0]] & (days == day) & ~self._single
        return around
