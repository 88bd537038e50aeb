"""Each need alone decides the optimum of the smallest week it can; the number is worked out by hand."""

import numpy as np
import pytest

from iopsched_solver.model import cost_of
from iopsched_solver.outcome import Outcome, Section

GROUP = 0


def weekdays(*days, offering=GROUP):
    return [(offering, f"{day} 10:00") for day in days]


def test_weekly_contact_minutes(clinic, optimum):
    problem = clinic(*weekdays("Mon", "Tue"), weekly_contact_minutes=10)
    problem.patients.week_minutes_min[0] = 190
    problem.patients.weight[0] = 3

    assert optimum(problem) == 90  # both hours are had: 70 minutes missing are three half hours, each 10 x weight 3


def test_weekly_contact_minutes_never_above_the_maximum(clinic, optimum, judge):
    problem = clinic(*weekdays("Mon", "Tue"), weekly_contact_minutes=10)
    problem.patients.week_minutes_min[0] = 100
    problem.patients.week_minutes_max[0] = 119

    assert optimum(problem) == 20  # one hour is had, 40 minutes are missing: two half hours
    judge(
        "weekly-contact-minutes",
        problem,
        kept=[("attends", 0, 0, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_service_day_minimum(clinic, optimum):
    problem = clinic(*weekdays("Mon", "Tue"), (1, "Tue 13:00"), service_day_minimum=10, weekly_contact_minutes=100)
    problem.patients.week_minutes_min[0] = 180
    problem.patients.day_minutes_min[0] = 120

    assert optimum(problem) == 20  # all three are had; Monday lacks 60 minutes: two half hours


def test_service_day_minimum_asks_nothing_of_an_empty_day(clinic, optimum):
    problem = clinic(*weekdays("Mon"), service_day_minimum=10, leader_time=1)
    problem.patients.day_minutes_min[0] = 120

    assert optimum(problem) == 0  # nothing runs


@pytest.mark.parametrize(
    ("least", "most", "minutes", "cost"),
    [
        (3, 7, 0, 10),  # both days are had, one is missing
        (0, 1, 120, 10),  # both are needed for the minutes: one too many
        (0, 7, 120, 0),
    ],
)
def test_service_days(clinic, optimum, least, most, minutes, cost):
    problem = clinic(*weekdays("Mon", "Tue"), service_days=10, weekly_contact_minutes=100)
    problem.patients.service_days_min[0] = least
    problem.patients.service_days_max[0] = most
    problem.patients.week_minutes_min[0] = minutes

    assert optimum(problem) == cost


def test_a_service_day_has_the_minimum(clinic, optimum):
    problem = clinic(*weekdays("Mon"), service_days=10)
    problem.patients.service_days_min[0] = 1
    problem.patients.day_minutes_min[0] = 61

    assert optimum(problem) == 10  # an hour is not enough for a service day


def test_service_day_gap(clinic, optimum):
    problem = clinic(*weekdays("Mon", "Thu", "Sun"), service_day_gap=10, weekly_contact_minutes=100)
    problem.patients.week_minutes_min[0] = 180
    problem.patients.service_day_gap_max[0] = 2

    assert optimum(problem) == 20  # Mon to Thu and Thu to Sun are each three days: one too far each


def test_service_day_gap_is_between_neighbours(clinic, optimum):
    problem = clinic(*weekdays("Mon", "Tue", "Wed"), service_day_gap=10, weekly_contact_minutes=100)
    problem.patients.week_minutes_min[0] = 180
    problem.patients.service_day_gap_max[0] = 1

    assert optimum(problem) == 0  # Monday and Wednesday have Tuesday between


@pytest.mark.parametrize(("least", "most", "cost"), [(3, 9, 10), (0, 1, 10), (0, 9, 0), (2, 2, 0)])
def test_sessions_per_day(clinic, optimum, least, most, cost):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 12:00"), sessions_per_day=10, weekly_contact_minutes=100)
    problem.patients.week_minutes_min[0] = 120  # so both are had
    problem.patients.day_sessions_min[0] = least
    problem.patients.day_sessions_max[0] = most

    assert optimum(problem) == cost


def test_rolling_cap(clinic, optimum):
    problem = clinic(*weekdays("Mon", "Tue", "Wed"), rolling_cap=10, weekly_contact_minutes=1000)
    problem.patients.week_minutes_min[0] = 180  # so all three are had
    vars(problem.patients)["rolling"] = np.array([[0, 2, 1, 80, 0]])

    # Mon-Tue and Tue-Wed: each one session above 1, and 40 minutes above 80: two half hours
    assert optimum(problem) == 2 * (10 + 20)


def test_hard_rolling_cap(clinic, possible):
    problem = clinic(*weekdays("Mon", "Tue", "Wed"))
    vars(problem.patients)["rolling"] = np.array([[0, 2, 1, 999, 1]])

    assert possible(problem, ("attends", 0, 0, 1), ("attends", 0, 2, 1))
    assert not possible(problem, ("attends", 0, 0, 1), ("attends", 0, 1, 1))


def test_care_plan(clinic, optimum):
    problem = clinic(*weekdays("Mon", "Tue"), care_plan=10)
    problem.patients.care_min[0, GROUP] = 3
    problem.patients.weight[0] = 2

    assert optimum(problem) == 20  # two of three: one missing, 10 x weight 2


def test_care_plan_never_above_the_maximum(clinic, judge):
    problem = clinic(*weekdays("Mon", "Tue"))
    problem.patients.care_max[0, GROUP] = 1

    judge("care-plan", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)])


def test_care_plan_has_no_other_service(clinic, judge):
    problem = clinic(*weekdays("Mon", "Tue"))
    problem.patients.masks["care-plan"][0, 1] = False

    judge("care-plan", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 0, 1, 1)])


