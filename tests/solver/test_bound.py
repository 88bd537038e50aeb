"""The bound of column generation is never above the optimum, on weeks where a wrong one would be."""

import math

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole


def week(least, meetings, clinicians, patient, **service):
    """One patient and a group of one seat for each meeting: name to start and minutes."""
    return Scenario.model_validate({
        "calendar": {"slot_minutes": 30},
        "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
        "rooms": [{"id": f"R{n}", "site": "A", "capacity": 12} for n in range(4)],
        "clinicians": clinicians,
        "services": [
            {"id": name, "duration_minutes": length, "contact_minutes": length, "min_size": 1, "max_size": 1, **service}
            for name, (_, length) in meetings.items()
        ],
        "groups": [{"id": f"G-{name}", "service": name, "starts": {"at": [at]}} for name, (at, _) in meetings.items()],
        "policies": [
            {
                "id": "plan",
                "source": "made up",
                "as_of": "2026-01-05",
                "weekly_contact_minutes": {"min": least, "max": 1000},
            }
        ],
        "patients": [
            {
                "id": "P1",
                "policy": "plan",
                "care_plan": {"items": [{"service": name, "min": 0, "max": 1} for name in meetings]},
                **patient,
            }
        ],
    })  # fmt: skip


DOCUMENTING_AFTER_HOURS = week(
    120,
    {"early": ("Mon 9:00", 60), "late": ("Mon 10:00", 60)},
    [{"id": f"C{hour}", "availability": {"free": [f"Mon {hour}:00-{hour + 1}:00"]}} for hour in (9, 10)],
    {},
    documentation_minutes=30,
)
"""Each leads in their only open hour, and documents after it."""

LONG_IN_THE_MIDDLE = week(
    240,
    {"a": ("Mon 9:00", 60), "b": ("Mon 10:00", 240), "c": ("Mon 11:00", 120), "d": ("Mon 15:00", 120)},
    [{"id": f"C{number}"} for number in range(4)],
    {"day_span_minutes_max": 240},
)
"""Four hours at most: b alone fills them, and ends later than c, which starts after it."""


@pytest.mark.parametrize("scenario", [DOCUMENTING_AFTER_HOURS, LONG_IN_THE_MIDDLE], ids=["documenting", "long"])
def test_the_bound_is_no_higher_than_the_optimum(scenario):
    problem = compile_scenario(scenario).problem
    found = solve_whole(problem, Limits(time_limit_s=30, workers=1))
    columns = Columns(problem)
    columns.grow(deadline=math.inf, gap=0.0, stop=lambda: False, on_round=lambda _: None, tight_until=math.inf)

    assert found.status == "optimal"
    assert columns.proved() <= found.cost
