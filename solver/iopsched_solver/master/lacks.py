"""Rows that some patients lack so much whatever is done; there are none before they are added.

What a day leaves unmet counts in its column, what a week does in columns of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.master.patients import PatientRows
from iopsched_solver.plans.local import Attendance, LocalRules
from iopsched_solver.problem import Problem

DAILY = frozenset({"service-day-minimum", "sessions-per-day"})
"""Needs of one day."""
WEEKLY = frozenset({"care-plan", "weekly-contact-minutes", "service-days", "service-day-gap"})
"""Needs of a week as a whole that cost as much in the program as in any schedule."""


class LackRows:
    """The rows there are so far; each patient is in one at most."""

    def __init__(self, problem: Problem, draft: Draft, patients: PatientRows) -> None:
        self._problem, self._draft, self._patients = problem, draft, patients
        daily = {slug: cost if slug in DAILY else 0 for slug, cost in problem.unit_cost.items()}
        self._local = LocalRules(dataclasses.replace(problem, unit_cost=daily))
        self.row: dict[int, int] = {}
        """Of each patient who is in one: the row."""

    @property
    def all_rows(self) -> list[int]:
        """The rows there are."""
        return sorted(set(self.row.values()))

    def add(self, patients: Sequence[int], least: int, plans: Mapping[int, tuple[int, Sequence[Attendance]]]) -> None:
        """Add the row that what these patients lack costs `least` or more.

        Parameters
        ----------
        patients
            In none of these rows yet.
        least
            In cost.
        plans
            Patient and cells of their plan columns.
        """
        row = self._draft.row(float(least), INF)
        for p in patients:
            self.row[p] = row
            for column in self._patients.unmet[p]:
                if self._draft.cost[column]:
                    self._draft.enter(row, column, self._draft.cost[column])
        for column, (p, plan) in plans.items():
            for _, cost in self.entries(p, plan):
                self._draft.enter(row, column, cost)

    def entries(self, p: int, plan: Sequence[Attendance]) -> list[Entry]:
        """Return how a day plan of patient p counts."""
        row = self.row.get(p)
        cost = 0 if row is None else self.of_day(p, plan)
        return [] if row is None or not cost else [(row, float(cost))]

    def of_day(self, p: int, plan: Sequence[Attendance]) -> int:
        """What patient p lacks on a day, in cost."""
        return self._local.day_cost(p, plan) or 0

    def of_week(self, p: int, x: FloatArray) -> float:
        """What a solution leaves unmet of patient p's week as a whole, in cost."""
        return sum(self._draft.cost[n] * float(x[n]) for n in self._patients.unmet[p])

    def left(self, price: FloatArray) -> dict[int, float]:
        """Share of what is unmet in their weeks that the other rows of these patients can charge, by row."""
        return {other: 1.0 - price[row] for p, row in self.row.items() for other in self._patients.rows_of(p)}

    def charged(self, price: FloatArray) -> FloatArray:
        """(P,) share charged of what a day leaves unmet, at the rows' prices, which are 0 to 1."""
        share = np.ones(self._problem.n_patients)
        for p, row in self.row.items():
            share[p] = 1.0 - price[row]
        return share
