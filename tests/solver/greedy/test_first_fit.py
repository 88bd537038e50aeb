"""First fit: always legal, the same each time, and good enough to start from."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_scenarios import weeks
from iopsched_scenarios.families import family
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.greedy import first_fit
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome

SEEDS = range(240)
BLOCKS = [SEEDS[n : n + 40] for n in range(0, len(SEEDS), 40)]
FAMILIES = ("calendar-ample-24", "menu-tight-24", "open-overloaded-24", "php-tight-20", "network-menu-tight-30")


def share_met(scenario: Scenario, outcome: Outcome) -> float:
    """Share of the price of all needs that the outcome saves, once the checker found it legal."""
    compiled = compile_scenario(scenario)
    report = check(scenario, compiled.decode(outcome))
    assert not report.violations
    assert report.cost == cost_of(compiled.problem, outcome)
    nothing = check(scenario, compiled.decode(Outcome())).tiers["needs"].cost
    return 1 - report.tiers["needs"].cost / nothing if nothing else 1.0


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_tiny_weeks_are_legal(seeds: range) -> None:
    made = 0
    for seed in seeds:
        scenario = tiny_scenario(seed)
        outcome = first_fit(compile_scenario(scenario).problem)
        if outcome is None:
            assert scenario.pins, f"week {seed} has nothing pinned, so the empty week is legal"
            continue
        share_met(scenario, outcome)
        made += 1
    assert made >= len(seeds) * 3 // 4


@pytest.mark.parametrize("name", [name for name in weeks.names() if name != "contradiction"])
def test_shipped_weeks_are_legal_and_mostly_met(name: str) -> None:
    scenario = weeks.load(name)
    outcome = first_fit(compile_scenario(scenario).problem)
    assert outcome is not None
    assert share_met(scenario, outcome) >= 0.8


def test_what_fits_into_days_of_the_usual_length_makes_none_longer() -> None:
    problem = compile_scenario(generate(10, shape="php", tightness="ample", seed=1, slot_minutes=15)).problem
    outcome = first_fit(problem)
    assert outcome is not None
    longer = 0
    for p, cells in outcome.weeks().items():
        sessions = Counter(int(problem.cells.day[k]) for k, _ in cells)
        longer += sum(n > problem.patients.day_sessions_max[p] for n in sessions.values())
    assert longer < 15, "of fifty days; 25 where sessions beyond the most are charged for from the start"


def test_what_is_impossible_is_not_made() -> None:
    assert first_fit(compile_scenario(weeks.load("contradiction")).problem) is None


@pytest.mark.parametrize("name", FAMILIES)
def test_generated_weeks_are_legal_and_mostly_met(name: str) -> None:
    scenario = family(name, seed=2)
    outcome = first_fit(compile_scenario(scenario).problem)
    assert outcome is not None
    assert share_met(scenario, outcome) >= 0.8


def test_the_same_problem_gives_the_same_week() -> None:
    problem = compile_scenario(family("menu-tight-24", seed=5)).problem
    assert first_fit(problem) == first_fit(problem)


def test_a_stop_leaves_a_legal_week() -> None:
    scenario = family("menu-tight-24", seed=1)
    asked = count()
    outcome = first_fit(compile_scenario(scenario).problem, stop=lambda: next(asked) >= 6)
    assert outcome is not None
    assert 0 < share_met(scenario, outcome) < 0.5


def test_pins_are_held() -> None:
    scenario = family("menu-tight-24", seed=1)
    compiled = compile_scenario(scenario)
    outcome = first_fit(compiled.problem)
    assert outcome is not None
    session = next(s for s in compiled.decode(outcome).sessions if s.group is None)
    pin = {
        "service": session.service,
        "start": session.start,
        "leader": session.leaders[0],
        "attendee": session.attendees[0],
    }
    pinned = Scenario.model_validate({**scenario.model_dump(mode="json"), "pins": [pin]})
    again = first_fit(compile_scenario(pinned).problem)
    assert again is not None
    share_met(pinned, again)
