"""rolling-cap: in so many days running a patient has at most so many sessions and counted minutes.

Units, per cap and run of days inside the week: attended sessions above, plus ceil(counted minutes above / 30).
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import spans
from iopsched_solver.model.days import DAYS
from iopsched_solver.model.needs.need import Units
from iopsched_solver.model.needs.weekly_contact_minutes import HALF_HOUR_MINUTES
from iopsched_solver.model.variables import Week


def units(week: Week) -> Units:
    """Sessions and half hours above each cap."""
    rolling = week.problem.patients.rolling
    caps = rolling[week.place_of[rolling[:, 0]] >= 0]
    cap, first = spans(np.zeros(len(caps), dtype=np.int64), DAYS + 1 - caps[:, 1])
    run, day = spans(first, first + caps[cap, 1])
    patient = week.place_of[caps[cap, 0]]
    row = patient[run] * DAYS + day
    sessions = week.days.sessions.take(row).gathered(len(cap), run)
    minutes = week.days.minutes.take(row).gathered(len(cap), run)
    above = week.pool.excess(sessions - caps[cap, 2]) + week.pool.excess(minutes - caps[cap, 3], HALF_HOUR_MINUTES)
    number = caps[cap, 0]
    return Units(above, patient, week.problem.patients.weight[number], caps[cap, 4] > 0, number)
