"""Prices that stay near the best so far until these are the best there: the program's own leap about.

Where patients attend many services at any start, a program knows few of the days that matter; its prices then make all
others look cheap, and nothing proved at them, or between them and the best ones, comes near to what is proved already.
So every row may be broken for what its price is in the best prices and a bit more: then no price leaves a box around
these, unless a row has to be broken by more than any asks for. The box shrinks while it holds nothing better, and grows
where its prices prove more, or nearly all that the program hopes for.

Marsten, Hogan & Blankenship: The boxstep method for large-scale optimization. Operations Research 23 (1975).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from iopsched_solver.lp import FloatArray, LinearProgram, LPSolution
from iopsched_solver.problem import BoolArray

WIDTH, SHARE = 2.0, 0.01
"""How far a price may lie from the best, at first: in cost, and where that is more as a share of the width by which
large prices may."""
SHRINKING, GROWING, LEAPING = 0.93, 1.5, 6.0
"""What a box becomes that holds nothing better, that does, and that promises hardly more than is proved."""
BETTER = 0.1
"""Share of what a program promises beyond the bound that must be proved for its box to grow."""
NEAR = 0.004
"""Share of the cost within which a promise is hardly more."""
WIDEST = 1e6
"""How wide a box becomes: no price of a need leaves one of this width."""
MOST_BROKEN = 1e4
"""By how much a row may be broken: more than any asks for."""
BROKEN = 1e-3
"""Rows broken by less together are not."""


class Box:
    """How far prices may lie from the best."""

    def __init__(self) -> None:
        self._width = WIDTH

    def around(self, lp: LinearProgram, price: FloatArray, rows: BoolArray) -> LinearProgram:
        """The program whose `rows` (m,) may be broken for their `price` (m,) and a bit; columns for that come last."""
        near, n = np.flatnonzero(rows), len(lp.cost)
        width = self._width * np.maximum(1.0, SHARE * np.abs(price[near]))
        more = np.arange(n, n + len(near))
        return dataclasses.replace(
            lp,
            cost=np.concatenate([lp.cost, price[near] + width, width - price[near]]),
            low=np.pad(lp.low, (0, 2 * len(near))),
            high=np.pad(lp.high, (0, 2 * len(near)), constant_values=MOST_BROKEN),
            rows=np.concatenate([lp.rows, near, near]),
            columns=np.concatenate([lp.columns, more, more + len(near)]),
            values=np.concatenate([lp.values, np.ones(len(near)), -np.ones(len(near))]),
        )

    def note(self, promised: float, before: float, bound: float) -> None:
        """Note what a program in the box promised, and the best bounds before and after its prices were tried."""
        if promised - bound < NEAR * abs(promised):
            factor = LEAPING
        else:
            factor = GROWING if bound > before + BETTER * max(promised - before, 0.0) else SHRINKING
        self._width = min(factor * self._width, WIDEST)


def without_box(solution: LPSolution, n: int) -> tuple[LPSolution, bool]:
    """The solution without its columns from n on, with what these cost, and whether no row is broken by them."""
    broken = float(np.abs(solution.x[n:]).sum())
    return dataclasses.replace(solution, x=solution.x[:n]), broken < BROKEN
