"""changed-leader: published leaders of a meeting that still runs who no longer lead it.

Units: runs - leads; for visits: attends - visit with that clinician; at least 0.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import NONE


def units(week: Week) -> Sums:
    """Leaders lost."""
    held = week.problem.held.leads
    clinician, cell, _ = held[held[:, 2] == NONE].T
    by, at, patient = held[held[:, 2] != NONE].T
    group = week.pool.excess(week.runs(cell) - week.leads(clinician, cell))
    visit = week.pool.excess(week.pool.any_of(week.attends(patient, at)) - week.visit(patient, at, by))
    return group.total() + visit.total()
