"""Best days where each patient remembers services of their own: one dynamic program for many patients of a day.

A state is the remembered services attended (one bit each; which services these are differs from patient to patient) and
the counted minutes so far. Services that are not remembered may be attended again and again: what comes out is a
lower bound. Arcs of one start, end, place and counted minutes form a *kind*: of the services a patient does not
remember only the cheapest of a kind can pay, so that there is one step a kind and one a remembered service.

Sizes: R patients, n remembered services each, M = 2^n, L levels of counted minutes, A arcs, N kinds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.plans.days import FORBIDDEN, Arcs, FloatArray
from iopsched_solver.problem import BoolArray, IntArray

_OUT_OF_REACH = FORBIDDEN / 2


@dataclass(frozen=True)
class Grid:
    """A day's arcs by kind."""

    arcs: Arcs
    levels: IntArray
    """(A,) levels of counted minutes that each arc takes."""
    order: IntArray
    """(A,) arcs by kind."""
    first: IntArray
    """(N,) where each kind begins in `order`."""
    kinds: list[tuple[int, int, int, int]]
    """Start, end, place, levels; in order of time."""
    arc_at: IntArray
    """(S, N) a service's arc of each kind, A for none."""

    @classmethod
    def of(cls, arcs: Arcs, levels: IntArray) -> Grid:
        """Sort arcs; `levels` (S,) are those each service takes."""
        taken = levels[arcs.service]
        key = np.stack([arcs.start, arcs.end, arcs.place, taken], axis=1)
        kinds, kind = np.unique(key, axis=0, return_inverse=True)
        kind = kind.reshape(-1)
        order = np.argsort(kind, kind="stable")
        arc_at = np.full((len(levels), len(kinds)), len(kind), dtype=np.int64)
        arc_at[arcs.service, kind] = np.arange(len(kind))
        first = np.searchsorted(kind[order], np.arange(len(kinds)))
        return cls(arcs, taken, order, first, [tuple(row) for row in kinds.tolist()], arc_at)


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


