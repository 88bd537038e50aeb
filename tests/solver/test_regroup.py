"""Neighbourhoods decided by day plans: legal, cheaper, and nothing else is touched."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_scenarios.weeks import load
from iopsched_solver import regroup
from iopsched_solver.greedy import Wish, first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.master import Master
from iopsched_solver.merge import merged
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import LocalRules
from iopsched_solver.plans.pricing import Pricer
from iopsched_solver.problem import BoolArray, Problem
from iopsched_solver.regroup import Regroup

LIMITS = Limits(time_limit_s=60.0, workers=8)


def weeks_of(problem: Problem) -> tuple[Outcome, int]:
    """First fit's week and its cost."""
    week = first_fit(problem)
    assert week is not None
    return week, cost_of(problem, week)


def some(problem: Problem, n: int) -> BoolArray:
    """(P,) every n-th patient."""
    return np.arange(problem.n_patients) % n == 0


def groups(problem: Problem) -> BoolArray:
    """(K,) the group cells."""
    return ~problem.services.one_to_one[problem.cells.service]


@pytest.mark.parametrize("name", ["menu-tight-24", "calendar-tight-24", "open-tight-24"])
def test_only_those_change_who_are_free_or_lack_something_and_the_week_is_legal_and_better(name: str) -> None:
    scenario = family(name, seed=1)
    compiled = compile_scenario(scenario)
    problem = compiled.problem
    week, cost = weeks_of(problem)
    free, nothing = some(problem, 2), np.zeros(problem.n_cells, dtype=np.bool_)
    found, _ = Regroup(problem).better(
        week, cost, patients=free, cells=nothing, leaders=nothing, limits=LIMITS, cancel=threading.Event()
    )
    assert found is not None
    assert cost_of(problem, found) < cost
    assert check(scenario, compiled.decode(found)).violations == ()
    before, after, local = week.weeks(), found.weeks(), LocalRules(problem)
    content = [p for p in np.flatnonzero(~free).tolist() if (local.cost(p, before[p]) or 0) < 1000]
    assert content  # who lacks something is placed anew where the week that was found leaves room
    assert all(sorted(before[p]) == sorted(after[p]) for p in content)


def test_groups_of_open_cells_may_move_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = compile_scenario(family("menu-tight-24", seed=1)).problem
    week, cost = weeks_of(problem)
    everybody, planned = np.ones(problem.n_patients, dtype=np.bool_), list[Wish]()

    def fit(problem: Problem, *, wish: Wish, stop: Callable[[], bool]) -> Outcome | None:
        planned.append(wish)
        return first_fit(problem, wish=wish, stop=stop)

    monkeypatch.setattr(regroup, "first_fit", fit)
    neighbours, moved = Regroup(problem), set[int]()
    for day in range(5):
        a_day = groups(problem) & (problem.cells.day == day)
        before = Counter(section.cell for section in week.sections)
        found, _ = neighbours.better(
            week, cost, patients=everybody, cells=a_day, leaders=a_day, limits=LIMITS, cancel=threading.Event()
        )
        if found is not None:
            after = Counter(section.cell for section in planned[-1].sections)
            mine = {k for k in {*before, *after} if before[k] != after[k]}
            assert mine <= set(np.flatnonzero(a_day).tolist())
            moved |= mine
            week, cost = found, cost_of(problem, found)
    assert moved


def test_the_same_neighbourhood_again_has_nothing_better_and_says_so() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=2)).problem
    week, cost = weeks_of(problem)
    free, nothing = some(problem, 3), np.zeros(problem.n_cells, dtype=np.bool_)
    neighbours = Regroup(problem)
    for _ in range(20):
        found, is_over = neighbours.better(
            week, cost, patients=free, cells=nothing, leaders=nothing, limits=LIMITS, cancel=threading.Event()
        )
        if found is None:
            break
        week, cost = found, cost_of(problem, found)
    assert found is None
    assert is_over


def test_no_time_and_a_cancel_find_nothing_and_say_that_more_could_be_tried() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=1)).problem
    week, cost = weeks_of(problem)
    free, nothing = some(problem, 2), np.zeros(problem.n_cells, dtype=np.bool_)
    cancelled = threading.Event()
    cancelled.set()
    none_left = dataclasses.replace(LIMITS, time_limit_s=0.0)
    for limits, cancel in ((none_left, threading.Event()), (LIMITS, cancelled)):
        found, is_over = Regroup(problem).better(
            week, cost, patients=free, cells=nothing, leaders=nothing, limits=limits, cancel=cancel
        )
        assert (found, is_over) == (None, False)


