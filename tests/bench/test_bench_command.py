"""`iopsched bench` from end to end on the smallest weeks."""

import json

import pytest

from iopsched.bench.record import BenchReport, Job
from iopsched.bench.running import machine, run_one
from iopsched.cli import main
from iopsched.cli.exit_codes import ExitCode


def test_a_family_is_measured_and_reported(tmp_path, capsys):
    report, plot = tmp_path / "report.json", tmp_path / "gaps.svg"
    arguments = ["bench", "calendar-tight-24", "--seeds", "1", "--time-limit", "2", "--needs-bound", "1"]
    code = main.main([*arguments, "-o", str(report), "--plot", str(plot)], standalone_mode=False)
    assert code == ExitCode.DONE
    said = capsys.readouterr()
    assert "| calendar-tight-24 | iopsched |" in said.out
    assert "calendar-tight-24, seed 1, iopsched:" in said.err
    (run,) = BenchReport.model_validate_json(report.read_text(encoding="utf-8")).runs
    assert run.error is None
    assert run.violations == ()
    assert run.cost is not None
    assert run.bound is not None
    assert run.bound <= run.cost <= run.empty_cost
    assert run.needs_bound is not None
    assert run.needs is not None
    assert run.needs_bound <= run.needs
    assert run.peak_memory_mib > 10
    assert run.counts["patients"] == 24
    assert plot.read_text(encoding="utf-8").startswith("<svg")


def test_json_goes_to_standard_output(tmp_path, capsys):
    week = tmp_path / "week.yaml"
    assert main.main(["generate", "--patients", "10", "-o", str(week), "--quiet"], standalone_mode=False) == 0
    code = main.main(
        ["bench", str(week), "--time-limit", "0.5", "--needs-bound", "0", "--json", "--quiet"], standalone_mode=False
    )
    said = capsys.readouterr()
    assert code == ExitCode.DONE
    assert [run["job"]["week"] for run in json.loads(said.out)["runs"]] == ["week.yaml"]
    assert said.err == ""


def test_what_is_no_week_is_refused(tmp_path, capsys):
    assert main.main(["bench", "menu-cosy-24"], standalone_mode=False) == ExitCode.USAGE
    assert "menu-cosy-24" in capsys.readouterr().err
    broken = tmp_path / "week.json.xz"
    broken.write_bytes(b"no")
    assert main.main(["bench", str(broken)], standalone_mode=False) == ExitCode.INPUT_WRONG


@pytest.mark.parametrize("path", ["missing.yaml", "missing.json.xz"])
def test_a_run_that_fails_is_told(path):
    run = run_one(Job(week="lost", seed=1, path=path, time_limit_s=1))
    assert run.status == "failed"
    assert "missing" in (run.error or "")


def test_a_process_that_says_nothing_is_told():
    run = run_one(Job(week="lost", seed=1, path="week.yaml", time_limit_s=1), child=("false",))
    assert "code 1" in (run.error or "")


def test_the_machine_is_told():
    assert int(machine()["cores"]) >= 1
