"""idle-gaps: time between a patient's first start and last end of a day that no session fills.

Units, per patient and day: ceil((last end - first start - durations) / 30). Starts and ends cut the day into stretches;
a stretch is idle when something is over before it, something is to come after it, and nothing fills it:
over + to come - filled - 1 > 0. First start and last end as whole numbers bound far worse: neighbourhoods of eight
patients took twice as long.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import spans
from iopsched_solver.model.days import Days
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import BoolArray, IntArray


def units(week: Week) -> Sums:
    """Idle half hours."""
    days = week.days
    stride = 2 * days.slots_a_day
    moments = np.unique(np.concatenate([days.moments(days.start)[0], days.moments(days.end)[0]]))
    here = np.flatnonzero(moments[1:] // stride == moments[:-1] // stride)
    since, until = moments[here], moments[here + 1]
    over_at, over = days.over
    to_come_at, to_come = days.to_come
    before = np.searchsorted(over_at, since, "right") - 1
    after = np.searchsorted(to_come_at, _counted_back(until, days), "right") - 1
    between = _same_day(over_at, before, since, stride) & _same_day(to_come_at, after, since, stride)
    idle = (
        over.take(before[between]) + to_come.take(after[between]) - _filled(days, since).take(np.flatnonzero(between))
    )
    slots = (until - since)[between]
    total = (week.pool.excess(idle - 1) * slots).gathered(days.n, since[between] // stride)
    return week.pool.excess(total, week.problem.slots_per_half_hour)


def _counted_back(key: IntArray, days: Days) -> IntArray:
    """Keys of moments counted from midnight as keys counted back from the next."""
    stride = 2 * days.slots_a_day
    back: IntArray = key // stride * stride + days.slots_a_day - key % stride
    return back


def _same_day(keys: IntArray, place: IntArray, wanted: IntArray, stride: int) -> BoolArray:
    found: BoolArray = (place >= 0) & (keys[place] // stride == wanted // stride)
    return found


def _filled(days: Days, since: IntArray) -> Sums:
    """Sessions that fill the stretch beginning at each key."""
    day = days.row * 2 * days.slots_a_day
    session, stretch = spans(np.searchsorted(since, day + days.start), np.searchsorted(since, day + days.end))
    return Sums.of(len(since), stretch, days.attended.column[session])
