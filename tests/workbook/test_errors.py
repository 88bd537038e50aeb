"""Every mistake in a workbook is told at once, with its cell and a proposal."""

from __future__ import annotations

import openpyxl
import pytest

from iopsched.formats import read_scenario, read_schedule
from iopsched.formats.tables import assemble
from iopsched.model.errors import FileFormatError, ScenarioError
from iopsched.model.scenario import Scenario

KEEP_NAMES = "take it out, and keep names in a key file of your own"


def test_mistakes_of_every_kind_are_told_at_once_in_order_of_sheet_and_cell(problems_of):
    found = problems_of({
        "Week": {"B4": "America/Chicgo"},
        "Rooms": {"C2": "many"},
        "Groups": {"B2": "proces"},
        "Patients": {"H2": "Mon 17:00-21:00; Sat 25-26", "S3": 7},
        "Care plans": {"A3": "P-9", "B3": "process"},
    })  # fmt: skip
    assert [(code, place) for code, place, _, _ in found] == [
        ("unknown-zone", "week.xlsx!Week!B4"),
        ("wrong-type", "week.xlsx!Rooms!C2"),
        ("dangling-id", "week.xlsx!Groups!B2"),
        ("bad-clock", "week.xlsx!Patients!H2"),
        ("missing-field", "week.xlsx!Patients!A3"),
        ("missing-field", "week.xlsx!Patients!B3"),
        ("dangling-id", "week.xlsx!Care plans!A3"),
    ]
    proposals = dict(zip([place for _, place, _, _ in found], [proposal for *_, proposal in found], strict=True))
    assert proposals["week.xlsx!Week!B4"] == "did you mean America/Chicago?"
    assert proposals["week.xlsx!Groups!B2"] == "did you mean process?"
    assert proposals["week.xlsx!Patients!H2"] == "write 00:00 to 24:00"
    assert proposals["week.xlsx!Care plans!A3"] == "known: P-1"


def test_what_contradicts_itself_has_its_cell(problems_of):
    [(code, place, message, _)] = problems_of({"Services": {"C2": 90}})
    assert (code, place) == ("contact-over-duration", "week.xlsx!Services!C2")
    assert "process" in message


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Patients": {"Z1": "Prioritty"}}, ("unknown-field", "Patients!Z1", "did you mean Priority?")),
        ({"Patients": {"Z1": "Diagnosis", "Z2": "F10"}}, ("personal-data", "Patients!Z1", KEEP_NAMES)),
        ({"Patients": {"Z1": "First name"}}, ("personal-data", "Patients!Z1", KEEP_NAMES)),
        ({"Patients": {"Z4": "late"}}, ("no-heading", "Patients!Z4", "name it in row 1: _notes")),
        ({"Patients": {"Z1": "policy"}}, ("duplicate-key", "Patients!Z1", "keep one of them")),
        ({"Week": {"A20": "Zoone", "B20": "x"}}, ("unknown-field", "Week!A20", "did you mean Zone?")),
        ({"Week": {"A20": "Title", "B20": "x"}}, ("duplicate-key", "Week!A20", "keep one of them")),
        ({"Week": {"B20": "x"}}, ("no-heading", "Week!A20", "write what it is in column A")),
        ({"Patinets": {"A1": "Id"}}, ("unknown-sheet", "Patinets!A1", "did you mean Patients?")),
        ({"Sheet1": {"A1": "Id"}}, ("unknown-sheet", "Sheet1!A1", "begin its name with _ to keep it for yourself")),
        ({"Family": {"B2": "F-1"}}, ("missing-field", "Family!A2", "write the id of the patient")),
    ],
)  # fmt: skip
def test_what_has_no_place_is_told_and_not_dropped(problems_of, cells, expected):
    [(code, place, _, proposal)] = problems_of(cells)
    assert (code, place, proposal) == (expected[0], f"week.xlsx!{expected[1]}", expected[2])


