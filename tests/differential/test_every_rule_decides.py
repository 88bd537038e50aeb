"""The tiny weeks between them use everything: for each rule, need and goal there is one in which it decides."""

from dataclasses import replace

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.rules import HARD_RULES
from iopsched.model.weights import TIERS
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

LIMITS = Limits(time_limit_s=30, workers=1)
DECIDED_BY = {
    "patient-availability": 13, "patient-no-overlap": 41, "patient-day-length": 1, "one-of-a-kind-a-day": 7,
    "group-size": 10, "group-eligibility": 1, "cohort-all-or-none": 7, "roster": 34, "keep-apart": 41,
    "clinician-availability": 3, "clinician-no-overlap": 36, "clinician-credentials": 11,
    "clinician-weekly-contact": 83, "clinician-daily-contact": 26, "clinician-consecutive": 3, "leaders-by-size": 2,
    "caseload": 54, "room-no-overlap": 0, "room-capacity": 19, "room-features": 2, "site-hours": 12, "family-slot": 61,
    "family-availability": 13, "telehealth": 7, "equipment": 16, "group-order": 137, "pins": 0,
    "candidate-starts": 187, "sessions-per-week": 7,
}  # fmt: skip
"""Hard rule to the seed of a tiny week whose optimum it changes."""

PRICED_IN = {
    "weekly-contact-minutes": 10, "service-day-minimum": 51, "service-days": 15, "service-day-gap": 116,
    "sessions-per-day": 116, "rolling-cap": 57, "care-plan": 2, "keep-together": 17, "moved-patient": 14,
    "changed-leader": 36, "changed-room": 107, "primary-clinician": 61, "usual-group": 23, "preferences": 13,
    "idle-gaps": 10, "trips": 10, "balanced-groups": 70, "fair-load": 11, "leader-time": 56, "overtime": 11,
    "room-use": 236,
}  # fmt: skip
"""Need or goal to the seed of a tiny week whose optimal cost its price raises."""


def optimum(problem):
    found = solve_whole(problem, LIMITS)
    assert found.status in {"optimal", "impossible"}
    return found.cost


@pytest.mark.parametrize("rule", HARD_RULES)
def test_rule_decides(rule):
    """Without the rule the week costs less, or becomes possible."""
    scenario = tiny_scenario(DECIDED_BY[rule])
    strict = optimum(compile_scenario(scenario).problem)
    loose = optimum(compile_scenario(scenario, without=frozenset({rule})).problem)
    assert loose is not None
    assert strict is None or loose < strict


@pytest.mark.parametrize("slug", [slug for slugs in TIERS.values() for slug in slugs])
def test_price_matters(slug):
    problem = compile_scenario(tiny_scenario(PRICED_IN[slug])).problem
    assert optimum(replace(problem, unit_cost={**problem.unit_cost, slug: 0})) < optimum(problem)
