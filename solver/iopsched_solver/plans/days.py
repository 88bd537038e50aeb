"""What a day is made of, what its parts cost and are worth, and the day found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.problem import IntArray

FloatArray = NDArray[np.float64]

FORBIDDEN = 1e15
"""Cost of what may not be."""


class Groups(NamedTuple):
    """A day's places, and ends of arcs there."""

    of_arc: IntArray
    """(A,) the group of each arc."""
    first: IntArray
    """(places + 1,) where those of each place begin."""
    end: IntArray


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

    def groups(self, n_places: int) -> Groups:
        """Group them by place and end."""
        pairs, of_arc = np.unique(np.stack([self.place, self.end], axis=1), axis=0, return_inverse=True)
        return Groups(of_arc.reshape(-1), np.searchsorted(pairs[:, 0], np.arange(n_places + 1)), pairs[:, 1])

    def most_in_a_row(self) -> int:
        """Most of them of which none begins before another ends."""
        most, until = 0, -1
        for n in np.argsort(self.end, kind="stable").tolist():
            if self.start[n] >= until:
                most, until = most + 1, int(self.end[n])
        return most

    @classmethod
    def join(cls, parts: Sequence[Arcs]) -> Arcs:
        """All of several, one after the other."""
        fields = "service", "start", "end", "place"
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))

    @classmethod
    def none(cls) -> Arcs:
        """Nothing that can be attended."""
        empty = np.zeros(0, dtype=np.int64)
        return cls(empty, empty, empty, empty)


@dataclass(frozen=True)
class Asked:
    """What the parts of a day cost and are worth in one round, beside the patients' own costs."""

    toll: FloatArray
    """(K,) what a seat in each cell costs, with its share of rooms and the like."""
    visit_toll: FloatArray
    """(C, K) what a clinician's time in one-to-one cells costs beside it."""
    reward: FloatArray
    """(P, S) what a session of each service is worth."""
    minute: FloatArray
    """(P,) what a counted minute is worth."""
    service_day: FloatArray
    """(P, 7) what a service day is worth."""
    surcharge: Mapping[int, FloatArray]
    """By patient (K,): what attending a cell costs beside all that."""
    day_charge: FloatArray
    """(P, 7) what any day costs."""
    need: FloatArray
    """(P,) share charged of what a day leaves unmet; 1 for whoever attends many services."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one patient does on one day."""

    patient: int
    day: int
    cells: tuple[tuple[int, int], ...]
    """(cell, clinician or NONE) in order of time."""
    reduced_cost: float
