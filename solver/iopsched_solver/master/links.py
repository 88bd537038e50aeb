"""One column for the attendance of each cell and for each clinician's visits there, joined to plans by a row.

Plans then have one entry a session in place of one for every row the session touches.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.problem import NONE, BoolArray, Problem


class Links:
    """The rows and columns of attendance and visits."""

    def __init__(
        self,
        problem: Problem,
        draft: Draft,
        attended: list[list[Entry]],
        visits: dict[tuple[int, int], list[Entry]],
    ) -> None:
        self._draft = draft
        n = float(problem.n_patients)
        self._shape = problem.n_clinicians, problem.n_cells
        self._cell_row = np.full(problem.n_cells, NONE)
        self._visit_row: dict[tuple[int, int], int] = {}
        self.visit_columns: dict[tuple[int, int], int] = {}
        """Of each clinician and cell: the column of the visits."""
        attendance: list[int] = []
        for k, entries in enumerate(attended):
            if entries:
                row = self._cell_row[k] = draft.row(0.0, 0.0)
                attendance.append(draft.column(0.0, n, [(int(row), -1.0), *entries]))
        for where, entries in visits.items():
            row = self._visit_row[where] = draft.row(0.0, 0.0)
            self.visit_columns[where] = draft.column(0.0, n, [(row, -1.0), *entries])
        self._rows = np.array(
            [*self._cell_row[self._cell_row != NONE].tolist(), *self._visit_row.values()], dtype=np.int64
        )
        self._columns = np.array([*attendance, *self.visit_columns.values()], dtype=np.int64)

    def took(self, k: int, c: int) -> list[Entry]:
        """Return the entries of one attendance, with clinician c or nobody."""
        entries = [(int(self._cell_row[k]), 1.0)] if self._cell_row[k] != NONE else []
        if c != NONE:
            entries.append((self._visit_row[c, k], 1.0))
        return entries

    def limit_visits(self, c: int, taken: Mapping[int, float], most: float) -> int:
        """Add the row that the visits of clinician c take at most so much; return it.

        Parameters
        ----------
        c
            Clinician.
        taken
            What a visit in each cell takes; nothing in others.
        most
            The limit.
        """
        row = self._draft.row(-INF, most)
        for k, amount in taken.items():
            self._draft.enter(row, self.visit_columns[c, k], amount)
        return row

    def balance(self, price: FloatArray) -> None:
        """Set the prices of links, in place, to those of what attendance and visits take: their columns then cost 0."""
        price[self._rows] = 0.0
        rows, columns, values = self._draft.entries()
        taken = np.bincount(columns, weights=values * price[rows], minlength=len(self._draft.cost))
        price[self._rows] = taken[self._columns]

    def of_row(self, n: int) -> BoolArray:
        """(n,) which of the program's rows join attendance and visits to plans."""
        is_link = np.zeros(n, dtype=np.bool_)
        is_link[self._rows] = True
        return is_link

    def tolls(self, price: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What attending each cell (K,) and a clinician's visit in each cell (C, K) costs at the rows' prices."""
        toll = -np.where(self._cell_row == NONE, 0.0, price[self._cell_row])
        visit = np.zeros(self._shape)
        if self._visit_row:
            clinicians, cells = zip(*self._visit_row, strict=True)
            visit[clinicians, cells] = -price[list(self._visit_row.values())]
        return toll, visit
