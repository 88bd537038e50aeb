"""Each patient's best day at given prices, for all patients at once.

A *day state* says what a patient has done so far on one day: which of the remembered services (one bit each) and
how many counted units of the others. The dynamic program runs through the day's arcs in order of time and keeps, for
every patient and state, the least cost of reaching it. Idle time is priced along the way by the slot (never more than
the half hours the rules charge), so what comes out is never above the true cost: it may serve as a bound.

Sizes: P patients, X states, A arcs of the day.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.problem import IntArray

FloatArray = NDArray[np.float64]
SmallArray = NDArray[np.int16]

FORBIDDEN = 1e15
"""Cost of what may not be."""


@dataclass(frozen=True)
class States:
    """The day states and how services move between them."""

    minutes: IntArray
    """(X,) counted minutes reached; state 0 is the empty day."""
    sessions: IntArray
    """(X,) remembered sessions."""
    source: tuple[IntArray, ...]
    """For each service: the states from which it may be attended ..."""
    target: tuple[IntArray, ...]
    """... and the states that this leads to."""
    remembered: NDArray[np.bool_]
    """(S,) services with a bit."""
    all_remembered: bool
    """Whether every service that is attended has one."""
    before: IntArray
    """(S, X): the state before the service was attended, -1 where it was not."""


@dataclass(frozen=True)
class Arcs:
    """What can be attended on one day: cells of one service, start and place count as one arc; sorted by start."""

    service: IntArray
    start: IntArray
    end: IntArray
    place: IntArray

    def take(self, ids: IntArray) -> Arcs:
        """Some of the arcs, in their order."""
        return Arcs(self.service[ids], self.start[ids], self.end[ids], self.place[ids])


@dataclass(frozen=True)
class Days:
    """The least cost of every state of one day, and how it is reached."""

    cost: FloatArray
    """(P, X)"""
    _last: SmallArray
    _before: list[SmallArray]
    """For each arc, which arc had ended last in each state when it started (shared between arcs)."""

    def arcs(self, arcs: Arcs, states: States, patients: IntArray, state: IntArray) -> list[list[int]]:
        """The arcs of the best way to `state` for each of `patients`, latest first."""
        ways: list[list[int]] = [[] for _ in patients]
        for n, (p, x) in enumerate(zip(patients.tolist(), state.tolist(), strict=True)):
            arc = int(self._last[p, x])
            while x:
                ways[n].append(arc)
                x = int(states.before[arcs.service[arc], x])  # noqa: PLW2901  walks back through the day
                arc = int(self._before[arc][p, x]) if x else -1
        return ways


def make_states(
    minutes: IntArray, bit_of: IntArray, used: NDArray[np.bool_], *, rest_minutes_max: int, minutes_max: int
) -> States:
    """Lay out the day states.

    Parameters
    ----------
    minutes
        (S,) counted minutes of each service.
    bit_of
        (S,) the bit that remembers the service, -1 for none. Services that share a bit count the same minutes;
        those without a bit count some.
    used
        (S,) services that are attended at all.
    rest_minutes_max
        Most counted minutes a day in services that are not remembered.
    minutes_max
        States beyond are left out.
    """
    n_bits = int(bit_of.max(initial=-1)) + 1
    bit_minutes = np.zeros(n_bits, dtype=np.int64)
    for s, bit in enumerate(bit_of.tolist()):
        if bit >= 0:
            bit_minutes[bit] = minutes[s]
    free = used & (bit_of < 0)
    rest = minutes[free]
    unit = int(np.gcd.reduce(rest)) if len(rest) else 1
    levels = range(0, rest_minutes_max + 1, unit) if len(rest) else range(1)
    position: dict[tuple[int, int], int] = {}
    total: list[int] = []
    count: list[int] = []
    for mask in range(1 << n_bits):
        bits = [b for b in range(n_bits) if mask >> b & 1]
        base = int(bit_minutes[bits].sum())
        for level in levels:
            if base + level <= minutes_max:
                position[mask, level] = len(total)
                total.append(base + level)
                count.append(len(bits))
    source, target = [], []
    before = np.full((len(minutes), len(total)), -1, dtype=np.int64)
    for s, bit in enumerate(bit_of.tolist()):
        pairs = []
        for (mask, level), x in position.items() if used[s] else ():
            if bit >= 0:
                move = (mask | 1 << bit, level)
                taken = bool(mask >> bit & 1)
            else:
                move = (mask, level + int(minutes[s]))
                taken = False
            if not taken and move in position:
                pairs.append((x, position[move]))
                before[s, position[move]] = x
        source.append(np.array([x for x, _ in pairs], dtype=np.int64))
        target.append(np.array([y for _, y in pairs], dtype=np.int64))
    return States(np.array(total), np.array(count), tuple(source), tuple(target), bit_of >= 0, not free.any(), before)


def best_days(
    arcs: Arcs, states: States, price: FloatArray, *, idle_rate: float, trip: float, buffer: IntArray, gap: IntArray
) -> Days:
    """Run the dynamic program over one day.

    Parameters
    ----------
    arcs
        The day's arcs, sorted by start.
    states
        Day states.
    price
        (P, A) what attending each arc costs each patient at the current prices; FORBIDDEN where not allowed.
    idle_rate
        Cost of one idle slot.
    trip
        Cost of coming on site, charged with the day's first session.
    buffer
        (P,) slots each patient needs between sessions.
    gap
        (places, places) slots anybody needs between sessions at two places.
    """
    shape = (len(buffer), len(states.minutes))
    best, last = np.full(shape, FORBIDDEN), np.full(shape, -1, dtype=np.int16)
    places = np.unique(arcs.place).tolist()
    ready = {place: _Ready(shape) for place in places}
    groups = [(int(slots), np.flatnonzero(buffer == slots)) for slots in np.unique(buffer)]
    waiting: list[tuple[int, int, int, int, FloatArray]] = []
    before: list[SmallArray] = []
    for a in range(len(arcs.start)):
        s, clock, end, place = int(arcs.service[a]), int(arcs.start[a]), int(arcs.end[a]), int(arcs.place[a])
        while waiting and waiting[0][0] <= clock:
            _, arc, group, there, value = heapq.heappop(waiting)
            ready[there].merge(groups[group][1], states.target[arcs.service[arc]], value, arc)
        before.append(ready[place].arcs())
        source, target = states.source[s], states.target[s]
        if not len(source):
            continue
        value = ready[place].cost[:, source] + (price[:, a, None] + idle_rate * clock)
        value[:, np.flatnonzero(source == 0)] += trip - idle_rate * clock
        here = best[:, target]
        better = value < here
        best[:, target] = np.where(better, value, here)
        last[:, target] = np.where(better, np.int16(a), last[:, target])
        value -= idle_rate * end
        for g, (slots, rows) in enumerate(groups):
            part = value if len(groups) == 1 else value[rows]
            for there in places:
                heapq.heappush(waiting, (end + max(slots, int(gap[place, there])), a, g, there, part))
    best[:, 0] = 0.0
    return Days(best, last, before)


class _Ready:
    """What may be followed up at one place by now: for each patient and state the least cost less idle_rate x end."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.cost = np.full(shape, FORBIDDEN)
        self.cost[:, 0] = 0.0
        self._arc = np.full(shape, -1, dtype=np.int16)
        self._kept: SmallArray | None = None

    def merge(self, rows: IntArray, states: IntArray, value: FloatArray, arc: int) -> None:
        """Take in an arc that has ended: `value` for the patients `rows` and `states`."""
        block = (slice(None), states) if len(rows) == len(self.cost) else np.ix_(rows, states)
        here = self.cost[block]
        better = value < here
        if better.any():
            self.cost[block] = np.where(better, value, here)
            self._arc[block] = np.where(better, np.int16(arc), self._arc[block])
            self._kept = None

    def arcs(self) -> SmallArray:
        """The arc that ended last in each state, as it is now."""
        if self._kept is None:
            self._kept = self._arc.copy()
        return self._kept
