"""Property tests try the same examples on every machine; tiny weeks with something agreed in them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, settings

from iopsched.compile import compile_scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


def drawn(seed):
    """A tiny week, a legal schedule that is not the best (it is the best for prices drawn at random), and a patient."""
    rng = Random(f"agreed/{seed}")  # noqa: S311 - draws tests
    scenario = tiny_scenario(seed, 1 + seed % 6)
    compiled = compile_scenario(scenario)
    prices = {slug: rng.choice((0, 1, 5, 30)) for slug in compiled.problem.unit_cost}
    problem = replace(compiled.problem, unit_cost=prices)
    outcome = solve_whole(problem, Limits(time_limit_s=30, workers=1)).outcome
    if outcome is None:
        return None
    return scenario, compiled.decode(outcome), scenario.patients[rng.randrange(len(scenario.patients))]


@pytest.fixture(scope="session")
def agreed():
    """Draw a tiny week, what is agreed in it, and one of its patients; none if its pins contradict each other."""
    return drawn
