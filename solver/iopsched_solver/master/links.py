"""One column for the attendance of each cell and for each clinician's visits there, joined to plans by a row.

Plans then have one entry a session in place of one for every row the session touches.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.problem import NONE, Problem


class Links:
    """The rows and columns of attendance and visits."""

    def __init__(
        self,
        problem: Problem,
        draft: Draft,
        attended: list[list[Entry]],
        visits: dict[tuple[int, int], list[Entry]],
    ) -> None:
        self._draft, self._attended = draft, attended
        self.visits = visits
        """What a visit takes, by clinician and cell."""
        n = float(problem.n_patients)
        self._shape = problem.n_clinicians, problem.n_cells
        self._cell_row = np.full(problem.n_cells, NONE)
        self._visit_row: dict[tuple[int, int], int] = {}
        self.visit_columns: dict[tuple[int, int], int] = {}
        """Of each clinician and cell: the column of the visits."""
        for k, entries in enumerate(attended):
            if entries:
                row = self._cell_row[k] = draft.row(0.0, 0.0)
                draft.column(0.0, n, [(int(row), -1.0), *entries])
        for where, entries in visits.items():
            row = self._visit_row[where] = draft.row(0.0, 0.0)
            self.visit_columns[where] = draft.column(0.0, n, [(row, -1.0), *entries])

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
            self.visits[c, k].append((row, amount))
            self._draft.enter(row, self.visit_columns[c, k], amount)
        return row

    def balance(self, price: FloatArray) -> None:
        """Set the prices of links, in place, to those of what attendance and visits take: their columns then cost 0."""
        for k in np.flatnonzero(self._cell_row != NONE).tolist():
            price[self._cell_row[k]] = sum(value * price[row] for row, value in self._attended[k])
        for where, link in self._visit_row.items():
            price[link] = sum(value * price[row] for row, value in self.visits[where])

    def tolls(self, price: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What attending each cell (K,) and a clinician's visit in each cell (C, K) costs at the rows' prices."""
        toll = -np.where(self._cell_row == NONE, 0.0, price[self._cell_row])
        visit = np.zeros(self._shape)
        for where, row in self._visit_row.items():
            visit[where] = -price[row]
        return toll, visit
