"""What started before now: only what was published, by those and where it was published."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from iopsched.compile.cells import CellTable
from iopsched.compile.held import cell_of
from iopsched.compile.index import Index
from iopsched.compile.rooms import RoomTable
from iopsched.model.scenario import Scenario
from iopsched.past import taken_place
from iopsched_solver.problem import NONE, BoolArray, Patients, Problem

SLUG = "pins"


def with_history(problem: Problem, scenario: Scenario, index: Index, table: CellTable, rooms: RoomTable) -> Problem:
    """Let nothing start before now but what was published; the pins say that this did."""
    if scenario.now is None:
        return problem
    is_ahead = table.start * table.slot_minutes >= scenario.now
    ran = np.zeros(table.n, dtype=np.bool_)
    attended, led = (_open(n, is_ahead) for n in (problem.n_patients, problem.n_clinicians))
    used = _open(len(problem.rooms.count), is_ahead)
    sections: Counter[int] = Counter()
    for session in taken_place(scenario):
        cell = cell_of(index, table, session)
        if cell == NONE:
            continue
        ran[cell] = True
        attended[[index.patient_of[patient] for patient in session.attendees], cell] = True
        led[[index.clinician_of[clinician] for clinician in session.leaders], cell] = True
        if session.room is not None:
            used[rooms.class_of[index.room_of[session.room]], cell] = True
        if not problem.services.one_to_one[table.service[cell]]:
            sections[cell] += 1
    began = attended & ~is_ahead & problem.services.patient_attends[table.service]
    has_begun: BoolArray = np.any(began, axis=1)
    return replace(
        problem,
        cells=replace(problem.cells, masks={**problem.cells.masks, SLUG: is_ahead | ran}),
        patients=_priced_only(replace(problem.patients, masks={**problem.patients.masks, SLUG: attended}), has_begun),
        clinicians=replace(problem.clinicians, masks={**problem.clinicians.masks, SLUG: led}),
        rooms=replace(problem.rooms, masks={**problem.rooms.masks, SLUG: used}),
        held=replace(problem.held, begun=np.array(sorted(sections.items()), dtype=np.int64).reshape(-1, 2)),
    )


def _priced_only(patients: Patients, has_begun: BoolArray) -> Patients:
    """Price the hard needs of whoever had a session already: it is too late to have none."""
    rolling = patients.rolling.copy()
    rolling[has_begun[rolling[:, 0]], 4] = 0
    return replace(patients, hard={slug: hard & ~has_begun for slug, hard in patients.hard.items()}, rolling=rolling)


def _open(count: int, cells: BoolArray) -> BoolArray:
    """(count, K): the cells, for each of so many."""
    return np.repeat(cells[None, :], count, axis=0)
