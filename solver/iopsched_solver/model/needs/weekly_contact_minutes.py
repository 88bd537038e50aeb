"""weekly-contact-minutes: the week's counted minutes lie in the patient's band.

Units: ceil((min - sum of m) / 30) half hours when below. Above the maximum is never legal.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.needs.need import Units, unmet
from iopsched_solver.model.variables import Week

HALF_HOUR_MINUTES = 30


def units(week: Week) -> Units:
    """Half hours missing to the minimum."""
    least = week.problem.patients.week_minutes_min[week.patients]
    missing = week.pool.excess(-week.days.week_minutes + least, HALF_HOUR_MINUTES)
    return unmet(week, "weekly-contact-minutes", missing, np.arange(len(week.patients)))


def add(week: Week) -> None:
    """No more than the maximum."""
    week.pool.at_most(week.days.week_minutes, week.problem.patients.week_minutes_max[week.patients])
