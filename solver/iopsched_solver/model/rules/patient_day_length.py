"""patient-day-length: a patient's day is no longer than allowed, in clock and in counted minutes.

Per patient and day: last attended end - first attended start <= longest span, and m(d) <= most minutes.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Bound the span between first start and last end, and the counted minutes."""
    days, patients = week.days, week.problem.patients
    week.pool.at_most(days.minutes, days.each(patients.day_minutes_max))
    longest = days.each(patients.day_span_slots_max)
    rows = np.flatnonzero(days.longest_span > longest)
    if len(rows):
        week.pool.at_most(days.span.take(rows), longest[rows])
