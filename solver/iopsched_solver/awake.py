"""A growing linear program solved without the rows that have not mattered lately.

Of the rows of a large master a quarter carries a price; without the others a program takes a sixth of the time, and a
third with those that one solution or another needs. Rows that lay slack go to sleep and are woken where a solution
breaks them. Prices of sleeping rows are 0, and any prices prove a bound.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import numpy as np

from iopsched_solver.lp import FloatArray, LinearProgram, LPSolution
from iopsched_solver.problem import BoolArray, IntArray

TOLERANCE = 1e-5
"""What a solution may lie outside a row, as a share of the row's end plus one."""
SLACK = 100
"""Tolerances from both its ends at which a row without a price is calm."""
NO_PRICE = 1e-4
"""Smaller prices of an interior point method are noise."""
CALM = 2
"""Solutions in a row in which a row is calm before it sleeps; twice as many each time it is woken."""

Engine = Callable[..., LPSolution | None]
"""Takes a program and `time_limit_s`."""


class AwakeRows:
    """Which rows of a program are awake. The program may get more rows and columns, and other bounds."""

    def __init__(self) -> None:
        self._awake: BoolArray = np.zeros(0, dtype=np.bool_)
        self._calm: IntArray = np.zeros(0, dtype=np.int64)
        """Solutions that the row has been calm for."""
        self._patience: IntArray = np.zeros(0, dtype=np.int64)
        """Those it takes to sleep."""
        self.kept = slice(0)
        """Rows that are always awake."""
        self.broken = 0
        """Sleeping rows that the last solution breaks; they are awake in the next."""

    def solve(self, lp: LinearProgram, engine: Engine, *, deadline: float) -> LPSolution | None:
        """Solve by `engine`; none as it says. A solution that breaks rows costs at most what the whole program does."""
        used = self.awake(len(lp.row_low))
        part = engine(_only(lp, used), time_limit_s=deadline - time.monotonic())
        if part is None:
            return None
        inside = _inside(lp, part.x)
        broken = ~used & (inside < -1.0)
        self.broken = int(broken.sum())
        self._awake |= broken
        self._calm[broken] = 0
        self._patience[broken] *= 2
        price = np.zeros(len(lp.row_low))
        price[used] = part.price
        self._rest(used & (inside > SLACK) & (np.abs(price) < NO_PRICE))
        return LPSolution(part.x, price, part.cost)

    def awake(self, n: int) -> BoolArray:
        """(n,) which of n rows are in the next program."""
        self._grow(n)
        self._awake[self.kept] = True
        return self._awake.copy()

    def _grow(self, n: int) -> None:
        """Let rows added since be awake; those of the first program may sleep at once."""
        first, new = not len(self._awake), n - len(self._awake)
        self._awake = np.pad(self._awake, (0, new), constant_values=True)
        self._calm = np.pad(self._calm, (0, new), constant_values=CALM if first else 0)
        self._patience = np.pad(self._patience, (0, new), constant_values=CALM)

    def _rest(self, calm: BoolArray) -> None:
        self._calm = np.where(calm, self._calm + 1, 0)
        self._awake &= self._calm < self._patience


def _only(lp: LinearProgram, rows: BoolArray) -> LinearProgram:
    """The program with these rows alone."""
    entries = rows[lp.rows]
    number = np.cumsum(rows) - 1
    return dataclasses.replace(
        lp,
        row_low=lp.row_low[rows],
        row_high=lp.row_high[rows],
        rows=number[lp.rows[entries]],
        columns=lp.columns[entries],
        values=lp.values[entries],
    )


def _inside(lp: LinearProgram, x: FloatArray) -> FloatArray:
    """How far a solution lies inside the nearer end of each row, in tolerances; negative outside."""
    value = np.bincount(lp.rows, weights=lp.values * x[lp.columns], minlength=len(lp.row_low))
    ends = [np.abs(np.where(np.isfinite(end), end, 0.0)) for end in (lp.row_low, lp.row_high)]
    distance = np.minimum(value - lp.row_low, lp.row_high - value)
    return distance / (TOLERANCE * (1.0 + np.maximum(*ends)))
