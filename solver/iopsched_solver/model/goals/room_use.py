"""room-use: sessions in a room.

Units: one for each.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Sessions that take a room."""
    return Sums.added(week.rooms_used.column)
