"""Where prices begin: a bound before the first program."""

from __future__ import annotations

import math

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_scenarios.generate import generate
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.problem import Problem

DAYS = ("Mon", "Tue", "Wed")


def opened(problem: Problem) -> tuple[Columns, float]:
    """Columns stopped at their first bound, and that bound."""
    columns, bounds = Columns(problem), list[float]()
    columns.grow(deadline=math.inf, gap=0.0, stop=lambda: bool(bounds), on_round=bounds.append)
    return columns, bounds[0]


def week(service_days: int, free: str) -> Problem:
    """One patient, asked for so many service days, and an hour's group of one seat on each of three days."""
    scenario = Scenario.model_validate({
        "calendar": {"slot_minutes": 30},
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
        "rooms": [{"id": "R", "site": "A", "capacity": 12}],
        "clinicians": [{"id": "C"}],
        "services": [{"id": "talk", "duration_minutes": 60, "contact_minutes": 60, "min_size": 1, "max_size": 1}],
        "groups": [{"id": f"G-{day}", "service": "talk", "starts": {"at": [f"{day} 9:00"]}} for day in DAYS],
        "policies": [
            {
                "id": "plan",
                "source": "made up",
                "as_of": "2026-01-05",
                "service_days": {"min": service_days, "max": 5},
                "service_day_minimum": {"minutes": 60},
            }
        ],
        "patients": [
            {
                "id": "P",
                "policy": "plan",
                "care_plan": {"items": [{"service": "talk", "min": 0, "max": 5}]},
                "availability": {"free": [free]},
            }
        ],
    })  # fmt: skip
    return compile_scenario(scenario).problem


@pytest.mark.parametrize(
    ("service_days", "free", "cost"),
    [
        # A day: a trip, 30; two half hours of a leader, 2; a room, 1; and one seat is a whole section.
        (1, "Mon-Wed 8-20", 33),
        (3, "Mon-Wed 8-20", 99),
        # A day that nobody can have costs what a missing one does: 2,000 at the weight of an ordinary patient, 2.
        (2, "Mon 8-20", 33 + 4000),
    ],
)
def test_service_days_bound_a_week_exactly(service_days: int, free: str, cost: int) -> None:
    problem = week(service_days, free)
    found = solve_whole(problem, Limits(time_limit_s=30, workers=1))
    _, bound = opened(problem)
    assert found.status == "optimal"
    assert found.cost == cost
    assert bound == pytest.approx(cost)


def test_partial_hospitalization_is_bounded_by_its_trips_at_once() -> None:
    problem = compile_scenario(generate(10, shape="php", tightness="ample", seed=1, slot_minutes=15)).problem
    columns, bound = opened(problem)
    asked = problem.patients.service_days_min.sum() * problem.unit_cost["trips"]
    outcome = first_fit(problem)
    assert outcome is not None
    assert asked <= bound <= cost_of(problem, outcome)
    assert columns.days, "the cheapest service days are columns"


def test_what_is_not_priced_in_time_proves_nothing() -> None:
    columns, bounds = Columns(week(3, "Mon-Wed 8-20")), list[float]()
    columns.grow(deadline=-math.inf, gap=0.0, stop=lambda: True, on_round=bounds.append)
    assert columns.proved() == 0
    assert all(bound == -math.inf for bound in bounds)
