"""service-days: the week has enough service days and not too many.

Units: days missing to the minimum, or beyond the maximum. A service day has m(d) >= max(1, minimum).
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.days import DAYS
from iopsched_solver.model.needs.need import Units, unmet
from iopsched_solver.model.variables import Week


def units(week: Week) -> Units:
    """Days missing or beyond."""
    days, patients = week.days, week.problem.patients
    least, most = (limit[week.patients] for limit in (patients.service_days_min, patients.service_days_max))
    asked = np.flatnonzero((least > 0) | (most < DAYS))
    count = days.is_service_day.gathered(len(week.patients), days.patient).take(asked)
    off = week.pool.excess(-count + least[asked]) + week.pool.excess(count - most[asked])
    return unmet(week, "service-days", off, asked)
