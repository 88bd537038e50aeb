"""trips: days on which a patient attends on site.

Units, per patient and day: 1 if any attended session is on site.
"""

from __future__ import annotations

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Sums:
    """Days on site."""
    on_site = week.place_of_cell(week.attended) != week.problem.telehealth_place
    return week.pool.any_of(Sums.of(week.days.n, week.days.row[on_site], week.attended.column[on_site]))
