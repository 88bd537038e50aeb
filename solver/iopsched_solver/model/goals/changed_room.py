"""changed-room: published rooms of a meeting that still runs that it no longer uses.

Units: runs - sections in the room; for visits: attends - that very visit is in the room; at least 0.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import NONE


def units(week: Week) -> Sums:
    """Rooms lost."""
    held = week.problem.held.rooms
    room, cell, _ = held[held[:, 2] == NONE].T
    used, at, patient = held[held[:, 2] != NONE].T
    group = week.pool.excess(week.runs(cell) - week.uses(room, cell))
    visit = week.pool.excess(week.pool.any_of(week.attends(patient, at)) - week.visit_is_in(patient, at, used))
    return group.total() + visit.total()
