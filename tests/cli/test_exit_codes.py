"""Every exit code, seen for real: the commands, the solver and the checker as they are."""

import json
import signal
import subprocess
import sys
import time

import pytest

from iopsched.cli.exit_codes import ExitCode
from iopsched_scenarios.generate import generate

IOPSCHED = [sys.executable, "-c", "from iopsched.cli import main; main()"]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out.json"


def leftovers(out):
    """Files that writing `out` left beside it."""
    return [path.name for path in out.parent.iterdir() if path.name.startswith((".iopsched", "out"))]


def test_0_a_legal_schedule_is_written(run, week, out):
    done = run("solve", week, "-o", out, "--workers", "1")
    assert done.exit_code == ExitCode.DONE == 0
    data = json.loads(out.read_text())
    assert (data["status"], data["gap"], data["unmet"]) == ("optimal", 0.0, [])
    assert run("check", week, out).exit_code == 0
    assert leftovers(out) == ["out.json"]


def test_2_the_command_is_wrong(run, week, out):
    for arguments in (["solve"], ["solve", week, "--frob"], ["frob"], ["solve", "nowhere.yaml"], []):
        assert run(*arguments).exit_code == ExitCode.USAGE == 2
    report = json.loads(run("solve", "nowhere.yaml", "--json").stdout)
    assert (report["error"], report["problems"][0]["code"]) == ("usage", "usage")
    assert leftovers(out) == []


def test_3_the_input_is_wrong(run, wrong, out):
    done = run("solve", wrong, "-o", out)
    assert done.exit_code == ExitCode.INPUT_WRONG == 3
    assert "unknown-field" in done.stderr
    report = json.loads(run("solve", wrong, "-o", out, "--json").stdout)
    assert {problem["code"] for problem in report["problems"]} >= {"unknown-field", "missing-field"}
    assert leftovers(out) == []


def test_4_pins_contradict_a_hard_rule(run, contradiction, out):
    done = run("solve", contradiction, "-o", out, "--workers", "1")
    assert done.exit_code == ExitCode.IMPOSSIBLE == 4
    assert "promised" in done.stderr
    assert "patient-availability" in done.stderr
    assert leftovers(out) == []


def test_6_the_checker_rejects_it(run, week, illegal):
    assert run("check", week, illegal).exit_code == ExitCode.ILLEGAL == 6


def test_7_needs_are_unmet_and_that_is_not_good_enough(run, short_week, out):
    done = run("solve", short_week, "-o", out, "--workers", "1", "--strict")
    assert done.exit_code == ExitCode.NEEDS_UNMET == 7
    assert json.loads(out.read_text())["unmet"]
    assert run("check", short_week, out).exit_code == 0


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_8_stopped_with_the_best_so_far(run, tmp_path, out, soon_s, signum):
    week = tmp_path / "long.json"
    week.write_text(generate(24, shape="menu", tightness="tight", seed=1).model_dump_json())
    process = subprocess.Popen(
        [*IOPSCHED, "solve", str(week), "-o", str(out), "--workers", "1", "--time-limit", "600"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert any("  best " in line for line in process.stderr)
        process.send_signal(signum)
        before = time.monotonic()
        process.communicate()
        took_s = time.monotonic() - before
    finally:
        process.kill()
    assert process.returncode == ExitCode.STOPPED == 8
    assert took_s < soon_s
    assert json.loads(out.read_text())["run"]["stop_rule"] == "cancelled"
    assert run("check", week, out).exit_code == 0
    assert leftovers(out) == ["out.json"]


def test_5_and_1_are_in_the_tests_of_signals_and_of_solve():
    """A search that finds nothing in time, and a bug, cannot be ordered: stand-ins for the solver show them."""
    assert (ExitCode.NOTHING_FOUND, ExitCode.BUG) == (5, 1)


def test_a_pipe_from_generate_to_validate(run):
    made = run("generate", "--patients", "10")
    assert made.exit_code == 0
    assert run("validate", "-", stdin=made.stdout).exit_code == 0


def test_a_pipe_from_solve_to_show(run, week):
    done = run("solve", week, "--workers", "1", "--quiet")
    assert run("show", "-", stdin=done.stdout).stdout.startswith("two evenings")
