"""sessions-per-week: a group that runs has its number of meetings and sections.

Per offering: least x runs at all <= meetings <= most; per offering and start: sections over all places <= most.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """Count meetings by offering, and sections by offering and start."""
    problem, offerings = week.problem, week.problem.offerings
    n = len(offerings.service)
    meetings = week.running.gathered(n, problem.cells.offering)
    week.pool.at_most(meetings, offerings.meetings_max)
    several = np.flatnonzero(offerings.meetings_min > 1)
    some = meetings.take(several)
    week.pool.at_least(some - week.pool.any_of(some) * offerings.meetings_min[several], 0)
    sections = week.group_sections
    offering = problem.cells.offering[sections.cell]
    stride = int(problem.cells.start.max(initial=0)) + 1
    starts, row = np.unique(offering * stride + week.start_of(sections), return_inverse=True)
    parallel = Sums.of(len(starts), row, sections.column)
    week.pool.at_most(parallel, offerings.sections_max[starts // stride])
