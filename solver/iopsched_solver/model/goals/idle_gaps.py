"""idle-gaps: time between a patient's first start and last end of a day that no session fills.

Units, per patient and day: ceil((last end - first start - durations) / 30).
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Idle half hours."""
    days = week.days
    slots = week.problem.services.slots[week.service_of(week.attended)]
    busy = Sums.of(days.n, days.row, week.attended.column, slots)
    several = np.flatnonzero(np.bincount(days.row, minlength=days.n) > 1)
    return week.pool.excess((days.span - busy).take(several), week.problem.slots_per_half_hour)
