"""`iopsched export`."""

import copy
import csv
import io
import json
import re
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from icalendar import Calendar

from iopsched.model.schedule import Schedule


def events(path):
    """The events of a calendar file."""
    return Calendar.from_ical(Path(path).read_bytes()).events


@pytest.fixture
def changed(tmp_path, week, schedule):
    """Files of the week: without its date; and of the schedule: without Tuesday's group."""
    data, agreed = json.loads(Path(week).read_text()), json.loads(Path(schedule).read_text())
    abstract = copy.deepcopy(data) | {"calendar": {}}
    files = {"abstract": abstract, "bare": {"sessions": agreed["sessions"]},
             "fewer": agreed | {"sessions": agreed["sessions"][:2]},
             "other": agreed | {"week": "2026-11-30"}}  # fmt: skip
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    return {name: str(tmp_path / f"{name}.json") for name in files}


def test_everything_at_once(run, week, schedule, tmp_path):
    done = run("export", week, schedule, "--ics", tmp_path / "out", "--fhir", tmp_path / "f.json",
               "--billing", tmp_path / "b.csv", "--csv-folder", tmp_path / "csv",
               "--xlsx", tmp_path / "w.xlsx")  # fmt: skip
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"Written to {tmp_path / 'out'}: 6 calendars." in done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{it}.ics" for it in (
        "clinician-C-1", "clinician-C-2", "patient-P-1", "patient-P-2", "room-R-1", "room-R-2")}  # fmt: skip
    assert len(events(tmp_path / "out" / "patient-P-1.ics")) == 3
    assert len(Bundle.model_validate_json((tmp_path / "f.json").read_text()).entry) == 4 + 6 + 3
    assert len((tmp_path / "b.csv").read_text().splitlines()) == 1 + 5
    assert Schedule.read(tmp_path / "w.xlsx").sessions == Schedule.read(schedule).sessions
    assert (tmp_path / "csv" / "week" / "patients.csv").exists()
    assert (tmp_path / "csv" / "schedule" / "sessions.csv").exists()


def test_json_lists_the_files(run, week, schedule, tmp_path):
    done = run("export", week, schedule, "--ics", tmp_path / "out", "--patient", "P-2", "--json")
    assert json.loads(done.stdout) == {"schema_version": 1, "written": [str(tmp_path / "out" / "patient-P-2.ics")]}
    assert done.stderr == ""


def test_to_standard_output(run, week, schedule):
    done = run("export", week, schedule, "--billing", "-")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["patient"], row["date"], row["service"]) for row in rows] == [
        ("P-1", "2026-11-23", "individual"), ("P-1", "2026-11-23", "process"), ("P-1", "2026-11-24", "process"),
        ("P-2", "2026-11-23", "process"), ("P-2", "2026-11-24", "process"),
    ]  # fmt: skip
    assert done.stderr == ""


def test_who_is_asked_for(run, week, schedule, tmp_path):
    run("export", week, schedule, "--ics", tmp_path, "--clinician", "C-2", "--room", "R-1", "--quiet")
    assert {path.name for path in tmp_path.glob("*.ics")} == {"clinician-C-2.ics", "room-R-1.ics"}


@pytest.mark.parametrize("flag", ["--patient", "--clinician", "--room"])
def test_somebody_unknown(run, week, schedule, tmp_path, flag):
    done = run("export", week, schedule, "--ics", tmp_path / "out", flag, "X-9")
    assert done.exit_code == 2
    assert f"no {flag[2:]} X-9 in this week" in done.stderr
    assert not (tmp_path / "out").exists()


def test_names_from_a_key_file(run, week, schedule, tmp_path):
    (tmp_path / "names.csv").write_text("id,name\nP-1,Ann Example\nC-2,Dr. Example\n")
    run("export", week, schedule, "--ics", tmp_path, "--names", tmp_path / "names.csv", "--clinician", "C-2")
    (event,) = events(tmp_path / "clinician-C-2.ics")
    assert event["description"] == "Patients: Ann Example"
    bare = run("export", week, schedule, "--billing", "-", "--names", tmp_path / "names.csv").stdout
    assert "P-1,Ann Example," in bare


