"""Rows that see that a section runs whole or not at all, for whoever was to attend it.

A linear program seats twenty people in 1.67 sections of twelve, and so lets a leader stay away by a third. Of `crowd`
people named beforehand those who attend sit in sections, so for each number of seats m a mixed-integer rounding holds:

    crowd = m (u - 1) + r,  0 < r <= m;  an option i of running a section has m q[i] + e[i] seats, 0 <= e[i] < m
    attending <= crowd - r u + sum_i (r q[i] + min(e[i], r)) y[i]

All people in, u sections of m seats are needed; each of these that is missing leaves r people out at least.

References
----------
Marchand and Wolsey, "Aggregation and mixed integer rounding to solve MIPs", Operations Research 49 (2001).
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import matches
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import IntArray


def seat_crowds(week: Week, attending: IntArray) -> None:
    """Add the rows.

    Parameters
    ----------
    week
        The model.
    attending
        (n, 2): patient and cell, no row twice; they may attend, and the crowd of a group cell are those listed.
    """
    attending = attending[~week.one_to_one[attending[:, 1]]]
    cells, sections = week.problem.n_cells, week.group_sections
    crowd = np.bincount(attending[:, 1], minlength=cells)
    most = int(sections.seats.max(initial=0)) + 1
    cell, divisor = np.divmod(np.unique(sections.cell * most + sections.seats), most)
    useful = (divisor > 0) & (crowd[cell] % np.maximum(divisor, 1) > 0)  # otherwise the row of all seats says it
    cell, divisor = cell[useful], divisor[useful]
    row, option = matches(sections.cell, cell)
    factor = rounded(crowd[cell][row], divisor[row], sections.seats[option])
    there, who = matches(attending[:, 1], cell)
    present = week.attends(*attending[who].T).gathered(len(cell), there)
    end = crowd[cell] - rounded(crowd[cell], divisor, crowd[cell])
    week.pool.at_most(present - Sums.of(len(cell), row, sections.column[option], factor), end)


def rounded(crowd: IntArray, divisor: IntArray, seats: IntArray) -> IntArray:
    """Seats as the rounding for `divisor` counts them: r q + min(e, r), where r is the rest of the crowd.

    Examples
    --------
    Of twenty people in sections of twelve a second section seats eight.

    >>> rounded(np.array([20, 20]), np.array([12, 12]), np.array([12, 20])).tolist()
    [8, 16]
    """
    rest = crowd - divisor * (-(-crowd // divisor) - 1)
    whole, more = np.divmod(seats, divisor)
    counted: IntArray = rest * whole + np.minimum(more, rest)
    return counted
