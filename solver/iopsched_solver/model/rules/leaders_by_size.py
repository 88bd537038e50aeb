"""leaders-by-size: a session has the leaders that its size asks for.

Per group cell, way of running a section and role: leaders = leaders of that role in that way x sections run in it.
Visits have exactly one clinician each.
"""

from __future__ import annotations

from iopsched_solver.model.structure import surplus_leaders
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Give every section all its leaders; no more than these it has anyway."""
    week.pool.at_least(surplus_leaders(week), 0)
