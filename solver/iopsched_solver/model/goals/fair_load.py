"""fair-load: nobody leads much more than a fair week.

Units, per clinician: ceil((minutes led - target) / 30) when above.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Half hours above the target."""
    led = week.led_slots(week.leading.clinician, week.problem.n_clinicians)
    return week.pool.excess(led - week.problem.clinicians.target_slots, week.problem.slots_per_half_hour)
