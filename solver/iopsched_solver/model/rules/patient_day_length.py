"""patient-day-length: a patient's day is no longer than allowed, in clock and in counted minutes.

Per patient and day: m(d) <= most minutes; and what ends at e excludes that anything has begun before e - longest span.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import IntArray


def add(week: Week) -> None:
    """Bound the counted minutes, and the span between first start and last end."""
    days, patients = week.days, week.problem.patients
    week.pool.at_most(days.minutes, days.each(patients.day_minutes_max))
    allowed = np.minimum(days.each(patients.day_span_slots_max), days.slots_a_day)[days.row]
    if not (_longest_span(week) > allowed).any():
        return
    begun_at, begun = days.begun
    day = days.row * 2 * days.slots_a_day
    too_early = np.searchsorted(begun_at, day + np.maximum(days.end - allowed, 0)) - 1
    late = np.flatnonzero((too_early >= 0) & (begun_at[too_early] >= day))
    ends = Sums.of(len(late), np.arange(len(late)), days.attended.column[late])
    week.pool.at_most(ends + begun.take(too_early[late]), 1)


def _longest_span(week: Week) -> IntArray:
    """(m,): the longest span that the day of each session could have, in slots."""
    days = week.days
    first = np.full(days.n, days.slots_a_day, dtype=np.int64)
    last = np.zeros(days.n, dtype=np.int64)
    np.minimum.at(first, days.row, days.start)
    np.maximum.at(last, days.row, days.end)
    longest: IntArray = (last - first)[days.row]
    return longest
