"""The process beside a search: its bounds and weeks, and how it ends."""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver import beside, proving
from iopsched_solver.background import ElsewhereError, fault_of
from iopsched_solver.beside import Beside
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.model.build import cost_of
from iopsched_solver.native.cooling import AGAIN_COOLINGS, COLD, COOLING, Cooling
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem
from iopsched_solver.proving import NotBegunError, Proving, Task

SECONDS = 12.0
PARENT = """
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.proving import Proving, Task

problem = compile_scenario(family("menu-tight-24", seed=1)).problem
process = Proving(Task(problem, first_fit(problem), Limits(time_limit_s=600), 0.0))
for _ in process.answers():
    print(process._process.pid, flush=True)
"""
BREAKING = """
import sys
from iopsched_solver import beside

def work(self):
    print("somebody")
    self.answer(7)
    raise KeyError("somebody")

beside.Beside.work = work
beside.main()
"""
"""Stands in for the process: prints what is no answer, answers, and breaks."""


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
    assert bounds[0] == 0
    assert 0 < bounds[-1] <= min([cost_of(task.problem, task.week), *costs])


def test_it_anneals_along_where_its_parent_does_and_then_again(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    week, coolings = first_fit(problem), list[Cooling]()
    assert week is not None
    annealed = Beside._anneal

    def anneal(self: Beside, part: float, *, cooling: Cooling) -> Outcome | None:
        coolings.append(cooling)
        return annealed(self, part, cooling=cooling)

    monkeypatch.setattr(Beside, "_anneal", anneal)
    task = Task(problem, week, Limits(time_limit_s=4.0), 1.0, anneal_s=2.0)
    time.sleep(0.4)  # it begins later than its parent, whose week is not so hot any more then
    answers = io.BytesIO()
    beside = Beside(task, answers)
    beside.work()
    assert coolings[1:]
    assert set(coolings[1:]) <= {*AGAIN_COOLINGS}
    assert COLD < coolings[0].at(0.0) < 0.5 * COOLING.at(0.0)
    assert coolings[0].at(1.0) == COOLING.at(1.0)
    assert beside.best is not None
    assert beside.best[1] < cost_of(problem, week)


def test_it_ends_with_its_bound_where_nothing_else_is_asked(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    def more(*_: object, **__: object) -> None:
        raise AssertionError("it was to prove a bound alone")

    for step in ("_anneal", "_dive", "_finish"):
        monkeypatch.setattr(Beside, step, more)
    week = first_fit(problem)
    assert week is not None
    beside = Beside(Task(problem, week, Limits(time_limit_s=60.0), 0.02, bound_alone=True), io.BytesIO())
    beside.work()
    assert 0 < (beside.bound or 0) <= cost_of(problem, week)


def test_it_ends_when_told_to(task: Task) -> None:
    process = Proving(task)
    threading.Timer(1.0, process.end).start()
    list(process.answers())


def test_it_ends_where_nobody_listens_any_more(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    started, popen = [], subprocess.Popen

    def start(*words: object, **more: object) -> object:
        started.append(popen(*words, **more))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr("subprocess.Popen", start)
    answers = Proving(task).answers()
    assert isinstance(next(answers), int)
    answers.close()  # type: ignore[attr-defined]
    assert started[0].poll() is not None


def test_it_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    assert select.select([child], [], [], 60.0)[0], "a process that has ended can be read"
    parent.stdout.close()
    os.close(child)


def test_modules_of_the_working_directory_are_none_of_its_business(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    answers = Proving(task).answers()
    assert next(answers) == 0
    answers.close()  # type: ignore[attr-defined]


def test_starting_it_takes_of_its_time(task: Task) -> None:
    late = dataclasses.replace(task, sent_s=time.monotonic() - 5.0)
    assert Beside(late, io.BytesIO()).limits.time_limit_s == pytest.approx(SECONDS - 5.0, abs=1.0)


def test_one_that_cannot_begin_is_told(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "CHILD", "iopsched_solver.nowhere")
    with pytest.raises(NotBegunError, match="ended with 1"):
        list(Proving(task).answers())


@pytest.mark.parametrize("program", ["true", "echo"])
def test_another_program_than_an_interpreter_is_told(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    (tmp_path / "host").write_text(f"#!/bin/sh\n{program}\n")
    (tmp_path / "host").chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "host"))
    with pytest.raises(NotBegunError, match="before it began"):
        list(Proving(task).answers())


@pytest.mark.parametrize(("name", "value"), [("executable", None), ("executable", ""), ("frozen", True)])
def test_where_no_interpreter_is_known_there_is_no_process(
    task: Task, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    with pytest.raises(OSError, match="no interpreter"):
        Proving(task)


def test_what_breaks_in_it_is_told_without_a_message(
    task: Task, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaking.py").write_text(BREAKING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(proving, "CHILD", "breaking")
    answers = Proving(task).answers()
    assert next(answers) == 7
    with pytest.raises(ElsewhereError) as broken:
        next(answers)
    assert fault_of(broken.value) == "KeyError at breaking.py:8"


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


def test_weeks_it_hears_of_are_gone_on_from(task: Task, problem: Problem) -> None:
    answers = io.BytesIO()
    beside = Beside(dataclasses.replace(task, week=Outcome()), answers)
    beside.hear(task.week)
    assert beside.best == (task.week, cost_of(problem, task.week))
    beside.hear(Outcome())
    assert beside.best[0] == task.week
    assert answers.getvalue() == b""


@pytest.mark.parametrize("rest", [b"", b"\x80\x05"])
def test_it_hears_until_the_parent_is_gone(task: Task, monkeypatch: pytest.MonkeyPatch, rest: bytes) -> None:
    told, codes, heard = io.BytesIO(pickle.dumps(task.week) + rest), list[int](), list[Outcome]()
    monkeypatch.setattr(beside.sys, "stdin", SimpleNamespace(buffer=told))
    monkeypatch.setattr(beside.os, "_exit", codes.append)
    monkeypatch.setattr(Beside, "hear", lambda _, week: heard.append(week))
    beside.listen(Beside(task, io.BytesIO()))
    assert (heard, codes) == ([task.week], [0])


def test_what_breaks_while_it_hears_is_told(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, codes = io.BytesIO(), list[int]()
    monkeypatch.setattr(beside.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pickle.dumps("no week"))))
    monkeypatch.setattr(beside.os, "_exit", codes.append)
    with pytest.raises(AttributeError):
        beside.listen(Beside(task, answers))
    assert "AttributeError" in pickle.loads(answers.getvalue())  # noqa: S301  our own
    assert codes == [1]


def test_of_weeks_not_told_yet_only_the_newest_is_told(task: Task) -> None:
    process = Proving(task)

    class Pipe(io.BytesIO):
        def flush(self) -> None:
            process._news.put(None)

    pipe = Pipe()
    process.tell(Outcome())
    process.tell(task.week)
    process._tell_news(pipe)
    process.end()
    assert list(process.answers()) == []
    assert pickle.loads(pipe.getvalue()) == task.week  # noqa: S301  our own
