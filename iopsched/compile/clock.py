"""Clock time to slots, and which stretches of the week an availability covers, for many stretches at once.

Scaling happens here alone. Windows stay exact minutes: they need not lie on the grid of slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from iopsched.model.clinic import Calendar
from iopsched.model.time import WEEK_MINUTES, Window, merge
from iopsched_solver.problem import UNLIMITED, BoolArray, IntArray

CLOCK_CHANGE_STEP_MINUTES = 5
"""Clock changes are looked for on this grid; every zone's rules fit it."""


def slots_up(minutes: int, slot_minutes: int) -> int:
    """Return the whole slots that hold so many minutes: what must pass before something may start."""
    return -(-minutes // slot_minutes)


def slots_down(minutes: int | None, slot_minutes: int) -> int:
    """Return the whole slots that fit into so many minutes: a limit; none is no limit."""
    return UNLIMITED if minutes is None else minutes // slot_minutes


@dataclass(frozen=True)
class Stretches:
    """The distinct (start, end) of many cells; minutes since Monday 00:00."""

    start: IntArray
    """(U,)"""
    end: IntArray
    """(U,), exclusive."""
    number: IntArray
    """(K,): which stretch cell k has."""

    def covered_by(self, windows: Sequence[Window]) -> BoolArray:
        """Tell which stretches lie wholly inside one of the windows, which are sorted and disjoint; (U,)."""
        if not windows:
            return np.zeros(len(self.start), dtype=np.bool_)
        opens = np.array([window.start for window in windows], dtype=np.int64)
        closes = np.array([window.end for window in windows], dtype=np.int64)
        last_open = np.searchsorted(opens, self.start, side="right") - 1
        return (last_open >= 0) & (self.end <= closes[last_open])


def stretches_of(start: IntArray, end: IntArray) -> Stretches:
    """Find the distinct stretches among cells that run from `start` to `end` (minutes)."""
    keys, number = np.unique(start * (WEEK_MINUTES + 1) + end, return_inverse=True)
    return Stretches(keys // (WEEK_MINUTES + 1), keys % (WEEK_MINUTES + 1), number.reshape(-1))


def covered(stretches: Stretches, windows: Iterable[Sequence[Window]]) -> BoolArray:
    """Tell for each availability which stretches it covers; (n, U)."""
    rows = [stretches.covered_by(each) for each in windows]
    return np.array(rows, dtype=np.bool_).reshape(len(rows), len(stretches.start))


def clock_changes(calendar: Calendar) -> tuple[Window, ...]:
    """Return the local times that a clock change skips or repeats this week.

    A local time is skipped or repeated exactly when its two folds have different offsets.
    """
    if calendar.week is None or calendar.zone is None:
        return ()
    zone = ZoneInfo(calendar.zone)
    monday = datetime.combine(calendar.week, time())
    changed = []
    for minute in range(0, WEEK_MINUTES, CLOCK_CHANGE_STEP_MINUTES):
        local = (monday + timedelta(minutes=minute)).replace(tzinfo=zone)
        if local.utcoffset() != local.replace(fold=1).utcoffset():
            changed.append(Window(minute, minute + CLOCK_CHANGE_STEP_MINUTES))
    return merge(changed)
