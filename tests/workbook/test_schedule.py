"""A schedule as a workbook: people look at it, edit its sessions, and what they edited is what is checked."""

from __future__ import annotations

import openpyxl
import pytest

from iopsched.check import check
from iopsched.formats import read_schedule
from iopsched.formats.workbook import write_schedule_workbook
from iopsched.formats.workbook.schedule import SHEETS
from iopsched.model.errors import ScenarioError
from iopsched.model.result import UnmetNeed
from iopsched.model.schedule import Schedule
from iopsched_scenarios.generate import generate
from iopsched_scenarios.mutations.base_week import base_week

WEEK, SCHEDULE = base_week()
NAMES = {patient.id: f"Person {number}" for number, patient in enumerate(WEEK.patients)}
NEED = UnmetNeed(rule="care-plan", patient=WEEK.patients[0].id, units=2, unit="sessions", cost=400,
                 service=WEEK.services[0].id, reason="no leader is free")  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "schedule.xlsx"


def texts(path, sheet):
    page = openpyxl.load_workbook(path)[sheet]
    return [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]


@pytest.mark.parametrize("names", [None, NAMES])
def test_it_is_read_back_as_the_same_with_names_or_without(path, names):
    write_schedule_workbook(path, WEEK, SCHEDULE, [NEED], names)
    assert read_schedule(path) == Schedule.read(path) == SCHEDULE
    assert tuple(openpyxl.load_workbook(path).sheetnames) == (*SHEETS, "Lists")


def test_an_edited_session_is_what_is_checked(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [])
    assert check(WEEK, read_schedule(path)).legal
    book = openpyxl.load_workbook(path)
    page = book["Sessions"]
    headings = [cell.value for cell in page[1]]
    group = next(row for row in page.iter_rows(min_row=2) if row[headings.index("Room")].value)
    group[headings.index("Room")].value = "R-99"
    book["By patient"]["A2"] = "nobody"
    book.save(path)
    edited = read_schedule(path)
    assert {session.room for session in edited.sessions} - {session.room for session in SCHEDULE.sessions} == {"R-99"}
    assert not check(WEEK, edited).legal


def test_mistakes_in_sessions_have_their_cells(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [])
    book = openpyxl.load_workbook(path)
    book["Sessions"]["B2"], book["Sessions"]["A3"], book["Sessions"]["J1"] = "Mon 25:00", None, "Leader"
    book.save(path)
    with pytest.raises(ScenarioError) as caught:
        read_schedule(path)
    assert [(p.code, p.place.rpartition("/")[2], p.proposal) for p in caught.value.problems] == [
        ("unknown-field", "schedule.xlsx!Sessions!J1", "did you mean Leaders?"),
        ("bad-clock", "schedule.xlsx!Sessions!B2", "write 00:00 to 24:00"),
        ("missing-field", "schedule.xlsx!Sessions!A3", "add it"),
    ]


def test_names_are_shown_beside_ids_and_never_in_sessions(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [NEED], NAMES)
    assert "Person" not in str(texts(path, "Sessions"))
    first = WEEK.patients[0].id
    for sheet in ("Week grid", "By patient", "By clinician", "Unmet needs", "Loads"):
        assert f"Person 0 ({first})" in str(texts(path, sheet)), sheet


def test_needs_are_listed_with_reasons(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [NEED])
    assert texts(path, "Unmet needs")[1:] == [
        [NEED.patient, "care-plan", "2 sessions", NEED.service, "no leader is free", 400]
    ]
    write_schedule_workbook(path, WEEK, SCHEDULE, [])
    assert texts(path, "Unmet needs")[1:] == [["Every need is met."]]


def test_every_session_is_in_every_view(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [])
    sessions = SCHEDULE.sessions
    assert len(texts(path, "By patient")) == 1 + sum(len(session.attendees) for session in sessions)
    assert len(texts(path, "By clinician")) == 1 + sum(len(session.leaders) for session in sessions)
    assert len(texts(path, "By room")) == len(texts(path, "Sessions")) == 1 + len(sessions)
    merged = openpyxl.load_workbook(path)["Week grid"].merged_cells.ranges
    drawn = sum(len(row) > 1 for row in texts(path, "Week grid")[4:])
    assert drawn > 0
    assert len(merged) >= len(sessions)