@pytest.mark.parametrize(
    ("row", "cell", "code", "proposal"),
    [
        (("", "P-1", ""), "A2", "unknown-value", "known: room, equipment, clinician, patient, family member"),
        (("Room", "R-9", ""), "B2", "dangling-id", "known: R-1"),
        (("room", "R-1", "F-1"), "B2", "unknown-value", "clear the last id"),
        (("family member", "P-1", "F-1"), "C2", "dangling-id", ""),
        (("family member", "P-1", ""), "C2", "missing-field", "write the id of the family member"),
    ],
)
def test_hours_of_nobody_are_told(problems_of, row, cell, code, proposal):
    cells = dict(zip(("A2", "B2", "C2", "D2"), (*row, "2026-01-05"), strict=True))
    [found] = problems_of({"Other hours": cells})
    assert (found[0], found[1], found[3]) == (code, f"week.xlsx!Other hours!{cell}", proposal)


def test_a_sheet_and_a_column_of_ones_own_are_left_alone(edit, scenario):
    path = edit({"_notes": {"A1": "mine"}, "Patients": {"Z1": "_seen", "Z2": "yes"}, "Week": {"A20": "_x", "B20": 1}})
    assert Scenario.read(path) == scenario


def test_texts_are_never_repeated_whole(problems_of):
    long = "x" * 10_000
    [(code, place, message, _)] = problems_of({"Pins": {"A2": "Mon 17:00", "E2": long, "D2": "therapy"}})
    assert (code, place) == ("too-long", "week.xlsx!Pins!E2")
    assert len(message) < 200


def test_another_kind_of_tables_is_told_once(workbook, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        read_schedule(workbook)
    assert [(p.code, p.place) for p in caught.value.problems] == [("wrong-kind", str(workbook))]
    book = openpyxl.Workbook()
    book.active.title = "Sessions"
    book.active.append(["Service", "Start", "End"])
    book.save(tmp_path / "s.xlsx")
    with pytest.raises(ScenarioError, match=r"these tables hold a schedule, not a week: give the week that it is of$"):
        read_scenario(tmp_path / "s.xlsx")


def test_a_workbook_without_a_known_sheet_says_which_there_should_be(tmp_path):
    openpyxl.Workbook().save(tmp_path / "w.xlsx")
    with pytest.raises(FileFormatError, match="no sheet is known here: there should be Week, Closures, Sites, Travel"):
        read_scenario(tmp_path / "w.xlsx")


def test_a_list_without_rows_is_told_on_its_sheet(workbook):
    book = openpyxl.load_workbook(workbook)
    book["Services"].delete_rows(2, 100)
    book.save(workbook)
    with pytest.raises(ScenarioError) as caught:
        read_scenario(workbook)
    assert f"{workbook}!Services!A1: error missing-field: services is missing: add it" in str(caught.value)
    del book["Services"]
    book.save(workbook)
    with pytest.raises(ScenarioError, match=r"week.xlsx!Week!A1: error missing-field: services is missing"):
        read_scenario(workbook)


def test_none_beside_rows_of_the_list_is_told(problems_of):
    found = problems_of({"Services": {"F2": "none"}, "Leader roles": {"A2": "process", "B2": "LPC"}})
    assert [(code, place) for code, place, _, _ in found] == [("none-and-rows", "week.xlsx!Services!F2")]


def test_more_problems_than_anybody_reads_are_counted(problems_of, monkeypatch):
    monkeypatch.setattr(assemble, "PROBLEMS_MAX", 3)
    [(code, place, message, _)] = problems_of({"Care plans": {f"A{row}": "P-9" for row in range(2, 8)}})
    assert (code, place) == ("too-many-problems", "week.xlsx")
    assert message == "the tables have more than 3 problems, too many to list"


def test_more_values_than_any_week_has_are_refused(workbook, monkeypatch):
    monkeypatch.setattr(assemble, "VALUES_MAX", 10)
    with pytest.raises(FileFormatError, match="more than 10 values"):
        read_scenario(workbook)
