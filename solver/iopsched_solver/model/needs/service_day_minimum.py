"""service-day-minimum: a day with counted minutes has enough of them.

Units, per day with 0 < m(d) < minimum: ceil((minimum - m(d)) / 30) half hours.
"""

from __future__ import annotations

from iopsched_solver.model.needs.need import Units, unmet
from iopsched_solver.model.needs.weekly_contact_minutes import HALF_HOUR_MINUTES
from iopsched_solver.model.variables import Week


def units(week: Week) -> Units:
    """Half hours missing on days with any."""
    days = week.days
    least = days.each(week.problem.patients.day_minutes_min)
    missing = week.pool.excess(days.counted * least - days.minutes, HALF_HOUR_MINUTES)
    return unmet(week, "service-day-minimum", missing, days.patient)
