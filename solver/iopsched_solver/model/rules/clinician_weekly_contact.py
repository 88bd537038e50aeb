"""clinician-weekly-contact: a clinician leads at most so many minutes a week.

Per clinician: slots led <= weekly limit.
"""

from __future__ import annotations

from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Bound the slots led in the week."""
    led = week.led_slots(week.leading.clinician, week.problem.n_clinicians)
    week.pool.at_most(led, week.problem.clinicians.weekly_slots_max)
