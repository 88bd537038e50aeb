"""Identities: rooms of a class, seats in parallel sections, and the way back."""

from collections import Counter

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.errors import EngineError, ScenarioError
from iopsched.model.schedule import Schedule
from iopsched_solver.outcome import Outcome, Section, Visit

TWO_SECTIONS = [{"id": "G", "service": "skills", "starts": {"at": ["Mon 9:00"]}, "sections": 2}]


def service(**more):
    return [{"id": "skills", "duration_minutes": 60, "contact_minutes": 60, "needs_room": False, **more}]


def people(person, n):
    return [person(f"P{number}") for number in range(n)]


def sizes(schedule):
    return sorted(len(session.attendees) for session in schedule.sessions)


@pytest.mark.parametrize(("n", "split"), [(2, [1, 1]), (5, [2, 3]), (12, [6, 6])])
def test_parallel_sections_are_balanced(week, person, n, split):
    clinicians = [{"id": "C1"}, {"id": "C2"}]
    it = compile_scenario(week(*people(person, n), services=service(), groups=TWO_SECTIONS, clinicians=clinicians))
    attends = tuple((patient, 0) for patient in range(n))
    schedule = it.decode(Outcome((Section(0, 0, leaders=(0,)), Section(0, 0, leaders=(1,))), attends))
    assert sizes(schedule) == split
    assert sorted(name for session in schedule.sessions for name in session.attendees) == sorted(it.index.patients)


def test_bands_and_rooms_limit_a_section(week, person):
    """The small room holds 3 patients and a leader, the lower band 4 patients: 9 go 3, 6 or 5, 4."""
    parts = {
        "services": service(needs_room=True, leaders=[{}, {"from_size": 5}]),
        "groups": TWO_SECTIONS,
        "clinicians": [{"id": "C1"}, {"id": "C2"}, {"id": "C3"}],
        "rooms": [{"id": "R1", "site": "A", "capacity": 4}, {"id": "R2", "site": "A", "capacity": 14}],
    }
    it = compile_scenario(week(*people(person, 9), **parts))
    small, large = Section(0, 0, 0, (0,)), Section(0, 1, 1, (1, 2))
    attends = tuple((patient, 0) for patient in range(9))
    assert sizes(it.decode(Outcome((small, large), attends))) == [3, 6]
    with pytest.raises(EngineError, match="cannot seat"):
        it.decode(Outcome((small, Section(0, 0, 1, (1,))), attends))


def test_pinned_patient_sits_with_the_pinned_leader_in_the_pinned_room(week, person):
    """The solver names leaders and rooms of sections in any order: decoding finds the match that the pin asks for."""
    parts = {
        "services": service(needs_room=True),
        "groups": TWO_SECTIONS,
        "clinicians": [{"id": "C1"}, {"id": "C2"}],
        "rooms": [{"id": "R1", "site": "A", "capacity": 9}, {"id": "R2", "site": "A", "capacity": 9}],
        "pins": [{"group": "G", "start": "Mon 9:00", "attendee": "P3", "leader": "C2", "room": "R1"}],
    }
    it = compile_scenario(week(*people(person, 4), **parts))
    classes = it.rooms.class_of.tolist()
    sections = (Section(0, 0, classes[0], (0,)), Section(0, 0, classes[1], (1,)))
    schedule = it.decode(Outcome(sections, tuple((patient, 0) for patient in range(4))))
    (session,) = (session for session in schedule.sessions if "P3" in session.attendees)
    assert (session.leaders, session.room) == (("C2",), "R1")
    assert sizes(schedule) == [2, 2]


def test_rooms_of_a_class_are_shared_out_with_turnover(week, person):
    """Turnover keeps a room of the first hour from taking the second: two rooms alternate."""
    parts = {
        "services": service(needs_room=True, min_size=0),
        "groups": [
            {"id": f"G{hour}", "service": "skills", "starts": {"at": [f"Mon {hour}:00"]}} for hour in (9, 10, 11, 12)
        ],
        "rooms": [{"id": f"R{n}", "site": "A", "capacity": 9, "turnover_minutes": 20} for n in (1, 2)],
    }
    it = compile_scenario(week(person("P1", [{"service": "skills", "max": 4}]), **parts))
    assert it.problem.rooms.count.tolist() == [2]
    sections = tuple(Section(cell, 0, 0, (0,)) for cell in range(4))
    schedule = it.decode(Outcome(sections, tuple((0, cell) for cell in range(4))))
    assert [session.room for session in schedule.sessions] == ["R1", "R2", "R1", "R2"]
    with pytest.raises(EngineError, match="more rooms"):
        it.decode(Outcome((*sections, Section(0, 0, 0, (1,)))))


def test_attendance_without_a_session_is_refused(week):
    it = compile_scenario(week())
    with pytest.raises(EngineError, match="does not run"):
        it.decode(Outcome(attends=((0, 0),)))


def both_kinds(week, person):
    talk = {"id": "talk", "format": "individual", "duration_minutes": 30, "contact_minutes": 30, "telehealth": "only"}
    items = [{"service": "skills"}, {"service": "talk"}]
    return compile_scenario(
        week(
            person("P1", items),
            person("P2", items),
            services=[*service(leaders=[{}, {"from_size": 2}], needs_room=True), talk],
            clinicians=[{"id": "C1"}, {"id": "C2"}],
        )
    )


def test_encoding_reverses_decoding(week, person):
    it = both_kinds(week, person)
    visit = next(cell for cell in range(it.problem.n_cells) if it.problem.cells.start[cell] == 20)
    outcome = Outcome((Section(0, 1, 0, (0, 1)),), ((0, 0), (1, 0)), (Visit(visit, 1, 0),))
    schedule = it.decode(outcome)
    assert it.encode(schedule) == outcome
    assert Counter(session.service for session in schedule.sessions) == {"skills": 1, "talk": 1}
    assert [(session.telehealth, session.room) for session in schedule.sessions] == [(False, "R1"), (True, None)]


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"start": "Mon 9:30", "end": "Mon 10:30"}, "no such meeting"),
        ({"end": "Mon 9:30"}, "no such meeting"),
        ({"service": "talk"}, "of another service"),
        ({"leaders": ["C9"]}, "not in the scenario"),
        ({"leaders": ["C1", "C2", "C3"]}, "not in the scenario"),
        ({"attendees": ["P1", "P2"]}, "2 attendees and 1 leaders"),
    ],
)
def test_sessions_that_no_outcome_expresses_are_refused(week, person, change, fact):
    it = both_kinds(week, person)
    session = {"service": "skills", "group": "G", "start": "Mon 9:00", "end": "Mon 10:00", "site": "A", "room": "R1"}
    schedule = Schedule.model_validate({"sessions": [session | {"leaders": ["C1"], "attendees": ["P1"]} | change]})
    with pytest.raises(ScenarioError, match=fact):
        it.encode(schedule)
