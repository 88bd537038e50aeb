"""service-day-gap: from one service day to the next it is not too long.

Days d < e are neighbours when both are service days and none between is: service[d] + service[e] - 1 - (service days
between) > 0. Units: distance - limit for neighbours further apart than the limit.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from iopsched_solver.model.days import DAYS
from iopsched_solver.model.needs.need import Units, unmet
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Units:
    """Days too far, added up over neighbouring service days."""
    limit = week.problem.patients.service_day_gap_max[week.patients]
    n = len(week.patients)
    total = Sums.fixed(np.zeros(n, dtype=np.int64))
    for day, later in combinations(range(DAYS), 2):
        rows = np.flatnonzero(limit < later - day)
        if len(rows):
            over = week.pool.excess(_neighbours(week, rows, day, later)) * (later - day - limit[rows])
            total += over.gathered(n, rows)
    return unmet(week, "service-day-gap", total, np.arange(n))


def _neighbours(week: Week, rows: np.ndarray, day: int, later: int) -> Sums:
    """1 where the two days are neighbouring service days of the patient, else 0 or less."""
    is_service_day = week.days.is_service_day
    both = is_service_day.take(rows * DAYS + day) + is_service_day.take(rows * DAYS + later) - 1
    for between in range(day + 1, later):
        both -= is_service_day.take(rows * DAYS + between)
    return both
