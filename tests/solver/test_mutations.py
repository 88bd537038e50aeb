"""Every single fault that the checker names, the model refuses: exactly while the rule is in force."""

from contextlib import suppress
from dataclasses import replace

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.errors import ScenarioError
from iopsched.model.rules import HARD_RULES
from iopsched_scenarios.mutations import MUTATIONS, base_week

INEXPRESSIBLE = {
    "Monday's process is too large", "five attendees have one leader", "relapse has a leader too many",
    "relapse may not start on Wednesday", "skills start on the hour", "a stretch session ends after its window",
    "multi-family meets at south alone", "dbt starts a quarter of an hour late", "individual therapy is never by video",
    "stretch is by video only", "P-2 has had family therapy last week", "P-3's plan lists no multi-family group",
}  # fmt: skip
"""Schedules that no outcome of the problem stands for, whatever rules are in force."""


def test_the_base_week_can_be_expressed(expressed):
    scenario, schedule = base_week()
    compiled = compile_scenario(scenario)

    assert expressed(compiled.problem, compiled.encode(schedule))


@pytest.mark.parametrize("mutation", [it for it in MUTATIONS if not it.legal], ids=str)
def test_a_broken_week_is_refused_while_the_rule_is_in_force(mutation, expressed):
    scenario, schedule = mutation.apply(*base_week())
    compiled = compile_scenario(scenario)
    with suppress(ScenarioError):  # not even expressible
        assert not expressed(compiled.problem, compiled.encode(schedule))
    without = compile_scenario(scenario, without=frozenset({mutation.rule}) & HARD_RULES.keys())
    if mutation.describe in INEXPRESSIBLE:
        with pytest.raises(ScenarioError):
            without.encode(schedule)
        return
    problem = replace(without.problem, rules=without.problem.rules - {mutation.rule})
    assert expressed(problem, without.encode(schedule))


@pytest.mark.parametrize("mutation", [it for it in MUTATIONS if it.legal], ids=str)
def test_an_unmet_need_is_legal(mutation, expressed):
    scenario, schedule = mutation.apply(*base_week())
    compiled = compile_scenario(scenario)

    assert expressed(compiled.problem, compiled.encode(schedule))
