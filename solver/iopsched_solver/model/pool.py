"""Columns, rows and prices of one model, collected as arrays and handed to CP-SAT in one go.

Every column has a value in the week the search starts from, and derived columns know how they follow from others.
So the model itself tells what any week costs, and gives the engine a complete hint.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ortools.sat.python import cp_model

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.write import joined, write_rows, write_shut
from iopsched_solver.problem import BoolArray, IntArray

Follow = Callable[[IntArray], IntArray]
"""From the values of all columns made before to the values of derived ones."""

FAR = 2**40
"""Beyond every sum of a model; stands for an open end."""


INT_MAX = int(np.iinfo(np.int64).max)
"""The end of a domain that is open above."""


class Pool:
    """The columns, rows and prices of one model. Columns are whole numbers from 0 to a highest value."""

    def __init__(self) -> None:
        self.n_columns = 0
        self._high = np.zeros(1024, dtype=np.int64)
        self._start = np.zeros(1024, dtype=np.int64)
        self._derived: list[tuple[IntArray, Follow]] = []
        self._rows: list[tuple[Sums, IntArray, IntArray]] = []
        self._shut: list[tuple[IntArray, Sums]] = []
        self._prices: list[tuple[IntArray, IntArray]] = []
        self.fixed_cost = 0
        """Cost of what is not up for decision."""

    # Columns

    @property
    def high(self) -> IntArray:
        """The highest value of each column."""
        return self._high[: self.n_columns]

    @property
    def start(self) -> IntArray:
        """The value of each column in the week the search starts from."""
        return self._start[: self.n_columns]

    def new(self, high: IntArray | BoolArray | int, start: IntArray) -> IntArray:
        """Make columns from 0 up to `high` with these values in the week the search starts from."""
        first, self.n_columns = self.n_columns, self.n_columns + len(start)
        if self.n_columns > len(self._high):
            size = max(self.n_columns, 2 * len(self._high))
            self._high, self._start = (np.resize(array, size) for array in (self._high, self._start))
        self._high[first : self.n_columns] = high
        self._start[first : self.n_columns] = start
        return np.arange(first, self.n_columns, dtype=np.int64)

    def derive(self, high: IntArray | int, n: int, follow: Follow) -> IntArray:
        """Make columns that follow from others: rows must hold them at or above `follow`, prices press them down."""
        columns = self.new(high, np.zeros(n, dtype=np.int64))
        self._start[columns] = follow(self._start)
        self._derived.append((columns, follow))
        return columns

    def upper(self, sums: Sums) -> IntArray:
        """(n,): no row can be worth more."""
        return Sums(sums.row, sums.column, np.maximum(sums.factor, 0), sums.constant).at(self._high)

    def lower(self, sums: Sums) -> IntArray:
        """(n,): no row can be worth less."""
        return -self.upper(-sums)

    # Rows

    def between(self, low: IntArray | int, sums: Sums, high: IntArray | int) -> None:
        """Keep each row between two ends."""
        lows, highs = (np.broadcast_to(np.asarray(end, dtype=np.int64), (sums.n,)) for end in (low, high))
        self._rows.append((sums, lows, highs))

    def at_most(self, sums: Sums, high: IntArray | int) -> None:
        """Keep each row at or below `high`."""
        self.between(-FAR, sums, high)

    def at_least(self, sums: Sums, low: IntArray | int) -> None:
        """Keep each row at or above `low`."""
        self.between(low, sums, FAR)

    def exactly(self, sums: Sums, value: IntArray | int) -> None:
        """Keep each row at `value`."""
        self.between(value, sums, value)

    # Columns that follow from others

    def any_of(self, sums: Sums, *, exact: bool = False) -> Sums:
        """Claim of each row that something in it is so; terms count for so many.

        Parameters
        ----------
        sums
            Rows without negative factors.
        exact
            Also let the claim not be made without cause. Where a claim only ever costs or forbids, that needs no row.
        """
        sure = sums.constant > 0
        count = np.bincount(sums.row, minlength=sums.n)
        lone = self._high[sums.column] == 1
        lone &= (count[sums.row] == 1) & ~sure[sums.row]
        claims = Sums(
            sums.row[lone], sums.column[lone], np.ones(int(lone.sum()), dtype=np.int64), sure.astype(np.int64)
        )
        claimed = np.bincount(claims.row, minlength=sums.n) > 0
        rows = np.flatnonzero(~sure & ~claimed & (count > 0))
        if not len(rows):
            return claims
        members = sums.take(rows)
        columns = self.derive(1, len(rows), lambda values: (members.at(values) > 0).astype(np.int64))
        self._unless(columns, members)
        made = Sums.of(sums.n, rows, columns)
        if exact:
            self.at_least(members - made.take(rows), 0)
        return claims + made

    def _unless(self, columns: IntArray, members: Sums) -> None:
        """Let nothing in a row be so unless its column is 1."""
        many = self._high[members.column] > 1
        literal = ~many
        zero = np.zeros(members.n, dtype=np.int64)
        self._shut.append((columns, Sums(members.row[literal], members.column[literal], members.factor[literal], zero)))
        counts, owners = members.column[many], columns[members.row[many]]
        row = np.arange(len(counts), dtype=np.int64)
        self.at_most(Sums.of(len(row), row, counts) - Sums.of(len(row), row, owners, self._high[counts]), 0)

    def none_unless(self, claims: Sums, sums: Sums) -> None:
        """Let nothing in a row be so unless the claim (0 or 1, one term at most) of its row holds."""
        alone = claims.is_open()
        self.at_most(sums.take(np.flatnonzero(~alone & (claims.constant <= 0))), 0)
        rows = np.flatnonzero(alone)
        ordered = claims.take(rows)
        self._unless(ordered.column[np.argsort(ordered.row, kind="stable")], sums.take(rows))

    def excess(self, sums: Sums, divisor: int = 1) -> Sums:
        """What each row exceeds 0 by, in whole units of `divisor`, rounded up."""
        top = np.maximum(-(-self.upper(sums) // divisor), 0)
        rows = np.flatnonzero(sums.is_open() & (top > 0))
        constant = np.where(sums.is_open(), 0, top)
        if not len(rows):
            return Sums.fixed(constant)
        over = sums.take(rows)
        columns = self.derive(top[rows], len(rows), lambda values: np.maximum(-(-over.at(values) // divisor), 0))
        made = Sums.of(sums.n, rows, columns)
        self.at_least(made.take(rows) * divisor - over, 0)
        return made + constant

    def total(self, sums: Sums, high: IntArray) -> Sums:
        """Name the rows: one column for each that has several terms.

        Parameters
        ----------
        sums
            Rows without negative factors.
        high
            (n,): what other rows of the model keep each below.
        """
        several = np.bincount(sums.row, minlength=sums.n) > 1
        rows = np.flatnonzero(several)
        if not len(rows):
            return sums
        parts = sums.take(rows)
        columns = self.derive(np.minimum(self.upper(parts), high[rows]), len(rows), parts.at)
        made = Sums.of(sums.n, rows, columns)
        self.exactly(made.take(rows) - parts, 0)
        kept = ~several[sums.row]
        return made + Sums(sums.row[kept], sums.column[kept], sums.factor[kept], np.where(several, 0, sums.constant))

    def reaches(self, sums: Sums, threshold: IntArray) -> Sums:
        """Claim of each row that it is worth `threshold` or more; made exactly when it is."""
        low, high = self.lower(sums), self.upper(sums)
        rows = np.flatnonzero((low < threshold) & (high >= threshold))
        sure = Sums.fixed((low >= threshold).astype(np.int64))
        if not len(rows):
            return sure
        worth, level = sums.take(rows), threshold[rows]
        columns = self.derive(1, len(rows), lambda values: (worth.at(values) >= level).astype(np.int64))
        made = Sums.of(sums.n, rows, columns)
        claim = made.take(rows)
        self.at_least(worth - claim * (level - low[rows]), low[rows])
        self.at_most(worth - claim * (high[rows] - level + 1), level - 1)
        return made + sure

    # Prices

    def charge(self, sums: Sums, cost: IntArray | int) -> None:
        """Charge each row's worth at its cost."""
        priced = sums * cost
        self._prices.append((priced.column, priced.factor))
        self.fixed_cost += int(priced.constant.sum())

    def costs(self) -> IntArray:
        """(n_columns,): what one unit of each column costs."""
        if not self._prices:
            return np.zeros(self.n_columns, dtype=np.int64)
        columns, factors = (np.concatenate(parts) for parts in zip(*self._prices, strict=True))
        return np.rint(np.bincount(columns, weights=factors, minlength=self.n_columns)).astype(np.int64)

    def completed(self, values: IntArray) -> IntArray:
        """The values with every derived column at what follows from the others."""
        complete = values.copy()
        for columns, follow in self._derived:
            complete[columns] = follow(complete)
        return complete

    def cost_at(self, values: IntArray) -> int:
        """What the columns cost at these values, fixed cost included."""
        return self.fixed_cost + int(self.costs() @ values)

    # Other forms

    def linear_rows(self) -> tuple[Sums, IntArray, IntArray]:
        """Return all that holds as rows between two ends; what is shut is as many pairs."""
        blocks = list(self._rows)
        for columns, members in self._shut:
            row = np.arange(len(members.row), dtype=np.int64)
            pairs = Sums.of(len(row), row, members.column) - Sums.of(len(row), row, columns[members.row])
            ends = np.full(len(row), -FAR, dtype=np.int64), np.zeros(len(row), dtype=np.int64)
            blocks.append((pairs, *ends))
        return joined(blocks)

    def write(self, *, hint: bool, offset: int = 0, floor: int | None = None) -> cp_model.CpModel:
        """Hand everything to CP-SAT.

        Parameters
        ----------
        hint
            Whether to tell the engine the week the search starts from.
        offset
            Cost beyond the model's own.
        floor
            No solution costs less, `offset` included.
        """
        model = cp_model.CpModel()
        proto = model.proto
        highs = self.high.tolist()
        for high in highs:
            proto.variables.add().domain.extend([0, high])
        write_rows(proto, self._rows, self.high)
        write_shut(proto, self._shut)
        costs = self.costs()
        priced = np.flatnonzero(costs)
        proto.objective.vars.extend(priced.tolist())
        proto.objective.coeffs.extend(costs[priced].tolist())
        proto.objective.offset = self.fixed_cost + offset
        if floor is not None:
            proto.objective.domain.extend([floor - self.fixed_cost - offset, INT_MAX])
        if hint:
            proto.solution_hint.vars.extend(range(self.n_columns))
            proto.solution_hint.values.extend(self.start.tolist())
        return model
