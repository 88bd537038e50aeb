"""leader-time: half hours that leaders give.

Units, per session and leader: ceil(duration / 30).
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Half hours led."""
    slots = week.problem.services.slots[week.service_of(week.leading)]
    return Sums.added(week.leading.column, -(-slots // week.problem.slots_per_half_hour))
