"""Ruin and recreate: a few patients at a time are taken out of a legal week and placed anew, one after the other.

A step takes a hundredth of a second where the constraint model takes one or more, so it is the way to mend a large week
while nearly everybody could have it better.

References
----------
.. [1] Schrimpf, Schneider, Stamm-Wilbrandt, Dueck: Record breaking optimization results using the ruin and recreate
       principle. Journal of Computational Physics 159 (2000).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.greedy.placer import Placer
from iopsched_solver.greedy.settle import pins_hold
from iopsched_solver.greedy.shared import SharedCosts
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import COHORT, NONE, ROSTER, IntArray, Problem

FloatArray = NDArray[np.float64]

SIZES = (0.35, 0.3, 0.2, 0.15)
"""How often one, two, three ... others are taken out beside the patient for whom it is done."""
FIRST = 0.7
"""How often that patient chooses first; last otherwise."""
CLOSING = 0.6
"""How often nobody may open a section that those taken out would have to fill together."""
RESTED = 1.5
"""How strongly those who were tried in vain are left alone: a power of how often they were."""


class Recreate:
    """A legal week that never gets worse."""

    def __init__(self, problem: Problem, outcome: Outcome, *, seed: int) -> None:
        self.problem = problem
        self._placer = Placer(problem)
        self._table, self._choices = self._placer.table, self._placer.choices
        self.holds = self._follow(outcome)
        """Whether the week could be taken over as it is."""
        self._shared = SharedCosts(problem, self._table)
        self._random = np.random.default_rng(seed)
        self._placer.fixed = self._fixed()
        self._own = self._costs(np.arange(problem.n_patients))
        self._together = self._shared.cost()
        self._tried = np.zeros(problem.n_patients)
        preferred = problem.may_visit & ~problem.patients.stranger
        self._sees = np.asarray(preferred.any(axis=2))
        self._choices.interest[:] = 0

    @property
    def cost(self) -> float:
        """What the week costs, but for constants and what is published of rooms."""
        return float(self._own.sum()) + self._together

    def run(self, *, deadline: float, stop: Callable[[], bool]) -> None:
        """Take steps until time is up."""
        while time.monotonic() < deadline and not stop():
            self.step()

    def outcome(self) -> Outcome | None:
        """The week as it is; None if a pin does not hold in it."""
        return self._table.outcome() if pins_hold(self._table) else None

    def step(self) -> bool:
        """Take some patients out and place them anew, unless the week is worse for it; return whether it is better."""
        who = self._pick()
        restore = self._table.saved(who.tolist())
        before = float(self._own[who].sum()) + self._together
        self._recreate(who)
        if self._is_legal():
            own = self._costs(who)
            together = self._shared.cost()
            after = float(own.sum()) + together
            if after <= before:
                self._own[who], self._together = own, together
                self._tried[who] = 0.0 if after < before else self._tried[who]
                return after < before
        restore()
        self._tried[who] += 1.0 / len(who)
        return False

    def _recreate(self, who: IntArray) -> None:
        choices, placer = self._choices, self._placer
        for p in who.tolist():
            placer.clear(p)
        placer.close_empty()
        others = self._random.permutation(who[1:]).tolist()
        first = int(who[0])
        order = [first, *others] if self._random.random() < FIRST else [*others, first]
        choices.closing = bool(self._random.random() < CLOSING)
        if not choices.closing:
            choices.expect(order)
        for p in order:
            if not choices.closing:
                choices.placed(p)
            placer.place(p)
        choices.interest[:] = 0
        placer.close_empty()

    def _costs(self, patients: IntArray) -> FloatArray:
        """What each patient's week costs, their visits included."""
        return np.array([self._placer.cost(p) + self._shared.of_visits(p) for p in patients.tolist()])

    def _is_legal(self) -> bool:
        """Whether every section is large enough, and every group that meets does so often enough."""
        table = self._table
        small = table.attendees < np.maximum(table.least, 1) * table.n_sections
        return not small.any() and not table.meets_too_rarely()

    def _pick(self) -> IntArray:
        """A patient who costs much and was tried little, first, and some who may stand in the way of a better week.

        In turn: those with the same clinicians, in the same sessions, free at the same hours, or in sessions that the
        first could attend and does not.
        """
        n, weeks = self.problem.n_patients, self._table.weeks
        wish = (self._own + 30.0) ** 0.7 / (1.0 + self._tried) ** RESTED
        first = int(self._random.choice(n, p=wish / wish.sum()))
        size = 1 + int(self._random.choice(len(SIZES), p=SIZES))
        kind, may = int(self._random.integers(4)), self._choices.may
        score = self._random.random(n) * 0.5
        if kind == 0:
            mine = self._sees[first]
            score += (self._sees & mine).sum(axis=1) / max(1, int(mine.sum()))
        elif kind == 1:
            cells = weeks[first].keys()
            score += [len(cells & week.keys()) / max(1, len(cells)) for week in weeks]
        elif kind == 2:  # noqa: PLR2004
            score += (may[first] & may).sum(axis=1) / np.maximum((may[first] | may).sum(axis=1), 1)
        else:
            wanted = set(np.flatnonzero(may[first]).tolist()) - weeks[first].keys()
            score += [len(wanted & week.keys()) / max(1, len(week)) for week in weeks]
        score[first] = np.inf
        return np.argsort(-score, kind="stable")[: size + 1]

    def _follow(self, outcome: Outcome) -> bool:
        table = self._table
        held = all(table.run(section) for section in outcome.sections)
        held = held and all(table.attendees[k] < table.seats[k] and table.join(p, k) for p, k in outcome.attends)
        return held and all(
            table.visit(visit.patient, visit.cell, visit.clinician, visit.room_class) for visit in outcome.visits
        )

    def _fixed(self) -> list[frozenset[int]]:
        """By patient: cells of cohorts and rosters, and those that a pin names or that have begun."""
        problem = self.problem
        fixed = np.isin(problem.offerings.enrollment[problem.cells.offering], (COHORT, ROSTER))
        if "pins" in problem.rules:
            pinned = problem.held.pins[:, 1]
            fixed[pinned[pinned != NONE]] = True
            fixed[problem.held.begun[:, 0]] = True
        return [frozenset(k for k in week if fixed[k]) for week in self._table.weeks]
