"""From arrays to CP-SAT's own form, without a modelling layer between: that layer took four fifths of the build time.

Rows without anything to decide, and rows that the columns' ends imply, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from iopsched_solver.model.sums import Sums, total_by
from iopsched_solver.problem import BoolArray, IntArray

Row = tuple[Sums, IntArray, IntArray]
"""Expressions with their lowest and highest values."""


def write_rows(proto: Any, blocks: Sequence[Row], column_high: IntArray) -> None:  # noqa: ANN401 - ortools types no proto
    """Add linear rows; at-most-one rows in the engine's own form."""
    if not blocks:
        return
    sums, low, high = joined(blocks)
    low, high = low - sums.constant, high - sums.constant
    reach = sums.factor * column_high[sums.column]
    least = total_by(sums.n, sums.row, np.minimum(reach, 0))
    most = total_by(sums.n, sums.row, np.maximum(reach, 0))
    if bool(((low > most) | (high < least)).any()):
        proto.constraints.add().linear.domain.extend([1, 1])
        return
    wanted = (low > least) | (high < most)
    low, high = np.maximum(low, least), np.minimum(high, most)
    single = (sums.factor == 1) & (column_high[sums.column] == 1)
    at_most_one = (high == 1) & (low == 0) & (total_by(sums.n, sums.row, (~single).astype(np.int64)) == 0)
    for literals in _by_row(sums, wanted & at_most_one)[0]:
        proto.constraints.add().at_most_one.literals.extend(literals)
    rows = np.flatnonzero(wanted & ~at_most_one)
    columns, factors = _by_row(sums, wanted & ~at_most_one)
    ends = np.stack([low[rows], high[rows]], axis=1).tolist()
    for column, factor, domain in zip(columns, factors, ends, strict=True):
        linear = proto.constraints.add().linear
        linear.vars.extend(column)
        linear.coeffs.extend(factor)
        linear.domain.extend(domain)


def write_shut(proto: Any, blocks: Sequence[tuple[IntArray, Sums]]) -> None:  # noqa: ANN401 - as above
    """Add implications: when the block's column is 0, so is every literal of its row."""
    for columns, sums in blocks:
        open_rows = sums.is_open()
        members, _ = _by_row(Sums(sums.row, -sums.column - 1, sums.factor, sums.constant), open_rows)
        for column, negated in zip(columns[open_rows].tolist(), members, strict=True):
            constraint = proto.constraints.add()
            constraint.enforcement_literal.append(-column - 1)
            constraint.bool_and.literals.extend(negated)


def joined(blocks: Sequence[Row]) -> Row:
    """All blocks as one."""
    offset = np.cumsum([0, *(sums.n for sums, _, _ in blocks)])
    sums = Sums(
        np.concatenate([block.row + first for (block, _, _), first in zip(blocks, offset[:-1], strict=True)]),
        np.concatenate([block.column for block, _, _ in blocks]),
        np.concatenate([block.factor for block, _, _ in blocks]),
        np.concatenate([block.constant for block, _, _ in blocks]),
    )
    return sums, np.concatenate([low for _, low, _ in blocks]), np.concatenate([high for _, _, high in blocks])


def _by_row(sums: Sums, wanted: BoolArray) -> tuple[list[list[int]], list[list[int]]]:
    """Columns and factors of the wanted rows, row by row; every wanted row has a term."""
    kept = wanted[sums.row]
    row, column, factor = sums.row[kept], sums.column[kept], sums.factor[kept]
    if not len(row):
        return [], []
    order = np.argsort(row, kind="stable")
    cuts = [0, *(np.flatnonzero(np.diff(row[order])) + 1).tolist(), len(row)]
    columns, factors = column[order].tolist(), factor[order].tolist()
    ends = list(pairwise(cuts))
    return [columns[a:b] for a, b in ends], [factors[a:b] for a, b in ends]
