"""moved-patient: published attendances that are not kept.

Units, per published patient and meeting: 1 - attends. A meeting that cannot be any more is lost whatever is done.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Attendances lost."""
    patient, cell = week.problem.held.attends.T
    return -week.pool.any_of(week.attends(patient, cell), exact=True) + 1