def test_keep_together(clinic, optimum):
    # patient 1 cannot come on Tuesday; patient 0 needs both days: one meeting apart, at the larger weight of the two
    problem = clinic(*weekdays("Mon", "Tue"), patients=2, keep_together=10, weekly_contact_minutes=100)
    vars(problem.pairs).update(together=np.array([[0, 1]]), together_offerings=np.array([[True]]))
    problem.patients.masks["patient-availability"][1, 1] = False
    problem.patients.week_minutes_min[0] = 120
    problem.patients.weight[:] = [1, 4]

    assert optimum(problem) == 40


def test_keep_together_in_the_groups_named(clinic, optimum):
    problem = clinic((0, "Mon 10:00"), (1, "Tue 10:00"), patients=2, keep_together=10, weekly_contact_minutes=100)
    vars(problem.pairs).update(together=np.array([[0, 1]]), together_offerings=np.array([[True, False]]))
    problem.patients.masks["patient-availability"][1, :] = False
    problem.patients.week_minutes_min[0] = 120

    assert optimum(problem) == 10  # Monday's meeting alone counts


@pytest.mark.parametrize(
    ("slug", "field", "value"),
    [
        ("weekly-contact-minutes", "week_minutes_min", 100),
        ("service-day-minimum", "day_minutes_min", 90),
        ("service-days", "service_days_min", 2),
        ("sessions-per-day", "day_sessions_min", 2),
    ],
)
def test_a_hard_need_is_met_or_nothing_is_attended(clinic, judge, slug, field, value):
    problem = clinic(*weekdays("Mon", "Tue"), (1, "Tue 12:00"), (1, "Mon 12:00"))
    problem.patients.hard[slug][0] = True
    getattr(problem.patients, field)[0] = value

    judge(
        slug,
        problem,
        kept=[("attends", 0, cell, 1) for cell in range(4)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 0), ("attends", 0, 2, 0), ("attends", 0, 3, 0)],
    )


def test_a_hard_service_day_gap(clinic, judge):
    problem = clinic(*weekdays("Mon", "Tue", "Wed"))
    problem.patients.hard["service-day-gap"][0] = True
    problem.patients.service_day_gap_max[0] = 1

    judge(
        "service-day-gap",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 1, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 0), ("attends", 0, 2, 1)],
    )


def test_a_hard_need_is_still_priced_where_nothing_is_attended(clinic, optimum):
    problem = clinic(*weekdays("Mon"), weekly_contact_minutes=10)
    problem.patients.hard["weekly-contact-minutes"][0] = True
    problem.patients.week_minutes_min[0] = 120

    assert optimum(problem) == 40  # an hour does not meet it, so nothing is attended: four half hours


def test_sessions_without_the_patient_count_for_the_care_plan_alone(clinic, optimum):
    problem = clinic((0, "Mon 10:00"), visits=(0,), care_plan=10, weekly_contact_minutes=100)
    problem.services.patient_attends[0] = False
    problem.patients.care_min[0, 0] = 1
    problem.patients.week_minutes_min[0] = 60

    assert optimum(problem) == 200  # the family comes, and two half hours of the patient's own are missing


def test_the_cost_of_a_week_from_outside(clinic):
    problem = clinic(*weekdays("Mon", "Tue"), weekly_contact_minutes=10, leader_time=1)
    problem.patients.week_minutes_min[0] = 190

    assert cost_of(problem, Outcome()) == 70  # seven half hours
    one = Outcome((Section(0, 0, -1, (0,)),), ((0, 0),))
    assert cost_of(problem, one) == 52  # five half hours, and two led
