"""Following a week made elsewhere: always legal, and the week itself where it is."""

from __future__ import annotations

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.greedy import Wish, first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE

SEEDS = range(60)


def wish_of(outcome: Outcome) -> Wish:
    """Every session of a week, each a day of its own."""
    groups = [(p, [(k, NONE)]) for p, k in outcome.attends]
    return Wish(
        outcome.sections, [*groups, *((visit.patient, [(visit.cell, visit.clinician)]) for visit in outcome.visits)]
    )


def test_following_the_best_week_gives_no_worse_one() -> None:
    same = weeks = 0
    for seed in SEEDS:
        scenario = tiny_scenario(seed)
        compiled = compile_scenario(scenario)
        best = solve_whole(compiled.problem, Limits(time_limit_s=10.0, workers=1))
        if scenario.pins or best.outcome is None or best.status != "optimal":
            continue
        followed = first_fit(compiled.problem, wish=wish_of(best.outcome))
        assert followed is not None
        report = check(scenario, compiled.decode(followed))
        assert not report.violations, f"week {seed}"
        assert best.cost is not None
        assert report.cost >= best.cost
        weeks += 1
        same += report.cost == best.cost
    assert weeks >= len(SEEDS) // 2
    assert same >= 0.8 * weeks


@pytest.mark.parametrize("name", ["menu-tight-24", "open-overloaded-24", "php-tight-20"])
def test_following_nonsense_is_legal(name: str) -> None:
    scenario = family(name, seed=1)
    compiled = compile_scenario(scenario)
    problem, random = compiled.problem, np.random.default_rng(1)
    start = first_fit(problem)
    assert start is not None
    sections = [start.sections[n] for n in random.integers(len(start.sections), size=2 * len(start.sections))]
    patient, cell = np.nonzero(problem.may_attend & ~problem.services.one_to_one[problem.cells.service])
    days = [
        (int(patient[n]), [(int(cell[n]), NONE), (int(cell[m]), NONE)])
        for n, m in random.integers(len(cell), size=(400, 2))
        if problem.may_attend[patient[n], cell[m]]
    ]
    followed = first_fit(problem, wish=Wish(sections, days))
    assert followed is not None
    report = check(scenario, compiled.decode(followed))
    assert not report.violations
    assert report.cost == cost_of(problem, followed)
