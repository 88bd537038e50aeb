"""The commands read workbooks and folders as they read YAML."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from iopsched.cli import main
from iopsched.formats import read_result
from iopsched.formats.tables import write_csv_folder
from iopsched.formats.workbook import write_scenario_workbook
from iopsched.model.scenario import Scenario


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=None):
        return CliRunner().invoke(main, arguments, input=stdin)

    return call


def test_the_walk_of_a_workbook(run):
    started = run("init", "--workbook", "week.xlsx")
    assert started.exit_code == 0
    assert "Next: iopsched solve week.xlsx -o schedule.json" in started.stderr
    assert run("validate", "week.xlsx").stdout == "week.xlsx: no errors; 8 patients, 4 clinicians, 6 groups, 4 rooms\n"
    assert run("solve", "week.xlsx", "-o", "schedule.json", "--quiet", "--workers", "2").exit_code == 0
    result = read_result("schedule.json")
    assert (result.status, result.unmet) == ("optimal", ())
    assert run("export", "week.xlsx", "schedule.json", "--xlsx", "schedule.xlsx").exit_code == 0
    checked = json.loads(run("check", "week.xlsx", "schedule.xlsx", "--json").stdout)
    assert (checked["legal"], checked["cost"]) == (True, result.cost)
    book = openpyxl.load_workbook("schedule.xlsx")
    book["Sessions"]["B2"], book["Sessions"]["C2"] = "Sun 09:00", "Sun 10:00"
    book.save("edited.xlsx")
    edited = run("check", "week.xlsx", "edited.xlsx")
    assert edited.exit_code == 6
    assert "site-hours" in edited.stdout + edited.stderr
    assert run("show", "edited.xlsx", "--scenario", "week.xlsx").exit_code == 0


def test_a_folder_is_read_as_a_week(run, scenario):
    write_csv_folder("week", scenario)
    assert run("validate", "week").exit_code == 0
    assert run("validate", ".").exit_code == 3


def test_any_week_becomes_a_workbook(run, scenario):
    write_csv_folder("week", scenario)
    assert run("init", "--workbook", "week.xlsx", "--from", "week").exit_code == 0
    assert Scenario.read("week.xlsx") == scenario
    assert run("init", "--workbook", "no.xlsx", "--from", "week/patients.csv").exit_code == 3


def test_a_text_is_not_written_under_the_name_of_a_workbook(run, tmp_path):
    told = run("solve", "-", "-o", "schedule.xlsx")
    assert told.exit_code == 2
    assert "export --xlsx" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_is_read_from_standard_input(run, scenario):
    write_scenario_workbook("week.xlsx", scenario)
    data = Path("week.xlsx").read_bytes()
    told = run("validate", "-", stdin=data)
    assert (told.exit_code, told.stdout.split(";")[0]) == (0, "<stdin>: no errors")
    broken = run("validate", "-", stdin=data[:200])
    assert broken.exit_code == 3
    assert "<stdin>: error not-readable: this is not an .xlsx workbook, or it is damaged" in broken.stderr


def test_mistakes_are_listed_with_their_cells(run):
    run("init", "--workbook", "week.xlsx", "--quiet")
    book = openpyxl.load_workbook("week.xlsx")
    book["Patients"]["I2"] = "Mon 8-25 (work)"
    book.save("week.xlsx")
    told = run("validate", "week.xlsx")
    assert told.exit_code == 3
    assert told.stdout.startswith(
        "week.xlsx!Patients!I2: error bad-clock: patient P-01: availability.busy[0].when[0]: "
    )


def test_a_workbook_that_is_there_stays(run, tmp_path):
    (tmp_path / "week.xlsx").write_text("mine")
    assert run("init", "--workbook", "week.xlsx").exit_code == 2
    assert (tmp_path / "week.xlsx").read_text() == "mine"


@pytest.mark.parametrize(
    "arguments", [[], ["clinic", "--from", "-"], ["clinic", "--workbook", "week.xlsx"], ["--workbook", "week.ods"]]
)
def test_init_needs_one_thing_to_write(run, tmp_path, arguments):
    assert run("init", *arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_said_to_machines(run):
    told = json.loads(run("init", "--workbook", "new/week.xlsx", "--json").stdout)
    assert told == {"schema_version": 1, "written": ["new/week.xlsx"]}
