"""The process beside a search: its bounds and weeks, and how it ends."""

from __future__ import annotations

import threading
import time

import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver import proving
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem
from iopsched_solver.proving import Proving, Task

SECONDS = 12.0


@pytest.fixture(name="problem", scope="module")
def _problem() -> Problem:
    return compile_scenario(family("menu-tight-24", seed=1)).problem


@pytest.fixture(name="task", scope="module")
def _task(problem: Problem) -> Task:
    week = first_fit(problem)
    assert week is not None
    return Task(problem, week, Limits(time_limit_s=SECONDS), 0.002)


def test_bounds_rise_and_weeks_get_better(task: Task) -> None:
    answers = list(Proving(task).answers())
    bounds = [answer for answer in answers if isinstance(answer, int)]
    costs = [cost_of(task.problem, answer) for answer in answers if isinstance(answer, Outcome)]
    assert bounds == sorted(set(bounds))
    assert costs == sorted(set(costs), reverse=True)
    assert 0 < bounds[-1] <= min([cost_of(task.problem, task.week), *costs])


def test_it_ends_when_told_to(task: Task) -> None:
    process = Proving(task)
    threading.Timer(1.0, process.end).start()
    list(process.answers())


def test_it_ends_where_nobody_listens_any_more(task: Task) -> None:
    process = Proving(task)
    answers = process.answers()
    assert isinstance(next(answers), int)
    answers.close()  # type: ignore[attr-defined]
    assert process.is_over


def test_one_that_breaks_is_told(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "CHILD", "iopsched_solver.nowhere")
    with pytest.raises(RuntimeError, match="ended with 1"):
        list(Proving(task).answers())


def test_without_a_process_the_bound_is_proved_all_the_same(
    problem: Problem, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise OSError("no processes here")

    monkeypatch.setattr("subprocess.Popen", nowhere)
    with pytest.raises(OSError, match="no processes"):
        Proving(task)
    began = time.monotonic()
    found = PriceAndDive(problem, Limits(time_limit_s=6.0, workers=2), None, threading.Event()).run_cancellable()
    assert time.monotonic() - began < 60.0
    assert found.bound is not None
    assert found.cost is not None
    assert 0 < found.bound <= found.cost
