"""Weeks in which there is hardly anything to decide: nobody comes, nobody leads, nothing meets."""

from __future__ import annotations

from typing import Any

import pytest

from iopsched import Scenario, SolveOptions, solve

GROUP = {"id": "talk", "duration_minutes": 60, "contact_minutes": 60, "min_size": 1, "needs_room": False}
VISIT = {**GROUP, "id": "visit", "format": "individual", "starts": {"at": ["Mon 9:00"]}}
WEEK: dict[str, Any] = {
    "calendar": {"slot_minutes": 30},
    "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
    "clinicians": [{"id": "C"}],
    "services": [GROUP, VISIT],
    "groups": [{"id": "G", "service": "talk", "starts": {"at": ["Mon 9:00"]}}],
    "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-05"}],
    "patients": [{"id": "P", "policy": "plan", "care_plan": {"items": [{"service": "visit", "min": 1, "max": 1}]}}],
}
LACKED = 4000
"""A session of the care plan that is missing: 2,000 at the weight of an ordinary patient, 2."""


@pytest.mark.parametrize("reproducible", [False, True])
@pytest.mark.parametrize(
    ("without", "cost"),
    [
        (("patients",), 0),
        (("patients", "clinicians"), 0),
        (("patients", "groups"), 0),
        (("patients", "groups", "clinicians"), 0),
        (("clinicians",), LACKED),
        (("clinicians", "groups"), LACKED),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, tuple) else None,
)
def test_a_week_without_some_of_it_is_solved(without: tuple[str, ...], cost: int, *, reproducible: bool) -> None:
    scenario = Scenario.model_validate({key: value for key, value in WEEK.items() if key not in without})
    result = solve(scenario, SolveOptions(time_limit_s=30, workers=1, reproducible=reproducible))
    assert (result.status, result.cost, result.bound) == ("optimal", cost, cost)
