"""Reproducible searches of large weeks: the same bytes whatever the machine does meanwhile, and good ones."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import Compiled, compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_solver import price_and_dive
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Event, Found, Limits
from iopsched_solver.model import cost_of, solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE
from iopsched_solver.reproducible import Reproducible
from iopsched_solver.search import WHOLE_MODEL_SIZE, search

LIMITS = Limits(time_limit_s=600, reproducible=True)
SOLVE = """
import sys, threading
from iopsched import SolveOptions, solve
from iopsched_scenarios.generate import generate
from iopsched_solver import reproducible

def spin():
    while True:
        pass

patients, work_s, busy = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
for _ in range(busy):
    threading.Thread(target=spin, daemon=True).start()
reproducible.WORK_SHARE = work_s / 600
week = generate(patients, shape="menu", tightness="tight", seed=1)
result = solve(week, SolveOptions(time_limit_s=600, seed=3, reproducible=True))
sys.stdout.write(result.model_dump_json())
"""


@pytest.fixture(scope="module")
def week() -> Compiled:
    """A week just too large for one model."""
    return compile_scenario(generate(28, shape="menu", tightness="tight", seed=1))


@pytest.fixture(scope="module")
def small() -> Compiled:
    """A week of which everything is found fast."""
    return compile_scenario(generate(12, shape="menu", tightness="tight", seed=1))


def fitted(week: Compiled) -> int:
    outcome = first_fit(week.problem)
    assert outcome is not None
    return cost_of(week.problem, outcome)


def searched(week: Compiled, *, work_s: float, seed: int = 0) -> Found:
    return Reproducible(
        week.problem, Limits(time_limit_s=600, seed=seed), None, threading.Event(), work_s=work_s
    ).run_cancellable()


def judged(week: Compiled, found: Found) -> Outcome:
    """Let the checker say that a week is legal and costs what the search says; return it."""
    assert found.outcome is not None
    report = check(week.scenario, week.decode(found.outcome))
    assert (report.violations, report.cost) == ((), found.cost)
    return found.outcome


@pytest.mark.parametrize(("patients", "work_s"), [(28, 3), (60, 5)])
def test_two_processes_find_the_same_bytes(patients: int, work_s: float) -> None:
    """One of them shares its interpreter with another thread, and both share the machine."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SOLVE, str(patients), str(work_s), str(busy)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        )
        for hash_seed, busy in ((1, 0), (2, 1))
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert first == second
    result = json.loads(first)  # verified by the checker, or there would be none
    assert (result["run"]["stop_rule"], result["run"]["engine"]) == ("work", "columns")
    alone = fitted(compile_scenario(generate(patients, shape="menu", tightness="tight", seed=1)))
    assert 0 <= result["bound"] <= result["cost"] < 0.9 * alone


def test_another_seed_finds_a_legal_week_too(week: Compiled) -> None:
    first, second = (searched(week, work_s=2, seed=seed) for seed in (1, 2))
    assert judged(week, first) != judged(week, second)
    assert max(first.cost or 0, second.cost or 0) < 0.8 * fitted(week)


def test_more_work_is_never_worse(week: Compiled) -> None:
    costs = [searched(week, work_s=work_s).cost or 0 for work_s in (0.5, 2)]
    assert fitted(week) >= costs[0] > costs[1]


def test_cancelled_it_keeps_the_best_so_far(small: Compiled) -> None:
    cancel, told = threading.Event(), []

    def on_event(event: Event) -> None:
        told.append(event)
        if event.phase == "prices":
            cancel.set()

    found = Reproducible(small.problem, LIMITS, on_event, cancel, work_s=1000).run_cancellable()
    judged(small, found)
    assert found.stop_rule == "cancelled"
    assert found.cost is not None
    assert found.cost <= min(event.cost for event in told if event.cost is not None) <= fitted(small)


def test_the_clock_ends_it_and_that_is_told(small: Compiled) -> None:
    limits = Limits(time_limit_s=1, reproducible=True)
    found = Reproducible(small.problem, limits, None, threading.Event(), work_s=1000).run_cancellable()
    judged(small, found)
    assert found.stop_rule == "time"


def test_the_clock_is_told_too_where_one_model_has_to_hold_pins(
    week: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_and_dive, "first_fit", lambda *_, **__: None)
    pins = np.array([[0, int(np.flatnonzero(week.problem.may_attend[0])[0]), 0, NONE, NONE]])
    pinned = dataclasses.replace(week.problem, held=dataclasses.replace(week.problem.held, pins=pins))
    limits = Limits(time_limit_s=0.3, reproducible=True)
    assert Reproducible(pinned, limits, None, threading.Event(), work_s=1000).run().stop_rule == "time"


def test_a_gap_ends_it(small: Compiled) -> None:
    limits = Limits(time_limit_s=600, gap=0.99, reproducible=True)
    found = Reproducible(small.problem, limits, None, threading.Event(), work_s=1000).run_cancellable()
    judged(small, found)
    assert found.stop_rule == "gap"
    assert 0 < (found.bound or 0) <= (found.cost or 0)


def test_nothing_better_for_long_ends_it(small: Compiled) -> None:
    limits = Limits(time_limit_s=600, stall_s=0.5, reproducible=True)
    search_ = Reproducible(small.problem, limits, None, threading.Event(), work_s=1000)
    assert search_.run_cancellable().stop_rule == "stall"
    assert search_.work.done_s < 1000


def test_large_weeks_are_searched_like_that_and_small_ones_by_the_model(week: Compiled, small: Compiled) -> None:
    assert week.problem.n_choices > WHOLE_MODEL_SIZE
    large = search(week.problem, Limits(time_limit_s=1, reproducible=True))
    judged(week, large)
    assert large.engine == "columns"
    assert search(small.problem, Limits(time_limit_s=0.1, reproducible=True)).engine == "cp-sat"


def test_the_model_ends_by_work_too(week: Compiled) -> None:
    found = solve_whole(week.problem, Limits(time_limit_s=0.1, reproducible=True))
    assert found.stop_rule == "work"
    assert found.work_s >= 0.1
