"""The starts at which sessions fit together: those on the grid of which all lengths are multiples.

Sessions of 30, 50 and 60 minutes that begin on tens of minutes can follow each other without a wait; one that begins at
five past has one of five minutes before it or after it, or moves all that follow. Where starts of a group lie closer
together than that, a first week is better sought on the grid, among fewer starts; what begins best elsewhere is found
later.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from iopsched_solver.problem import DAYS_A_WEEK, NONE, BoolArray, IntArray, Problem

RULE = "candidate-starts"
"""The rule that says which starts there are."""


def on_grid(problem: Problem) -> Problem:
    """Return the problem with starts on the grid alone, the problem itself if none lies beside it.

    A start lies beside the grid where the same offering has one on it less than a step away. What is pinned or
    published stays, and so do all starts of an offering on a day that somebody could have where they could have none
    on the grid: patients, clinicians, and both together in a visit.
    """
    grid = _grid(problem)
    if grid == 1 or RULE not in problem.rules:
        return problem
    may = problem.may_attend & problem.may_lead.any(axis=0) & _has_room(problem)
    kept = ~_beside(problem, grid, may) | _held(problem)
    kept |= _of_those_without(problem, may, kept) | _of_those_without(problem, problem.may_lead, kept)
    kept |= _of_pairs_without(problem, may, kept)
    if kept[problem.cell_open].all():
        return problem
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


def _beside(problem: Problem, grid: int, may: BoolArray) -> BoolArray:
    """(K,): cells beside the grid; it begins each day so that most can come, (P, K), on it."""
    cells = problem.cells
    of_day = (cells.start - cells.day * (problem.slots_a_week // DAYS_A_WEEK)) % grid
    most = np.zeros((DAYS_A_WEEK, grid), dtype=np.int64)
    np.add.at(most, (cells.day, of_day), may.sum(axis=0))
    on = problem.cell_open & (of_day == most.argmax(axis=1)[cells.day])
    beside = np.zeros(problem.n_cells, dtype=np.bool_)
    _, key = np.unique(np.stack([cells.offering, cells.day, cells.place]), axis=1, return_inverse=True)
    for mine in np.split(np.argsort(key, kind="stable"), np.cumsum(np.bincount(key.reshape(-1)))[:-1]):
        starts = np.sort(cells.start[mine[on[mine]]])
        before, after = (np.searchsorted(starts, cells.start[mine], side) for side in ("right", "left"))
        ends = np.concatenate([[-grid], starts, [problem.slots_a_week + grid]])
        near = np.minimum(cells.start[mine] - ends[before], ends[after + 1] - cells.start[mine]) < grid
        beside[mine] = near & ~on[mine]
    return beside


def _has_room(problem: Problem) -> BoolArray:
    """(K,): cells that need no room, or may use one."""
    needs = problem.services.needs_room[problem.cells.service] & (problem.cells.place != problem.telehealth_place)
    return np.asarray(~needs | problem.may_use_room.any(axis=0), dtype=np.bool_)


def _held(problem: Problem) -> BoolArray:
    """(K,): cells of pins and of what was published."""
    held = problem.held
    cells = (held.pins[:, 1], held.attends[:, 1], held.leads[:, 1], held.rooms[:, 1], held.begun[:, 0])
    named = np.concatenate(cells)
    is_held = np.zeros(problem.n_cells, dtype=np.bool_)
    is_held[named[named != NONE]] = True
    return is_held


def _key(problem: Problem) -> IntArray:
    """(K,): numbers of the offering and day."""
    _, key = np.unique(problem.cells.offering * DAYS_A_WEEK + problem.cells.day, return_inverse=True)
    return np.asarray(key, dtype=np.int64).reshape(-1)


def _of_those_without(problem: Problem, may: BoolArray, kept: BoolArray) -> BoolArray:
    """(K,): cells of an offering and day that somebody may have, (people, K), who may have none of those kept."""
    key = _key(problem)
    some = np.zeros((len(may), int(key.max(initial=-1)) + 1), dtype=np.bool_)
    who, cell = np.nonzero(may & kept)
    some[who, key[cell]] = True
    return np.asarray((may & ~some[:, key]).any(axis=0), dtype=np.bool_)


def _of_pairs_without(problem: Problem, may: BoolArray, kept: BoolArray) -> BoolArray:
    """(K,): one-to-one cells of an offering and day that a patient, (P, K), and a clinician could have together.

    They could have none of those kept.
    """
    key, single = _key(problem), problem.services.one_to_one[problem.cells.service]
    may_lead, may_visit = problem.may_lead, problem.may_visit
    of_pairs = np.zeros(problem.n_cells, dtype=np.bool_)
    for number in np.unique(key[single & ~kept]).tolist():
        mine = np.flatnonzero(key == number)
        theirs, leads = may[:, mine], may_lead[:, mine]
        some, left = (theirs[:, which].astype(float) @ leads[:, which].T for which in (slice(None), kept[mine]))
        lacks = (some > 0) & (left == 0) & may_visit[:, :, problem.cells.service[mine[0]]]
        for p in np.flatnonzero(lacks.any(axis=1)).tolist():
            of_pairs[mine] |= theirs[p] & leads[lacks[p]].any(axis=0)
    return of_pairs
