"""clinician-consecutive: a clinician has a break after so many minutes.

For every start a of a session led there is a break: the end e of some session, a < e <= a + longest run, from which
the clinician leads nothing for the length of a break (on that day). A run that lasts too long has no such e after its
first start; in a run that does not, its own last end is one for every start in it.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import spans
from iopsched_solver.model.days import DAYS
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.tables import Leading
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import UNLIMITED, IntArray


def add(week: Week) -> None:
    """Ask for a break in reach of every start."""
    longest = week.problem.clinicians.consecutive_slots_max
    leading = week.leading.pick(longest[week.leading.clinician] < UNLIMITED)
    if not len(leading):
        return
    pause = week.problem.clinicians.break_slots
    stride = int(week.problem.cells.end.max() + pause.max() + longest[longest < UNLIMITED].max()) + 1
    day = (leading.clinician * DAYS + week.day_of(leading)) * stride
    ends = np.unique(day + week.end_of(leading))
    member, row = spans(
        np.searchsorted(ends, day + np.maximum(week.start_of(leading) - pause[leading.clinician] + 1, 0)).astype(
            np.int64
        ),
        np.searchsorted(ends, day + week.end_of(leading)).astype(np.int64),
    )
    no_break = week.pool.any_of(Sums.of(len(ends), row, leading.column[member]))
    starts, at = _starts(week, leading, day)
    first = np.zeros(len(starts), dtype=np.int64)
    first[at] = np.searchsorted(ends, day + week.start_of(leading), "right")
    last = np.zeros(len(starts), dtype=np.int64)
    last[at] = np.searchsorted(ends, day + week.start_of(leading) + longest[leading.clinician], "right")
    start, end = spans(first, last)
    missing = no_break.take(end).gathered(len(starts), start)
    week.pool.at_most(Sums.of(len(starts), at, leading.column) + missing, last - first)


def _starts(week: Week, leading: Leading, day: IntArray) -> tuple[IntArray, IntArray]:
    """Starts to look after, and which is each session's: moments if a clinician leads one session at a time."""
    if "clinician-no-overlap" not in week.problem.rules:
        each = np.arange(len(leading))
        return each, each
    starts, at = np.unique(day + week.start_of(leading), return_inverse=True)
    return starts, at
