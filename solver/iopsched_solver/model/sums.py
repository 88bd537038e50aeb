"""Linear expressions over the model's columns, many at a time: the small algebra that rules and goals are written in.

A *column* is the number of a variable of the model. `ONE` stands for what is already decided to be so: rules need not
know which part of the week is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.problem import BoolArray, IntArray

ONE = -1
"""The column of a choice that is made already and is not up for decision."""


@dataclass(frozen=True, eq=False)
class Sums:
    """n linear expressions with integer factors, one a row."""

    row: IntArray
    """(nnz,): the row of each term."""
    column: IntArray
    factor: IntArray
    constant: IntArray
    """(n,)"""

    @classmethod
    def of(cls, n: int, row: IntArray, column: IntArray, factor: IntArray | int = 1) -> Sums:
        """Sum terms by row; a term of column `ONE` joins the constant.

        Examples
        --------
        >>> sums = Sums.of(2, np.array([0, 0, 1]), np.array([4, ONE, 5]), 3)
        >>> sums.constant.tolist(), sums.column.tolist()
        ([3, 0], [4, 5])
        """
        factors = np.broadcast_to(np.asarray(factor, dtype=np.int64), column.shape)
        free = column != ONE
        if free.all():
            return cls(row, column, factors, np.zeros(n, dtype=np.int64))
        fixed = ~free
        return cls(row[free], column[free], factors[free], total_by(n, row[fixed], factors[fixed]))

    @classmethod
    def added(cls, column: IntArray, factor: IntArray | int = 1) -> Sums:
        """One row of all terms."""
        return cls.of(1, np.zeros(len(column), dtype=np.int64), column, factor)

    @classmethod
    def fixed(cls, constant: IntArray) -> Sums:
        """Rows that are numbers."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing, nothing, constant)

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.constant)

    def __add__(self, other: Sums | IntArray | int) -> Sums:
        """Row by row."""
        if not isinstance(other, Sums):
            return Sums(self.row, self.column, self.factor, self.constant + other)
        return Sums(
            np.concatenate([self.row, other.row]),
            np.concatenate([self.column, other.column]),
            np.concatenate([self.factor, other.factor]),
            self.constant + other.constant,
        )

    def __mul__(self, by: IntArray | int) -> Sums:
        """Row by row."""
        factors = np.broadcast_to(np.asarray(by, dtype=np.int64), self.constant.shape)
        return Sums(self.row, self.column, self.factor * factors[self.row], self.constant * factors)

    def __neg__(self) -> Sums:
        """Row by row."""
        return self * -1

    def __sub__(self, other: Sums | IntArray | int) -> Sums:
        """Row by row."""
        return self + -other

    def take(self, rows: IntArray) -> Sums:
        """Pick rows, in that order; a row may be picked more than once."""
        new, term = matches(self.row, rows)
        return Sums(new, self.column[term], self.factor[term], self.constant[rows])

    def gathered(self, n: int, into: IntArray) -> Sums:
        """Add rows up: row i joins row ``into[i]`` of n new ones."""
        return Sums(into[self.row], self.column, self.factor, total_by(n, into, self.constant))

    def total(self) -> Sums:
        """All rows added up, as one row."""
        return self.gathered(1, np.zeros(self.n, dtype=np.int64))

    def is_open(self) -> BoolArray:
        """(n,): whether the row has a term, that is, anything to decide."""
        found = np.zeros(self.n, dtype=np.bool_)
        found[self.row] = True
        return found

    def at(self, values: IntArray) -> IntArray:
        """(n,): what the rows are worth when the columns have these values."""
        return self.constant + total_by(self.n, self.row, self.factor * values[self.column])


def total_by(n: int, group: IntArray, amount: IntArray) -> IntArray:
    """(n,): amounts added up by group; exact below 2**53."""
    return np.rint(np.bincount(group, weights=amount, minlength=n)).astype(np.int64)
