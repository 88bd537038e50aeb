"""First fit: what a careful person does with a calendar, in seconds for a thousand patients.

Pins, rosters and cohorts first. Then patients one by one, those with the fewest hours to choose from first: each gets
the best week that the running groups, new sections and free clinicians still allow. Sections that stay too small are
closed, and who lost something by that, or lacks something else, chooses anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from iopsched_solver.greedy.closed import fill_closed_groups, hold_pins
from iopsched_solver.greedy.follow import Wish, follow
from iopsched_solver.greedy.placer import Placer
from iopsched_solver.greedy.settle import drop_incomplete, settle, trim
from iopsched_solver.greedy.shared import SharedCosts
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE, Problem

ROUNDS = 3
"""How often those who lack something choose anew; the last time among sections that are large enough."""


def first_fit(
    problem: Problem, *, wish: Wish | None = None, stop: Callable[[], bool] = lambda: False
) -> Outcome | None:
    """Make a legal week, place by place.

    Parameters
    ----------
    problem
        The week to decide.
    wish
        A week to follow as far as that is legal; only those whom it leaves short choose then, if that is better.
    stop
        Asked before each patient; once true, who is not placed yet gets nothing.

    Returns
    -------
    Outcome
        Legal, the same for the same problem; None if the pins could not be held in this way.
    """
    return FirstFit(problem, wish, stop).run()


class FirstFit:
    """One run of first fit."""

    def __init__(self, problem: Problem, wish: Wish | None, stop: Callable[[], bool]) -> None:
        self.problem, self.wish, self.stop = problem, wish, stop
        self.placer = Placer(problem)
        self.table, self.choices = self.placer.table, self.placer.choices
        self.shared = SharedCosts(problem, self.table)

    def run(self) -> Outcome | None:
        """Place everybody, then mend."""
        if not hold_pins(self.choices):
            return None
        order = self._order(list(range(self.problem.n_patients)))
        if self.wish is None:
            self.placer.fixed = fill_closed_groups(self.choices)
            self._place(order)
            return settle(self.table, self.placer.local)
        follow(self.wish, self.choices)
        alone = self._as_followed()
        drop_incomplete(self.table)
        self.placer.fixed = fill_closed_groups(self.choices)
        self._place([p for p in order if self._lacks(self.placer.cost(p))])
        mended = settle(self.table, self.placer.local), self._cost()
        return min(mended, alone, key=lambda found: (found[0] is None, found[1]))[0]

    def _as_followed(self) -> tuple[Outcome | None, float]:
        """The week as it is, made legal, and its cost; nothing is changed by that."""
        weeks, restore = {p: dict(week) for p, week in enumerate(self.table.weeks)}, self.table.saved()
        settled = settle(self.table, self.placer.local), self._cost()
        restore(weeks)
        return settled

    def _cost(self) -> float:
        return self.shared.cost() + sum(self.placer.cost(p) for p in range(self.problem.n_patients))

    def _place(self, order: list[int]) -> None:
        """Place patients in this order, then mend what anybody lacks."""
        self.choices.expect(order)
        for p in order:
            if self.stop():
                break
            self.choices.placed(p)
            self.placer.place(p)
        for number in range(ROUNDS):
            self.choices.closing = number == ROUNDS - 1
            trim(self.table, self.placer.fixed)
            self._mend()

    def _order(self, patients: list[int]) -> list[int]:
        """Urgent patients first, and of these the ones with the fewest hours to choose from."""
        cells, who = self.problem.cells, self.problem.patients
        moments = np.unique(cells.start, return_inverse=True)[1]
        hours = [len(np.unique(moments[row])) for row in self.choices.may]
        return sorted(patients, key=lambda p: (-int(who.weight[p]), hours[p], p))

    def _mend(self) -> None:
        """Let everybody who lacks something choose anew, those who lack most first."""
        costs = {p: self.placer.cost(p) for p in range(self.problem.n_patients)}
        lacking = [p for p, cost in costs.items() if self._lacks(cost)]
        self.choices.expect(lacking)
        for p in sorted(lacking, key=lambda p: -costs[p]):
            if self.stop():
                return
            self._again(p, costs[p])
            self.choices.placed(p)

    def _lacks(self, cost: float) -> bool:
        """Whether what a week costs its patient looks as if a need was unmet."""
        return cost >= max(1, self.problem.unit_cost["care-plan"] // 2)

    def _again(self, patient: int, cost: float) -> None:
        """Take a patient out and place them anew; put everything back if that is no better."""
        table, placer = self.table, self.placer
        before = dict(table.weeks[patient])
        placer.clear(patient)
        placer.place(patient)
        if placer.cost(patient) < cost and not (self.choices.closing and self._abandons(before)):
            return
        placer.clear(patient)
        placer.close_empty()
        for k, c in before.items():
            if k in table.weeks[patient]:
                continue
            if c == NONE:
                table.join(patient, k)
            else:
                table.visit(patient, k, c)

    def _abandons(self, cells: Iterable[int]) -> bool:
        """Whether one of these sections has become too small."""
        table = self.table
        return any(0 < table.attendees[k] < table.least[k] * table.n_sections[k] for k in cells)
