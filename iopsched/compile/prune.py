"""Cells that could never run are left out: nobody could lead them, sit in them, or find a room."""

from __future__ import annotations

import numpy as np

from iopsched_solver.problem import BoolArray, Problem


def useful(problem: Problem) -> BoolArray:
    """Tell which cells could run in some legal week, each condition looked at alone; (K,).

    A cell that fails one condition can run in no legal week, so leaving it out changes nothing.
    """
    return problem.cell_open & _staffed(problem) & _attended(problem) & _roomed(problem) & _equipped(problem)


def _staffed(problem: Problem) -> BoolArray:
    """Some band's roles can each be filled by enough clinicians who may lead there and then."""
    able = problem.may_lead.T.astype(np.int64) @ problem.clinicians.role_held.astype(np.int64)
    staffed = np.zeros(problem.n_cells, dtype=np.bool_)
    for band, service in enumerate(problem.bands.service):
        here = problem.cells.service == service
        staffed |= here & (able >= problem.bands.role_count[band]).all(axis=1)
    return staffed


def _attended(problem: Problem) -> BoolArray:
    enough: BoolArray = problem.may_attend.sum(axis=0) >= problem.services.min_size[problem.cells.service]
    return enough


def _roomed(problem: Problem) -> BoolArray:
    needs = problem.services.needs_room[problem.cells.service] & (problem.cells.place != problem.telehealth_place)
    roomed: BoolArray = problem.may_use_room.any(axis=0) | ~needs
    return roomed


def _equipped(problem: Problem) -> BoolArray:
    taken = problem.services.equipment[problem.cells.service]
    at_hand = problem.equipment_open.T & (taken <= problem.equipment_quantity)
    equipped: BoolArray = (at_hand | (taken == 0)).all(axis=1)
    return equipped