def test_hours_are_those_of_the_summary(path):
    from iopsched.summary import summarise

    write_schedule_workbook(path, WEEK, SCHEDULE, [])
    page = openpyxl.load_workbook(path)["Loads"]
    hours = {row[0]: row[3] for row in page.iter_rows(min_row=2, max_col=8, values_only=True) if row[0]}
    assert hours == {week.patient: round(week.contact_minutes / 60, 2) for week in summarise(WEEK, SCHEDULE).patients}


def test_whatever_somebody_made_is_written_and_read(path):
    odd = Schedule.model_validate({"sessions": [
        {"service": "gone", "start": "Mon 10:00", "end": "Mon 09:00", "room": "R-x", "leaders": ["C", "C"]},
        {"service": "gone", "start": "Mon 10:00", "end": "Mon 11:00", "room": "R-x", "telehealth": True},
        {"service": "gone", "start": "Mon 10:59", "end": "Mon 11:01", "room": "R-x"},
        {"service": "gone", "start": "Mon 10:05", "end": "Tue 11:00", "room": "R-x", "site": "far"},
        {"service": "gone", "group": "G", "start": "Sun 24:00", "end": "Sun 24:00"},
        {"service": "gone", "start": "Sun 23:55", "end": "Sun 24:00", "attendees": ["none", "yes"]},
    ]})  # fmt: skip
    write_schedule_workbook(path, WEEK, odd, [])
    assert read_schedule(path) == odd
    write_schedule_workbook(path, WEEK, Schedule(), [])
    assert read_schedule(path) == Schedule()


def test_views_are_locked_and_sessions_are_not(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [])
    book = openpyxl.load_workbook(path)
    locked = {page.title for page in book if page.protection.sheet}
    assert locked == {"Week grid", "By patient", "By clinician", "By room", "Unmet needs", "Loads"}
    assert book["Sessions"].freeze_panes == "B2"
    assert book["Sessions"].data_validations.count > 0


def test_the_same_week_gives_the_same_bytes(path, tmp_path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [NEED], NAMES)
    write_schedule_workbook(tmp_path / "again.xlsx", WEEK, SCHEDULE, [NEED], NAMES)
    assert path.read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_week_of_many_is_written_whole(path):
    week = generate(60, shape="calendar", tightness="tight", seed=1)
    sessions = [
        {"service": group.service, "group": group.id, "start": start, "end": start + 60, "site": "s", "room": f"R {n}",
         "attendees": [patient.id for patient in week.patients]}
        for n, group in enumerate(week.groups) for start in group.starts.at
    ]  # fmt: skip
    schedule = Schedule.model_validate({"sessions": sessions})
    write_schedule_workbook(path, week, schedule, [])
    assert read_schedule(path) == schedule


def test_what_is_too_long_to_show_ends_in_dots(path):
    write_schedule_workbook(path, WEEK, SCHEDULE, [NEED.model_copy(update={"reason": "x" * 40_000})])
    assert texts(path, "Unmet needs")[1][4] == "x" * 32_763 + " ..."


def test_what_a_cell_cannot_hold_is_refused_with_its_place(path, scenario):
    many = [f"{number:064}" for number in range(600)]
    schedule = Schedule.model_validate({"sessions": [
        {"service": "process", "start": "Mon 10:00", "end": "Mon 11:00", "attendees": many}]})  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        write_schedule_workbook(path, scenario, schedule, [])
    [problem] = caught.value.problems
    assert (problem.code, problem.place) == ("too-long-for-a-cell", "#/sessions/0/attendees")
    assert "takes 39,598 characters, and a cell holds 32,767" in problem.message
    assert not path.exists()