class Reached:
    """The least cost of every state, and how it is reached.

    Parameters
    ----------
    grid
        The day's arcs.
    rates
        What holds for everybody.
    remembered
        (R, n) the services each patient remembers.
    price
        (R, A) what attending each arc costs each patient; FORBIDDEN where not allowed.
    """

    def __init__(self, grid: Grid, rates: Rates, remembered: IntArray, price: FloatArray) -> None:
        self.grid, self.rates, self.price = grid, rates, price
        n_rows, self.n_bits = remembered.shape
        self.bit_of = np.full((n_rows, len(grid.arc_at)), -1, dtype=np.int64)
        np.put_along_axis(self.bit_of, remembered, np.arange(self.n_bits)[None, :], axis=1)
        free = np.where(self.bit_of[:, grid.arcs.service] < 0, price, FORBIDDEN)
        self._free = np.minimum.reduceat(free[:, grid.order], grid.first, axis=1)
        padded = np.concatenate([price, np.full((n_rows, 1), FORBIDDEN)], axis=1)
        self._bit = padded[np.arange(n_rows)[:, None, None], grid.arc_at[remembered]]
        self.shape = (n_rows, 1 << self.n_bits, rates.n_levels)
        self.cost = np.full(self.shape, FORBIDDEN)
        """(R, M, L) least cost of a day that ends in a state."""
        self._clock: dict[int, int] = {}
        self._run()

    def _run(self) -> None:
        grid, wait = self.grid, self.rates.wait
        starts = sorted({start for start, *_ in grid.kinds})
        self._clock = {start: n for n, start in enumerate(starts)}
        self._ready = np.empty((len(starts), len(wait), *self.shape))
        now = np.full((len(wait), *self.shape), FORBIDDEN)
        ended: dict[tuple[int, int], FloatArray] = {}
        due: list[tuple[int, int, int]] = []
        kinds = list(enumerate(grid.kinds))[::-1]
        usable: BoolArray = np.asarray((self._bit < _OUT_OF_REACH).any(axis=0))
        offered: BoolArray = np.asarray((self._free < _OUT_OF_REACH).any(axis=0))
        for n, start in enumerate(starts):
            for _, end, place in [each for each in due if each[0] <= start]:
                self._arrive(ended, now, end, place, start)
            due = [each for each in due if each[0] > start]
            self._ready[n] = now
            while kinds and kinds[-1][1][0] == start:
                kind, (_, end, place, _) = kinds.pop()
                if not offered[kind] and not usable[:, kind].any():
                    continue
                if (end, place) not in ended:
                    ended[end, place] = np.full(self.shape, FORBIDDEN)
                    due += [(end + int(slots), end, place) for slots in np.unique(wait[place])]
                self._attend(now[place], ended[end, place], kind, np.flatnonzero(usable[:, kind]).tolist())
        for (end, _), value in ended.items():
            np.minimum(self.cost, value + self.rates.idle * end, out=self.cost)

    def _arrive(
        self, ended: dict[tuple[int, int], FloatArray], now: FloatArray, end: int, place: int, start: int
    ) -> None:
        """Let those go on whose session is over and who had time to get to where the next is."""
        for there, slots in enumerate(self.rates.wait[place].tolist()):
            if end + slots <= start:
                np.minimum(now[there], ended[end, place], out=now[there])

    def _attend(self, now: FloatArray, ended: FloatArray, kind: int, bits: list[int]) -> None:
        """Lower what a day costs that ends with a session of `kind`, less the idle time charged up to its end."""
        start, end, _, levels = self.grid.kinds[kind]
        rates, (n_rows, n_masks, n_levels) = self.rates, self.shape
        if levels >= n_levels:
            return
        idle, alone = rates.idle * (start - end), rates.trip - rates.idle * end
        price, left = self._free[:, kind], n_levels - levels
        value = now[:, :, :left] + (price + idle)[:, None, None]
        target = ended[:, :, levels:]
        np.minimum(target, value, out=target)
        np.minimum(ended[:, 0, levels], price + alone, out=ended[:, 0, levels])
        for bit in bits:
            price = self._bit[:, bit, kind]
            rows = np.flatnonzero(price < _OUT_OF_REACH)
            split = (n_rows, n_masks >> (bit + 1), 2, 1 << bit, n_levels)
            value = now.reshape(split)[rows, :, 0, :, :left] + (price[rows] + idle)[:, None, None, None]
            view = ended.reshape(split)
            view[rows, :, 1, :, levels:] = np.minimum(view[rows, :, 1, :, levels:], value)
            ended[rows, 1 << bit, levels] = np.minimum(ended[rows, 1 << bit, levels], price[rows] + alone)

    def ways(self, rows: IntArray, mask: IntArray, level: IntArray) -> list[tuple[int, ...]]:
        """The arcs, in order of time, of the best way of each of `rows` to a state."""
        arcs, idle = self.grid.arcs, self.rates.idle
        clock = np.array([self._clock[start] for start in arcs.start.tolist()], dtype=np.int64)
        found: list[list[int]] = [[] for _ in rows]
        here, mask, level = np.arange(len(rows)), mask.copy(), level.copy()
        follow = np.full(len(rows), -1, dtype=np.int64)
        """The arc that follows, -1 at the end of the day."""
        while len(here):
            who = rows[here]
            before, rest = self._before(who, mask[here]), level[here, None] - self.grid.levels
            possible = (before >= 0) & (rest >= 0) & self._in_time(follow[here])
            before, rest = np.maximum(before, 0), np.maximum(rest, 0)
            value = self._ready[clock, arcs.place, who[:, None], before, rest] + idle * arcs.start
            alone = np.where((before == 0) & (rest == 0), self.rates.trip, FORBIDDEN)
            begins = alone <= value
            value = (
                np.minimum(value, alone)
                + self.price[who]
                - np.where(follow[here] < 0, 0, 1)[:, None] * (idle * arcs.end)
            )
            value[~possible] = np.inf
            arc = value.argmin(axis=1)
            each = np.arange(len(here))
            for n, a in zip(here.tolist(), arc.tolist(), strict=True):
                found[n].append(a)
            follow[here], mask[here], level[here] = arc, before[each, arc], rest[each, arc]
            here = here[~begins[each, arc]]
        return [tuple(reversed(way)) for way in found]

    def _before(self, rows: IntArray, mask: IntArray) -> IntArray:
        """(rows, A) the mask before each arc, -1 where the arc does not lead to `mask`."""
        bit = self.bit_of[rows][:, self.grid.arcs.service]
        taken = 1 << np.maximum(bit, 0)
        with_bit = np.where(mask[:, None] & taken, mask[:, None] ^ taken, -1)
        before: IntArray = np.where(bit < 0, mask[:, None], with_bit)
        return before

    def _in_time(self, follow: IntArray) -> BoolArray:
        """(rows, A) whether each arc leaves time for the one that follows."""
        arcs = self.grid.arcs
        ready = arcs.end[None, :] + self.rates.wait[arcs.place[None, :], arcs.place[follow][:, None]]
        in_time: BoolArray = (follow < 0)[:, None] | (ready <= arcs.start[follow][:, None])
        return in_time
