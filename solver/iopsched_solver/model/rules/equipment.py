"""equipment: no more equipment is used at once than there is.

A mask (a cell whose service takes what is not open there), and per piece and event point: pieces taken <= pieces there.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.spacing import overlapping
from iopsched_solver.model.variables import Week


def narrow(choices: Choices) -> None:
    """Strike out cells whose equipment is not at hand."""
    problem = choices.problem
    taken = problem.services.equipment[problem.cells.service].T > 0
    choices.run &= (problem.equipment_open | ~taken).all(axis=0)


def add(week: Week) -> None:
    """At most as many pieces at once as there are."""
    problem = week.problem
    taken = problem.services.equipment[week.service_of(week.sessions)].T
    piece, row = np.nonzero(taken)
    running = week.sessions.pick(row)
    cliques = overlapping(piece, week.start_of(running), week.end_of(running))
    week.pool.at_most(cliques.sums(running.column, taken[piece, row]), problem.equipment_quantity[cliques.subject])
