"""From a schedule to an outcome: the reverse of decoding, for hints, pins and tests."""

from __future__ import annotations

from iopsched.compile.cells import CellTable
from iopsched.compile.held import cell_of
from iopsched.compile.index import Index
from iopsched.compile.rooms import RoomTable
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.schedule import Schedule, Session
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import NONE, Problem


def encode(problem: Problem, index: Index, table: CellTable, rooms: RoomTable, schedule: Schedule) -> Outcome:
    """Turn a schedule into an outcome.

    Raises
    ------
    ScenarioError
        With every session that the problem cannot express.
    """
    sections: list[Section] = []
    visits: list[Visit] = []
    attends: set[tuple[int, int]] = set()
    problems: list[InputProblem] = []
    for number, session in enumerate(schedule.sessions):
        try:
            cell, room_class, leaders, attendees = _numbers(index, table, rooms, session)
            if problem.services.one_to_one[problem.cells.service[cell]]:
                visits.append(
                    Visit(cell, *_exactly_one(attendees, "patient"), *_exactly_one(leaders, "leader"), room_class)
                )
            else:
                band = _band(problem, cell, len(attendees), len(leaders))
                sections.append(Section(cell, band, room_class, leaders))
                attends |= {(patient, cell) for patient in attendees}
        except _InexpressibleError as error:
            problems.append(
                InputProblem(
                    "not-expressible", f"#/sessions/{number}", str(error), "correct the session or the scenario"
                )
            )
    if problems:
        raise ScenarioError(problems)
    return Outcome(tuple(sorted(sections)), tuple(sorted(attends)), tuple(sorted(visits)))


class _InexpressibleError(Exception):
    """A session that no outcome can express."""


def _numbers(
    index: Index, table: CellTable, rooms: RoomTable, session: Session
) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    cell = cell_of(index, table, session)
    if cell != NONE and index.services[table.service[cell]].id != session.service:
        raise _InexpressibleError("its group is of another service")
    if cell == NONE or int(table.end[cell]) * table.slot_minutes != session.end:
        raise _InexpressibleError("no such meeting can run this week")
    room = NONE if session.room is None else index.room_of.get(session.room)
    leaders = [index.clinician_of.get(leader) for leader in session.leaders]
    attendees = [index.patient_of.get(attendee) for attendee in session.attendees]
    if room is None or None in leaders or None in attendees:
        raise _InexpressibleError("it names a room, leader or attendee who is not in the scenario")
    room_class = NONE if room == NONE else int(rooms.class_of[room])
    return cell, room_class, _sorted(leaders), _sorted(attendees)


def _sorted(numbers: list[int | None]) -> tuple[int, ...]:
    return tuple(sorted(number for number in numbers if number is not None))


def _exactly_one(numbers: tuple[int, ...], what: str) -> tuple[int]:
    if len(numbers) != 1:
        raise _InexpressibleError(f"a one-to-one session has exactly one {what}")
    return (numbers[0],)


def _band(problem: Problem, cell: int, size: int, leaders: int) -> int:
    """Return the smallest band of the service that seats so many with exactly so many leaders."""
    bands = problem.bands
    fits = (bands.service == problem.cells.service[cell]) & (bands.seats >= size) & (bands.leaders == leaders)
    if not fits.any():
        raise _InexpressibleError(f"no size of the service has {size} attendees and {leaders} leaders")
    return int(fits.argmax())
