"""Large-neighbourhood search: a few patients at a time are placed anew, the rest held fixed.

While ruin and recreate gains much it goes alone: ten thousand small steps where the constraint model solves one
neighbourhood. Then neighbourhoods of several kinds join in: a few patients' whole weeks, or one day or service of many.
Others are decided by day plans: forty patients' whole weeks, and the groups of a day, of some services or all.
Kinds that gained most per second of late come more often, and each finds the size that its time allows.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np

from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Found, Limits, relative_gap
from iopsched_solver.merge import merged
from iopsched_solver.model import Fragment, solve_fragment
from iopsched_solver.model.build import cost_of
from iopsched_solver.native import COLD, Cooling, Recreate, until
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import BoolArray, IntArray, Problem
from iopsched_solver.regroup import Regroup

FIRST_SIZE = {"patients": 6.0, "groups": 3.0, "day": 24.0, "two days": 12.0, "service": 40.0}
"""Patients in the first neighbourhood of each kind that the constraint model solves.

patients: some, all week, in the groups that run; groups: the same, and the groups of one day may move; day, two days:
many, on these days alone, whose groups may move; service: many, in one service alone, whose groups may move.
"""
PLANS = {"plans": 40.0, "plans and a day": 40.0, "plans and services": 40.0, "plans and groups": 20.0}
"""Patients in the first neighbourhood of each kind that day plans decide.

plans: whole weeks in the groups that run; and a day, and services: the groups of a day or two services may move; and
groups: all groups may move.
"""
PLANS_S = 6.0
"""Seconds that such a neighbourhood may take."""
RECREATE, ANNEAL = "recreate", "anneal"
BURSTS = {RECREATE: (1.0, Cooling((COLD, COLD))), ANNEAL: (4.0, Cooling((0.015, COLD)))}
"""Bursts of ruin and recreate: seconds, and how they cool."""
GROW, SHRINK = 1.1, 0.8
"""Neighbourhoods of a kind grow while they are solved to the end, and shrink otherwise."""
FAST, FAST_GROW = 0.3, 1.4
"""Share of its time in which a neighbourhood that day plans decide is solved fast, and how much such a kind grows."""
ROUND_S = 3.0
"""Seconds a neighbourhood may take, in one thread: at 150 patients that solves 17 in 30 s, two or four threads 8."""
MUCH = 0.004
"""Share of the cost that a burst must gain for another to follow at once."""
LATE = 0.0015
"""Share of the cost that other kinds must gain a second for neighbourhoods by day plans to be left out: these take
three to six seconds each, and gain as much only where little is left to gain."""
PARTNERS = 0.7
"""How often a neighbourhood has those who must be kept apart from its first patient before all others."""
MEMORY, HOPE = 0.85, 0.08
"""How much of a kind's record a round leaves, and the least share of rounds of a kind that gains nothing."""


