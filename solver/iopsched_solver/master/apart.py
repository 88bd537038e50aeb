"""Rows that keep patients apart; there are none before a solution brings two of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem


@dataclass(frozen=True, slots=True)
class Apart:
    """The row that of two patients only one takes part in some cells: one session, one moment, or one day."""

    row: int
    cells: frozenset[int]
    day: int
    """Where the cells are a whole day; NONE otherwise."""


class ApartRows:
    """Of each patient who must be kept apart from another: the rows there are so far."""

    def __init__(self, problem: Problem, draft: Draft) -> None:
        self._draft = draft
        self._n_patients, self._n_cells = problem.n_patients, problem.n_cells
        self.rows: dict[int, list[Apart]] = {}

    def add(
        self, patients: tuple[int, int], cells: frozenset[int], day: int, plans: Mapping[int, Sequence[Attendance]]
    ) -> None:
        """Add the row that only one of two patients attends `cells`; `plans` gives the cells of their plan columns."""
        apart = Apart(self._draft.row(-INF, 1.0), cells, day)
        for p in patients:
            self.rows.setdefault(p, []).append(apart)
        for column, attended in plans.items():
            if any(k in cells for k, _ in attended):
                self._draft.enter(apart.row, column, 1.0)

    def entries(self, p: int, plan: Sequence[Attendance]) -> list[Entry]:
        """Return what a day plan of patient p takes."""
        return [(apart.row, 1.0) for apart in self.rows.get(p, ()) if any(k in apart.cells for k, _ in plan)]

    def surcharges(self, price: FloatArray) -> tuple[dict[int, FloatArray], FloatArray]:
        """What these rows add at their prices: (K,) for each cell by patient, and (P, 7) for a day."""
        cells: dict[int, FloatArray] = {}
        days = np.zeros((self._n_patients, DAYS_A_WEEK))
        for p, rows in self.rows.items():
            for apart in rows:
                if apart.day != NONE:
                    days[p, apart.day] -= price[apart.row]
                elif price[apart.row]:
                    part = cells.setdefault(p, np.zeros(self._n_cells))
                    part[sorted(apart.cells)] -= price[apart.row]
        return cells, days
