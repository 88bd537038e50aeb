"""The comparison: every engine proves the same optimum, and the script reports everybody."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

ROOT = Path(__file__).parents[2]
SOLVERS = ("iopsched", "greedy", "cp-sat, 2 workers", "cp-sat, 8 workers", "highs", "scip", "cbc")
LIMITS = Limits(time_limit_s=30, workers=1)
WEEKS = [seed for seed in range(40) if not tiny_scenario(seed).pins]


@pytest.fixture(scope="module")
def searches():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from peers.searches import SEARCHES
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    assert tuple(SEARCHES) == SOLVERS
    return SEARCHES


@pytest.mark.parametrize("engine", ["highs", "scip", "cbc"])
def test_the_counted_program_has_the_optimum_of_the_week(searches, engine):
    for seed in WEEKS:
        scenario = tiny_scenario(seed)
        compiled = compile_scenario(scenario)
        best = solve_whole(compiled.problem, LIMITS)
        assert best.status == "optimal", seed
        found = searches[engine](compiled.problem, LIMITS, lambda _: None)
        report = check(scenario, compiled.decode(found.outcome))
        assert report.violations == (), seed
        assert report.cost == found.cost == best.cost, seed
        assert found.bound is not None
        assert found.bound <= best.cost, seed


def test_everybody_is_measured_on_the_same_week(tmp_path):
    entrants, report = ("iopsched", "greedy", "highs"), tmp_path / "compare.json"
    command = [sys.executable, "benchmarks/compare.py", "menu-tight-10", "--seeds", "1", "--time-limit", "1"]
    command += [part for solver in entrants for part in ("--solvers", solver)]
    done = subprocess.run(
        [*command, "--needs-bound", "0", "-o", str(report), "--plot", str(tmp_path / "gaps.svg")],
        cwd=ROOT, capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    runs = json.loads(report.read_text(encoding="utf-8"))["runs"]
    assert tuple(run["job"]["solver"] for run in runs) == entrants
    assert all(run["cost"] is not None and not run["violations"] for run in runs)
    assert len({run["empty_cost"] for run in runs}) == 1
    for solver in entrants:
        assert done.stdout.count(f"| menu-tight-10 | {solver} |") == 3, "a row in each table"
