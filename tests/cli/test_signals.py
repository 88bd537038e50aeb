"""Signals and closed pipes: what a process leaves behind when it is told to end. The solvers are in `stubbed.py`."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STUBBED = Path(__file__).with_name("stubbed.py")


@pytest.fixture
def start(tmp_path, result, week):
    """Start `iopsched solve` with a solver from `stubbed.py`."""
    stopped = result.model_copy(
        update={"status": "feasible", "run": result.run.model_copy(update={"stop_rule": "cancelled"})}
    )
    path = tmp_path / "stub-result.json"
    path.write_text(stopped.model_dump_json())
    started = []

    def begin(solver, *arguments):
        command = [sys.executable, str(STUBBED), solver, str(path), "solve", week, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def await_line(process, words):
    """Read standard error up to the line that holds `words`."""
    for line in process.stderr:
        if words in line:
            return line
    pytest.fail(f"the process ended without saying {words!r}")


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_keeps_the_best_so_far(start, tmp_path, soon_s, signum):
    out = tmp_path / "out.json"
    process = start("keeps_best", "-o", out)
    await_line(process, "preparing")
    process.send_signal(signum)
    before = time.monotonic()
    _, said = process.communicate()
    assert time.monotonic() - before < soon_s
    assert process.returncode == 8
    assert json.loads(out.read_text())["run"]["stop_rule"] == "cancelled"
    assert "Ended because it was stopped" in said


def test_a_stop_before_any_schedule_writes_nothing(start, tmp_path, soon_s):
    out = tmp_path / "out.json"
    process = start("has_nothing", "-o", out)
    await_line(process, "preparing")
    process.send_signal(signal.SIGTERM)
    before = time.monotonic()
    _, said = process.communicate()
    assert time.monotonic() - before < soon_s
    assert process.returncode == 5
    assert "none yet, nothing was written" in said
    assert not out.exists()


def test_a_second_signal_ends_at_once(start, tmp_path):
    out = tmp_path / "out.json"
    process = start("never_ends", "-o", out)
    await_line(process, "preparing")
    process.send_signal(signal.SIGINT)
    await_line(process, "heard")
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == -signal.SIGINT
    assert not out.exists()


def test_a_signal_after_the_last_step_changes_nothing(start, tmp_path):
    out = tmp_path / "out.json"
    process = start("is_done", "-o", out)
    process.communicate()
    assert process.returncode == 0
    assert out.exists()


@pytest.mark.parametrize(("solver", "code"), [("ends_late", 0), ("fails_late", 1)])
def test_a_signal_while_the_process_ends_changes_nothing(start, tmp_path, solver, code):
    out = tmp_path / "out.json"
    process = start(solver, "-o", out)
    process.communicate()
    assert process.returncode == code
    assert out.exists() == (code == 0)


def test_signals_mean_afterwards_what_they_meant_before(run, week):
    before = signal.getsignal(signal.SIGINT)
    assert run("solve", week, "--workers", "1", "--quiet").exit_code == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_while_the_week_is_read(tmp_path):
    fifo, out = tmp_path / "never-written.yaml", tmp_path / "out.json"
    os.mkfifo(fifo)
    command = [sys.executable, "-c", "from iopsched.cli import main; main()", "solve", str(fifo), "-o", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with fifo.open("w"):  # opens once the process reads
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 5
    assert "none yet" in said
    assert not out.exists()


@pytest.mark.parametrize("command", ["show", "schema"])
def test_a_closed_pipe_ends_it_quietly(result_file, command):
    arguments = [result_file, "--json"] if command == "show" else ["result"]
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-c", "from iopsched.cli import main; main()", command, *arguments],
        stdout=writer, stderr=subprocess.PIPE, check=False, text=True,
    )  # fmt: skip
    os.close(writer)
    assert process.returncode == -signal.SIGPIPE
    assert process.stderr == ""


def test_a_closed_pipe_of_rich_text(result_file):
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-c", "from iopsched.cli import main; main()", "show", result_file],
        stdout=writer, stderr=subprocess.PIPE, check=False, text=True,
    )  # fmt: skip
    os.close(writer)
    assert (process.returncode, process.stderr) == (-signal.SIGPIPE, "")
