"""A conflict of an impossible tiny week holds for the whole of it: members contradict, and each of them is needed."""

import pytest

from iopsched import SolveOptions, solve
from iopsched.compile import compile_scenario
from iopsched.conflict import pin_name
from iopsched.model.rules import HARD_RULES
from iopsched.model.weights import TIERS
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

IMPOSSIBLE = (0, 8, 25, 63, 117, 187, 199)
RULES = frozenset((*HARD_RULES, *TIERS["needs"])) - {"pins"}


def is_possible(scenario, pins, rules):
    kept = tuple(pin for number, pin in enumerate(scenario.pins) if pin_name(scenario, number) in pins)
    held = scenario.model_copy(update={"pins": kept})
    found = solve_whole(compile_scenario(held, without=RULES - rules).problem, Limits(time_limit_s=30, workers=1))
    assert found.status in {"optimal", "impossible"}
    return found.status == "optimal"


@pytest.mark.parametrize("seed", IMPOSSIBLE)
def test_members_contradict_and_each_is_needed(seed):
    scenario = tiny_scenario(seed)
    result = solve(scenario, SolveOptions(time_limit_s=30, workers=1))
    assert result.status == "impossible"
    clash, *others = result.conflict
    pins, rules = frozenset(clash.subjects), frozenset(other.rule for other in others)
    assert clash.rule == "pins"
    assert not is_possible(scenario, pins, rules)
    for rule in rules:
        assert is_possible(scenario, pins, rules - {rule}), rule
    for pin in pins:
        assert is_possible(scenario, pins - {pin}, rules), pin
