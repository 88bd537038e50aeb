"""primary-clinician: visits of a patient with a primary clinician that somebody else makes.

Units: one for each such visit.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Visits by strangers."""
    visits = week.visits
    stranger = week.problem.patients.stranger[visits.patient, visits.clinician, week.service_of(visits)]
    return Sums.added(visits.column[stranger])
