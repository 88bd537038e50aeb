"""`iopsched show --by week`: rooms and clinicians hour by hour, and how much each leads."""

import json
import re

import pytest

from iopsched.model.result import Result


def lanes(text, heading):
    """Return the lines below a heading by their first word."""
    part = re.split(rf"^{heading}.*\n[─-]+\n.*\n", text, flags=re.MULTILINE)[1].split("\n\n")[0]
    return {line.split()[0]: " ".join(line.split()[1:]) for line in part.splitlines()}


def test_what_each_sign_means(run, result_file):
    text = run("show", result_file, "--by", "week").stdout
    # Mon and Tue from 17 to 20 in half hours: R-1 is a third full (2 of 6) for 90 minutes from 18:00
    assert lanes(text, "Rooms") == {"R-1": "··▂▂▂· ··▂▂▂·", "R-2": "••···· ······"}
    assert lanes(text, "Clinicians") == {"C-1": "··▂▂▂· ··▂▂▂· 3/10 h ━━──────", "C-2": "••···· ······ 0.833 h"}
    assert "one-to-one" in text


@pytest.mark.parametrize(("attendees", "sign"), [(1, "▁"), (3, "▄"), (5, "▆"), (6, "█")])
def test_the_fuller_the_higher(run, tmp_path, result, attendees, sign):
    sessions = list(result.schedule.sessions)
    people = tuple(f"P-{number}" for number in range(attendees))
    sessions[1] = sessions[1].model_copy(update={"attendees": people})
    changed = result.model_copy(update={"schedule": result.schedule.model_copy(update={"sessions": tuple(sessions)})})
    path = tmp_path / "changed.json"
    path.write_text(changed.model_dump_json())
    assert lanes(run("show", path, "--by", "week").stdout, "Rooms")["R-1"].startswith(f"··{sign * 3}·")


def test_one_patient_alone_has_no_loads(run, result_file):
    text = run("show", result_file, "--by", "week", "--patient", "P-2").stdout
    assert "R-2" not in text
    assert " h ━" not in text


def test_a_long_week_in_few_columns(run, result_file, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    lines = run("show", result_file, "--by", "week").stdout.splitlines()
    assert max(map(len, lines)) <= 40


def test_no_session_at_all(run, tmp_path):
    path = tmp_path / "empty.json"
    path.write_text(json.dumps({"sessions": []}))
    done = run("show", path, "--by", "week")
    assert done.exit_code == 0
    assert "Rooms" not in done.stdout


def test_a_bare_schedule(run, schedule):
    text = run("show", schedule, "--by", "week").stdout
    assert lanes(text, "Rooms")["R-1"] == "··███· ··███·"
    assert "█ a group (how full: with --scenario)" in text
    assert "nearly empty" not in text


def test_a_bare_schedule_with_its_week_says_how_full(run, schedule, week):
    text = run("show", schedule, "--scenario", week, "--by", "week").stdout
    assert lanes(text, "Rooms")["R-1"] == "··▂▂▂· ··▂▂▂·"
    assert "▁ to █ a group, nearly empty to full" in text


def test_results_stay_as_they_are(result):
    assert Result.model_validate_json(result.model_dump_json()) == result
