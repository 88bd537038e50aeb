"""Small weeks: a legal one is told at once, then the engine that suits the size goes on from it."""

import threading
import time

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver import price_and_dive, small_week
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Event, Found, Limits, OnEvent
from iopsched_solver.lp import LPSolution
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem
from iopsched_solver.search import MODEL_FIRST_SIZE, WHOLE_MODEL_SIZE, search
from iopsched_solver.small_week import SmallWeek


def test_first_fit_is_told_before_anything_else_and_price_and_dive_goes_on() -> None:
    problem = compile_scenario(family("calendar-tight-24", seed=1)).problem
    assert MODEL_FIRST_SIZE < problem.n_choices <= WHOLE_MODEL_SIZE
    events = []
    found = search(problem, Limits(time_limit_s=4.0, workers=2), on_event=events.append)
    start = first_fit(problem)
    assert start is not None
    assert (events[0].phase, events[0].cost) == ("first fit", cost_of(problem, start))
    seconds = [event.seconds for event in events]
    assert seconds == sorted(seconds)
    phases = list(dict.fromkeys(event.phase for event in events))
    assert phases.index("polish") < phases.index("whole model") if "whole model" in phases else "polish" in phases
    assert found.outcome is not None
    assert found.cost == cost_of(problem, found.outcome) <= cost_of(problem, start)
    assert (found.bound or 0) <= found.cost


def test_less_than_a_second_is_used_too() -> None:
    problem = compile_scenario(family("calendar-tight-24", seed=1)).problem
    events = []
    found = search(problem, Limits(time_limit_s=0.9, workers=1), on_event=events.append)
    assert found.outcome is not None
    assert {"first fit", "polish"} <= {event.phase for event in events}


@pytest.mark.parametrize("seed", range(0, 30, 5))
def test_one_model_proves_tiny_weeks_after_first_fit_was_told(seed: int) -> None:
    problem = compile_scenario(tiny_scenario(seed)).problem
    events = []
    found = search(problem, Limits(time_limit_s=60.0, workers=2), on_event=events.append)
    assert found.status in {"optimal", "impossible"}
    if first_fit(problem) is not None:
        assert events[0].phase == "first fit"
        assert found.status == "optimal"


def test_a_week_is_assembled_unless_there_is_hardly_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = compile_scenario(family("calendar-tight-24", seed=1)).problem
    asked: list[float] = []
    monkeypatch.setattr(price_and_dive, "assemble", lambda *_, limits, **__: asked.append(limits.time_limit_s))
    search_of = SmallWeek(problem, Limits(time_limit_s=60.0), None, threading.Event())
    columns, solution = Columns(problem), LPSolution(np.zeros(0), np.zeros(0), 0.0)
    search_of._assembled(columns, solution, time.monotonic() + 0.5 * small_week.LEAST_ASSEMBLY_S)
    assert not asked
    search_of._assembled(columns, solution, time.monotonic() + 10.0)
    assert len(asked) == 1
    assert asked[0] > small_week.LEAST_ASSEMBLY_S


def test_one_model_goes_on_from_the_best_week_and_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = compile_scenario(family("calendar-tight-24", seed=1)).problem
    week = first_fit(problem)
    assert week is not None
    known = Found("feasible", week, cost_of(problem, week), 1000, "time", "columns")
    search_of = SmallWeek(problem, Limits(time_limit_s=60.0, workers=2), None, threading.Event(), known=known)
    told: list[tuple[Outcome, int]] = []

    def model(_: Problem, __: Limits, *, start: Outcome, floor: int, on_event: OnEvent, **___: object) -> Found:
        told.append((start, floor))
        on_event(Event("whole model", 1.0, None, 1100))
        return Found("feasible", Outcome(), 0, 1200, "time", "whole model")

    monkeypatch.setattr(small_week, "solve_whole", model)
    monkeypatch.setattr(SmallWeek, "_polish", lambda *_, **__: None)
    search_of._finish()
    assert told == [(week, 1000)]
    assert search_of.bound == 1200
    assert search_of._week == week  # the empty week, which costs more, is not taken