class Polish:
    """Improves a legal week until a stop rule says so.

    Parameters
    ----------
    problem
        The week.
    outcome, cost
        A legal week.
    seed
        Of what is left to chance.
    columns
        Day plans found so far.
    clock
        Seconds, of whatever kind the deadline is.
    """

    by_plans: ClassVar[Mapping[str, float]] = PLANS
    """Kinds of neighbourhoods decided by day plans that are tried, as in `PLANS`."""

    def __init__(
        self,
        problem: Problem,
        outcome: Outcome,
        cost: int,
        *,
        seed: int,
        columns: Columns | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.problem = problem
        self._clock = clock
        self.outcome, self.cost = outcome, cost
        self._local = LocalRules(problem)
        self._random = np.random.default_rng(seed)
        self._may = problem.may_attend
        self._single = problem.services.one_to_one[problem.cells.service]
        preferred = problem.may_visit & ~problem.patients.stranger
        self._sees: BoolArray = np.asarray(preferred.any(axis=2))
        """(P, C): clinicians who may see the patient without being a stranger."""
        self._size = {**FIRST_SIZE, **self.by_plans}
        self._gained = dict.fromkeys((*self._size, *BURSTS), 1.0)
        self._spent = dict.fromkeys((*self._size, *BURSTS), 1.0)
        """Of each kind: what it gained of late, and in how many seconds."""
        self._tried: set[str] = set()
        """Kinds that have a record; others are taken to be as good as the best of these."""
        self._goes_on = True
        """Whether the last burst of ruin and recreate gained so much that another follows."""
        self._tired = np.zeros(problem.n_patients)
        self._regroup: Regroup | None = None if columns is None else Regroup(problem, columns)
        self._recreated: tuple[Recreate, Outcome] | None = None
        """Ruin and recreate as the last burst left it, and the best week then."""

    def run(
        self,
        limits: Limits,
        *,
        deadline: float,
        bound: int | None,
        cancel: threading.Event,
        on_better: Callable[[Outcome, int], object],
        latest: Callable[[], tuple[Outcome, int]] | None = None,
        may_recreate: Callable[[], bool] = lambda: True,
    ) -> None:
        """Search neighbourhoods until time, gap, stall or cancel ends it.

        Parameters
        ----------
        limits
            Stop rules.
        deadline
            On the clock.
        bound
            No week costs less.
        cancel
            Set from any thread.
        on_better
            Told each better week and its cost.
        latest
            Asked between neighbourhoods for the best week known anywhere, to go on from there.
        may_recreate
            Asked between neighbourhoods: ruin and recreate holds up threads that run beside it.
        """
        improved = self._clock()
        while self._clock() < deadline and not cancel.is_set():
            if latest is not None and latest()[1] < self.cost:
                self.outcome, self.cost = latest()
                self._goes_on = True
                improved = self._clock()
            gap = relative_gap(self.cost, bound)
            if gap is not None and gap <= limits.gap:
                return
            if limits.stall_s is not None and self._clock() - improved > limits.stall_s:
                return
            base = self.outcome
            if self._round(limits, deadline, cancel, may_recreate=may_recreate()):
                improved = self._clock()
                if latest is not None and latest()[0] is not base:
                    self._rebase(base, *latest(), cancel)
                on_better(self.outcome, self.cost)

    def _rebase(self, base: Outcome, outcome: Outcome, cost: int, cancel: threading.Event) -> None:
        """Make what was changed in `base` in a week that is better by now, and was found elsewhere."""
        if cost >= cost_of(self.problem, base):
            return
        both = first_fit(self.problem, wish=merged(self.problem, base, self.outcome, outcome), stop=cancel.is_set)
        if both is not None and (new := cost_of(self.problem, both)) < min(cost, self.cost):
            self.outcome, self.cost = both, new

    def _round(self, limits: Limits, deadline: float, cancel: threading.Event, *, may_recreate: bool) -> bool:
        """Try for a better week in the way that its record and luck choose."""
        goes_on = self._goes_on and may_recreate
        kind = RECREATE if goes_on else self._kind(may_recreate=may_recreate)
        began, before = self._clock(), self.cost
        if kind in BURSTS:
            self._recreate(kind, deadline, cancel)
        elif kind in self.by_plans:
            self._by_plans(kind, limits, deadline, cancel)
        else:
            self._neighbourhood(kind, limits, deadline, cancel)
        gained = before - self.cost
        self._tried.add(kind)
        memory = 0.0 if goes_on else MEMORY  # the first bursts gain more than anything ever will again
        self._gained[kind] = memory * self._gained[kind] + gained
        self._spent[kind] = memory * self._spent[kind] + self._clock() - began
        return gained > 0

    def _kind(self, *, may_recreate: bool) -> str:
        """Choose by what each kind gained a second of late; day plans come in one by one, once others gain little."""
        kinds = [kind for kind in self._gained if may_recreate or kind not in BURSTS]
        best = max((self._rate(kind) for kind in self._tried.difference(self.by_plans)), default=np.inf)
        new = [kind for kind in self.by_plans if kind not in self._tried]
        left_out = self.by_plans if best > LATE * self.cost else new[1:]
        kinds = [kind for kind in kinds if kind not in left_out]
        rate = np.array([self._rate(kind) if kind in self._tried else 0.0 for kind in kinds])
        rate[[kind not in self._tried for kind in kinds]] = rate.max(initial=1.0)
        wish = HOPE + rate / max(float(rate.sum()), 1e-9)
        return kinds[int(self._random.choice(len(kinds), p=wish / wish.sum()))]

    def _rate(self, kind: str) -> float:
        """What a kind gained a second of late."""
        return self._gained[kind] / self._spent[kind]

    def _recreate(self, kind: str, deadline: float, cancel: threading.Event) -> None:
        """Go on with ruin and recreate; it begins anew once the week comes from elsewhere."""
        if self._recreated is None or self._recreated[1] is not self.outcome:
            self._recreated = None
            recreate = Recreate(self.problem, self.outcome, seed=int(self._random.integers(2**31)))
        else:
            recreate = self._recreated[0]
        self._goes_on = False
        if not recreate.holds:
            return
        before = recreate.best_cost
        self._burst(recreate, kind, deadline, cancel)
        if recreate.best_cost < before:
            outcome = recreate.outcome()
            cost = cost_of(self.problem, outcome)
            if cost < self.cost:
                self._goes_on = kind == RECREATE and self.cost - cost >= MUCH * self.cost
                self.outcome, self.cost = outcome, cost
        recreate.back_to_best()
        self._recreated = recreate, self.outcome

    def _burst(self, recreate: Recreate, kind: str, deadline: float, cancel: threading.Event) -> None:
        """Let ruin and recreate go on for a while."""
        seconds, cooling = BURSTS[kind]
        recreate.anneal(until(min(deadline, self._clock() + seconds)), stop=cancel.is_set, cooling=cooling)

    def _neighbourhood(self, kind: str, limits: Limits, deadline: float, cancel: threading.Event) -> None:
        """Let the constraint model solve one neighbourhood."""
        patients = self._neighbours(max(2, round(self._size[kind])))
        free = np.zeros(self.problem.n_patients, dtype=np.bool_)
        free[patients] = True
        problem, cells = self._opened(kind, patients, free)
        left = max(min(ROUND_S, deadline - self._clock()), 0.01)
        limits = dataclasses.replace(
            limits, time_limit_s=left, gap=0.0, stall_s=None, workers=1, seed=int(self._random.integers(2**31))
        )
        found = self._solved(problem, Fragment(free, cells, self.outcome), limits, cancel)
        change = GROW if found.status == "optimal" else SHRINK
        self._size[kind] = float(np.clip(self._size[kind] * change, 2, len(free)))
        self._tired[patients] += FIRST_SIZE["patients"] / len(patients)
        if found.outcome is not None and found.cost is not None and found.cost < self.cost:
            self.outcome, self.cost = found.outcome, found.cost
            self._tired[patients] = 0

    def _by_plans(self, kind: str, limits: Limits, deadline: float, cancel: threading.Event) -> None:
        """Let column generation and whole day plans decide one neighbourhood."""
        if self._regroup is None:
            self._regroup = Regroup(self.problem)
        patients = self._neighbours(max(2, round(self._size[kind])))
        free = np.zeros(self.problem.n_patients, dtype=np.bool_)
        free[patients] = True
        days, services = self.problem.cells.day, self.problem.cells.service
        groups = ~self._single
        a_day = groups & (days == self._random.choice(days[groups])) if groups.any() else groups
        cells = np.zeros_like(groups)
        if kind == "plans and a day":
            cells = a_day
        elif kind == "plans and services" and groups.any():
            cells = groups & np.isin(services, self._random.choice(services[groups], size=2))
        elif kind == "plans and groups":
            cells = groups
        left = max(min(PLANS_S, deadline - self._clock()), 0.01)
        limits = dataclasses.replace(limits, time_limit_s=left, seed=int(self._random.integers(2**31)))
        began = self._clock()
        found, is_over = self._regroup.better(
            self.outcome, self.cost, patients=free, cells=cells, leaders=cells | a_day, limits=limits, cancel=cancel
        )
        grow = FAST_GROW if self._clock() - began < FAST * PLANS_S else GROW
        self._size[kind] = float(np.clip(self._size[kind] * (grow if is_over else SHRINK), 2, len(free)))
        self._tired[patients] += FIRST_SIZE["patients"] / len(patients)
        if found is not None:
            self.outcome, self.cost = found, cost_of(self.problem, found)
            self._tired[patients] = 0

    def _solved(self, problem: Problem, fragment: Fragment, limits: Limits, cancel: threading.Event) -> Found:
        """Place a fragment of the best week anew."""
        return solve_fragment(problem, fragment, limits, base_cost=self.cost, cancel=cancel)

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

        Often before all others those who must be kept apart from that one: what one gives up, the other may need.
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
        if "keep-apart" in self.problem.rules and self._random.random() < PARTNERS:
            apart = self.problem.pairs.apart[:, :2]
            score[apart[(apart == first).any(axis=1)]] += 2.0
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
