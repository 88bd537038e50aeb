"""A week to repair, made easier for all patients but a few: whatever it costs, no repair costs less.

Who is *near* keeps every rule, need and choice. Everybody else, who is *far*, keeps or gives up what was published for
them, and has no needs: where they go instead is not asked. Any repair becomes a week of this problem that costs no more
when the new visits of the far patients are taken out of it, and their new group attendance is counted without a name
(`most_fillers`). Group meetings that neither were published nor can be attended by anybody near are left out, and
rooms of one site and capacity are one class, so this is a far smaller problem.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from iopsched_solver.problem import (
    COHORT,
    DAYS_A_WEEK,
    NONE,
    ROSTER,
    UNLIMITED,
    BoolArray,
    IntArray,
    Patients,
    Problem,
)

OPEN = "candidate-starts"
ROOMS = "room-features"
TOGETHER = "keep-together"


@dataclass(frozen=True)
class Relaxed:
    """The easier problem, and what it does not say itself."""

    problem: Problem
    near: BoolArray
    """(P,): patients with all their choices."""
    most_fillers: IntArray
    """(K,): far patients who might attend the group cell, though it was not published for them."""
    kept: IntArray
    """(n, 2): patient and cell of published attendances of far patients that can be kept."""


def relaxed(problem: Problem, near: BoolArray) -> Relaxed:
    """Return the problem in which far patients only keep or give up what was published.

    Parameters
    ----------
    problem
        The week as it is now; far patients must have no more sessions than were published.
    near
        (P,): the patients who are not far.
    """
    may = problem.may_attend
    published = np.zeros_like(may)
    held = problem.held.attends[problem.held.attends[:, 1] != NONE]
    published[held[:, 0], held[:, 1]] = True
    published &= may
    allowed = near[:, None] | _kept(problem, published)
    single = problem.services.one_to_one[problem.cells.service]
    fillers = np.where(single, 0, (may & ~allowed).sum(axis=0))
    narrow = problem.attending_only(allowed)
    narrow = dataclasses.replace(narrow, patients=_without_needs(narrow.patients, near))
    narrow = _merged_rooms(_useful(_apart(narrow, near), single | published.any(axis=0) | may[near].any(axis=0)))
    kept = np.argwhere(published & ~near[:, None]).astype(np.int64)
    return Relaxed(narrow, near, np.where(narrow.cell_open, fillers, 0), kept)


def _kept(problem: Problem, published: BoolArray) -> BoolArray:
    """(P, K): what a far patient may attend: what was published or pinned, and all meetings of such a series."""
    keeps = published.copy()
    for _, cell, patient, *_ in problem.held.pins.tolist():
        if NONE not in {patient, cell}:
            keeps[patient, cell] = True
    for offering in np.flatnonzero(np.isin(problem.offerings.enrollment, (COHORT, ROSTER))).tolist():
        cells = np.flatnonzero(problem.cells.offering == offering)
        is_roster = problem.offerings.enrollment[offering] == ROSTER
        who = problem.offerings.members[offering] if is_roster else published[:, cells].any(axis=1)
        keeps[np.ix_(who, cells)] = True
    return keeps


def _without_needs(patients: Patients, near: BoolArray) -> Patients:
    """Ask nothing of far patients."""

    def of_near(values: IntArray, otherwise: int) -> IntArray:
        mine = near if values.ndim == 1 else near[:, None]
        return np.where(mine, values, otherwise)

    return dataclasses.replace(
        patients,
        care_min=of_near(patients.care_min, 0),
        week_minutes_min=of_near(patients.week_minutes_min, 0),
        day_minutes_min=of_near(patients.day_minutes_min, 0),
        service_days_min=of_near(patients.service_days_min, 0),
        service_days_max=of_near(patients.service_days_max, DAYS_A_WEEK),
        service_day_gap_max=of_near(patients.service_day_gap_max, DAYS_A_WEEK),
        day_sessions_min=of_near(patients.day_sessions_min, 0),
        day_sessions_max=of_near(patients.day_sessions_max, UNLIMITED),
        rolling=patients.rolling[near[patients.rolling[:, 0]]],
        hard={slug: mask & near for slug, mask in patients.hard.items()},
    )


def _apart(problem: Problem, near: BoolArray) -> Problem:
    """Let nobody far be wanted together with anybody."""
    both = near[problem.pairs.together].all(axis=1)
    pairs = dataclasses.replace(
        problem.pairs,
        together=problem.pairs.together[both],
        together_offerings=problem.pairs.together_offerings[both],
    )
    agreed = {slug: units[both] if slug == TOGETHER else units for slug, units in problem.agreed.items()}
    return dataclasses.replace(problem, pairs=pairs, agreed=agreed)


def _useful(problem: Problem, useful: BoolArray) -> Problem:
    """Let no other cells run, and offerings that had some meet as seldom as they like."""
    pinned = problem.held.pins[:, 1]
    useful = useful | np.isin(np.arange(problem.n_cells), pinned)
    masks = dict(problem.cells.masks)
    masks[OPEN] = masks[OPEN] & useful if OPEN in masks else useful
    fewest = problem.offerings.meetings_min.copy()
    fewest[problem.cells.offering[~useful]] = 0
    return dataclasses.replace(
        problem,
        cells=dataclasses.replace(problem.cells, masks=masks),
        offerings=dataclasses.replace(problem.offerings, meetings_min=fewest),
    )


def _merged_rooms(problem: Problem) -> Problem:
    """Take rooms of one site and capacity for one class, each as good as the best; which one was published is lost."""
    rooms = problem.rooms
    kinds, kind = np.unique(np.stack([rooms.site, rooms.capacity], axis=1), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    count, turnover = np.zeros(len(kinds), dtype=np.int64), np.full(len(kinds), UNLIMITED, dtype=np.int64)
    np.add.at(count, kind, rooms.count)
    np.minimum.at(turnover, kind, rooms.turnover_slots)
    usable = np.zeros((len(kinds), problem.n_cells), dtype=np.bool_)
    np.logical_or.at(usable, kind, problem.may_use_room)
    pins = problem.held.pins.copy()
    with_room = pins[:, 4] != NONE
    pins[with_room, 4] = kind[pins[with_room, 4]]
    return dataclasses.replace(
        problem,
        rooms=dataclasses.replace(
            rooms, count=count, site=kinds[:, 0], capacity=kinds[:, 1], turnover_slots=turnover, masks={ROOMS: usable}
        ),
        held=dataclasses.replace(problem.held, rooms=problem.held.rooms[:0], pins=pins),
    )
