"""Candidate starts of an offering, in slots of the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from iopsched.compile.clock import slots_up
from iopsched.model.care import Starts
from iopsched.model.time import DAY_MINUTES, WEEK_MINUTES
from iopsched_solver.problem import IntArray


def candidate_starts(starts: Starts | None, duration_minutes: int, slot_minutes: int) -> IntArray:
    """Return the slots at which a session of this length may start so that it ends on the same day; sorted.

    Without `starts` that is every slot. A step counts from its window's start; without a step every slot inside
    the window counts. Starts off the grid of slots are left out.
    """
    minutes: Iterable[int]
    if starts is None:
        minutes = range(0, WEEK_MINUTES, slot_minutes)
    else:
        minutes = sorted({*starts.at, *_inside_windows(starts, duration_minutes, slot_minutes)})
    found = [
        minute // slot_minutes
        for minute in minutes
        if minute % slot_minutes == 0
        and minute < WEEK_MINUTES
        and minute % DAY_MINUTES + duration_minutes <= DAY_MINUTES
    ]
    return np.array(found, dtype=np.int64)


def _inside_windows(starts: Starts, duration_minutes: int, slot_minutes: int) -> Iterator[int]:
    for window in starts.within:
        first = window.start
        if starts.step_minutes is None:
            first = slots_up(window.start, slot_minutes) * slot_minutes
        yield from range(first, window.end - duration_minutes + 1, starts.step_minutes or slot_minutes)
