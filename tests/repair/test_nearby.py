"""Bounds from a week that is exact for a few patients alone: never above what the whole model proves."""

from random import Random

import numpy as np
import pytest

from iopsched.agreed import countable, shortfalls, with_agreed
from iopsched.changes import apply_changes
from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_solver.kept import no_more_than_published
from iopsched_solver.least import lost_and_idle
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.nearby import Nearby

LIMITS = Limits(time_limit_s=20, workers=1)
CASES = range(120)


def changed_problem(drawn, seed):
    """The problem of a repair, and who is named; none where the change cannot be."""
    scenario, schedule, change = drawn(seed)
    week = scenario.model_copy(update={"published": schedule})
    changed = apply_changes(week, [change])
    named = {change.patient.id} if change.kind == "patient-admitted" else {getattr(change, "patient", None)}
    agreed = countable(shortfalls(check(week, schedule).unmet, without=named), changed)
    is_named = np.array([patient.id in named for patient in changed.patients], dtype=np.bool_)
    return no_more_than_published(with_agreed(compile_scenario(changed), agreed), is_named), is_named


@pytest.mark.parametrize("chunk", range(6))
def test_the_bound_holds_whoever_is_near(drawn, chunk):
    close = 0
    for seed in CASES[chunk::6]:
        problem, named = changed_problem(drawn, seed)
        found = solve_whole(problem, LIMITS)
        assert found.status == "optimal"
        lost, idle = lost_and_idle(problem)
        rng = Random(seed)  # noqa: S311  draws tests
        some = named | np.array([rng.random() < 0.4 for _ in named], dtype=np.bool_)
        for near in (named, some, np.ones_like(named)):
            nearby = Nearby(problem, near, idle, lost)
            relaxed = nearby.relax(20)
            assert relaxed <= found.cost, (seed, near)
            nearby.search(found.cost + rng.randrange(50), LIMITS, None)
            assert relaxed <= nearby.bound <= found.cost, (seed, near)
            close += nearby.bound >= 0.95 * found.cost
    assert close >= 20


def test_no_week_may_cost_less_than_what_is_proved(drawn):
    """Asked for less than the best week that is exact for all, the search proves that there is none."""
    proved = 0
    for seed in range(0, 60, 2):
        problem, named = changed_problem(drawn, seed)
        lost, idle = lost_and_idle(problem)
        nearby = Nearby(problem, np.ones_like(named), idle, lost)
        nearby.relax(20)
        best = solve_whole(problem, LIMITS).cost
        if best <= nearby.bound:
            continue
        nearby.search(best - 1, LIMITS, None)
        assert nearby.bound <= best
        proved += nearby.bound == best
    assert proved >= 3


def test_the_sketch_of_an_empty_week_touches_all_that_was_published(drawn):
    """Groups that lose a leader are to be decided anew, not only those that get another one."""
    led = 0
    for seed in range(20):
        problem, named = changed_problem(drawn, seed)
        nearby = Nearby(problem, named, *reversed(lost_and_idle(problem)))
        empty = np.zeros(nearby._week.pool.n_columns, dtype=np.int64)
        sketch = nearby._sketch(empty)
        attends = problem.held.attends[problem.held.attends[:, 1] != -1]
        groups = problem.held.leads[problem.held.leads[:, 2] == -1, 1]
        visits = attends[problem.services.one_to_one[problem.cells.service[attends[:, 1]]], 0]
        assert sketch.moved.tolist() == np.unique(attends[:, 0]).tolist()
        assert np.flatnonzero(sketch.led_anew).tolist() == np.unique(groups).tolist()
        assert sketch.seen_anew.tolist() == np.unique(visits).tolist()
        led += len(groups)
    assert led
