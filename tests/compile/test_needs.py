"""Care plans, policies and exemptions as numbers."""

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.errors import ScenarioError
from iopsched_solver.problem import UNLIMITED

DATED = {"week": "2026-02-02", "zone": "America/Chicago", "slot_minutes": 30}


def policy(**more):
    return [{"id": "plan", "source": "made up", "as_of": "2026-01-05", **more}]


@pytest.mark.parametrize(
    ("item", "least", "most"),
    [
        ({"min": 2, "max": 3}, 2, 3),
        ({"min": 1}, 1, UNLIMITED),
        # once in 4 weeks: 11 January is the Sunday before the third week back, the 12th its Monday
        ({"min": 1, "max": 1, "every_weeks": 4, "received": ["2026-01-11"]}, 1, 1),
        ({"min": 1, "max": 1, "every_weeks": 4, "received": ["2026-01-12"]}, 0, 0),
        ({"min": 1, "max": 1, "every_weeks": 4, "received": ["2026-02-01"]}, 0, 0),
        ({"min": 1, "max": 1, "every_weeks": 4, "received": ["2026-02-02"]}, 1, 1),  # this week does not count
        ({"min": 2, "max": 3, "every_weeks": 2, "received": ["2026-01-27", "2026-01-29"]}, 0, 1),
        ({"min": 1, "max": 2, "every_weeks": 3, "received_weeks_ago": [1, 2, 3]}, 0, 0),
    ],
)
def test_care_over_several_weeks(week, person, item, least, most):
    it = compile_scenario(week(person("P1", [{"service": "skills", **item}]), calendar=DATED))
    assert (it.problem.patients.care_min[0, 0], it.problem.patients.care_max[0, 0]) == (least, most)


def test_service_outside_the_care_plan_is_not_attended(week, person):
    it = compile_scenario(week(person("P1"), person("P2", [])))
    assert it.problem.may_attend.any(axis=1).tolist() == [True, False]


def test_care_plan_listing_a_service_twice_is_refused(week, person):
    with pytest.raises(ScenarioError, match="twice"):
        compile_scenario(week(person("P1", [{"service": "skills"}, {"service": "skills"}])))


def test_exempt_rules_do_not_hold_and_the_upper_end_stays(week, person):
    rules = ["weekly-contact-minutes", "service-day-minimum", "service-days", "rolling-cap"]
    parts = policy(
        weekly_contact_minutes={"min": 540, "max": 720, "enforcement": "hard"},
        service_day_minimum={"minutes": 180, "enforcement": "hard"},
        service_days={"min": 3, "max": 5},
        service_day_gap={"days": 2},
        rolling_caps=[{"days": 2, "sessions_max": 4, "enforcement": "hard"}],
        exemptions=[{"phase": "step-down", "rules": rules}],
    )
    people = compile_scenario(week(person("P1"), person("P2", phase="step-down"), policies=parts)).problem.patients
    assert people.week_minutes_min.tolist() == [540, 0]
    assert people.week_minutes_max.tolist() == [720, 720]
    assert people.day_minutes_min.tolist() == [180, 0]
    assert people.service_days_min.tolist() == [3, 0]
    assert people.service_days_max.tolist() == [5, 7]
    assert people.service_day_gap_max.tolist() == [2, 2]
    assert people.rolling.tolist() == [[0, 2, 4, UNLIMITED, 1]]
    assert people.hard["service-day-minimum"].tolist() == [True, False]


def test_own_contact_hours_replace_the_policys_and_waitlisted_patients_get_a_whole_week_or_none(week, person):
    own = {"items": [], "contact_minutes": {"min": 120, "max": 150}}
    patients = [
        person("P1"),
        {**person("P2"), "care_plan": own},
        person("P3", status="waitlisted"),
        person("P4", status="waitlisted", all_or_nothing=False),
    ]
    parts = policy(weekly_contact_minutes={"min": 540, "max": 720})
    people = compile_scenario(week(*patients, policies=parts)).problem.patients
    assert people.week_minutes_min.tolist() == [540, 120, 540, 540]
    assert people.week_minutes_max.tolist() == [720, 150, 720, 720]
    assert people.hard["weekly-contact-minutes"].tolist() == [False, False, True, False]
    assert people.weight.tolist() == [2, 2, 1, 1]


def test_stricter_of_two_day_limits_holds(week, person):
    parts = policy(day_span_minutes_max=200, day_contact_minutes_max=180)
    patients = [person("P1"), person("P2", day_span_minutes_max=100, day_contact_minutes_max=240)]
    people = compile_scenario(week(*patients, policies=parts)).problem.patients
    assert people.day_span_slots_max.tolist() == [6, 3]
    assert people.day_minutes_max.tolist() == [180, 180]


def test_same_day_rows_come_from_services_and_policies(week, person):
    parts = policy(same_day_limits=[{"services": ["skills", "talk"], "max": 2}])
    parts += [{**parts[0], "id": "other", "same_day_limits": []}]
    services = [
        {"id": "skills", "duration_minutes": 60, "contact_minutes": 60, "max_per_day": 1},
        {"id": "talk", "duration_minutes": 60, "contact_minutes": 60, "max_per_day": None},
    ]
    scenario = week(person("P1"), {**person("P2"), "policy": "other"}, services=services, policies=parts)
    people = compile_scenario(scenario).problem.patients
    assert people.same_day_services.tolist() == [[True, False], [True, True]]
    assert people.same_day_patients.tolist() == [[True, True], [True, False]]
    assert people.same_day_max.tolist() == [1, 2]


def test_prices_are_unit_weight_times_tier_weight(week):
    weights = {"tiers": {"needs": 100, "disruption": 10, "experience": 5, "cost": 1}, "units": {"trips": 7}}
    cost = compile_scenario(week(weights=weights)).problem.unit_cost
    assert (cost["care-plan"], cost["moved-patient"], cost["trips"], cost["room-use"]) == (200, 40, 35, 1)
