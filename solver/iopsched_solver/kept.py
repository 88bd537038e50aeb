"""What was published, as a problem of its own: what may be kept, and who loses something."""

from __future__ import annotations

import dataclasses

import numpy as np

from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, BoolArray, IntArray, Problem

LEADERS = "clinician-availability"
ROOMS = "room-no-overlap"


def no_more_than_published(problem: Problem, named: BoolArray) -> Problem:
    """Let nobody who is not `named` attend more sessions than were published for them.

    A change is no occasion to give somebody whom it does not concern sessions that nobody agreed. It is said as a hard
    cap over all seven days, which the constraint model has anyway.
    """
    attended = problem.services.patient_attends
    held = problem.held.attends
    known = held[:, 1] != NONE
    present = np.ones(len(held), dtype=np.bool_)
    present[known] = attended[problem.cells.service[held[known, 1]]]
    most = np.bincount(held[present, 0], minlength=problem.n_patients)
    others = np.flatnonzero(~named)
    caps = np.full((len(others), 5), UNLIMITED, dtype=np.int64)
    caps[:, 0], caps[:, 1], caps[:, 2], caps[:, 4] = others, DAYS_A_WEEK, most[others], 1
    rolling = np.concatenate([problem.patients.rolling, caps])
    rules = problem.rules | {"rolling-cap"}
    return dataclasses.replace(problem, patients=dataclasses.replace(problem.patients, rolling=rolling), rules=rules)


def as_published(problem: Problem) -> Problem:
    """Let patients attend nothing but what was published for them, with its leaders and rooms if these can be had."""
    attending = attending_as_published(problem)
    leaders, rooms = dict(problem.clinicians.masks), dict(problem.rooms.masks)
    leaders[LEADERS] = leaders[LEADERS] & _same(problem.held.leads, problem.may_lead)
    rooms[ROOMS] = rooms[ROOMS] & _same(problem.held.rooms, problem.may_use_room)
    return dataclasses.replace(
        attending,
        clinicians=dataclasses.replace(problem.clinicians, masks=leaders),
        rooms=dataclasses.replace(problem.rooms, masks=rooms),
    )


def attending_as_published(problem: Problem, besides: BoolArray | None = None) -> Problem:
    """Let patients attend nothing but what was published for them, or is pinned, or is said `besides`, (P, K)."""
    attends = np.zeros((problem.n_patients, problem.n_cells), dtype=np.bool_) if besides is None else besides.copy()
    held = problem.held.attends[problem.held.attends[:, 1] != NONE]
    attends[held[:, 0], held[:, 1]] = True
    for _, cell, patient, *_ in problem.held.pins.tolist():
        if NONE not in {patient, cell}:
            attends[patient, cell] = True
    return problem.attending_only(attends)


def _same(held: IntArray, may: BoolArray) -> BoolArray:
    """(n, K): in cells where all that was published can be had, that alone; elsewhere anything."""
    named = np.zeros(may.shape, dtype=np.bool_)
    named[held[:, 0], held[:, 1]] = True
    is_kept: BoolArray = np.all(~named | may, axis=0) & np.any(named, axis=0)
    return named | ~is_kept[None, :]


def lost_by(problem: Problem, outcome: Outcome) -> BoolArray:
    """(P,): who does not attend everything that was published for them."""
    kept = {*outcome.attends, *((visit.patient, visit.cell) for visit in outcome.visits)}
    lost: BoolArray = np.zeros(problem.n_patients, dtype=np.bool_)
    for p, k in problem.held.attends.tolist():
        if (p, k) not in kept:
            lost[p] = True
    return lost
