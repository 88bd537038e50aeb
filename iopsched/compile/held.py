"""Pins and the published schedule in terms of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from iopsched.compile.cells import CellTable, pin_places
from iopsched.compile.index import Index, find
from iopsched.compile.rooms import RoomTable
from iopsched.compile.services import is_one_to_one
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Pin, Session
from iopsched_solver.problem import NONE, Held, IntArray

_Named = Callable[[Session], Sequence[int | None]]
"""Numbers of what a published session names; none for what is gone."""


def solver_held(scenario: Scenario, index: Index, table: CellTable, rooms: RoomTable) -> Held:
    """Look up what pins and the published schedule name."""
    sessions = () if scenario.published is None else scenario.published.sessions
    return Held(
        pins=_rows(
            (
                (number, *row)
                for number, pin in enumerate(scenario.pins)
                for row in _pin_rows(scenario, index, table, rooms, pin)
            ),
            5,
        ),
        attends=_attends(index, table, sessions),
        leads=_kept(index, table, sessions, _leaders_of(index)),
        rooms=_kept(index, table, sessions, _room_of(index, rooms)),
    )


def cell_of(index: Index, table: CellTable, session: Session) -> int:
    """Return the cell of a session's meeting, or NONE."""
    offering = index.offering_of(session.service, session.group)
    place = index.telehealth if session.telehealth else index.site_of.get(session.site or "")
    if offering is None or place is None or session.start % table.slot_minutes:
        return NONE
    return table.number_of.get((offering, session.start // table.slot_minutes, place), NONE)


def _pin_rows(
    scenario: Scenario, index: Index, table: CellTable, rooms: RoomTable, pin: Pin
) -> list[tuple[int, int, int, int]]:
    patient = NONE if pin.attendee is None else find(index.patient_of, "patient", pin.attendee)
    leader = NONE if pin.leader is None else find(index.clinician_of, "clinician", pin.leader)
    room = NONE if pin.room is None else int(rooms.class_of[find(index.room_of, "room", pin.room)])
    offering = index.offering_of(pin.service, pin.group)
    places = () if offering is None else pin_places(scenario, index, pin, offering)
    start = pin.start // table.slot_minutes
    cells = [table.number_of.get((offering or 0, start, place), NONE) for place in places]
    return [(cell, patient, leader, room) for cell in cells if cell != NONE] or [(NONE, patient, leader, room)]


def _attends(index: Index, table: CellTable, sessions: tuple[Session, ...]) -> IntArray:
    """(n, 2): patient and cell of each published attendance, once for each meeting, lost ones included."""
    kept = set()
    lost = set()
    for session in sessions:
        cell = cell_of(index, table, session)
        for attendee in session.attendees:
            patient = index.patient_of.get(attendee)
            if patient is not None and cell != NONE:
                kept.add((patient, cell))
            elif patient is not None:
                lost.add((patient, _meeting(session)))
    return _rows([*sorted(kept), *((patient, NONE) for patient in sorted(patient for patient, _ in lost))], 2)


def _meeting(session: Session) -> tuple[str | None, str | None, int, str | None]:
    """Tell apart meetings that no cell stands for."""
    offering = (None, session.group) if session.group is not None else (session.service, None)
    return (*offering, session.start, None if session.telehealth else session.site or "")


def _leaders_of(index: Index) -> _Named:
    return lambda session: [index.clinician_of.get(leader) for leader in session.leaders]


def _room_of(index: Index, rooms: RoomTable) -> _Named:
    def room_class(session: Session) -> list[int | None]:
        room = index.room_of.get(session.room or "")
        return [None if room is None else int(rooms.class_of[room])]

    return room_class


def _kept(index: Index, table: CellTable, sessions: tuple[Session, ...], named: _Named) -> IntArray:
    """(n, 3): what each published meeting (one to one: visit) names, its cell, and the patient or NONE."""
    rows = set()
    for session in sessions:
        cell = cell_of(index, table, session)
        if cell == NONE:
            continue
        patients: list[int | None] = [NONE]
        if is_one_to_one(index.services[table.service[cell]]):
            patients = [index.patient_of.get(attendee) for attendee in session.attendees]
        rows |= {
            (number, cell, patient)
            for number in named(session)
            for patient in patients
            if number is not None and patient is not None
        }
    return _rows(sorted(rows), 3)


def _rows(rows: Iterable[Sequence[int]], width: int) -> IntArray:
    return np.array(list(rows), dtype=np.int64).reshape(-1, width)
