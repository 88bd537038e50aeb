"""`iopsched compare`: two schedules side by side, in words and in JSON."""

import json

import pytest

from tests.cli.conftest import SESSIONS, written


@pytest.fixture
def other(tmp_path):
    """The same week without P-2 on Tuesday, led by somebody else: illegal, since the group is too small."""
    changed = {**SESSIONS[2], "attendees": ["P-1"], "leaders": ["C-2"]}
    return written(tmp_path / "other.json", {"sessions": [*SESSIONS[:2], changed]})


def test_needs_cost_moves_and_load_are_shown(run, week, schedule, other):
    done = run("compare", week, schedule, other)
    assert done.exit_code == 0
    for words in ("every need met", "no, 1 violation", "worse off: P-2", "Load", "C-1", "3 h", "1.5 h", "no longer"):
        assert words in done.stdout


def test_json_has_the_same(run, week, schedule, other):
    data = json.loads(run("compare", week, schedule, other, "--json").stdout)
    assert (data["before"]["legal"], data["after"]["legal"]) == (True, False)
    assert (data["before"]["needs_met"], data["after"]["needs_met"]) == (2, 1)
    assert data["worse"] == ["P-2"]
    assert data["disruption"]["units"] == {"moved-patient": 1, "changed-leader": 1, "changed-room": 0}
    assert [(load["clinician"], load["before_minutes"], load["after_minutes"]) for load in data["load"]] == [
        ("C-1", 180, 90),
        ("C-2", 50, 140),
    ]


def test_a_schedule_is_like_itself(run, week, schedule, result_file):
    data = json.loads(run("compare", week, schedule, result_file, "--json").stdout)
    assert (data["better"], data["worse"], data["load"], data["disruption"]["moves"]) == ([], [], [], [])
    assert "nothing differs" in run("compare", week, schedule, result_file).stdout


def test_only_one_can_be_standard_input(run, week):
    assert run("compare", week, "-", "-", stdin="{}").exit_code == 2
