"""Best days where each patient remembers services of their own: one dynamic program for each.

A state is the remembered services attended (one bit each; which services these are differs from patient to patient) and
the counted minutes so far. Services that are not remembered may be attended again and again: what comes out is a
lower bound. Arcs of one start, end, place and counted minutes form a *kind*: of the services a patient does not
remember only the cheapest of a kind can pay.

Sizes: R patients, n remembered services each, M = 2^n, L levels of counted minutes, A arcs.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np

from iopsched_solver.native.library import library
from iopsched_solver.native.prices import Grid, pointer
from iopsched_solver.plans.days import Arcs, FloatArray
from iopsched_solver.plans.ways import Way
from iopsched_solver.problem import BoolArray, IntArray


@dataclass(frozen=True)
class Rates:
    """What holds for all patients priced together."""

    n_levels: int
    idle: float
    """Cost of one idle slot."""
    trip: float
    """Cost of coming on site."""
    wait: IntArray
    """(places, places) slots from the end of a session to the next."""


class Labels:
    """Finds best days among arcs.

    Parameters
    ----------
    arcs
        The day's arcs, sorted by start.
    levels
        (S,) levels of counted minutes that each service takes.
    rates
        What holds for everybody.

    Raises
    ------
    OSError
        Where the compiled library is missing.
    """

    def __init__(self, arcs: Arcs, levels: IntArray, rates: Rates) -> None:
        taken = levels[arcs.service]
        key = np.stack([arcs.start, arcs.end, arcs.place, taken], axis=1)
        kinds, kind = np.unique(key, axis=0, return_inverse=True)
        groups = arcs.groups(len(rates.wait))
        self._library, self._most_sessions = library(), arcs.most_in_a_row()
        self._grid = Grid(
            n_arcs=len(taken), n_services=len(levels), n_places=len(rates.wait), n_levels=rates.n_levels,
            n_kinds=len(kinds), most_sessions=self._most_sessions, service=arcs.service, start=arcs.start,
            end=arcs.end, place=arcs.place, levels=taken, kind=kind, group=groups.of_arc, group_first=groups.first,
            group_end=groups.end, wait=rates.wait, idle=rates.idle, trip=rates.trip,
        )  # fmt: skip

    def best(self, remembered: IntArray, forbidden: BoolArray, price: FloatArray, ends: FloatArray) -> list[Way | None]:
        """Find the best way of each patient; none where no day pays.

        Parameters
        ----------
        remembered
            (R, n) the services each patient remembers.
        forbidden
            (R, M) sets of these that no day may have.
        price
            (R, A) what attending each arc costs each patient; FORBIDDEN where not allowed.
        ends
            (R, L) what a day of so many minutes costs.
        """
        n, n_bits = remembered.shape
        cost, n_sessions = np.zeros(n), np.zeros(n, dtype=np.int32)
        way = np.zeros((n, self._most_sessions), dtype=np.int32)
        given = [
            np.ascontiguousarray(array, dtype=dtype)
            for array, dtype in ((remembered, np.int32), (forbidden, np.uint8), (price, np.float64), (ends, np.float64))
        ]
        found = [pointer(array) for array in (*given, cost, n_sessions, way)]
        if not self._library.price_remembered(ctypes.byref(self._grid), n, n_bits, *found):
            raise MemoryError
        rows = zip(cost.tolist(), n_sessions.tolist(), way.tolist(), strict=True)
        return [Way(least, tuple(arcs[:many])) if many else None for least, many, arcs in rows]
