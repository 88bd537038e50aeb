"""`iopsched show`."""

import json
import re
from pathlib import Path

import pytest


def test_by_day(run, result_file):
    done = run("show", result_file)
    assert done.exit_code == 0
    assert done.stdout.startswith("two evenings, week of 23 November 2026\n")
    assert "proved optimal" in done.stdout
    monday, tuesday = re.split(r"Tuesday 24 November", done.stdout)
    assert "Monday 23 November" in monday
    assert re.search(r"17:00-17:50\s+individual\s+R-2\s+C-2\s+P-1\n", monday)
    assert re.search(r"18:00-19:30\s+process evening\s+R-1\s+C-1\s+2/6 ", monday)
    assert "individual" not in tuesday


def test_by_patient(run, result_file):
    done = run("show", result_file, "--by", "patient")
    assert re.search(r"P-1\s+3 h 50 min counted \(3 to 5 h\), 2 service days", done.stdout)
    assert re.search(r"P-2\s+3 h counted \(3 to 5 h\), 2 service days", done.stdout)


def test_somebody_asked_for_is_shown_as_a_patient_unless_said_otherwise(run, result_file):
    asked = run("show", result_file, "--patient", "P-1").stdout
    assert asked == run("show", result_file, "--patient", "P-1", "--by", "patient").stdout
    assert asked != run("show", result_file, "--patient", "P-1", "--by", "day").stdout
    assert json.loads(run("show", result_file, "--patient", "P-1", "--json").stdout)["by"] == "patient"


def test_by_patient_names_unmet_needs(run, short_week, tmp_path):
    path = tmp_path / "empty.json"
    path.write_text('{"sessions": []}')
    done = run("show", path, "--by", "patient", "--scenario", short_week)
    assert "7 needs of 2 patients unmet" in done.stdout
    assert re.search(r"P-1\s+no sessions", done.stdout)
    assert re.search(r"unmet: care-plan individual, 1 session", done.stdout)


def test_by_clinician(run, result_file):
    done = run("show", result_file, "--by", "clinician")
    assert re.search(r"C-1\s+3 h led of at most 10 h", done.stdout)
    assert re.search(r"Mon 23\s+18:00-19:30\s+process evening\s+R-1\s+P-1, P-2", done.stdout)


def test_by_room(run, result_file):
    done = run("show", result_file, "--by", "room")
    assert re.search(r"R-1\s+2 sessions, 3 h", done.stdout)
    assert re.search(r"R-2\s+1 session, 50 min", done.stdout)


def test_one_patient(run, result_file):
    done = run("show", result_file, "--by", "patient", "--patient", "P-2")
    assert "P-2" in done.stdout
    assert "P-1" not in done.stdout
    by_day = run("show", result_file, "--patient", "P-2").stdout
    assert "individual" not in by_day


@pytest.mark.parametrize("by", ["day", "patient", "clinician", "room", "week"])
def test_data_on_one_patient_tell_of_nobody_else(run, result_file, by):
    text = run("show", result_file, "--by", by, "--patient", "P-2", "--json").stdout
    assert "P-2" in text
    assert "P-1" not in text


def test_a_patient_who_is_not_there(run, result_file):
    done = run("show", result_file, "--patient", "P-9")
    assert done.exit_code == 2
    assert "no patient P-9" in done.stderr


@pytest.mark.parametrize("by", ["day", "patient", "clinician", "room"])
def test_a_bare_schedule(run, schedule, by):
    done = run("show", schedule, "--by", by)
    assert done.exit_code == 0
    assert "process evening" in done.stdout


def test_a_bare_schedule_with_its_week_has_seats_and_hours(run, schedule, week):
    assert "2 patients" in run("show", schedule).stdout
    assert "2/6" in run("show", schedule, "--scenario", week).stdout
    assert "3 h counted" in run("show", schedule, "--scenario", week, "--by", "patient").stdout


@pytest.mark.parametrize(("by", "keys"), [
    ("day", ["Mon", "Tue"]), ("patient", ["P-1", "P-2"]), ("clinician", ["C-1", "C-2"]), ("room", ["R-1", "R-2"]),
    ("week", ["2026-11-23"]),
])  # fmt: skip
def test_json(run, result_file, by, keys):
    data = json.loads(run("show", result_file, "--by", by, "--json").stdout)
    assert [entry[by] for entry in data["entries"]] == keys
    assert data["week"] == "2026-11-23"
    session = data["entries"][-1]["sessions"][0]
    assert {"service", "group", "start", "end", "room", "leaders", "attendees", "seats"} <= session.keys()


def test_standard_input(run, result_file):
    text = Path(result_file).read_text()
    assert run("show", "-", stdin=text).stdout == run("show", result_file).stdout


def test_plain_text_fits_eighty_columns(run, result_file):
    for by in ("day", "patient", "clinician", "room", "week"):
        lines = run("show", result_file, "--by", by).stdout.splitlines()
        assert max(map(len, lines)) <= 80
        assert not any(line != line.rstrip() for line in lines)


def test_a_result_without_a_schedule(run, tmp_path, result):
    path = tmp_path / "none.json"
    path.write_text(result.model_copy(update={"schedule": None, "status": "nothing-found"}).model_dump_json())
    done = run("show", path)
    assert done.exit_code == 3
    assert "no schedule" in done.stderr


def test_what_is_no_schedule(run, wrong):
    assert run("show", wrong).exit_code == 3
