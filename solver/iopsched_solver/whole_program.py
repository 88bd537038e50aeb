"""A linear program whose columns are whole numbers, for the constraint solver, and rows beside it.

It is meant for a cost little above the linear program's: that closes every column whose reduced cost is above the
difference, and makes most of what the solver tries fail at once.
"""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from dataclasses import dataclass

import numpy as np

from iopsched_solver.limits import Limits
from iopsched_solver.lp import WHOLE, FloatArray, LinearProgram, LPSolution
from iopsched_solver.model.engine import Solutions, Watched
from iopsched_solver.model.pool import FAR, Pool
from iopsched_solver.model.sums import Sums
from iopsched_solver.problem import NONE, UNLIMITED, IntArray

STALL_S, CLOSE = 2.0, 0.003
"""Seconds without a better solution, or distance from the linear program, after which no better one is waited for."""
SCALE = 60
"""Cost units of the program are this many of the model: half hours are priced by the minute and loads by the slot."""
LINEARIZATION = 1
"""With more, weeks of 150 patients are found in more than twice the time."""


@dataclass(frozen=True)
class Tried:
    """What came of a search."""

    values: IntArray | None
    """Of the model's columns, in the best solution found; none if there was none."""
    is_proved: bool
    """Whether that is the best there is, or that there is none."""
    seconds: float
    """What it took: of the clock, or the engine's own where the search is reproducible."""


class WholeProgram:
    """The model.

    Parameters
    ----------
    program
        The linear program; a column that is at least more than 0 is held at that.
    relaxed
        A solution of it, perhaps before some columns and rows were added.
    most
        What a solution may cost.
    single
        Columns that are 1 at most.
    """

    def __init__(self, program: LinearProgram, relaxed: LPSolution, most: float, single: list[int]) -> None:
        self.program = program
        self._least, self._most = relaxed.cost, most
        self._pool = Pool()
        self.at = self._open_columns(relaxed.price, single)
        """Of each column of the program the model's, NONE if it is closed."""
        self._program_rows()
        self._terms: list[tuple[int, int, int]] = []
        """(row, column, factor) of rows beside the program's."""
        self._ends: list[tuple[int, int]] = []

    def _open_columns(self, price: FloatArray, single: list[int]) -> IntArray:
        """Make a column of each that a solution within the limit may take."""
        program = self.program
        price = np.pad(price, (0, len(program.row_low) - len(price)))
        reduced = program.cost - np.bincount(
            program.columns, weights=program.values * price[program.rows], minlength=len(program.cost)
        )
        high = np.floor(np.minimum(program.high, UNLIMITED)).astype(np.int64)
        high[single] = np.minimum(high[single], 1)
        taken = np.flatnonzero((high > 0) & (program.low == 0) & (reduced <= self._most - self._least))
        at = np.full(len(high), NONE, dtype=np.int64)
        at[taken] = self._pool.new(high[taken], np.zeros(len(taken), dtype=np.int64))
        cost = np.rint(SCALE * program.cost[taken]).astype(np.int64)
        self._pool.charge(Sums.of(len(taken), np.arange(len(taken)), at[taken]), cost)
        self._pool.fixed_cost += round(SCALE * float(program.cost @ program.low))
        return at

    def _program_rows(self) -> None:
        """Keep the rows of the program.

        Those with fractions are counted in `SCALE` parts, rounded down: each says what is at most, and seven sevenths
        must not be more than one.
        """
        program = self.program
        is_open = self.at[program.columns] != NONE
        rows, columns, values = program.rows[is_open], self.at[program.columns[is_open]], program.values[is_open]
        n = len(program.row_low)
        uneven = np.bincount(rows, weights=np.abs(values - np.rint(values)) > WHOLE, minlength=n) > 0
        scale = np.where(uneven, SCALE, 1)
        held = np.bincount(program.rows, weights=program.values * program.low[program.columns], minlength=n)
        low = np.ceil(np.maximum((program.row_low - held) * scale, -FAR) - WHOLE).astype(np.int64)
        high = np.floor(np.minimum((program.row_high - held) * scale, FAR) + WHOLE).astype(np.int64)
        factors = np.floor(values * scale[rows] + WHOLE).astype(np.int64)
        self._pool.between(low, Sums.of(n, rows, columns, factors), high)

    def keep(self, terms: list[tuple[int, int]], low: int, high: int) -> None:
        """Keep a sum of (column, factor) between two ends."""
        self._terms += [(len(self._ends), column, factor) for column, factor in terms]
        self._ends.append((low, high))

    def literals(self, n: int) -> list[int]:
        """Make columns that are 0 or 1."""
        made: list[int] = self._pool.new(1, np.zeros(n, dtype=np.int64)).tolist()
        return made

    def solve(self, limits: Limits, cancel: threading.Event) -> Tried:
        """Search for the best solution."""
        began = time.monotonic()
        self._write_rows()
        model = self._pool.write(hint=False)
        model.proto.objective.domain.extend([-FAR, math.floor(SCALE * self._most) - self._pool.fixed_cost])
        limits = dataclasses.replace(limits, gap=CLOSE, stall_s=None)
        watched = Watched(limits, limits.time_limit_s, cancel, is_broad=False)
        watched.solver.parameters.linearization_level = LINEARIZATION
        found: list[IntArray] = []

        def take(values: IntArray, _: float) -> None:
            found.append(values)
            watched.limits = dataclasses.replace(limits, stall_s=STALL_S)
            close = self._pool.cost_at(values) <= SCALE * self._least * (1 + CLOSE)
            watched.is_close = close and not limits.reproducible

        answer = watched.run(model, Solutions(watched, take))
        seconds = answer.work_s if limits.reproducible else time.monotonic() - began
        return Tried(found[-1] if found else None, answer.verdict != "stopped", seconds)

    def x(self, values: IntArray) -> FloatArray:
        """The values of the program's columns."""
        return np.where(self.at == NONE, self.program.low, values[self.at]).astype(np.float64)

    def _write_rows(self) -> None:
        row, column, factor = np.array(self._terms, dtype=np.int64).reshape(-1, 3).T
        low, high = np.array(self._ends, dtype=np.int64).reshape(-1, 2).T
        self._pool.between(low, Sums.of(len(low), row, column, factor), high)
