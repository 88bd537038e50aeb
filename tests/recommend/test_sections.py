"""A meeting in two sections: whoever stays keeps their own, and none gets too small or has too few leaders."""

import pytest

from iopsched.check import check
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.recommending import Recommender

PLAN = {"items": [{"service": "process", "min": 1, "max": 1}, {"service": "therapy", "min": 1, "max": 1}]}
WEEK = Scenario.model_validate({
    "sites": [{"id": "A", "hours": ["Mon-Fri 16:00-21:00"]}],
    "rooms": [{"id": f"R-{n}", "site": "A", "capacity": 8} for n in (1, 2, 3)],
    "clinicians": [{"id": f"C-{n}"} for n in (1, 2, 3, 4)],
    "services": [
        {"id": "process", "duration_minutes": 60, "contact_minutes": 60, "min_size": 2, "max_size": 4,
         "leaders": [{}, {"from_size": 3}]},
        {"id": "therapy", "format": "individual", "duration_minutes": 60, "contact_minutes": 60,
         "starts": {"at": ["Mon 18:00"]}},
    ],
    "groups": [{"id": "G", "service": "process", "starts": {"at": ["Mon 18:00"]}, "sections": 2}],
    "policies": [{"id": "payer", "source": "made up", "as_of": "2026-01-01"}],
    "patients": [{"id": f"P-{n}", "policy": "payer", "priority": 5, "care_plan": PLAN} for n in range(1, 7)],
})  # fmt: skip


def section(room, leaders, attendees):
    return {"service": "process", "group": "G", "start": "Mon 18:00", "end": "Mon 19:00", "site": "A", "room": room,
            "leaders": leaders, "attendees": attendees}  # fmt: skip


AGREED = Schedule.model_validate(
    {"sessions": [section("R-1", ["C-1"], ["P-1", "P-2"]), section("R-2", ["C-2", "C-3"], ["P-3", "P-4", "P-5"])]}
)


@pytest.mark.parametrize("patient", [f"P-{number}" for number in range(1, 7)])
def test_all_weeks_and_no_others_are_found(patient, every_week):
    recommender = Recommender(WEEK, AGREED)
    now = check(recommender.scenario, AGREED).cost
    cheapest = {}
    for where, cost, _ in every_week(recommender.scenario, AGREED, recommender.patient(patient)):
        cheapest[where] = min(cost, cheapest.get(where, cost))
    found = recommender.weeks(patient, k=5)
    assert [week.cost for week in found.weeks] == sorted(cost - now for cost in cheapest.values())
    assert all(check(recommender.scenario, week.schedule).legal for week in found.weeks)


def test_nobody_leaves_a_section_too_small():
    recommender = Recommender(WEEK, AGREED)
    held = [{s.service for s in week.sessions} for week in recommender.weeks("P-1", k=5).weeks]
    free = [{s.service for s in week.sessions} for week in recommender.weeks("P-3", k=5).weeks]
    assert held == [{"process"}]
    assert {"therapy"} in free


def test_a_newcomer_sits_where_the_leaders_are_enough():
    week = Recommender(WEEK, AGREED).weeks("P-6", k=5).weeks
    seats = [s for found in week for s in found.sessions if s.service == "process"]
    assert [seat.room for seat in seats] == ["R-2"]
