"""A linear program that grows: rows and columns are added, and their bounds change."""

from __future__ import annotations

from array import array

import numpy as np

from iopsched_solver.lp import FloatArray, IndexArray, LinearProgram

INF = float("inf")
Entry = tuple[int, float]
"""(row, coefficient)."""


class Draft:
    """The program so far; rows and columns are numbered in the order in which they are added."""

    def __init__(self) -> None:
        self.row_low: list[float] = []
        self.row_high: list[float] = []
        self.cost: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._rows, self._columns, self._values = array("q"), array("q"), array("d")

    def row(self, low: float, high: float) -> int:
        """Add a row and return its index."""
        self.row_low.append(low)
        self.row_high.append(high)
        return len(self.row_low) - 1

    def column(self, cost: float, high: float, entries: list[Entry]) -> int:
        """Add a column, at least 0 and at most `high`, and return its index."""
        self.cost.append(cost)
        self.low.append(0.0)
        self.high.append(high)
        index = len(self.cost) - 1
        for row, value in entries:
            self.enter(row, index, value)
        return index

    def enter(self, row: int, column: int, value: float) -> None:
        """Add a coefficient."""
        self._rows.append(row)
        self._columns.append(column)
        self._values.append(value)

    @property
    def n_entries(self) -> int:
        """How many coefficients there are."""
        return len(self._values)

    def entries(self) -> tuple[IndexArray, IndexArray, FloatArray]:
        """Return rows, columns and values of all coefficients."""
        return np.array(self._rows, dtype=np.int64), np.array(self._columns, dtype=np.int64), np.array(self._values)

    def program(self) -> LinearProgram:
        """Return the linear program as it stands."""
        rows, columns, values = self.entries()
        return LinearProgram(
            cost=np.array(self.cost),
            low=np.array(self.low),
            high=np.array(self.high),
            row_low=np.array(self.row_low),
            row_high=np.array(self.row_high),
            rows=rows,
            columns=columns,
            values=values,
        )
