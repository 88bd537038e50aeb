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
    position: IntArray
    """(S, X): where the state stands in the service's `target`, -1 where it does not."""
    first: tuple[IntArray, ...]
    """For each service: where the empty day stands in its `source`."""


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
    """(X, P)"""
    _arcs: Arcs
    _states: States
    _values: list[FloatArray]
    """For each arc (its service's states, P): the least cost of a day that ends with it."""
    _wait: IntArray
    """(P, places, places): slots from the end of a session to the next."""
    _idle_rate: float

    def ways(self, patients: IntArray, state: IntArray) -> list[tuple[int, ...]]:
        """The arcs, in order of time, of the best way to `state` for each of `patients`."""
        arcs, states = self._arcs, self._states
        found: list[list[int]] = [[] for _ in patients]
        here = np.arange(len(patients))
        before = np.full(len(patients), -1, dtype=np.int64)
        """The arc that follows, -1 at the end of the day."""
        while len(here):
            least, arc = np.full(len(here), np.inf), np.full(len(here), -1, dtype=np.int64)
            who, reach = patients[here], state[here]
            last = before[here] < 0
            limit = np.where(last, np.iinfo(np.int64).max, arcs.start[before[here]])
            follow = arcs.place[before[here]]
            for a in range(len(arcs.start)):
                position = states.position[arcs.service[a], reach]
                wait = self._wait[who, arcs.place[a], follow]
                fits = np.flatnonzero((position >= 0) & (last | (arcs.end[a] + wait <= limit)))
                if not len(fits):
                    continue
                value = self._values[a][position[fits], who[fits]]
                value = value - np.where(last[fits], 0.0, self._idle_rate * arcs.end[a])
                better = fits[value < least[fits]]
                least[better], arc[better] = value[value < least[fits]], a
            for n, a in zip(here.tolist(), arc.tolist(), strict=True):
                found[n].append(a)
            before[here] = arc
            state = state.copy()
            state[here] = states.before[arcs.service[arc], reach]
            here = here[state[here] > 0]
        return [tuple(reversed(way)) for way in found]


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
    remembered = bit_of >= 0
    bit_minutes = np.zeros(n_bits, dtype=np.int64)
    bit_minutes[bit_of[remembered]] = minutes[remembered]
    free = used & ~remembered
    unit = int(np.gcd.reduce(minutes[free])) if free.any() else 1
    level = np.arange(0, rest_minutes_max + 1, unit) if free.any() else np.zeros(1, dtype=np.int64)
    taken = (np.arange(1 << n_bits)[:, None] >> np.arange(n_bits)) & 1
    reached = (taken @ bit_minutes)[:, None] + level
    mask, step = np.nonzero(reached <= minutes_max)
    place = np.full(reached.shape, -1, dtype=np.int64)
    place[mask, step] = np.arange(len(mask))
    source, target = [], []
    before = np.full((len(minutes), len(mask)), -1, dtype=np.int64)
    position = before.copy()
    for s, bit in enumerate(bit_of.tolist()):
        if bit >= 0:
            after = np.where(taken[mask, bit], -1, place[mask | 1 << bit, step])
        else:
            beyond = step + int(minutes[s]) // unit
            after = np.where(beyond < len(level), place[mask, np.minimum(beyond, len(level) - 1)], -1)
        source.append(np.flatnonzero((after >= 0) & used[s]))
        target.append(after[source[-1]])
        before[s, target[-1]] = source[-1]
        position[s, target[-1]] = np.arange(len(target[-1]))
    return States(
        minutes=reached[mask, step],
        sessions=taken.sum(axis=1)[mask],
        source=tuple(source),
        target=tuple(target),
        remembered=remembered,
        all_remembered=not free.any(),
        before=before,
        position=position,
        first=tuple(np.flatnonzero(states == 0) for states in source),
    )


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
        (P,) slots each patient needs between sessions, ascending.
    gap
        (places, places) slots anybody needs between sessions at two places.
    """
    shape = (len(states.minutes), len(buffer))
    best = np.full(shape, FORBIDDEN)
    places = np.unique(arcs.place).tolist()
    ready = {place: np.full(shape, FORBIDDEN) for place in places}
    for cost in ready.values():
        cost[0] = 0.0
    groups = [(int(slots), _stretch(buffer == slots)) for slots in np.unique(buffer)]
    waiting: list[tuple[int, int, int, int]] = []
    values: list[FloatArray] = []
    for a in range(len(arcs.start)):
        s, clock, end, place = int(arcs.service[a]), int(arcs.start[a]), int(arcs.end[a]), int(arcs.place[a])
        while waiting and waiting[0][0] <= clock:
            _, arc, group, there = heapq.heappop(waiting)
            rows = groups[group][1]
            value = values[arc][:, rows] - idle_rate * float(arcs.end[arc])
            _lower(ready[there][:, rows], states.target[arcs.service[arc]], value)
        source, target = states.source[s], states.target[s]
        value = ready[place].take(source, axis=0)
        value += price[:, a] + idle_rate * clock
        value[states.first[s]] += trip - idle_rate * clock
        values.append(value)
        if not len(source):
            continue
        _lower(best, target, value)
        for g, (slots, _) in enumerate(groups):
            for there in places:
                heapq.heappush(waiting, (end + max(slots, int(gap[place, there])), a, g, there))
    best[0] = 0.0
    wait = np.maximum(buffer[:, None, None], gap[None, :, :])
    return Days(best, arcs, states, values, wait, idle_rate)


def _lower(cost: FloatArray, states: IntArray, value: FloatArray) -> None:
    """Lower the cost of `states` to `value` where that is less."""
    here = cost.take(states, axis=0)
    np.minimum(here, value, out=here)
    cost[states] = here


def _stretch(members: NDArray[np.bool_]) -> slice:
    """The slice of a stretch of true values."""
    where = np.flatnonzero(members)
    return slice(int(where[0]), int(where[-1]) + 1)
