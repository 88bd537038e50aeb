"""Cells as people type them: hours, lists, numbers, dates, in any order and any case."""

from __future__ import annotations

from datetime import date, datetime, time

import openpyxl
import pytest

from iopsched.formats.workbook.reading import text_of
from iopsched.model.errors import FileFormatError
from iopsched.model.scenario import Scenario
from iopsched.model.time import format_windows


@pytest.mark.parametrize(
    ("typed", "free"),
    [
        ("Mon 17:00-21:00; Sat 9-13", ["Mon 17:00-21:00", "Sat 09:00-13:00"]),
        ("mon,wed 17-21\nSat", ["Mon 17:00-21:00", "Wed 17:00-21:00", "Sat 00:00-24:00"]),
        ("Mon-Fri 08:00\N{EN DASH}16:30 ;", ["Mon-Fri 08:00-16:30"]),
        ("daily 9-12", ["Mon-Sun 09:00-12:00"]),
        ("Fri 22-2", ["Fri 22:00-24:00", "Sat 00:00-02:00"]),
        ("Never", []),
    ],
)
def test_free_hours_are_easy_to_type(edit, typed, free):
    patient = Scenario.read(edit({"Patients": {"H2": typed}})).patients[0]
    assert format_windows(patient.availability.free) == free


@pytest.mark.parametrize(
    ("typed", "busy"),
    [
        ("Mon-Fri 8-16:30 (work)", [(["Mon-Fri 08:00-16:30"], "work")]),
        ("Mon 8-9; Tue 9-10 (School); Wed 10-11", [(["Mon 08:00-09:00", "Tue 09:00-10:00"], "school"),
                                                  (["Wed 10:00-11:00"], "other")]),
        ("Tue", [(["Tue 00:00-24:00"], "other")]),
        ("Mon 8-9 (work)\nMon 8-9 (work)", [(["Mon 08:00-09:00"], "work"), (["Mon 08:00-09:00"], "work")]),
        ("none", []),
    ],
)  # fmt: skip
def test_busy_hours_carry_their_reasons(edit, typed, busy):
    patient = Scenario.read(edit({"Patients": {"I2": typed}})).patients[0]
    assert [(format_windows(entry.when), entry.reason) for entry in patient.availability.busy] == busy


@pytest.mark.parametrize(
    ("typed", "code", "shown"),
    [
        ("Mon 8-9 (wrok)", "unknown-value", "did you mean work?"),
        ("Mon 8-9 (work", "bad-window", "write it as"),
        ("Mon 8-9) (work)", "bad-window", "write it as"),
        ("Mon 8-9 (work) Tue 9-10", "bad-window", "write it as"),
        ("Mon" + " " * 30_000 + "x", "bad-window", "write it as"),
        ("(work) tomorrow", "bad-window", "write it as"),
    ],
)
def test_busy_hours_that_cannot_be_read_are_told(problems_of, typed, code, shown):
    [(found, place, _, proposal)] = problems_of({"Patients": {"I2": typed}})
    assert (found, place) == (code, "week.xlsx!Patients!I2")
    assert shown in proposal


def test_lists_amounts_choices_and_truths(edit):
    week = Scenario.read(edit({
        "Equipment": {"A2": "kit", "A3": "mats"},
        "Services": {"J2": "kit; mats = 3", "I2": 'sink, "big, bright"\nmats',
                     "D3": "Individual Therapy", "Q3": "Allowed", "H3": False, "V3": "No"},
    }))  # fmt: skip
    first, second = week.services
    assert first.equipment == {"kit": 1, "mats": 3}
    assert first.room_features == ("sink", "big, bright", "mats")
    assert (second.kind, second.telehealth, second.needs_room) == ("individual therapy", "allowed", False)


def test_an_amount_that_stands_twice_is_told(problems_of):
    found = problems_of({"Equipment": {"A2": "kit"}, "Services": {"J2": "kit = 1; kit = 2"}})
    assert [(code, place) for code, place, _, _ in found] == [("wrong-type", "week.xlsx!Services!J2")]


def test_cells_of_any_type_are_taken_for_what_they_show(edit):
    week = Scenario.read(edit({
        "Week": {"B2": 2026, "B3": date(2026, 1, 5)},
        "Policies": {"C2": datetime(2026, 1, 1), "D2": True},  # noqa: DTZ001  spreadsheets know no zones
        "Rooms": {"A2": 101.0, "C2": "14"},
        "Care plans": {"F2": date(2025, 12, 1), "E2": 2},
    }))  # fmt: skip
    assert (week.title, str(week.calendar.week)) == ("2026", "2026-01-05")
    assert (week.rooms[0].id, week.rooms[0].capacity) == ("101", 14)
    assert str(week.policies[0].as_of) == "2026-01-01"
    assert [str(day) for day in week.patients[0].care_plan.items[0].received] == ["2025-12-01"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (3.0, "3"), (2.5, "2.5"), (4, "4"), (True, "yes"), (False, "no"), (time(17, 30), "17:30"),
     (date(2026, 1, 5), "2026-01-05"), (datetime(2026, 1, 5, 8), "2026-01-05 08:00")],  # noqa: DTZ001  as above
)  # fmt: skip
def test_values_are_shown_as_typed(value, text):
    assert text_of(value) == text


def test_a_fraction_where_a_count_belongs_is_told(problems_of):
    [(code, place, message, _)] = problems_of({"Rooms": {"C2": 2.5}})
    assert (code, place, message) == ("wrong-type", "week.xlsx!Rooms!C2",
                                      "room R-1: capacity is '2.5' where a whole number is expected")  # fmt: skip


def test_headings_may_be_fields_in_any_order_and_case(workbook, scenario):
    book = openpyxl.load_workbook(workbook)
    page = book["Patients"]
    page["H1"], page["B1"] = "availability.free", "POLICY"
    for row in page.iter_rows(max_row=3):
        row[0].value, row[1].value = row[1].value, row[0].value
    book["Care plans"].title = "care_plans"
    page.insert_rows(2, 3)
    book.move_sheet("Patients", -10)
    book.save(workbook)
    assert Scenario.read(workbook) == scenario


def test_a_formula_counts_as_what_it_shows_and_must_show_something(edit, workbook, tmp_path):
    from xlsxwriter import Workbook

    path = edit({"Rooms": {"C2": "=7+7"}})  # no program has worked it out
    with pytest.raises(FileFormatError, match="a formula here has no value: open the workbook") as caught:
        Scenario.read(path)
    assert caught.value.path == f"{workbook}!Rooms!C2"
    with Workbook(tmp_path / "f.xlsx") as book:
        page = book.add_worksheet("Rooms")
        page.write_row(0, 0, ["Id", "Site", "Capacity"])
        page.write_formula(1, 2, "=7+7", value=14)
    from iopsched.formats.workbook.reading import read_workbook

    assert read_workbook(tmp_path / "f.xlsx")[0].by_name["Rooms"].rows[1][2] == "14"


def test_other_workbooks_are_asked_for_as_xlsx(tmp_path):
    for suffix in (".xls", ".ods", ".xlsm"):
        with pytest.raises(FileFormatError, match=r"workbooks are read as \.xlsx: save it as one"):
            Scenario.read(tmp_path / f"week{suffix}")
