"""`iopsched solve`, with a solver that returns what the test wants; the real one is in `test_exit_codes`."""

import hashlib
import json
import os
import re
import shlex
import stat
from pathlib import Path

import pytest

from iopsched import api
from iopsched.model.errors import Clash, EngineError, IllegalScheduleError
from iopsched.model.result import Violation


@pytest.fixture
def calls(monkeypatch, result):
    """Let the solver return the hand-made result; the list holds the arguments of each call."""
    made = []

    def solve(scenario, options, *, on_progress, cancel):
        made.append((scenario, options, on_progress, cancel))
        return result

    monkeypatch.setattr(api, "solve", solve)
    return made


def returns(monkeypatch, result):
    monkeypatch.setattr(api, "solve", lambda *_args, **_named: result)


def raises(monkeypatch, error):
    def solve(*_args, **_named):
        raise error

    monkeypatch.setattr(api, "solve", solve)


@pytest.mark.usefixtures("calls")
def test_the_result_goes_to_a_file_of_its_owner_and_the_summary_to_standard_error(run, week, tmp_path, result):
    out = tmp_path / "out.json"
    done = run("solve", week, "-o", out)
    assert (done.exit_code, done.stdout) == (0, "")
    data = json.loads(out.read_text())
    assert list(data) == [
        "schema_version", "status", "cost", "bound", "gap", "tiers", "unmet", "schedule", "summary", "conflict",
        "disruption", "repair", "run",
    ]  # fmt: skip
    assert data["schedule"] == result.model_dump(mode="json")["schedule"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    for words in ("Proved optimal", "every need of 2 patients is met", "4 of 12 seats taken", "C-1", "leader-time"):
        assert words in done.stderr
    assert f"Written to {out}." in done.stderr.replace("\n", "")


@pytest.mark.usefixtures("calls")
def test_the_run_says_how_to_repeat_it(run, week, schedule, tmp_path):
    out = tmp_path / "out.json"
    run("solve", week, "-o", out, "--time-limit", "7", "--seed", "3", "--reproducible", "--published", schedule)
    data = json.loads(out.read_text())["run"]
    assert data["input_sha256"] == hashlib.sha256(Path(week).read_bytes()).hexdigest()
    assert shlex.split(data["command"]) == [
        "iopsched", "solve", week, "--time-limit", "7", "--gap", "0", "--workers", "0", "--seed", "3", "--reproducible",
        "--published", schedule,
    ]  # fmt: skip


def test_options_reach_the_solver(run, week, schedule, calls):
    run("solve", week, "--gap", "0.1", "--stall", "5", "--workers", "2", "--published", schedule)
    scenario, options, _, _ = calls[0]
    assert (options.gap, options.stall_s, options.workers, options.time_limit_s) == (0.1, 5, 2, 60)
    assert len(scenario.published.sessions) == 3


@pytest.mark.usefixtures("calls")
def test_what_a_published_schedule_names_and_the_week_has_not_is_told(run, week, schedule, result_file, tmp_path):
    last = tmp_path / "last.json"
    last.write_text(Path(schedule).read_text().replace("P-2", "P-9"))
    told = run("solve", week, "--published", last).stderr
    assert f"{last} (#/sessions/1/attendees/1): warning gone-since-published: the published schedule names" in told
    assert "names patient P-9, which this week has not" in told
    assert "P-9" not in run("solve", week, "--published", last, "--quiet").stderr
    last.write_text(Path(result_file).read_text().replace("P-2", "P-9"))
    assert f"{last} (#/schedule/sessions/1/attendees/1): warning" in run("solve", week, "--published", last).stderr


@pytest.mark.usefixtures("calls")
def test_a_schedule_of_the_week_before_is_what_is_expected(run, week, schedule, tmp_path):
    def told(day, *given):
        path = tmp_path / "last.json"
        path.write_text(json.dumps({**json.loads(Path(schedule).read_text()), "week": day}))
        return run("solve", week, "--published", path, *given).stderr

    assert "warning" not in told("2026-11-16")
    assert "other-week" in told("2026-11-30")
    assert "warning" not in told("2026-11-23", "--now", "Mon 8:00")
    assert "now-without-published" in run("solve", week, "--now", "Mon 8:00").stderr


@pytest.mark.parametrize(("option", "value"), [("--gap", "1.5"), ("--time-limit", "0"), ("--workers", "-1")])
def test_an_option_out_of_bounds(run, week, calls, option, value):
    done = run("solve", week, option, value)
    assert done.exit_code == 2
    assert option in done.stderr
    assert not calls


@pytest.mark.usefixtures("calls")
def test_without_a_file_the_result_is_printed(run, week):
    done = run("solve", week)
    assert json.loads(done.stdout)["status"] == "optimal"
    assert run("solve", week, "-o", "-").stdout == done.stdout
    assert run("solve", "-", stdin=Path(week).read_text()).exit_code == 0


@pytest.mark.usefixtures("calls")
def test_json_is_printed_besides_the_file(run, week, tmp_path):
    out = tmp_path / "out.json"
    done = run("solve", week, "-o", out, "--json", "--quiet")
    assert json.loads(done.stdout) == json.loads(out.read_text())
    assert done.stderr == ""


def test_the_input_is_never_overwritten(run, week, calls, tmp_path):
    before = Path(week).read_bytes()
    link, hard = tmp_path / "link.json", tmp_path / "hard.json"
    link.symlink_to(week)
    os.link(week, hard)
    for name in (week, link, hard, tmp_path / "." / "week.json"):
        done = run("solve", week, "-o", name)
        assert done.exit_code == 2
        assert "never overwritten" in done.stderr
    assert Path(week).read_bytes() == before
    assert not calls


def test_nor_is_the_published_schedule(run, week, calls, schedule):
    assert run("solve", week, "--published", schedule, "-o", schedule).exit_code == 2
    assert not calls


def test_a_folder_that_is_not_there_is_found_before_solving(run, week, calls, tmp_path):
    done = run("solve", week, "-o", tmp_path / "nowhere" / "out.json")
    assert done.exit_code == 2
    assert "there is no folder" in done.stderr
    assert not calls


@pytest.mark.usefixtures("calls")
def test_what_cannot_be_written_leaves_nothing(run, week, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    folder = tmp_path / "out"
    folder.mkdir()
    done = run("solve", week, "-o", folder / "out.json")
    assert done.exit_code == 1
    assert "no space left" in done.stderr
    assert list(folder.iterdir()) == []


def test_impossible(run, week, result, monkeypatch, tmp_path):
    nothing = {"status": "impossible", "schedule": None, "conflict": (Clash("pins", ("promised",)),)}
    returns(monkeypatch, result.model_copy(update=nothing))
    out = tmp_path / "out.json"
    done = run("solve", week, "-o", out, "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["error"], report["result"]["status"]) == (4, "impossible", "impossible")
    assert report["problems"][0]["subjects"] == ["promised"]
    assert not out.exists()


def test_nothing_found(run, week, result, monkeypatch, tmp_path):
    returns(monkeypatch, result.model_copy(update={"status": "nothing-found", "schedule": None}))
    out = tmp_path / "out.json"
    done = run("solve", week, "-o", out, "--time-limit", "9")
    assert done.exit_code == 5
    assert "no schedule was found within 9 s" in done.stderr
    assert not out.exists()


def test_a_schedule_that_the_checker_rejects(run, week, monkeypatch, tmp_path):
    violation = Violation(rule="group-size", subjects=("P-1",), message="too small")
    raises(monkeypatch, IllegalScheduleError([violation]))
    out = tmp_path / "out.json"
    done = run("solve", week, "-o", out)
    assert done.exit_code == 6
    assert "group-size" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("error", [RuntimeError("P-1 secret"), EngineError("costs differ")])
def test_an_unexpected_error_is_ours_and_tells_no_more_than_where(run, week, monkeypatch, error):
    raises(monkeypatch, error)
    done = run("solve", week)
    assert done.exit_code == 1
    assert "this is our bug" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_debug_shows_where_it_comes_from(run, week, monkeypatch):
    raises(monkeypatch, RuntimeError("oh"))
    assert "Traceback" in run("--debug", "solve", week).stderr


def test_needs_unmet_and_strict(run, short_week, result, monkeypatch, tmp_path):
    need = {"rule": "care-plan", "patient": "P-2", "units": 1, "unit": "sessions", "cost": 4, "service": "process",
            "reason": "at work"}  # fmt: skip
    returns(monkeypatch, type(result).model_validate({**result.model_dump(), "unmet": [need]}))
    out = tmp_path / "out.json"
    done = run("solve", short_week, "-o", out, "--strict")
    assert done.exit_code == 7
    assert "P-2      care-plan process  1 session  at work" in done.stderr
    assert out.exists()
    assert run("solve", short_week, "-o", out).exit_code == 0


def test_what_somebody_lacks_stands_together(run, short_week, result, monkeypatch):
    def lacks(patient, service):
        return {"rule": "care-plan", "patient": patient, "units": 1, "unit": "sessions", "cost": 4, "service": service}

    needs = [lacks("P-2", "process"), lacks("P-1", "process"), lacks("P-2", "individual")]
    returns(monkeypatch, type(result).model_validate({**result.model_dump(), "unmet": needs}))
    told = run("solve", short_week).stderr
    rows = re.findall(r"^(P-\d|   ) +care-plan (\w+)", told, re.MULTILINE)
    assert rows == [("P-2", "process"), ("   ", "individual"), ("P-1", "process")]


def test_a_part_of_the_search_that_breaks_is_told_and_the_best_week_written(run, week, tmp_path, monkeypatch):
    def breaks(_self):
        raise ValueError("somebody's name")

    monkeypatch.setattr("iopsched_solver.search.WHOLE_MODEL_SIZE", 0)
    monkeypatch.setattr("iopsched_solver.price_and_dive.PriceAndDive._weeks", breaks)
    out = tmp_path / "out.json"
    done = run("solve", week, "-o", out, "--workers", "2", "--time-limit", "2")
    assert done.exit_code == 0
    (fault,) = json.loads(out.read_text())["run"]["faults"]
    assert fault.startswith("ValueError at test_solve.py:")
    assert f"A part of the search broke ({fault})" in " ".join(done.stderr.split())
    assert "somebody" not in done.output + done.stderr + out.read_text()
    assert run("check", week, out).exit_code == 0
