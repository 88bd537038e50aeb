"""family-slot: family sessions lie in reserved windows, so many families at once.

A mask (the windows), and per slot and event point: sessions running in it <= families at once.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.spacing import overlapping
from iopsched_solver.model.variables import Week


def narrow(choices: Choices) -> None:
    """Strike out cells of services that need a slot and lie in none."""
    choices.keep("family-slot")


def add(week: Week) -> None:
    """At most so many sessions at once in each slot."""
    slot, row = np.nonzero(week.problem.family_slot_cells[:, week.sessions.cell])
    inside = week.sessions.pick(row)
    cliques = overlapping(slot, week.start_of(inside), week.end_of(inside))
    week.pool.at_most(cliques.sums(inside.column), week.problem.family_slot_at_once[cliques.subject])
