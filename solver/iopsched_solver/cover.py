"""Who could stand in for leaders who are away without giving up a published session of their own."""

from __future__ import annotations

import numpy as np

from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem


def uncovered(problem: Problem, gone: IntArray, leads: IntArray, attends: IntArray) -> list[tuple[int, int]]:
    """List published sessions (cell, patient or NONE) that cost another of its leader, whoever takes them over.

    Where nobody who could take a session over is free, whoever does gives up one of their own; as that one may lie in
    the way of several such sessions, of those that could share one only the first is listed.

    Parameters
    ----------
    problem
        The week as it is now.
    gone, leads
        (n, 3): clinician, cell and patient or NONE of published leaders who are away, and of those who can still lead.
    attends
        (n, 2): patient and cell of published attendances that can be kept.
    """
    cells = problem.cells
    clinicians, at, _ = leads.T
    listed: list[tuple[int, int]] = []
    taken = np.zeros(len(leads), dtype=np.bool_)
    crowd = np.bincount(attends[:, 1], minlength=problem.n_cells)
    for clinician, cell, patient in gone.tolist():
        if not _must_be_led(problem, cell, patient, int(crowd[cell])):
            continue
        able = _able(problem, cell, patient)
        able[clinician] = False
        meets = (cells.start[at] < cells.end[cell]) & (cells.end[at] > cells.start[cell]) & able[clinicians]
        able[clinicians[meets]] = False
        if not able.any() and not (meets & taken).any():
            listed.append((cell, patient))
            taken |= meets
    return listed


def _must_be_led(problem: Problem, cell: int, patient: int, crowd: int) -> bool:
    """Whether the session cannot go on without somebody in the leader's place."""
    if patient != NONE:
        return True
    leads = problem.held.leads
    together = int((leads[:, 1] == cell).sum())
    fewest = int(problem.bands.leaders[problem.bands.service == problem.cells.service[cell]].min())
    return together == 1 and fewest >= 1 and crowd > 0


def _able(problem: Problem, cell: int, patient: int) -> BoolArray:
    """(C,): who may take the session over, roles and other sessions aside for groups."""
    service = int(problem.cells.service[cell])
    able: BoolArray = problem.may_lead[:, cell].copy()
    if patient != NONE:
        return able & problem.may_visit[patient, :, service]
    roles = problem.bands.role_count[problem.bands.service == service].any(axis=0)
    return able & problem.clinicians.role_held[:, roles].any(axis=1)
