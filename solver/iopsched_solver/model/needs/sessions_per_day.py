"""sessions-per-day: a day that is attended has enough sessions and not too many.

Units, per day with an attended session: sessions below the minimum plus sessions above the maximum.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.needs.need import Units, unmet
from iopsched_solver.model.variables import Week


def units(week: Week) -> Units:
    """Sessions missing or beyond."""
    days, patients = week.days, week.problem.patients
    least, most = days.each(patients.day_sessions_min), days.each(patients.day_sessions_max)
    below = np.flatnonzero(least > 1)  # a day that is attended at all has one
    sessions = days.sessions.take(below)
    missing = week.pool.excess(week.pool.any_of(sessions) * least[below] - sessions)
    off = missing.gathered(days.n, below) + week.pool.excess(days.sessions - most)
    return unmet(week, "sessions-per-day", off, days.patient)
