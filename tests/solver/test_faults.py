"""What breaks inside a search loses no week that is known and is told, without a message that may hold anything."""

from __future__ import annotations

import threading

import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_solver import price_and_dive, proving
from iopsched_solver.background import Background
from iopsched_solver.limits import Event, Limits
from iopsched_solver.model import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem


@pytest.fixture(scope="module")
def clinic() -> Problem:
    """A small evening clinic."""
    return compile_scenario(generate(10, shape="menu", tightness="ample", seed=1)).problem


def breaks(*_: object, **__: object) -> None:
    """Break, with something in the message that nobody else should read."""
    raise ValueError("somebody's name")


def does_nothing(*_: object, **__: object) -> None:
    """End at once."""


def searching(problem: Problem, workers: int = 2) -> PriceAndDive:
    return PriceAndDive(problem, Limits(time_limit_s=20, workers=workers), None, threading.Event())


@pytest.mark.parametrize(
    ("broken", "idle", "workers"),
    [("_weeks", "_prove", 2), ("_prove", "_weeks", 2), ("_price_and_dive", "_polish", 1), ("_polish", "_change", 1)],
)
def test_a_part_that_breaks_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, clinic: Problem, broken: str, idle: str, workers: int
) -> None:
    monkeypatch.setattr(PriceAndDive, broken, breaks)
    monkeypatch.setattr(PriceAndDive, idle, does_nothing)
    monkeypatch.setattr(PriceAndDive, "_grow", does_nothing)
    found = searching(clinic, workers).run_cancellable()
    assert found.outcome not in (None, Outcome())
    assert found.outcome is not None
    assert found.cost == cost_of(clinic, found.outcome)
    (fault,) = found.faults
    assert fault.startswith("ValueError at test_faults.py:")


def test_polish_breaks_in_both_threads(monkeypatch: pytest.MonkeyPatch, clinic: Problem) -> None:
    monkeypatch.setattr(price_and_dive, "Polish", breaks)
    monkeypatch.setattr(PriceAndDive, "_change", does_nothing)
    monkeypatch.setattr(PriceAndDive, "_grow", does_nothing)
    found = searching(clinic).run_cancellable()
    assert found.outcome not in (None, Outcome())
    assert len(found.faults) == 2


def test_where_nothing_is_known_the_error_is_raised(monkeypatch: pytest.MonkeyPatch, clinic: Problem) -> None:
    monkeypatch.setattr(price_and_dive, "first_fit", breaks)
    with pytest.raises(ValueError, match="somebody"):
        searching(clinic).run_cancellable()


def test_what_the_caller_raises_is_raised(clinic: Problem) -> None:
    def fail(event: Event) -> None:
        if event.phase != "first fit":
            raise RuntimeError("told")

    with pytest.raises(RuntimeError, match="told"):
        PriceAndDive(clinic, Limits(time_limit_s=60, workers=2), fail, threading.Event()).run_cancellable()


def test_nothing_is_told_once_it_has_ended(clinic: Problem) -> None:
    told = list[Event]()
    search = PriceAndDive(clinic, Limits(time_limit_s=60), told.append, threading.Event())
    search._phase("end")
    before = len(told)
    search._phase("timetable")
    search._proved(1)
    assert (search.phase, len(told)) == ("end", before)


def test_an_interrupt_ends_what_it_leaves_behind(monkeypatch: pytest.MonkeyPatch, clinic: Problem) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    search = searching(clinic)
    monkeypatch.setattr(Background, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        search.run_cancellable()
    assert search._halt.is_set()


def test_a_process_that_cannot_begin_is_told_and_the_bound_proved_without(
    monkeypatch: pytest.MonkeyPatch, clinic: Problem
) -> None:
    monkeypatch.setattr(proving, "CHILD", "iopsched_solver.nowhere")
    found = PriceAndDive(clinic, Limits(time_limit_s=60, workers=2, gap=0.5), None, threading.Event()).run_cancellable()
    assert [fault.split(" ")[0] for fault in found.faults] == ["NotBegunError"]
    assert found.bound is not None
    assert found.cost is not None
    assert 0 < found.bound <= found.cost
