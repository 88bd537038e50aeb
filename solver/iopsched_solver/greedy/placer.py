"""Placing one patient after the other into a timetable, and taking them out again."""

from __future__ import annotations

import numpy as np

from iopsched_solver.greedy.choices import Choices
from iopsched_solver.greedy.chooser import Chooser
from iopsched_solver.greedy.days import Option
from iopsched_solver.greedy.timetable import Timetable
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.problem import NONE, Problem

TRIES = 4
"""How often a patient chooses when what was chosen turns out to be taken."""


class Placer:
    """A timetable, what everybody could have in it, and what everybody's week costs them."""

    def __init__(self, problem: Problem) -> None:
        self.table = Timetable(problem)
        self.local = LocalRules(problem)
        self.choices = Choices(self.table, self.local)
        self.chooser = Chooser(self.choices, self.local)
        self.fixed: list[frozenset[int]] = [frozenset() for _ in range(problem.n_patients)]
        """By patient: cells settled beforehand, which are never left."""

    def place(self, patient: int) -> None:
        """Fill a patient's week beside what it holds already."""
        for _ in range(TRIES):
            if not sum([not self._take(patient, option) for option in self.chooser.choose(patient)]):
                break
        self._add_absent(patient)

    def clear(self, patient: int) -> None:
        """Take a patient out of everything that is not fixed; sections stay open."""
        for k in [k for k in self.table.weeks[patient] if k not in self.fixed[patient]]:
            self.table.leave(patient, k)

    def close_empty(self) -> None:
        """Close the sections of cells that nobody attends."""
        empty = (self.table.n_sections > 0) & (self.table.attendees == 0)
        for k in np.flatnonzero(empty).tolist():
            while self.table.sections[k]:
                self.table.close(k)

    def cost(self, patient: int) -> float:
        """What a patient's week costs in needs and goals of their own; endless where it breaks a hard rule."""
        cost = self.local.cost(patient, list(self.table.weeks[patient].items()))
        return float("inf") if cost is None else float(cost)

    def _add_absent(self, patient: int) -> None:
        """Add the visits that need others of the family only."""
        options = self.choices.absent(patient)
        while options:
            self._take(patient, max(options, key=lambda option: option.base))
            options = self.choices.absent(patient)

    def _take(self, patient: int, option: Option) -> bool:
        if option.clinician == NONE:
            return self.table.join(patient, option.cell)
        return self.table.visit(patient, option.cell, option.clinician)
