"""preferences: attended sessions outside the preferred parts of day, days and site.

Units: as the problem lists them for each patient and cell attended.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Preferences missed."""
    attended = week.attended
    charged = week.problem.patients.goal_units["preferences"][week.patients[attended.patient], attended.cell]
    return Sums.added(attended.column, charged)
