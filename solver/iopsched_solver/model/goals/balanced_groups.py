"""balanced-groups: groups have the size that serves them best.

Units, per group meeting with y sections and n attendees: max(0, y x preferred min - n) + max(0, n - y x preferred max).
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import UNLIMITED


def units(week: Week) -> Sums:
    """Attendees too few or too many."""
    services, service = week.problem.services, week.problem.cells.service
    least, most = services.preferred_min[service], services.preferred_max[service]
    sections, attendees = week.sections(), week.attendees()
    below, above = np.flatnonzero(least > 0), np.flatnonzero(most < UNLIMITED)
    few = sections.take(below) * least[below] - attendees.take(below)
    many = attendees.take(above) - sections.take(above) * most[above]
    return week.pool.excess(few).total() + week.pool.excess(many).total()
