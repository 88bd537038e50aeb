"""group-order: a group that must come after others in the week does.

Per cell k of the later group: if it runs, no cell of the earlier one runs that ends after k starts.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Let nothing of the earlier group run that would end too late."""
    cells, after = week.problem.cells, week.problem.offerings.after
    pair, later = matches(cells.offering, after[:, 0])
    owner, earlier = matches(cells.offering, after[pair, 1])
    too_late = cells.end[earlier] > cells.start[later[owner]]
    owner, earlier = owner[too_late], earlier[too_late]
    others = week.runs(earlier).gathered(len(later), owner)
    most = np.bincount(owner, minlength=len(later))
    week.pool.at_most(others + week.runs(later) * most, most)
