"""roster: named members attend every meeting of their group that runs.

Per member p and cell k of the group: runs[k] <= attends[p, k]. Who may not attend lets the meeting not run.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import ROSTER


def add(week: Week) -> None:
    """Every member is at every meeting that runs."""
    offerings = week.problem.offerings
    group, patient = np.nonzero(offerings.members & (offerings.enrollment == ROSTER)[:, None])
    member, cell = matches(week.problem.cells.offering, group)
    week.pool.at_most(week.runs(cell) - week.attends(patient[member], cell), 0)
