"""one-of-a-kind-a-day: a patient has at most so many sessions of a kind a day.

Per limit row, patient and day: sessions of the row's services, with or without the patient present, <= the row's max.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.days import DAYS
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Count the sessions of each limit row by patient and day."""
    patients, own = week.problem.patients, week.own
    for services, concerned, most in zip(
        patients.same_day_services, patients.same_day_patients, patients.same_day_max, strict=True
    ):
        counted = own.pick(services[week.service_of(own)] & concerned[week.patients[own.patient]])
        if len(counted):
            days, row = np.unique(counted.patient * DAYS + week.day_of(counted), return_inverse=True)
            week.pool.at_most(Sums.of(len(days), row, counted.column), most)
