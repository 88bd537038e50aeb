"""Prices between the best so far and a program's own: the latter leap about, and days priced at them prove little.

Where a program has many solutions its prices settle on none. Its cost stands still then, round after round, and no
bound rises: prices nearer to the best are tried, and the program's own as well, whose days it lacks.

Wentges: Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming. International Transactions in
Operational Research 4 (1997).
"""

from __future__ import annotations

import math

import numpy as np

from iopsched_solver.lp import FloatArray

LEAST, MOST = 0.3, 0.9
"""Share of the best prices so far in those that are tried, at first and at most."""
STEADY = 0.01
"""A program whose cost changes by less than such a share while no bound rises is stuck."""
PATIENCE = 3
"""Rounds that it may be."""
NEARER = 0.7
"""What every further round leaves of the distance to the best prices."""


class Smoothing:
    """How near to the best prices the next are tried."""

    def __init__(self) -> None:
        self._share = LEAST
        self._cost = -math.inf
        self._rounds = 0

    def between(self, best: FloatArray | None, exact: FloatArray) -> FloatArray:
        """The prices to try; rows may have been added since `best`."""
        if best is None:
            return exact
        price: FloatArray = self._share * np.pad(best, (0, len(exact) - len(best))) + (1 - self._share) * exact
        return price

    def note(self, cost: float, *, has_risen: bool) -> bool:
        """Note what a program cost and whether the bound rose; return whether it is stuck.

        Then its own prices are to be tried too. The share of the best stays as it is once bounds rise again.
        """
        is_steady = abs(cost - self._cost) < STEADY * abs(self._cost)
        self._rounds = self._rounds + 1 if is_steady and not has_risen else 0
        self._cost = cost
        if self._rounds <= PATIENCE:
            return False
        self._share = min(1 - NEARER * (1 - self._share), MOST)
        return True
