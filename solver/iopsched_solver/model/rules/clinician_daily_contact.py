"""clinician-daily-contact: a clinician leads at most so many minutes a day.

Per clinician and day: slots led <= daily limit.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.days import DAYS
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Bound the slots led on each day."""
    n = week.problem.n_clinicians
    led = week.led_slots(week.clinician_day, n * DAYS)
    week.pool.at_most(led, np.repeat(week.problem.clinicians.daily_slots_max, DAYS))
