"""The bound on needs is never above what the needs of some legal week cost."""

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.weights import TIERS
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.needs_bound import bound_needs, needs_alone

NEEDS = frozenset(TIERS["needs"])
SEEDS = range(60)


@pytest.mark.parametrize("seeds", [SEEDS[n : n + 15] for n in range(0, len(SEEDS), 15)], ids=str)
def test_the_bound_is_at_most_the_least_needs_of_a_legal_week(seeds):
    proved = positive = 0
    for seed in seeds:
        problem = compile_scenario(tiny_scenario(seed)).problem
        least = solve_whole(needs_alone(problem, NEEDS), Limits(time_limit_s=30, workers=1))
        if least.status == "impossible":
            continue
        assert least.status == "optimal", seed
        bound = bound_needs(problem, NEEDS, time_limit_s=30)
        assert 0 <= bound <= least.cost, seed
        proved += 1
        positive += bound > 0
    assert proved > len(seeds) // 2
    assert positive > 0, "some weeks cannot meet all needs, and the bound says so"


def test_goals_cost_nothing_where_needs_are_alone():
    problem = compile_scenario(tiny_scenario(3)).problem
    alone = needs_alone(problem, NEEDS)
    assert {slug for slug, price in alone.unit_cost.items() if price} <= NEEDS
    assert all(alone.unit_cost[slug] == problem.unit_cost[slug] for slug in NEEDS)
