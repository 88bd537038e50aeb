"""Large-neighbourhood search: a few patients at a time are placed anew, the rest held fixed, by the constraint model.

Neighbourhoods are of several kinds: a few patients' whole weeks, or one day or service of many. Those that helped of
late come more often, and each kind finds the size that its time allows.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable

import numpy as np

from iopsched_solver.limits import Limits, relative_gap
from iopsched_solver.model import Fragment, solve_fragment
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import BoolArray, IntArray, Problem

FIRST_SIZE = {"patients": 6.0, "groups": 3.0, "day": 24.0, "two days": 12.0, "service": 40.0}
"""Patients in the first neighbourhood of each kind.

patients: some, all week, in the groups that run; groups: the same, and the groups of one day may move; day, two days:
many, on these days alone, whose groups may move; service: many, in one service alone, whose groups may move.
"""
GROW, SHRINK = 1.1, 0.8
"""Neighbourhoods of a kind grow while they are solved to the end, and shrink otherwise."""
ROUND_S = 3.0
"""Seconds a neighbourhood may take."""
# One thread each: at 150 patients 17 neighbourhoods in 30 s, and 8 with two or four threads, on two busy cores.
MEMORY, HOPE = 0.85, 0.08
"""How much of a kind's record a round leaves, and the least share of rounds of a kind that finds nothing."""


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
        self._size = dict(FIRST_SIZE)
        self._record = dict.fromkeys(FIRST_SIZE, 0.5)
        """Of each kind, how often it helped of late."""
        self._tired = np.zeros(problem.n_patients)

    def run(
        self,
        limits: Limits,
        *,
        deadline: float,
        bound: int | None,
        cancel: threading.Event,
        on_better: Callable[[Outcome, int], object],
        latest: Callable[[], tuple[Outcome, int]] | None = None,
    ) -> None:
        """Search neighbourhoods until time, gap, stall or cancel ends it.

        Parameters
        ----------
        limits
            Stop rules.
        deadline
            On the monotonic clock.
        bound
            No week costs less.
        cancel
            Set from any thread.
        on_better
            Told each better week and its cost.
        latest
            Asked between neighbourhoods for the best week known anywhere, to go on from there.
        """
        improved = time.monotonic()
        while time.monotonic() < deadline and not cancel.is_set():
            if latest is not None and latest()[1] < self.cost:
                self.outcome, self.cost = latest()
                improved = time.monotonic()
            gap = relative_gap(self.cost, bound)
            if gap is not None and gap <= limits.gap:
                return
            if limits.stall_s is not None and time.monotonic() - improved > limits.stall_s:
                return
            if self._round(limits, deadline, cancel):
                improved = time.monotonic()
                on_better(self.outcome, self.cost)

    def _round(self, limits: Limits, deadline: float, cancel: threading.Event) -> bool:
        """Search one neighbourhood of the kind that luck and its record choose."""
        kinds = list(self._record)
        wish = np.array([self._record[kind] + HOPE for kind in kinds])
        kind = kinds[int(self._random.choice(len(kinds), p=wish / wish.sum()))]
        patients = self._neighbours(max(2, round(self._size[kind])))
        free = np.zeros(self.problem.n_patients, dtype=np.bool_)
        free[patients] = True
        problem, cells = self._opened(kind, patients, free)
        left = min(ROUND_S, deadline - time.monotonic())
        if left <= 0:
            return False
        found = solve_fragment(
            problem,
            Fragment(free, cells, self.outcome),
            dataclasses.replace(
                limits, time_limit_s=left, gap=0.0, stall_s=None, workers=1, seed=int(self._random.integers(2**31))
            ),
            base_cost=self.cost,
            cancel=cancel,
        )
        change = GROW if found.status == "optimal" else SHRINK
        self._size[kind] = float(np.clip(self._size[kind] * change, 2, len(free)))
        self._tired[patients] += FIRST_SIZE["patients"] / len(patients)
        helped = found.outcome is not None and found.cost is not None and found.cost < self.cost
        self._record[kind] = MEMORY * self._record[kind] + (1 - MEMORY) * helped
        if not helped or found.outcome is None or found.cost is None:
            return False
        self.outcome, self.cost = found.outcome, found.cost
        self._tired[patients] = 0
        return True

    def _opened(self, kind: str, patients: IntArray, free: BoolArray) -> tuple[Problem, BoolArray]:
        """The problem in which `patients` may change only what the kind opens, and the cells that are free."""
        if kind == "patients":
            return self.problem, self._single
        if kind == "groups":
            return self.problem, self._single | self._around(patients)
        mine = np.flatnonzero(self._may[patients[0]])
        cells = self.problem.cells
        if not len(mine):
            return self.problem, self._single
        if kind == "service":
            opened = cells.service == cells.service[self._random.choice(mine)]
        else:
            days = self._random.choice(np.unique(cells.day[mine]), size=1 if kind == "day" else 2)
            opened = np.isin(cells.day, days)
        allowed = ~free[:, None] | opened[None, :]
        for p, k in self.outcome.attends:
            allowed[p, k] = True
        for visit in self.outcome.visits:
            allowed[visit.patient, visit.cell] = True
        return self.problem.attending_only(allowed), self._single | opened

    def _neighbours(self, size: int) -> IntArray:
        """One patient who costs much and was tried little, and others who stand in the way of a better week.

        In turn: those with the same clinicians, those in the same sessions, those free at the same hours.
        """
        weeks = self.outcome.weeks()
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
