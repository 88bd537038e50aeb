"""`recommend` and `explain`: what they print, what they exit with, and what a patient may read."""

import json

import pytest

from iopsched.check import check
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

CANARY = "CANARY-77"
PLAN = {"items": [{"service": "process", "min": 2, "max": 2}]}
WEEK = {
    "sites": [{"id": "main", "hours": ["Mon-Fri 16:00-21:00"]}],
    "rooms": [{"id": "R-1", "site": "main", "capacity": 8}],
    "clinicians": [{"id": "C-1"}],
    "services": [{"id": "process", "duration_minutes": 90, "contact_minutes": 90, "min_size": 2, "max_size": 3}],
    "groups": [
        {"id": "process evening", "service": "process", "starts": {"at": ["Mon 18:00", "Tue 18:00"]},
         "sessions_per_week": {"min": 1, "max": 2}},
    ],
    "policies": [{"id": "payer", "source": "made up", "as_of": "2026-01-01"}],
    "patients": [
        {"id": CANARY, "policy": "payer", "care_plan": PLAN},
        {"id": "P-2", "policy": "payer", "care_plan": PLAN},
        {"id": "P-3", "policy": "payer", "care_plan": PLAN, "availability": {"busy": [{"when": "Mon"}]}},
        {"id": "P-4", "policy": "payer", "care_plan": PLAN},
    ],
    "keep_apart": [{"patients": [CANARY, "P-4"]}],
}  # fmt: skip


def session(start, end, *attendees):
    return {"service": "process", "group": "process evening", "start": start, "end": end, "site": "main",
            "room": "R-1", "leaders": ["C-1"], "attendees": attendees}  # fmt: skip


AGREED = {
    "sessions": [session("Mon 18:00", "Mon 19:30", CANARY, "P-2"), session("Tue 18:00", "Tue 19:30", CANARY, "P-2")]
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the week, what is agreed, and a newcomer."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.json").write_text(json.dumps(WEEK))
    (tmp_path / "agreed.json").write_text(json.dumps(AGREED))
    (tmp_path / "new.json").write_text(json.dumps({"id": "P-9", "policy": "payer", "care_plan": PLAN}))
    return tmp_path


def test_a_patient_of_the_week_gets_a_seat(folder, run):
    done = run("recommend", "week.json", "agreed.json", "--patient", "P-3", "--json", "-o", "new-schedule.json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [s["start"] for s in found["weeks"][0]["sessions"]] == ["Tue 18:00"]
    assert found["weeks"][0]["tiers"]["needs"] < 0
    written = Schedule.read(folder / "new-schedule.json")
    assert check(Scenario.read(folder / "week.json"), written).legal


def test_a_newcomer_from_a_file_gets_a_whole_week(folder, run):  # noqa: ARG001 - its files
    done = run("recommend", "week.json", "agreed.json", "--patient", "new.json", "--k", "1")
    assert done.exit_code == 0, done.output
    assert "Week 1 for P-9" in done.stdout
    assert done.stdout.count("takes a seat") == 2


def test_a_seat_goes_to_whom_it_serves_in_a_stated_order(folder, run):  # noqa: ARG001 - its files
    done = run("recommend", "week.json", "agreed.json", "--seat", "Tue 18:00 process evening", "--json")
    found = json.loads(done.stdout)
    assert [offer["patient"] for offer in found["offers"]] == ["P-3"]
    assert found["order"][0] == "higher priority first"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["recommend"], 2),
        (["recommend", "--patient", "P-3", "--seat", "Tue 18:00 process evening"], 2),
        (["recommend", "--patient", "P-77"], 3),
        (["recommend", "--seat", "Tue 18:00 nothing"], 3),
        (["explain", "--audience", "patient"], 2),
        (["explain", "--patient", "P-77"], 3),
        (["explain", "--patient", "P-3", "--why-not", "process evening on Sunday"], 3),
    ],
)
def test_wrong_questions_are_refused(folder, run, arguments, code):  # noqa: ARG001 - its files
    name, *rest = arguments
    assert run(name, "week.json", "agreed.json", *rest).exit_code == code


def test_a_need_is_explained_with_rules_and_fixes(folder, run):  # noqa: ARG001 - its files
    done = run("explain", "week.json", "agreed.json", "--patient", "P-3", "--json")
    (found,) = json.loads(done.stdout)["explanations"]
    assert found["verdict"] == "impossible"
    assert [reason["code"] for reason in found["core"]] == ["patient-availability"]
    assert [step["words"] for step in found["fixes"][0]["steps"]] == ["P-3 free Mon 18:00-19:30"]


def test_why_not_names_the_rule_in_the_way(folder, run):  # noqa: ARG001 - its files
    done = run("explain", "week.json", "agreed.json", "--patient", "P-4", "--why-not", "Tue 18:00 process evening")
    assert "keep-apart" in done.stdout
    assert CANARY in done.stdout


def test_why_not_tells_the_price_of_what_is_possible(folder, run):  # noqa: ARG001 - its files
    done = run(
        "explain", "week.json", "agreed.json", "--patient", "P-3", "--why-not", "process evening on Tue", "--json"
    )
    (found,) = json.loads(done.stdout)["explanations"]
    assert found["verdict"] == "possible"
    assert found["price"]["tiers"]["needs"] < 0


@pytest.mark.parametrize("extra", [[], ["--why-not", "Tue 18:00 process evening"], ["--json"]])
def test_nothing_for_a_patient_names_another(folder, run, extra):  # noqa: ARG001 - its files
    done = run("explain", "week.json", "agreed.json", "--patient", "P-4", "--audience", "patient", *extra)
    assert done.exit_code == 0, done.output
    assert CANARY not in done.output
    assert "P-2" not in done.output