def test_weeks_with_every_kind_of_rule_stay_legal() -> None:
    scenario = load("mixed-clinic")
    compiled = compile_scenario(scenario)
    problem = compiled.problem
    week, cost = weeks_of(problem)
    neighbours, random = Regroup(problem), np.random.default_rng(1)
    for _ in range(6):
        free = random.random(problem.n_patients) < 0.5
        cells = groups(problem) & (problem.cells.day == random.integers(5))
        found, _ = neighbours.better(
            week, cost, patients=free, cells=cells, leaders=cells, limits=LIMITS, cancel=threading.Event()
        )
        if found is not None:
            assert check(scenario, compiled.decode(found)).violations == ()
            assert cost_of(problem, found) < cost
            week, cost = found, cost_of(problem, found)
    assert cost < weeks_of(problem)[1]


@pytest.mark.parametrize("seed", [43, 143, 235])
def test_sessions_held_without_the_patient_are_held_beside_an_empty_week(seed: int) -> None:
    problem = compile_scenario(tiny_scenario(seed, 1 + seed % 8)).problem
    best = solve_whole(problem, LIMITS)
    assert best.outcome is not None
    assert best.cost is not None
    nobody, nothing = np.zeros(problem.n_patients, dtype=np.bool_), np.zeros(problem.n_cells, dtype=np.bool_)
    answer = Regroup(problem).better(
        best.outcome,
        best.cost,
        patients=nobody,
        cells=nothing,
        leaders=nothing,
        limits=LIMITS,
        cancel=threading.Event(),
    )
    assert answer == (None, True)


def test_what_keeps_the_published_sessions_is_no_part_of_what_there_is_to_gain() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=1)).problem
    week, _ = weeks_of(problem)
    published = dataclasses.replace(
        problem,
        held=dataclasses.replace(problem.held, attends=np.array(week.attends, dtype=np.int64)),
        unit_cost={**problem.unit_cost, "moved-patient": 400},
    )
    cost, free, nothing = cost_of(published, week), ~some(problem, 2), np.zeros(problem.n_cells, dtype=np.bool_)
    found, _ = Regroup(published).better(
        week, cost, patients=free, cells=nothing, leaders=nothing, limits=LIMITS, cancel=threading.Event()
    )
    assert found is not None
    assert cost_of(published, found) < 0.95 * cost


def test_a_caseload_counts_those_who_are_held() -> None:
    scenario = family("menu-tight-24", seed=1)
    problem = compile_scenario(scenario).problem
    week, _ = weeks_of(problem)
    seen = {(visit.clinician, visit.patient) for visit in week.visits}
    caseload = np.array([sum(c == who for who, _ in seen) for c in range(problem.n_clinicians)])
    full = dataclasses.replace(
        problem, clinicians=dataclasses.replace(problem.clinicians, caseload_max=caseload.astype(np.int64))
    )
    free, nothing = some(problem, 2), np.zeros(problem.n_cells, dtype=np.bool_)
    found, _ = Regroup(full).better(
        week,
        cost_of(full, week),
        patients=free,
        cells=nothing,
        leaders=nothing,
        limits=LIMITS,
        cancel=threading.Event(),
    )
    assert found is not None
    now = {(visit.clinician, visit.patient) for visit in found.visits}
    assert all(sum(c == who for who, _ in now) <= most for c, most in enumerate(caseload.tolist()))


def test_days_of_some_are_priced_as_with_all_others() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=3)).problem
    pricer, free = Pricer(problem), some(problem, 3)
    random, prices = np.random.default_rng(0), Master(problem).prices
    price = prices.clip(random.normal(0.0, 200.0, len(Master(problem).draft.row_low)))
    whole, part = pricer(prices.of_days(price)), pricer.only(free)(prices.of_days(price))
    np.testing.assert_allclose(part.best[free], whole.best[free])
    assert np.isneginf(part.best[~free]).all()
    assert {plan.patient for plan in part.plans} == {plan.patient for plan in whole.plans if free[plan.patient]}


def test_what_one_changed_is_made_in_what_another_changed() -> None:
    """What two halves of the patients gain may want the same seats, so several halves are tried."""
    problem = compile_scenario(family("menu-tight-24", seed=1)).problem
    base, cost = weeks_of(problem)
    nothing, number = np.zeros(problem.n_cells, dtype=np.bool_), np.arange(problem.n_patients)
    is_better = []
    for half in (number < 12, number % 2 == 0, number % 4 < 2):
        found = []
        for free in (half, ~half):
            better, _ = Regroup(problem).better(
                base, cost, patients=free, cells=nothing, leaders=nothing, limits=LIMITS, cancel=threading.Event()
            )
            assert better is not None
            found.append(better)
        both = first_fit(problem, wish=merged(problem, base, *found))
        assert both is not None
        is_better.append(cost_of(problem, both) < min(cost_of(problem, each) for each in found))
        once, twice = (merged(problem, base, mine, found[0]) for mine in (base, found[0]))
        assert (once.sections, sorted(once.days)) == (twice.sections, sorted(twice.days))
    assert any(is_better)
