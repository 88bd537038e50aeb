"""Weeks, results and ways to run commands, shared by the tests of the command line."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from iopsched.check import check
from iopsched.cli import main
from iopsched.model.result import Result, Run
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.summary import summarise

WEEK = {
    "title": "two evenings",
    "calendar": {"week": "2026-11-23", "zone": "America/Chicago"},
    "sites": [{"id": "main", "hours": ["Mon-Fri 16:00-21:00"]}],
    "rooms": [{"id": "R-1", "site": "main", "capacity": 8}, {"id": "R-2", "site": "main", "capacity": 3}],
    "clinicians": [{"id": "C-1", "weekly_contact_minutes_max": 600}, {"id": "C-2"}],
    "services": [
        {"id": "process", "duration_minutes": 90, "contact_minutes": 90, "min_size": 2, "max_size": 6},
        {
            "id": "individual",
            "format": "individual",
            "duration_minutes": 50,
            "contact_minutes": 50,
            "starts": {"at": ["Mon 17:00", "Tue 17:00"]},
        },
    ],
    "groups": [
        {"id": "process evening", "service": "process", "starts": {"at": ["Mon 18:00", "Tue 18:00"]},
         "sessions_per_week": {"min": 2, "max": 2}},
    ],
    "policies": [
        {"id": "payer", "source": "made up", "as_of": "2026-01-01", "weekly_contact_minutes": {"min": 180, "max": 300},
         "service_days": {"min": 2}},
    ],
    "patients": [
        {"id": "P-1", "policy": "payer", "care_plan": {"items": [
            {"service": "process", "min": 2, "max": 2}, {"service": "individual", "min": 1, "max": 1}]}},
        {"id": "P-2", "policy": "payer", "care_plan": {"items": [{"service": "process", "min": 2, "max": 2}]}},
    ],
}  # fmt: skip
"""A week in which every need can be met."""

GROUP = {"service": "process", "group": "process evening", "site": "main", "room": "R-1", "leaders": ["C-1"],
         "attendees": ["P-1", "P-2"]}  # fmt: skip
SESSIONS = [
    {"service": "individual", "start": "Mon 17:00", "end": "Mon 17:50", "site": "main", "room": "R-2",
     "leaders": ["C-2"], "attendees": ["P-1"]},
    {**GROUP, "start": "Mon 18:00", "end": "Mon 19:30"},
    {**GROUP, "start": "Tue 18:00", "end": "Tue 19:30"},
]  # fmt: skip
"""A legal schedule of it that meets every need."""

MEETING = {"group": "process evening", "start": "Mon 18:00"}


def busy_on(day):
    """The week with P-2 at work on `day`, so that a need must stay unmet."""
    first, second = WEEK["patients"]
    return {**WEEK, "patients": [first, {**second, "availability": {"busy": [{"when": day, "reason": "work"}]}}]}


@pytest.fixture
def week(tmp_path):
    """A file with a week in which every need can be met."""
    return written(tmp_path / "week.json", WEEK)


@pytest.fixture
def short_week(tmp_path):
    """A file with a week in which a need must stay unmet."""
    return written(tmp_path / "short.json", busy_on("Tue"))


@pytest.fixture
def contradiction(tmp_path):
    """A file with a week whose pins contradict a hard rule: P-2 is at work when pinned."""
    pins = [{**MEETING, "attendee": "P-2", "id": "promised"}]
    return written(tmp_path / "contradiction.json", {**busy_on("Mon"), "pins": pins})


@pytest.fixture
def wrong(tmp_path):
    """A file with two errors: an unknown field and a room without capacity."""
    return written(tmp_path / "wrong.json", {**WEEK, "colour": "blue", "rooms": [{"id": "R-1", "site": "main"}]})


@pytest.fixture
def schedule(tmp_path):
    """A file with a legal schedule."""
    return written(tmp_path / "schedule.json", {"sessions": SESSIONS, "week": "2026-11-23"})


@pytest.fixture
def illegal(tmp_path):
    """A file with a schedule that breaks a rule: the group is too small on Tuesday."""
    return written(tmp_path / "illegal.json", {"sessions": [*SESSIONS[:2], {**SESSIONS[2], "attendees": ["P-1"]}]})


@pytest.fixture
def result():
    """The result that the legal schedule would be."""
    return result_of(WEEK, SESSIONS)


@pytest.fixture
def result_file(tmp_path, result):
    """A file with it."""
    path = tmp_path / "result.json"
    path.write_text(result.model_dump_json())
    return str(path)


@pytest.fixture
def run():
    """Run a command in this process: `run("check", week, schedule).exit_code`."""

    def invoke(*arguments, stdin=None):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin, catch_exceptions=False)

    return invoke


@pytest.fixture(scope="session")
def soon_s():
    """Seconds within which a stopped process must have ended: two, and more where starting Python is slow already."""
    before = time.monotonic()
    subprocess.run([sys.executable, "-c", "import iopsched.cli"], check=True)
    return max(2.0, 6 * (time.monotonic() - before))


def written(path: Path, data) -> str:
    """Write `data` as JSON and return the path."""
    path.write_text(json.dumps(data))
    return str(path)


def result_of(week, sessions, *, status="optimal", stop_rule="proved"):
    """Make the result of a schedule, priced by the checker."""
    scenario = Scenario.model_validate(week)
    schedule = Schedule.model_validate({"sessions": sessions, "week": "2026-11-23", "zone": "America/Chicago"})
    report = check(scenario, schedule)
    return Result(
        status=status,
        cost=report.cost,
        bound=report.cost if status == "optimal" else 0,
        gap=0.0 if status == "optimal" else 1.0,
        tiers=report.tiers,
        unmet=report.unmet,
        schedule=schedule,
        summary=summarise(scenario, schedule),
        run=Run(versions={}, options={}, seed=0, stop_rule=stop_rule, engine="cp-sat", seconds={}),
    )