def test_titles(run, week, schedule, tmp_path):
    run("export", week, schedule, "--ics", tmp_path, "--titles", "service")
    assert {str(it["summary"]) for it in events(tmp_path / "patient-P-2.ics")} == {"process evening"}
    run("export", week, schedule, "--ics", tmp_path, "--titles", "neutral")
    assert {str(it["summary"]) for it in events(tmp_path / "clinician-C-1.ics")} == {"Session"}


def test_previous_cancels_what_is_gone(run, week, schedule, changed, tmp_path):
    run("export", week, schedule, "--ics", tmp_path, "--as-of", "2026-11-20T12:00:00Z")
    before = {str(it["uid"]): it for it in events(tmp_path / "patient-P-2.ics")}
    done = run("export", week, changed["fewer"], "--previous", schedule, "--ics", tmp_path, "--unchecked",
               "--as-of", "2026-11-20T12:00:01Z")  # fmt: skip
    assert done.exit_code == 0
    after = {str(it["uid"]): it for it in events(tmp_path / "patient-P-2.ics")}
    assert before.keys() == after.keys()
    assert sorted((it["dtstart"].dt.strftime("%a"), str(it["status"])) for it in after.values()) == [
        ("Mon", "CONFIRMED"), ("Tue", "CANCELLED"),
    ]  # fmt: skip
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)


def test_ids_are_those_of_the_clinics_own_namespace(run, week, schedule):
    text = run("export", week, schedule, "--fhir", "-", "--system", "https://clinic.example/iop/").stdout
    systems = {it.rsplit("/", 1)[0] for it in re.findall(r'"system": "(.*)"', text) if "hl7.org" not in it}
    assert systems == {"https://clinic.example/iop"}


def test_previous_of_another_week(run, week, schedule, changed, tmp_path):
    done = run("export", week, schedule, "--previous", changed["other"], "--ics", tmp_path / "out")
    assert done.exit_code == 3
    assert "is a schedule for the week of 2026-11-30, not for that of 2026-11-23" in done.stderr


def test_calendars_of_an_earlier_edition_are_told(run, week, schedule, tmp_path):
    (tmp_path / "patient-P-9.ics").touch()
    done = run("export", week, schedule, "--ics", tmp_path)
    assert "1 calendar of an earlier edition left" in " ".join(done.stderr.split())
    assert "patient-P-9.ics: use --previous to cancel what is gone" in " ".join(done.stderr.split())
    assert run("export", week, schedule, "--ics", tmp_path, "--quiet").stderr == ""


@pytest.mark.parametrize("target", ["--ics", "--fhir"])
def test_an_abstract_week_needs_a_date(run, changed, illegal, tmp_path, target):
    done = run("export", changed["abstract"], illegal, target, tmp_path / "out")
    assert done.exit_code == 2
    assert "the week has no date" in done.stderr
    assert "--week 2026-11-02 --zone America/New_York" in done.stderr
    assert not (tmp_path / "out").exists()
    dated = ("--week", "2026-11-02", "--zone", "America/New_York")
    assert run("export", changed["abstract"], changed["bare"], target, tmp_path / "out", *dated).exit_code == 0


def test_a_date_needs_a_zone(run, changed, tmp_path):
    done = run("export", changed["abstract"], changed["bare"], "--ics", tmp_path / "out", "--week", "2026-11-02")
    assert done.exit_code == 2
    assert "the week has no time zone, which calendars and records need: add --zone America/New_York" in done.stderr


def test_billing_of_an_abstract_week_has_no_dates(run, changed):
    rows = list(
        csv.DictReader(io.StringIO(run("export", changed["abstract"], changed["bare"], "--billing", "-").stdout))
    )
    assert {row["day"] for row in rows} == {"Mon", "Tue"}
    assert "date" not in rows[0]


@pytest.mark.parametrize(("flags", "said"), [
    (["--week", "2026-11-03", "--zone", "UTC"], "2026-11-03 is a Tuesday: write its Monday, 2026-11-02"),
    (["--week", "2026-11-02", "--zone", "New York"], "this is no time zone"),
    (["--week", "2026-11-02", "--zone", "../../etc/passwd"], "this is no time zone"),
])  # fmt: skip
def test_a_wrong_date_or_zone(run, changed, tmp_path, flags, said):
    done = run("export", changed["abstract"], changed["bare"], "--ics", tmp_path / "out", *flags)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize("flags", [["--week", "2026-11-30"], ["--zone", "America/New_York"]])
