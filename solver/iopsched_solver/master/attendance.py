"""Rows on what single patients attend; there are none before a solution asks for them.

They keep patients apart, and out of more of a group than runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import DAYS_A_WEEK, NONE, Problem


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A row that counts a patient's days with any of some cells: one session, one moment, or a whole day."""

    row: int
    cells: frozenset[int]
    day: int
    """Where the cells are a whole day; NONE otherwise."""


class AttendanceRows:
    """Of each patient the rows there are so far."""

    def __init__(self, problem: Problem, draft: Draft) -> None:
        self._draft = draft
        self._n_patients, self._n_cells = problem.n_patients, problem.n_cells
        self.rows: dict[int, list[AttendanceRow]] = {}

    def keep_apart(
        self, patients: tuple[int, int], cells: frozenset[int], day: int, plans: Mapping[int, Sequence[Attendance]]
    ) -> None:
        """Add the row that only one of two patients attends `cells`; `plans` gives the cells of their plan columns."""
        row = self._draft.row(-INF, 1.0)
        for p in patients:
            self.rows.setdefault(p, []).append(AttendanceRow(row, cells, day))
        self._enter(row, cells, plans)

    def only_if_running(self, p: int, k: int, forms: Iterable[int], plans: Mapping[int, Sequence[Attendance]]) -> None:
        """Add the row that patient p attends no more of cell k than runs of it.

        Without it a tenth of a section serves, at full attendance, a tenth of its seats.

        Parameters
        ----------
        forms
            The columns of the cell's sections.
        plans
            The cells of the patient's plan columns.
        """
        row = self._draft.row(-INF, 0.0)
        self.rows.setdefault(p, []).append(AttendanceRow(row, frozenset((k,)), NONE))
        for column in forms:
            self._draft.enter(row, column, -1.0)
        self._enter(row, frozenset((k,)), plans)

    def _enter(self, row: int, cells: frozenset[int], plans: Mapping[int, Sequence[Attendance]]) -> None:
        for column, attended in plans.items():
            if any(k in cells for k, _ in attended):
                self._draft.enter(row, column, 1.0)

    def entries(self, p: int, plan: Sequence[Attendance]) -> list[Entry]:
        """Return what a day plan of patient p takes."""
        return [(each.row, 1.0) for each in self.rows.get(p, ()) if any(k in each.cells for k, _ in plan)]

    def surcharges(self, price: FloatArray) -> tuple[dict[int, FloatArray], FloatArray]:
        """What these rows add at their prices: (K,) for each cell by patient, and (P, 7) for a day."""
        cells: dict[int, FloatArray] = {}
        days = np.zeros((self._n_patients, DAYS_A_WEEK))
        for p, rows in self.rows.items():
            for each in rows:
                if each.day != NONE:
                    days[p, each.day] -= price[each.row]
                elif price[each.row]:
                    part = cells.setdefault(p, np.zeros(self._n_cells))
                    part[sorted(each.cells)] -= price[each.row]
        return cells, days
