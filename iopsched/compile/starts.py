"""Candidate starts of an offering, in slots of the week."""

from __future__ import annotations

import numpy as np

from iopsched.compile.clock import slots_up
from iopsched.model.care import Starts
from iopsched.model.time import DAY_MINUTES, WEEK_MINUTES
from iopsched_solver.problem import IntArray


def candidate_starts(starts: Starts | None, duration_minutes: int, slot_minutes: int) -> IntArray:
    """Return the slots at which a session of this length may start so that it ends on the same day; sorted.

    Without `starts` that is every slot. A step counts from its window's start; without a step every slot inside
    the window counts.
    """
    duration = duration_minutes // slot_minutes
    per_day = DAY_MINUTES // slot_minutes
    if starts is None:
        found = np.arange(WEEK_MINUTES // slot_minutes, dtype=np.int64)
    else:
        slots = [moment // slot_minutes for moment in starts.at]
        step = slots_up(starts.step_minutes or slot_minutes, slot_minutes)
        for window in starts.within:
            last = window.end // slot_minutes - duration
            slots += range(slots_up(window.start, slot_minutes), last + 1, step)
        found = np.unique(np.array(slots, dtype=np.int64))
    return found[(found % per_day + duration <= per_day) & (found < 7 * per_day)]
