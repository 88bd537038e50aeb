"""usual-group: group sessions outside the patient's usual groups, of a service with a usual group.

Units: as the problem lists them for each patient and cell attended.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Sessions in other groups."""
    attended = week.attended
    charged = week.problem.patients.goal_units["usual-group"][week.patients[attended.patient], attended.cell]
    return Sums.added(attended.column, charged)
