"""Ruin and recreate: legal after any number of steps, never dearer, and its running cost is the true one."""

from __future__ import annotations

from random import Random

import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.patient import KeepApart
from iopsched.model.scenario import Scenario
from iopsched.model.weights import TierWeights
from iopsched_scenarios import weeks
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.greedy import first_fit
from iopsched_solver.model.build import cost_of
from iopsched_solver.native import BURST, Recreate
from iopsched_solver.native.cooling import COOLING
from iopsched_solver.native.library import _FUNCTIONS, library
from iopsched_solver.native.recreate import MOST_STEPS

SEEDS = range(300)
FAMILIES = ("calendar-ample-24", "menu-tight-24", "open-overloaded-24", "php-tight-20", "network-menu-tight-30")
STEPS = 300
HOT = 500.0
"""A temperature at which worse weeks are gone on from too."""


def gain(scenario: Scenario, *, steps: int, seed: int, temperature: float) -> int | None:
    """What some steps from first fit save, once all that must hold was asserted; none where pins leave no start."""
    compiled = compile_scenario(scenario)
    problem = compiled.problem
    start = first_fit(problem)
    if start is None:
        return None
    recreate = Recreate(problem, start, seed=seed)
    if not recreate.holds:
        return None
    before, known = cost_of(problem, start), recreate.cost
    best = recreate.steps(steps, temperature=temperature)
    outcome = recreate.outcome()
    report = check(scenario, compiled.decode(outcome))
    assert not report.violations
    assert report.cost == cost_of(problem, outcome)
    if not len(problem.held.rooms):
        assert before - report.cost == known - best
    assert best <= known
    return before - report.cost


@pytest.mark.parametrize("temperature", [0.0, HOT], ids=["cold", "hot"])
def test_tiny_weeks_stay_legal_and_known(temperature: float) -> None:
    gains = [gain(tiny_scenario(seed), steps=STEPS, seed=seed, temperature=temperature) for seed in SEEDS]
    made = [saved for saved in gains if saved is not None]
    assert len(made) >= len(SEEDS) * 3 // 4
    assert sum(saved > 0 for saved in made) >= len(made) // 8


@pytest.mark.parametrize("temperature", [0.0, HOT], ids=["cold", "hot"])
@pytest.mark.parametrize("name", FAMILIES)
def test_families_get_better(name: str, temperature: float) -> None:
    saved = gain(family(name, seed=1), steps=6 * STEPS, seed=1, temperature=temperature)
    assert saved is not None
    assert saved > 0


def test_full_days_come_near_what_their_trips_cost() -> None:
    """Days placed anew, groups shifted with all who attend: 3.1 times that; whole weeks alone end at 5.2."""
    problem = compile_scenario(family("php-tight-20", seed=1)).problem
    start = first_fit(problem)
    assert start is not None
    runs = [Recreate(problem, start, seed=seed) for seed in (1, 2, 3)]
    for run in runs:
        run.steps(10_000, temperature=100.0)
    trips = int(problem.patients.service_days_min.sum()) * problem.unit_cost["trips"]
    assert sum(cost_of(problem, run.outcome()) for run in runs) < 4 * trips * len(runs)


@pytest.mark.parametrize("scopes", [("session",), ("session", "time", "day")], ids="-".join)
def test_patients_kept_apart_are_not_brought_together(scopes: tuple[str, ...]) -> None:
    """So many pairs that two of those who are asked to fill a small section often are one."""
    scenario, random = family("php-tight-20", seed=3), Random(3)  # noqa: S311  draws tests
    ids = [patient.id for patient in scenario.patients]
    pairs = [{"patients": random.sample(ids, 2), "scope": random.choice(scopes)} for _ in range(4 * len(ids))]
    scenario = scenario.model_copy(update={"keep_apart": tuple(KeepApart.model_validate(pair) for pair in pairs)})
    for temperature in (0.0, HOT):
        assert gain(scenario, steps=STEPS, seed=3, temperature=temperature) is not None


@pytest.mark.parametrize("name", [name for name in weeks.names() if name != "contradiction"])
def test_shipped_weeks_stay_legal(name: str) -> None:
    assert gain(weeks.load(name), steps=STEPS, seed=1, temperature=HOT) is not None


def test_steps_are_the_same_each_time_and_other_seeds_take_others() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=2)).problem
    start = first_fit(problem)
    assert start is not None
    runs = [Recreate(problem, start, seed=seed) for seed in (5, 5, 6)]
    for run in runs:
        run.steps(STEPS, temperature=HOT)
    weeks = [run.outcome() for run in runs]
    assert weeks[0] == weeks[1]
    assert weeks[0] != weeks[2]


def test_going_back_to_the_best_forgets_worse_weeks() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=2)).problem
    start = first_fit(problem)
    assert start is not None
    run = Recreate(problem, start, seed=1)
    best = run.steps(STEPS, temperature=1e6)
    assert run.cost > best
    run.back_to_best()
    assert run.cost == best


def test_an_annealing_ends_without_a_clock() -> None:
    problem = compile_scenario(tiny_scenario(3)).problem
    start = first_fit(problem)
    assert start is not None
    asked = [0]

    def over() -> float:
        asked[0] += 1
        return 0.0

    run = Recreate(problem, start, seed=1)
    run.anneal(over, stop=lambda: False, cooling=COOLING)
    assert (asked[0] - 2) * BURST < MOST_STEPS * problem.n_patients <= (asked[0] - 1) * BURST


@pytest.mark.parametrize("seed", [90004, 90054])
def test_a_week_that_no_patient_may_keep_is_not_taken_over(seed: int) -> None:
    problem = compile_scenario(tiny_scenario(seed, 10)).problem
    week = first_fit(problem)
    assert week is not None
    run = Recreate(problem, week, seed=0)
    if run.holds:
        run.steps(20)
        assert run.cost < 10**12


def test_limits_and_prices_beyond_what_is_counted_with_are_not_cut_off() -> None:
    scenario = family("menu-tight-24", seed=2)
    people = [clinician.model_copy(update={"weekly_contact_minutes_max": 10**12}) for clinician in scenario.clinicians]
    dear = scenario.weights.model_copy(
        update={"tiers": TierWeights(experience=10**9), "units": {**scenario.weights.units, "preferences": 10**3}}
    )
    for changed in ({"clinicians": tuple(people)}, {"weights": dear}):
        problem = compile_scenario(scenario.model_copy(update=changed)).problem
        start = first_fit(problem)
        assert start is not None
        assert not Recreate(problem, start, seed=0).holds


def test_a_library_of_other_sources_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iopsched_solver.native.library.ctypes.sizeof", lambda _: 1)
    with pytest.raises(OSError, match="other sources"):
        library.__wrapped__()


def test_a_library_without_some_function_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_FUNCTIONS, "search_of_next_year", (None, ()))
    with pytest.raises(OSError, match="other sources"):
        library.__wrapped__()
