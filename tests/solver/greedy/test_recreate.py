"""Ruin and recreate: legal after any number of steps, never dearer, and its running cost is the true one."""

from __future__ import annotations

import math

import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_scenarios import weeks
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.greedy import Recreate, first_fit, recreate
from iopsched_solver.model.build import cost_of

SEEDS = range(120)
FAMILIES = ("calendar-ample-24", "menu-tight-24", "open-overloaded-24", "php-tight-20", "network-menu-tight-30")
STEPS = 15


def gain(scenario: Scenario, *, steps: int, seed: int) -> int | None:
    """What some steps from first fit save, once all that must hold was asserted; none where pins leave no start."""
    compiled = compile_scenario(scenario)
    problem = compiled.problem
    start = first_fit(problem)
    if start is None:
        return None
    recreate = Recreate(problem, start, seed=seed)
    assert recreate.holds
    before, known = cost_of(problem, start), recreate.cost
    for _ in range(steps):
        recreate.step()
    outcome = recreate.outcome()
    assert outcome is not None
    report = check(scenario, compiled.decode(outcome))
    assert not report.violations
    assert report.cost == cost_of(problem, outcome)
    if not len(problem.held.rooms):
        assert before - report.cost == pytest.approx(known - recreate.cost)
    assert report.cost <= before or len(problem.held.rooms)
    return before - report.cost


def test_tiny_weeks_stay_legal_and_known() -> None:
    gains = [gain(tiny_scenario(seed), steps=STEPS, seed=seed) for seed in SEEDS]
    made = [saved for saved in gains if saved is not None]
    assert len(made) >= len(SEEDS) * 3 // 4
    assert sum(saved > 0 for saved in made) >= len(made) // 8


@pytest.mark.parametrize("name", FAMILIES)
def test_families_get_better(name: str) -> None:
    saved = gain(family(name, seed=1), steps=6 * STEPS, seed=1)
    assert saved is not None
    assert saved > 0


@pytest.mark.parametrize("name", [name for name in weeks.names() if name != "contradiction"])
def test_shipped_weeks_stay_legal(name: str) -> None:
    assert gain(weeks.load(name), steps=STEPS, seed=1) is not None


@pytest.mark.parametrize("pushing", [0.0, 1.0], ids=["swap", "push"])
@pytest.mark.parametrize("name", ["menu-tight-24", "network-menu-tight-30"])
def test_either_kind_of_step_is_legal_and_pays(name: str, pushing: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recreate, "PUSHING", pushing)
    saved = gain(family(name, seed=3), steps=4 * STEPS, seed=3)
    assert saved is not None
    assert saved > 0


def test_steps_in_vain_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = compile_scenario(family("menu-tight-24", seed=4)).problem
    start = first_fit(problem)
    assert start is not None
    run = Recreate(problem, start, seed=1)
    monkeypatch.setattr(run, "_gain", lambda _: -1.0)
    known, lead = run.cost, run._table.staff.can_lead.copy()
    assert not any(run.step() for _ in range(STEPS))
    assert run.outcome() == start
    assert run.cost == known
    assert (run._table.staff.can_lead == lead).all()


def test_steps_are_the_same_each_time() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=2)).problem
    start = first_fit(problem)
    assert start is not None
    runs = [Recreate(problem, start, seed=5) for _ in range(2)]
    for run in runs:
        for _ in range(STEPS):
            run.step()
    assert runs[0].outcome() == runs[1].outcome()


@pytest.mark.parametrize("seed", [90004, 90054])
def test_a_week_that_no_patient_may_keep_is_not_taken_over(seed: int) -> None:
    problem = compile_scenario(tiny_scenario(seed, 10)).problem
    week = first_fit(problem)
    assert week is not None
    mending = Recreate(problem, week, seed=0)
    for _ in range(20 if mending.holds else 0):
        mending.step()
    assert mending.holds == math.isfinite(mending.cost)
