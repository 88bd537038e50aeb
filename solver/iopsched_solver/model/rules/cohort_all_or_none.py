"""cohort-all-or-none: who attends one meeting of a cohort attends them all.

Patient p is *in* cohort g when p attends any of its meetings. Per patient, cohort and cell k of it:
in[p, g] + runs[k] - 1 <= attends[p, k].
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import COHORT


def add(week: Week) -> None:
    """Whoever is in a cohort attends what of it runs."""
    problem = week.problem
    n_groups = len(problem.offerings.service)
    attendance = week.group_attendance
    offering = problem.cells.offering[attendance.cell]
    here = problem.offerings.enrollment[offering] == COHORT
    members, row = np.unique((attendance.patient * n_groups + offering)[here], return_inverse=True)
    is_in = week.pool.any_of(Sums.of(len(members), row, attendance.column[here]))
    member, cell = matches(problem.cells.offering, members % n_groups)
    missed = is_in.take(member) + week.runs(cell) - week.attends(members[member] // n_groups, cell)
    week.pool.at_most(missed, 1)
