"""The starts at which sessions fit together: those on the grid of which all lengths are multiples.

Sessions of 30, 50 and 60 minutes that begin on tens of minutes can follow each other without a wait; one that begins at
five past has one of five minutes before it or after it, or moves all that follow. Where starts lie closer together than
that, a first week is better sought on the grid, among fewer starts; what begins best elsewhere is found later.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from iopsched_solver.problem import DAYS_A_WEEK, NONE, BoolArray, Problem

RULE = "candidate-starts"
"""The rule that says which starts there are."""


def on_grid(problem: Problem) -> Problem:
    """Return the problem with starts on the grid alone, the problem itself if all are.

    What is pinned or published stays, and so do all starts of an offering on a day when some patient may come, or some
    clinician lead, but at none on the grid: theirs.
    """
    grid = _grid(problem)
    is_open = problem.cell_open
    if grid == 1 or RULE not in problem.rules or len(np.unique(problem.cells.start[is_open] % grid)) <= 1:
        return problem
    begins = problem.cells.start % grid
    most = np.bincount(begins, weights=problem.may_attend.sum(axis=0), minlength=grid)
    kept = (begins == int(most.argmax())) | _held(problem)
    kept |= _of_those_without(problem, problem.may_attend, kept) | _of_those_without(problem, problem.may_lead, kept)
    masks = {**problem.cells.masks, RULE: problem.cells.masks[RULE] & kept}
    return replace(problem, cells=replace(problem.cells, masks=masks))


def _grid(problem: Problem) -> int:
    """Slots of which the lengths of all sessions, and what has to lie between them, are multiples."""
    services = np.unique(problem.cells.service[problem.cell_open])
    bands = np.isin(problem.bands.service, services)
    lengths = (
        problem.services.slots[services], problem.bands.hold_slots[bands], problem.rooms.turnover_slots,
        problem.patients.buffer_slots, problem.patient_gap_slots.ravel(), problem.clinician_gap_slots.ravel(),
    )  # fmt: skip
    return math.gcd(*(int(n) for each in lengths for n in np.unique(each))) or 1


def _held(problem: Problem) -> BoolArray:
    """(K,): cells of pins and of what was published."""
    held = problem.held
    cells = (held.pins[:, 1], held.attends[:, 1], held.leads[:, 1], held.rooms[:, 1], held.begun[:, 0])
    named = np.concatenate(cells)
    is_held = np.zeros(problem.n_cells, dtype=np.bool_)
    is_held[named[named != NONE]] = True
    return is_held


def _of_those_without(problem: Problem, may: BoolArray, kept: BoolArray) -> BoolArray:
    """(K,): cells of an offering and day that somebody may have, (people, K), who may have none of those kept."""
    _, key = np.unique(problem.cells.offering * DAYS_A_WEEK + problem.cells.day, return_inverse=True)
    some = np.zeros((len(may), int(key.max(initial=-1)) + 1), dtype=np.bool_)
    who, cell = np.nonzero(may & kept)
    some[who, key[cell]] = True
    return np.asarray((may & ~some[:, key]).any(axis=0), dtype=np.bool_)
