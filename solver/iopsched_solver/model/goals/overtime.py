"""overtime: leading beyond a clinician's regular week.

Units, per clinician: ceil((minutes led - overtime_after) / 30) when above.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Half hours of overtime."""
    led = week.led_slots(week.leading.clinician, week.problem.n_clinicians)
    return week.pool.excess(led - week.problem.clinicians.overtime_after_slots, week.problem.slots_per_half_hour)
