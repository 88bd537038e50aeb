"""From an outcome to a schedule: counted rooms and parallel sections get identities.

Takes the problem's indices; gives sessions with ids, in order of start, service, group and room. Deterministic.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from iopsched.compile.index import Index
from iopsched.compile.rooms import RoomTable
from iopsched.compile.seating import seat
from iopsched.model.errors import EngineError
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE, Problem


@dataclass(frozen=True, order=True)
class _Meeting:
    """One session in indices, room still a class."""

    cell: int
    room_class: int
    leaders: tuple[int, ...]
    attendees: tuple[int, ...]


def decode(scenario: Scenario, problem: Problem, index: Index, rooms: RoomTable, outcome: Outcome) -> Schedule:
    """Give identities to what the outcome counts.

    Raises
    ------
    EngineError
        If the outcome needs more rooms or seats than there are.
    """
    meetings = sorted([*_group_meetings(problem, outcome), *_visits(outcome)])
    numbered = _room_numbers(problem, rooms, meetings)
    sessions = [_session(problem, index, meeting, room) for meeting, room in zip(meetings, numbered, strict=True)]
    sessions.sort(key=lambda s: (s.start, s.service, s.group or "", s.room or "", s.site or "", s.leaders, s.attendees))
    return Schedule(week=scenario.calendar.week, zone=scenario.calendar.zone, sessions=tuple(sessions))


def _group_meetings(problem: Problem, outcome: Outcome) -> list[_Meeting]:
    sections = defaultdict(list)
    for section in outcome.sections:
        sections[section.cell].append(section)
    attendees = defaultdict(list)
    for patient, cell in outcome.attends:
        attendees[cell].append(patient)
    if not attendees.keys() <= sections.keys():
        raise EngineError("the solver let patients attend a meeting that does not run")
    return [
        _Meeting(cell, seats.room_class, seats.leaders, seats.attendees)
        for cell, parallel in sorted(sections.items())
        for seats in seat(problem, tuple(sorted(parallel)), tuple(sorted(attendees[cell])))
    ]


def _visits(outcome: Outcome) -> list[_Meeting]:
    return [_Meeting(visit.cell, visit.room_class, (visit.clinician,), (visit.patient,)) for visit in outcome.visits]


def _room_numbers(problem: Problem, rooms: RoomTable, meetings: list[_Meeting]) -> list[int]:
    """Give each meeting a room of its class that is free, turnover included; NONE without a class.

    First come, first served by start is enough: rooms of one class are open alike and take the same turnover.
    """
    numbers = [NONE] * len(meetings)
    free_from: dict[int, int] = {}
    order = sorted(range(len(meetings)), key=lambda m: (int(problem.cells.start[meetings[m].cell]), m))
    for number in order:
        cell, room_class = meetings[number].cell, meetings[number].room_class
        if room_class == NONE:
            continue
        start = int(problem.cells.start[cell])
        room = next((room for room in rooms.members[room_class] if free_from.get(room, 0) <= start), None)
        if room is None and "room-no-overlap" in problem.rules:
            raise EngineError("the solver used more rooms at once than there are")
        if room is None:
            room = rooms.members[room_class][0]
        numbers[number] = room
        free_from[room] = int(problem.cells.end[cell] + problem.rooms.turnover_slots[room_class])
    return numbers


def _session(problem: Problem, index: Index, meeting: _Meeting, room: int) -> Session:
    cells, minutes = problem.cells, problem.slot_minutes
    offering = index.offerings[int(cells.offering[meeting.cell])]
    place = int(cells.place[meeting.cell])
    return Session(
        service=index.services[offering.service].id,
        group=None if offering.group is None else offering.group.id,
        start=int(cells.start[meeting.cell]) * minutes,
        end=int(cells.end[meeting.cell]) * minutes,
        site=None if place == index.telehealth else index.sites[place],
        room=None if room == NONE else index.rooms[room],
        telehealth=place == index.telehealth,
        leaders=tuple(sorted(index.clinicians[clinician] for clinician in meeting.leaders)),
        attendees=tuple(sorted(index.patients[patient] for patient in meeting.attendees)),
    )
