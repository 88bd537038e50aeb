"""A sound week as plain values, and what is said of it once something in it is changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from iopsched.model.scenario import Scenario
from iopsched.validation import validate

WEEK: dict[str, Any] = {
    "calendar": {"week": "2026-01-05", "zone": "America/Chicago", "slot_minutes": 10},
    "sites": [{"id": "main", "hours": "Mon-Fri 9-21"}, {"id": "east", "hours": "Mon-Fri 9-17"}],
    "travel": [{"between": ["main", "east"], "minutes": 20}],
    "rooms": [
        {"id": "R-1", "site": "main", "capacity": 14, "features": ["sink"]},
        {"id": "R-2", "site": "east", "capacity": 3},
    ],
    "equipment": [{"id": "kit", "quantity": 1}],
    "clinicians": [{"id": "C-1", "credentials": ["LPC"]}, {"id": "C-2", "credentials": ["LPC", "MD"]}],
    "services": [
        {"id": "process", "duration_minutes": 60, "contact_minutes": 60, "leaders": [{"credentials": ["LPC"]}]},
        {"id": "art", "duration_minutes": 60, "contact_minutes": 60, "room_features": ["sink"],
         "equipment": {"kit": 1}, "telehealth": "allowed"},
        {"id": "therapy", "format": "individual", "duration_minutes": 50, "contact_minutes": 50},
        {"id": "family", "format": "family", "duration_minutes": 50, "contact_minutes": 50, "family_members_min": 1},
    ],
    "groups": [
        {"id": "G-1", "service": "process", "starts": {"at": ["Mon 18:00", "Wed 18:00", "Fri 18:00"]},
         "sessions_per_week": {"min": 1, "max": 3}},
        {"id": "G-2", "service": "art", "starts": {"within": ["Tue 9-12"], "step_minutes": 30}},
    ],
    "policies": [{"id": "plan", "source": "example", "as_of": "2026-01-01"}],
    "patients": [
        {"id": "P-1", "policy": "plan", "tags": ["adult"], "family": [{"id": "F-1"}],
         "care_plan": {"items": [{"service": "process", "min": 1, "max": 3}, {"service": "art", "max": 1},
                                 {"service": "therapy", "min": 1, "max": 1}, {"service": "family", "max": 1}]}},
        {"id": "P-2", "policy": "plan", "tags": ["adult"],
         "care_plan": {"items": [{"service": "process", "max": 3}, {"service": "art"}]}},
    ],
}  # fmt: skip


@pytest.fixture
def week():
    """The plain values, to be changed."""
    return copy.deepcopy(WEEK)


@pytest.fixture
def problems():
    """Validate plain values; return severity, code and place of each problem, and its text."""

    def find(values):
        return [
            (problem.severity, problem.code, problem.place, f"{problem.message}: {problem.proposal}")
            for problem in validate(Scenario.model_validate(values))
        ]

    return find


@pytest.fixture
def changed(week):
    """Change the week: each argument is a path (``patients.0.policy``) and a value; ``...`` takes the field out."""

    def change(*changes):
        for path, value in changes:
            here = week
            *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
            for step in steps:
                here = here[step]
            if value is ...:
                del here[last]
            elif isinstance(here, list) and last == len(here):
                here.append(value)
            else:
                here[last] = value
        return week

    return change


@pytest.fixture
def one_problem(problems, changed):
    """Make the changes of a case, and see that one problem of its severity comes of it, where and as it says."""

    def see(severity, case):
        changes, code, place, text = case
        found = [problem for problem in problems(changed(*changes)) if problem[0] == severity]
        assert [problem[:3] for problem in found] == [(severity, code, place)], found
        assert text in found[0][3]

    return see
