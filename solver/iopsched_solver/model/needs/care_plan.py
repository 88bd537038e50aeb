"""care-plan: each service of the plan is had so often.

Units, per service: sessions missing to the minimum. More than the maximum, or a service not in the plan, is never
legal.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.needs.need import Units, unmet
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def narrow(choices: Choices) -> None:
    """Strike out services that are not in the plan."""
    choices.keep("care-plan")


def add(week: Week) -> None:
    """No more than the maximum."""
    week.pool.at_most(_had(week), week.problem.patients.care_max[week.patients].ravel())


def units(week: Week) -> Units:
    """Sessions missing."""
    least = week.problem.patients.care_min[week.patients]
    missing = week.pool.excess(-_had(week) + least.ravel())
    return unmet(week, "care-plan", missing, np.repeat(np.arange(len(least)), least.shape[1]))


def _had(week: Week) -> Sums:
    """(patients x services,): sessions, with or without the patient present."""
    n_services = len(week.problem.services.slots)
    row = week.own.patient * n_services + week.service_of(week.own)
    return Sums.of(len(week.patients) * n_services, row, week.own.column)