def test_a_dated_week_keeps_its_date(run, week, schedule, tmp_path, flags):
    done = run("export", week, schedule, "--ics", tmp_path / "out", *flags)
    assert done.exit_code == 2
    assert f"leave {flags[0]} out" in done.stderr


def test_a_schedule_of_another_week(run, week, changed, tmp_path):
    done = run("export", week, changed["other"], "--ics", tmp_path / "out")
    assert done.exit_code == 3
    assert "the schedule is for the week of 2026-11-30, IN for that of 2026-11-23" in done.stderr


def test_an_illegal_schedule_is_not_handed_over(run, week, illegal, tmp_path):
    done = run("export", week, illegal, "--billing", tmp_path / "b.csv")
    assert done.exit_code == 6
    assert "group-size" in done.stderr
    assert not (tmp_path / "b.csv").exists()
    assert run("export", week, illegal, "--billing", tmp_path / "b.csv", "--unchecked").exit_code == 0


def test_a_week_is_checked_as_the_one_it_is_dated_for(run, tmp_path, changed):
    data = json.loads(Path(changed["abstract"]).read_text())
    off = {"availability": {"weeks": [{"week": "2026-11-02", "free": []}]}}
    data["clinicians"][1] |= off
    path = tmp_path / "rotating.json"
    path.write_text(json.dumps(data))
    zone = ("--zone", "America/New_York", "--ics", tmp_path / "out")
    done = run("export", path, changed["bare"], "--week", "2026-11-02", *zone)
    assert done.exit_code == 6
    assert "clinician-availability" in done.stderr
    assert run("export", path, changed["bare"], "--week", "2026-11-09", *zone).exit_code == 0


@pytest.mark.parametrize("flags", [
    [], ["--fhir", "-", "--billing", "-"], ["--fhir", "-", "--json"], ["--billing", "b.csv", "--room", "R-1"],
    ["--csv-folder", "csv", "--patient", "P-1"], ["--xlsx", "week.xlsx", "--clinician", "C-1"],
    ["--ics", "-"], ["--fhir", "f.json", "--system", "my clinic"], ["--fhir", "f.json", "--system", "clinic"],
    ["--ics", "out", "--as-of", "2019-12-31T23:59:59Z"],
], ids=" ".join)  # fmt: skip
def test_wrong_calls(run, week, schedule, flags, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    done = run("export", week, schedule, *flags)
    assert done.exit_code == 2
    assert sorted(tmp_path.iterdir()) == before


def test_an_input_is_never_overwritten(run, week, schedule):
    for flag in ("--fhir", "--billing"):
        done = run("export", week, schedule, flag, week)
        assert done.exit_code == 2
        assert f"Invalid value for {flag}: {week} is an input: it is never overwritten" in done.stderr


@pytest.mark.parametrize(("flag", "name", "said"), [
    ("--xlsx", "week.csv", "week.csv must end in .xlsx"),
    ("--billing", "billing.xlsx", "billing.xlsx would be no workbook"),
    ("--fhir", "week.ods", "week.ods would be no workbook"),
])  # fmt: skip
def test_a_file_is_what_its_name_says(run, week, schedule, tmp_path, flag, name, said):
    done = run("export", week, schedule, flag, tmp_path / name)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / name).exists()


def test_csv_files_that_are_there_stay_and_nothing_else_is_written(run, week, schedule, tmp_path):
    assert run("export", week, schedule, "--csv-folder", tmp_path / "csv").exit_code == 0
    done = run("export", week, schedule, "--csv-folder", tmp_path / "csv", "--billing", tmp_path / "b.csv")
    assert done.exit_code == 2
    assert f"{tmp_path / 'csv' / 'schedule'} already exists: choose another folder" in done.stderr
    assert not (tmp_path / "b.csv").exists()


def test_a_folder_that_cannot_be_made(run, week, schedule, tmp_path):
    done = run("export", week, schedule, "--ics", tmp_path / "week.json" / "out")
    assert done.exit_code == 1
    assert "cannot make the folder" in done.stderr
