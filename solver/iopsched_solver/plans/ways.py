"""Ways through a day, and what a day costs for its minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from iopsched_solver.plans.days import FORBIDDEN, Arcs, FloatArray
from iopsched_solver.problem import BoolArray, IntArray, Problem

EPSILON = 1e-6
"""By how much a day must pay."""
DayArcs = tuple[int, IntArray, Arcs]
"""Day, ids and arcs."""


class Way(NamedTuple):
    """A way through a day."""

    cost: float
    """Reduced cost, or less."""
    arcs: tuple[int, ...]
    """In order of time."""
    others: tuple[tuple[int, ...], ...] = ()
    """Ways seen before this one, which may be nearer to a legal day."""


def half_hours(minutes: IntArray) -> IntArray:
    """Half hours begun, elementwise."""
    return np.asarray(-(-np.maximum(minutes, 0) // 30))


@dataclass(frozen=True)
class Minutes:
    """What a day costs for its counted minutes."""

    minutes: IntArray
    """(V,) counted minutes a day can have."""
    end: FloatArray
    """(P, V) what a day of so many costs."""
    service_day: FloatArray
    """(P, V) 1 where it is a service day."""

    @classmethod
    def of(cls, problem: Problem, rows: IntArray, minutes: IntArray) -> Minutes:
        """For patients `rows`."""
        who = problem.patients
        floor = who.day_minutes_min[rows, None]
        service_day = (minutes[None, :] >= np.maximum(floor, 1)).astype(float)
        short = half_hours((floor - minutes) * (minutes > 0))
        end = (short * problem.unit_cost["service-day-minimum"] * who.weight[rows, None]).astype(float)
        end[who.hard["service-day-minimum"][rows, None] & (short > 0)] = FORBIDDEN
        end[minutes[None, :] > who.day_minutes_max[rows, None]] = FORBIDDEN
        return cls(minutes, end, service_day)


def once_a_day(problem: Problem) -> BoolArray:
    """(P, S) services that may be attended at most once a day, by a limit of the day or of the week."""
    who = problem.patients
    once: BoolArray = who.care_max <= 1
    for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
        if row.sum() == 1 and most <= 1:
            once = once | (people[:, None] & row)
    return once
