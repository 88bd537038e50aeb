"""keep-together: two patients attend the same group meetings.

Units, per pair: meetings of the offerings named that exactly one of the two attends; the larger weight of the two.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.needs.need import Units
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def units(week: Week) -> Units:
    """Meetings that one attends without the other."""
    problem, pairs = week.problem, week.problem.pairs
    attendance = week.group_attendance
    counted = problem.services.patient_attends[week.service_of(attendance)]
    attendance = attendance.pick(counted)
    side, place = matches(attendance.patient, pairs.together.ravel())
    attendance = attendance.pick(place)
    named = pairs.together_offerings[side // 2, problem.cells.offering[attendance.cell]]
    side, attendance = side[named], attendance.pick(named)
    meetings, row = np.unique((side // 2) * problem.n_cells + attendance.cell, return_inverse=True)
    first = side % 2 == 0
    ahead = Sums.of(len(meetings), row, attendance.column, np.where(first, 1, -1))
    apart = week.pool.excess(ahead) + week.pool.excess(-ahead)
    pair = pairs.together[meetings // problem.n_cells]
    place_of = week.place_of[pair].max(axis=1)
    weight = problem.patients.weight[pair].max(axis=1)
    return Units(apart, place_of, weight, np.zeros(len(meetings), dtype=np.bool_), meetings // problem.n_cells)
