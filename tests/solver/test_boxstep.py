"""Prices that stay in a box around the best: what a box does to a program, and what is proved with it."""

from __future__ import annotations

import math
import time
from functools import partial

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.boxstep import GROWING, LEAPING, SHRINKING, WIDTH, Box, without_box
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.lp import LinearProgram, solve_vertex
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans import pricing

ALL = np.ones(2, dtype=np.bool_)
TOLERANCE = 1e-6


def program() -> LinearProgram:
    """Three units of one thing at 50 each and two of another at 7, which a third column gives together for 54."""
    return LinearProgram(
        cost=np.array([50.0, 7.0, 54.0]), low=np.zeros(3), high=np.full(3, 10.0), row_low=np.array([3.0, 2.0]),
        row_high=np.full(2, math.inf), rows=np.array([0, 1, 0, 1]), columns=np.array([0, 1, 2, 2]), values=np.ones(4),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_prices_lie_near_the_best(seed: int) -> None:
    best = np.random.default_rng(seed).uniform(0.0, 60.0, 2)
    solution = solve_vertex(Box().around(program(), best, ALL), time_limit_s=10.0)
    assert solution is not None
    assert (np.abs(solution.price - best) <= WIDTH + TOLERANCE).all()


def test_rows_left_out_have_any_price() -> None:
    best = np.array([50.0, 30.0])
    solution = solve_vertex(Box().around(program(), best, np.array([True, False])), time_limit_s=10.0)
    assert solution is not None
    assert abs(solution.price[0] - best[0]) <= WIDTH + TOLERANCE
    assert solution.price[1] < best[1] - WIDTH


@pytest.mark.parametrize(("best", "is_whole"), [([50.0, 4.0], True), ([0.0, 0.0], False)])
def test_a_row_is_broken_where_its_price_lies_outside(best: list[float], *, is_whole: bool) -> None:
    lp = program()
    inside = solve_vertex(Box().around(lp, np.array(best), ALL), time_limit_s=10.0)
    whole = solve_vertex(lp, time_limit_s=10.0)
    assert inside is not None
    assert whole is not None
    solution, holds = without_box(inside, len(lp.cost))
    assert holds is is_whole
    assert len(solution.x) == len(lp.cost)
    assert (abs(inside.cost - whole.cost) < TOLERANCE) is is_whole
    assert inside.cost <= whole.cost + TOLERANCE


@pytest.mark.parametrize(
    ("promised", "before", "bound", "factor"),
    [(100.0, 50.0, 50.0, SHRINKING), (100.0, 50.0, 52.0, SHRINKING), (100.0, 50.0, 60.0, GROWING),
     (100.0, 50.0, 99.9, LEAPING), (100.0, 99.9, 99.9, LEAPING)],
)  # fmt: skip
def test_a_box_shrinks_grows_and_leaps(promised: float, before: float, bound: float, factor: float) -> None:
    box, lp, best = Box(), program(), np.array([50.0, 4.0])
    extra = len(lp.cost)
    box.note(promised, before, bound)
    assert box.around(lp, best, ALL).cost[extra:] == pytest.approx(
        [*(best + factor * WIDTH), *(factor * WIDTH - best)]
    )  # fmt: skip


def test_a_box_has_a_greatest_width() -> None:
    box, lp = Box(), program()
    for _ in range(2000):
        box.note(100.0, 99.9, 99.9)
    wide = solve_vertex(box.around(lp, np.array([0.0, 0.0]), ALL), time_limit_s=10.0)
    whole = solve_vertex(lp, time_limit_s=10.0)
    assert wide is not None
    assert whole is not None
    assert wide.cost == pytest.approx(whole.cost)


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_what_is_proved_by_boxes_is_never_above_the_optimum(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "FEW", 0)  # everybody counts as one who attends many services
    problem = compile_scenario(tiny_scenario(seed)).problem
    found = solve_whole(problem, Limits(time_limit_s=60, workers=1))
    columns, plain, deadline = Columns(problem), Columns(problem), time.monotonic() + 60
    assert columns.pricer.attends_many.any()
    monkeypatch.setattr(plain, "_step_by_box", lambda *_: None)
    for each in (columns, plain):
        each.grow(deadline=deadline, gap=0.001, stop=lambda: False, on_round=lambda _: None)
    assert columns.bound >= plain.bound - 0.005 * abs(plain.bound) - TOLERANCE
    if found.cost is not None:
        assert columns.proved() <= found.cost


def test_boxes_alone_prove_more_than_the_first_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "FEW", 0)
    raised = []
    for seed in range(0, 60, 4):
        columns, bounds = Columns(compile_scenario(tiny_scenario(seed)).problem), list[float]()
        columns._begin(lambda: False)
        first = columns.bound
        columns._step_by_box(time.monotonic() + 60, 0.001, lambda: False, bounds.append)
        raised.append(columns.bound > first + 1.0)
    assert sum(raised) >= 0.7 * len(raised), raised


def test_days_of_the_best_week_are_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "FEW", 0)
    known: dict[bool, list[bool]] = {True: [], False: []}
    for seed in range(0, 60, 4):
        problem = compile_scenario(tiny_scenario(seed)).problem
        week = first_fit(problem)
        if week is None:
            continue
        for is_told, each in known.items():
            columns, rounds = Columns(problem), list[float]()
            columns._begin(lambda: False)
            best = partial(_same, week) if is_told else None
            columns._step_by_box(math.inf, 0.001, partial(bool, rounds), rounds.append, best)
            each.append(set(columns.split(week)[0]) <= set(columns.days))
    assert all(known[True])
    assert not all(known[False])


def _same(week: Outcome) -> Outcome:
    return week
