"""Ruin and recreate: a few patients at a time are taken out of a legal week and placed anew, one after the other.

A step takes a hundredth of a second where the constraint model takes one or more, so it is the way to mend a large week
while nearly everybody could have it better. There are two kinds:

- *Swap*: a patient and some who may stand in the way are taken out, and all are placed anew.
- *Push*: a patient takes what is best, full groups and booked clinicians too; who had to make way does the same [2]_.

Sections that are too small then are filled with single sessions of others, if that costs less than the step gains.

References
----------
.. [1] Schrimpf, Schneider, Stamm-Wilbrandt, Dueck: Record breaking optimization results using the ruin and recreate
       principle. Journal of Computational Physics 159 (2000).
.. [2] Glover: Ejection chains, reference structures and alternating path methods for traveling salesman problems.
       Discrete Applied Mathematics 65 (1996).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np

from iopsched_solver.greedy.days import Option
from iopsched_solver.greedy.fill import fill
from iopsched_solver.greedy.neighbours import Neighbours
from iopsched_solver.greedy.placer import Placer
from iopsched_solver.greedy.settle import pins_hold
from iopsched_solver.greedy.shared import SharedCosts
from iopsched_solver.greedy.trial import Trial, in_the_way
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import COHORT, NONE, ROSTER, Problem

PUSHING = 0.3
"""How often a step is a push."""
LONGEST = 5
"""Patients of a push from whom on nobody else has to make way."""
TAKING = 0.8
"""Price of what somebody else holds, at most, in sessions of a care plan."""
OPENING = 0.15
"""Price of a new section, in sessions of a care plan: less than in first fit, what it costs being seen at once."""
FIRST = 0.7
"""How often the patient for whom a swap is done chooses first; last otherwise."""
CLOSING = 0.6
"""How often nobody may open a section that others would have to fill."""
TYPICAL = 0.25
"""Share of patients whose weeks cost less than what anybody may hope for."""


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
        self._own = np.array([self._cost(p) for p in range(problem.n_patients)])
        self.holds = self.holds and bool(np.isfinite(self._own).all())
        self._together = self._shared.cost()
        self._least = np.minimum(self._own, np.quantile(self._own, TYPICAL))
        """What each patient's week may cost at best, as far as is known."""
        self._neighbours = Neighbours(self._placer, self._random)
        self._flexible = self._choices.may.sum(axis=1).astype(np.float64)
        self._choices.interest[:] = 0
        self._choices.opening = OPENING

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
        trial = Trial(self._placer, self._shared, self._own)
        self._choices.closing = bool(self._random.random() < CLOSING)
        self._placer.chooser.near = trial.before
        pays = self._push(trial) if self._random.random() < PUSHING else self._swap(trial)
        gain = self._gain(trial) if pays and self._completed(trial) else -1.0
        if gain < 0:
            trial.put_back()
        self._neighbours.tried(trial.before, in_vain=gain < 0, better=gain > 0)
        return gain > 0

    def _gain(self, trial: Trial) -> float:
        """Return what the changed week saves, and take it over unless that is less than nothing."""
        who = list(trial.before)
        own, together = np.array([self._cost(p) for p in who]), self._shared.cost()
        gain = float((self._own[who] - own).sum()) + self._together - together
        if gain >= 0:
            self._own[who], self._together = own, together
            self._least[who] = np.minimum(self._least[who], own)
        return gain

    def _cost(self, patient: int) -> float:
        """What a patient's week costs, their visits included."""
        return self._placer.cost(patient) + self._shared.of_visits(patient)

    def _swap(self, trial: Trial) -> bool:
        """Take a patient and some others out, place all anew; return whether that may pay."""
        choices = self._choices
        first, *others = self._neighbours.pick(self._own)
        order = [first, *others] if self._random.random() < FIRST else [*others, first]
        for p in order:
            trial.take_out(p)
        self._placer.close_empty()
        if not choices.closing:
            choices.expect(order)
        pays = True
        while order and pays:
            p = order.pop(0)
            if not choices.closing:
                choices.placed(p)
            self._placer.place(p)
            trial.placed(p)
            pays = trial.may_pay(order, self._least)
        choices.interest[:] = 0
        return pays

    def _push(self, trial: Trial) -> bool:
        """Give a patient what is best, and then those who have to make way; return whether that may pay."""
        choices, placer = self._choices, self._placer
        prices = TAKING * self._random.random(self.problem.n_cells)
        waiting, pays = [self._neighbours.first(self._own)], True
        trial.take_out(waiting[0])
        while waiting and pays:
            p = waiting.pop(0)
            choices.taking = prices if len(trial.before) < LONGEST else None
            chosen = placer.chooser.choose(p)
            if choices.taking is not None:
                waiting += self._make_way(trial, p, chosen)
            choices.taking = None
            placer.place(p, chosen)
            trial.placed(p)
            pays = trial.may_pay(waiting, self._least)
        return pays

    def _make_way(self, trial: Trial, patient: int, chosen: Iterable[Option]) -> list[int]:
        """Take those out who hold what the patient has chosen, rather whom much else suits; return them."""
        out: list[int] = []
        for option in chosen:
            for holders in in_the_way(self._placer, option.cell, option.clinician):
                others = [p for p in holders if p not in trial.before and p != patient]
                if others:
                    odds = self._flexible[others]
                    out.append(int(self._random.choice(others, p=odds / odds.sum())))
                    trial.take_out(out[-1])
        return out

    def _completed(self, trial: Trial) -> bool:
        """Close what is empty and fill what is too small; return whether the week is legal then and may pay."""
        table = self._table
        self._placer.close_empty()
        if not fill(trial, self._placer, self._random) or not trial.may_pay((), self._least):
            return False
        self._placer.close_empty()
        small = table.attendees < np.maximum(table.least, 1) * table.n_sections
        return not small.any() and not table.meets_too_rarely()

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
