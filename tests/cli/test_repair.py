"""`iopsched repair` and `iopsched solve --now`, on the real solver and a week of two patients."""

import json
from pathlib import Path

import pytest

AWAY = "clinician-away C-1 Tue"
OPTIONS = ("--workers", "1")


@pytest.fixture
def repaired(run, week, schedule, tmp_path):
    """Repair the agreed schedule and return what was written: `repaired("--change", ...)`."""

    def repair(*arguments):
        out = tmp_path / "new.json"
        done = run("repair", week, schedule, *OPTIONS, "-o", out, *arguments)
        assert done.exit_code == 0, done.stderr
        return json.loads(out.read_text()), done.stderr

    return repair


def test_the_result_says_who_moves_and_whom_to_tell(repaired):
    result, said = repaired("--change", AWAY)

    assert result["disruption"]["units"]["changed-leader"] == 1
    moves = {(move["patient"], move["kind"]) for move in result["disruption"]["moves"]}
    assert moves == {("P-1", "leader"), ("P-2", "leader")}
    told = {(notice["audience"], notice["who"], notice["kind"]) for notice in result["disruption"]["notices"]}
    assert {("clinician", "C-1", "lost"), ("clinician", "C-2", "new")} <= told
    assert result["repair"]["gap"] == 0
    for words in ("Proved: no legal schedule changes less.", "another leader", "clinician C-2", "P-1, P-2"):
        assert words in said
    assert result["run"]["command"].startswith("iopsched repair ")
    assert "--change 'clinician-away C-1 Tue'" in result["run"]["command"]


def test_without_a_change_nothing_changes(repaired, schedule):
    result, said = repaired()
    assert len(result["schedule"]["sessions"]) == len(json.loads(Path(schedule).read_text())["sessions"])
    assert result["disruption"]["moves"] == []
    assert "Nothing has to change" in said


def test_the_week_as_it_is_now_can_be_written(run, repaired, tmp_path):
    out = tmp_path / "now.yaml"
    repaired("--change", AWAY, "--week-out", out)
    assert "reason: leave" in out.read_text()
    assert run("check", out, tmp_path / "new.json").exit_code == 0
    assert run("solve", out, *OPTIONS, "--quiet").exit_code == 0


def test_what_took_place_before_now_stays(repaired):
    result, _ = repaired("--now", "Tue 12:00", "--change", "clinician-away C-1 Mon-Fri")
    monday = [session for session in result["schedule"]["sessions"] if session["start"].startswith("Mon 18")]
    assert [session["leaders"] for session in monday] == [["C-1"]]
    assert result["disruption"]["units"]["changed-leader"] == 1


def test_every_wrong_change_is_listed(run, week, schedule):
    done = run("repair", week, schedule, "--change", "clinician-away C1 Tue", "--change", "holiday", "--json")
    problems = json.loads(done.stdout)["problems"]
    assert done.exit_code == 3
    assert [(problem["code"], problem["place"]) for problem in problems] == [
        ("dangling-id", "--change 1"),
        ("unknown-change", "--change 2"),
    ]


def test_json_goes_to_standard_output(run, week, schedule):
    done = run("repair", week, schedule, "--change", AWAY, *OPTIONS, "--json", "--quiet")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["disruption"]["cost"] == 2000


def test_a_moment_that_is_none_is_told(run, week, schedule):
    done = run("repair", week, schedule, "--now", "noon")
    assert done.exit_code == 2
    assert "is not a moment of the week" in done.stderr


def test_the_input_is_never_overwritten(run, week, schedule):
    for option in ("-o", "--week-out"):
        done = run("repair", week, schedule, option, week)
        assert (done.exit_code, "never overwritten" in done.stderr) == (2, True)


def test_a_promise_that_cannot_be_kept_is_named(run, tmp_path, schedule, week):
    promised = {**json.loads(Path(week).read_text()), "pins": [
        {"id": "promised", "group": "process evening", "start": "Tue 18:00", "leader": "C-1"}]}  # fmt: skip
    path = tmp_path / "promised.json"
    path.write_text(json.dumps(promised))
    done = run("repair", path, schedule, "--change", AWAY, *OPTIONS)
    assert done.exit_code == 4
    assert "promised" in done.stdout + done.stderr


def test_solve_with_now_keeps_what_took_place(run, week, schedule, tmp_path):
    out = tmp_path / "out.json"
    done = run("solve", week, "--published", schedule, "--now", "Tue 12:00", *OPTIONS, "-o", out)
    result = json.loads(out.read_text())
    assert done.exit_code == 0
    assert result["disruption"]["moves"] == []
    assert "--now 'Tue 12:00'" in result["run"]["command"]
