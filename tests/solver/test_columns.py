"""Column generation: its bound holds, its day plans are priced right, and what it dives to becomes a legal week."""

from __future__ import annotations

import math
import threading
import time

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Event, Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem

SEEDS = range(300)
BLOCKS = [SEEDS[n : n + 25] for n in range(0, len(SEEDS), 25)]


def grown(problem: Problem, *, gap: float = 0.0, tight: bool = True) -> Columns:
    columns = Columns(problem)
    deadline = time.monotonic() + 60
    tight_until = deadline if tight else -math.inf
    columns.grow(deadline=deadline, gap=gap, stop=lambda: False, on_round=lambda _: None, tight_until=tight_until)
    return columns


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_bound_is_never_above_the_optimum(seeds: range) -> None:
    proved = 0
    for seed in seeds:
        problem = compile_scenario(tiny_scenario(seed)).problem
        found = solve_whole(problem, Limits(time_limit_s=60, workers=1))
        if found.status == "impossible":
            continue
        assert found.status == "optimal", seed
        assert found.cost is not None
        assert grown(problem).proved() <= found.cost, seed
        proved += 1
    assert proved >= len(seeds) // 2, "most tiny weeks have an optimum to compare with"


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_any_prices_prove_a_bound(seed: int) -> None:
    problem = compile_scenario(tiny_scenario(seed)).problem
    found = solve_whole(problem, Limits(time_limit_s=60, workers=1))
    columns = Columns(problem)
    random = np.random.default_rng(seed)
    for scale in (0.0, 10.0, 2000.0):
        prices = columns.master.prices.clip(random.normal(0.0, scale, len(columns.master.draft.row_low)))
        _, bound = columns.price(prices)
        if found.cost is not None:
            assert bound <= found.cost + 1e-6


@pytest.fixture(scope="module")
def clinic() -> Problem:
    return compile_scenario(generate(24, shape="menu", tightness="tight", seed=3)).problem


def test_reduced_costs_of_pricing_are_those_of_the_master(clinic: Problem) -> None:
    columns = grown(clinic, gap=0.05)
    master = columns.master
    prices = master.prices.clip(np.random.default_rng(1).normal(0.0, 50.0, len(master.draft.row_low)))
    before = len(columns.days)
    columns.price(prices)
    assert len(columns.days) > before, "prices at random make some new day pay"
    without_days = prices.copy()
    without_days[master.patients.day] = 0.0
    program = master.program()
    for n in range(before, len(columns.days)):
        mine = program.columns == master.n_fixed + n
        reduced = program.cost[master.n_fixed + n] - without_days[program.rows[mine]] @ program.values[mine]
        assert reduced < 0, "pricing adds days that pay"


def test_price_and_dive_gives_a_legal_week_that_costs_what_it_says() -> None:
    scenario = generate(24, shape="menu", tightness="tight", seed=3)
    compiled = compile_scenario(scenario)
    events: list[Event] = []
    found = PriceAndDive(
        compiled.problem, Limits(time_limit_s=20, workers=2, gap=0.02), events.append, threading.Event()
    ).run()
    assert found.outcome is not None
    report = check(scenario, compiled.decode(found.outcome))
    assert report.legal
    assert report.cost == found.cost
    assert found.bound is not None
    assert found.bound <= report.cost
    costs = [event.cost for event in events if event.cost is not None]
    bounds = [event.bound for event in events if event.bound is not None]
    assert costs == sorted(costs, reverse=True), "the best so far is never lost"
    assert bounds == sorted(bounds), "what is proved stays proved"


def test_cancelling_before_the_first_round_keeps_the_empty_week(clinic: Problem) -> None:
    cancel = threading.Event()
    cancel.set()
    found = PriceAndDive(clinic, Limits(time_limit_s=20), None, cancel).run_cancellable()
    assert found.stop_rule == "cancelled"
    assert found.outcome == Outcome()


def test_what_fails_inside_is_raised_outside(clinic: Problem) -> None:
    def fail(_: Event) -> None:
        raise RuntimeError("told")

    with pytest.raises(RuntimeError, match="told"):
        PriceAndDive(clinic, Limits(time_limit_s=20), fail, threading.Event()).run_cancellable()


@pytest.mark.parametrize(("name", "least"), [("calendar-tight-24", 0.1), ("calendar-ample-24", 0.03)])
def test_nobody_in_more_of_a_group_than_runs_raises_the_bound_of_calendars(name: str, least: float) -> None:
    problem = compile_scenario(family(name, seed=1)).problem
    loose, tight = grown(problem, gap=0.002, tight=False), grown(problem, gap=0.002)
    assert tight.bound >= (1 + least) * loose.bound
