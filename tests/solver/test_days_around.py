"""Whole days around a timetable that stays: everybody's, or some patients' beside what others do."""

import dataclasses
import threading
import time

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import Compiled, compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns, days_of
from iopsched_solver.days_around import MANY, crowds, days_around
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.lp import solve_interior
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import UNLIMITED, BoolArray, Problem

LIMITS = Limits(time_limit_s=60.0, workers=8)


def started(name: str, seed: int = 1) -> tuple[Compiled, Outcome, int]:
    """A family, first fit's week of it and what that costs."""
    compiled = compile_scenario(family(name, seed=seed))
    week = first_fit(compiled.problem)
    assert week is not None
    return compiled, week, cost_of(compiled.problem, week)


def half(problem: Problem) -> BoolArray:
    """(P,) every second patient."""
    return np.arange(problem.n_patients) % 2 == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_days_of_everybody_are_legal_and_better_around_the_same_sections(seed: int) -> None:
    scenario = family("menu-tight-60", seed=seed)
    compiled, week, cost = started("menu-tight-60", seed)
    wish = days_around(Columns(compiled.problem), week, below=cost, limits=LIMITS, cancel=threading.Event())
    assert wish is not None
    assert tuple(wish.sections) == week.sections
    found = first_fit(compiled.problem, wish=wish)
    assert found is not None
    assert cost_of(compiled.problem, found) < cost
    assert check(scenario, compiled.decode(found)).legal


def test_who_is_not_named_keeps_every_day() -> None:
    compiled, week, cost = started("menu-tight-60")
    problem = compiled.problem
    named = half(problem)
    wish = days_around(Columns(problem), week, below=cost, limits=LIMITS, cancel=threading.Event(), patients=named)
    assert wish is not None
    kept = {(day.patient, day.cells) for day in days_of(problem, week) if not named[day.patient]}
    attends = problem.services.patient_attends[problem.cells.service]
    kept = {(p, cells) for p, cells in kept if all(attends[k] for k, _ in cells)}
    moved = {(p, tuple(cells)) for p, cells in wish.days if not named[p]}
    decided_with_them = {p for p, _ in kept - moved}
    assert not decided_with_them
    found = first_fit(problem, wish=wish)
    assert found is not None
    assert cost_of(problem, found) < cost


def test_nothing_is_found_where_nothing_may_change_or_there_is_no_time() -> None:
    compiled, week, cost = started("menu-tight-24")
    problem = compiled.problem
    nobody, cancelled = np.zeros(problem.n_patients, dtype=np.bool_), threading.Event()
    assert days_around(Columns(problem), week, below=cost, limits=LIMITS, cancel=cancelled, patients=nobody) is None
    no_time = dataclasses.replace(LIMITS, time_limit_s=0.0)
    assert days_around(Columns(problem), week, below=cost, limits=no_time, cancel=cancelled) is None
    cancelled.set()
    assert days_around(Columns(problem), week, below=cost, limits=LIMITS, cancel=cancelled) is None


@pytest.mark.parametrize("parts", [1, 4])
def test_crowds_have_everybody_once_and_are_of_one_size(parts: int) -> None:
    compiled, week, _ = started("menu-tight-400")
    divided = crowds(compiled.problem, week, seed=3, parts=parts)
    assert len(divided) == parts * -(-compiled.problem.n_choices // MANY) > 1
    assert (np.sum(divided, axis=0) == 1).all()
    assert max(crowd.sum() for crowd in divided) - min(crowd.sum() for crowd in divided) <= 1
    assert not all(
        (one == other).all()
        for one, other in zip(divided, crowds(compiled.problem, week, seed=4, parts=parts), strict=True)
    )


def test_there_are_no_more_crowds_than_patients() -> None:
    compiled, week, _ = started("menu-tight-24")
    divided = crowds(compiled.problem, week, seed=3, parts=100)
    assert [crowd.sum() for crowd in divided] == [1] * compiled.problem.n_patients


@pytest.mark.parametrize("name", ["menu-tight-60", "menu-overloaded-60"])
def test_the_bound_beside_held_days_is_one_of_that_program(name: str) -> None:
    compiled, week, _ = started(name)
    columns = Columns(compiled.problem)
    columns.settle(week)
    assert columns.hold_others(week, half(compiled.problem))
    solution = columns.refine(deadline=time.monotonic() + 60, gap=1e-4, stop=lambda: False, slow=0.0)
    assert solution is not None
    _, bound = columns.price(columns.master.prices.clip(solution.price))
    final = solve_interior(columns.master.program(), time_limit_s=60.0)
    assert final is not None
    assert bound <= final.cost + columns.lost + 1e-3 * abs(final.cost)
    assert bound >= final.cost + columns.lost - 0.01 * abs(final.cost)


def test_held_days_are_free_again_once_the_week_is_open() -> None:
    compiled, week, _ = started("menu-tight-24")
    columns = Columns(compiled.problem)
    columns.settle(week)
    assert columns.hold_others(week, half(compiled.problem))
    start = columns.master.n_fixed
    assert any(columns.master.draft.low[start:])
    columns.reopen()
    assert not any(columns.master.draft.low[start:])
    assert columns.pricer.may.any(axis=1).sum() == compiled.problem.n_patients


def test_loads_are_seen_where_some_have_no_fair_week() -> None:
    """Who has no target bears nobody else's load: the others' is charged all the same."""
    problem = compile_scenario(family("menu-tight-24", seed=1)).problem
    target = problem.clinicians.target_slots
    assert (target >= UNLIMITED).any()
    light = np.where(target < UNLIMITED, target // 2, target)
    dear = dataclasses.replace(
        problem,
        clinicians=dataclasses.replace(problem.clinicians, target_slots=light),
        unit_cost={**problem.unit_cost, "fair-load": 50},
    )
    free = dataclasses.replace(dear, unit_cost={**problem.unit_cost, "fair-load": 0})
    bounds = []
    for each in (dear, free):
        columns = Columns(each)
        columns.grow(deadline=time.monotonic() + 60, gap=0.005, stop=lambda: False, on_round=lambda _: None)
        bounds.append(columns.bound)
    assert bounds[0] > 1.2 * bounds[1]


def test_around_leaders_nobody_is_in_two_visits_at_a_time() -> None:
    compiled, week, _ = started("menu-tight-60")
    columns = Columns(compiled.problem)
    columns.settle(week)
    draft, links = columns.master.draft, columns.master.links
    rows, of, values = draft.entries()
    single = np.array(draft.row_high)[rows] == 1.0
    assert links.visit_columns
    for column in links.visit_columns.values():
        assert (single & (of == column) & (values == 1.0)).any()


def test_an_engine_whose_time_is_over_is_not_asked_again() -> None:
    """The last days are decided by as many seconds as they may take, however many the clock would leave."""
    compiled, week, cost = started("menu-tight-60")
    told: list[float] = []
    wish = days_around(
        Columns(compiled.problem),
        week,
        below=cost,
        limits=LIMITS,
        cancel=threading.Event(),
        decide_s=lambda left_s: 0.01 * min(left_s, 1.0),
        on_decided=told.append,
    )
    assert wish is not None
    assert len(told) == 1
    assert 0.0 < told[0] < 5.0
