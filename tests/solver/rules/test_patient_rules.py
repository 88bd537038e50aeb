"""Rules about a patient's sessions, each on the smallest week that can break it.

`judge` asserts four things of each: no harm where nothing is claimed, kept, broken, and really off when not in force.
"""

import numpy as np

from iopsched_solver.problem import COHORT, KEEP_APART_DAY, KEEP_APART_SESSION, KEEP_APART_TIME, ROSTER

GROUP, TALK = 0, 1


def ints(*values):
    return np.array(values, dtype=np.int64)


def test_patient_availability(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), (GROUP, "Mon 12:00"))
    problem.patients.masks["patient-availability"][0, 1] = False

    judge("patient-availability", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 0, 1, 1)])


def test_patient_no_overlap(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), (2, "Mon 11:00"), clinicians=2)

    judge(
        "patient-no-overlap",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_patient_no_overlap_of_visits_with_two_clinicians(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), clinicians=2, visits=(0, 1))

    judge(
        "patient-no-overlap",
        problem,
        kept=[("visit", 0, 0, 0, 1)],
        broken=[("visit", 0, 0, 0, 1), ("visit", 0, 1, 1, 1)],
    )


def test_patient_no_overlap_counts_the_buffer(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 11:00"), (2, "Mon 11:30"))
    problem.patients.buffer_slots[0] = 1

    judge(
        "patient-no-overlap",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_patient_no_overlap_counts_the_way_between_sites(clinic, judge):
    problem = clinic((0, "Mon 10:00", 0), (1, "Mon 11:30", 1), (2, "Mon 12:00", 1), sites=2)
    problem.patient_gap_slots[:2, :2] = [[0, 2], [2, 0]]

    judge(
        "patient-no-overlap",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_patient_day_length_of_the_clock(clinic, judge):
    problem = clinic((0, "Mon 9:00"), (1, "Mon 11:00"), (2, "Mon 11:30"), (3, "Tue 13:00"))
    problem.patients.day_span_slots_max[0] = 6  # three hours

    judge(
        "patient-day-length",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 1, 1), ("attends", 0, 3, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
    )


def test_patient_day_length_in_counted_minutes(clinic, judge):
    problem = clinic((0, "Mon 9:00"), (1, "Mon 11:00"), (2, "Tue 11:30"))
    problem.patients.day_minutes_max[0] = 119

    judge(
        "patient-day-length",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_one_of_a_kind_a_day(clinic, judge):
    problem = clinic((GROUP, "Mon 9:00"), (GROUP, "Mon 11:00"), (GROUP, "Tue 9:00"))
    patients = problem.patients
    vars(patients).update(
        same_day_services=np.array([[True]]), same_day_patients=np.array([[True]]), same_day_max=ints(1)
    )

    judge(
        "one-of-a-kind-a-day",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_group_eligibility(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), patients=2)
    problem.patients.masks["group-eligibility"][1, 0] = False

    judge("group-eligibility", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 1, 0, 1)])


def test_cohort_all_or_none(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Wed 10:00"), (0, "Fri 10:00"), patients=2, enrollment={0: COHORT})

    judge(
        "cohort-all-or-none",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 1, 1), ("runs", 2, 0)],
        broken=[("attends", 0, 0, 1), ("runs", 1, 1), ("attends", 0, 1, 0)],
    )


def test_roster(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Wed 10:00"), patients=2, enrollment={0: ROSTER})
    problem.offerings.members[0] = True

    judge(
        "roster",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 1, 0, 1), ("runs", 1, 0)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 0, 0)],
    )


def apart(problem, scope):
    vars(problem.pairs)["apart"] = np.array([[0, 1, scope]])
    return problem


def test_keep_apart_in_a_session(clinic, judge):
    problem = apart(clinic((0, "Mon 10:00"), (1, "Mon 10:00"), patients=2, clinicians=2), KEEP_APART_SESSION)

    judge(
        "keep-apart",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 1, 1, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 0, 1)],
    )


def test_keep_apart_at_a_time(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), (1, "Mon 11:00"), patients=2, clinicians=2)

    judge(
        "keep-apart",
        apart(problem, KEEP_APART_TIME),
        kept=[("attends", 0, 0, 1), ("attends", 1, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 1, 1)],
    )


def test_keep_apart_on_a_day(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 15:00"), (1, "Tue 15:00"), patients=2)

    judge(
        "keep-apart",
        apart(problem, KEEP_APART_DAY),
        kept=[("attends", 0, 0, 1), ("attends", 1, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 1, 1, 1)],
    )


def test_family_availability(clinic, judge):
    problem = clinic((TALK, "Mon 10:00"), (TALK, "Mon 12:00"), visits=(TALK,))
    problem.patients.masks["family-availability"][0, 1] = False

    judge("family-availability", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 0, 1, 1)])


def test_telehealth_permission(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00", 1), patients=2)
    problem.patients.masks["telehealth"][1, 0] = False

    judge("telehealth", problem, kept=[("attends", 0, 0, 1)], broken=[("attends", 1, 0, 1)])


def test_telehealth_caps(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00", 1), (GROUP, "Tue 10:00", 1), (GROUP, "Wed 10:00", 0))
    problem.patients.telehealth_minutes_max[0] = 119

    judge(
        "telehealth",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )


def test_telehealth_sessions(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00", 1), (GROUP, "Tue 10:00", 1), (GROUP, "Wed 10:00", 0))
    problem.patients.telehealth_sessions_max[0] = 1

    judge(
        "telehealth",
        problem,
        kept=[("attends", 0, 0, 1), ("attends", 0, 2, 1)],
        broken=[("attends", 0, 0, 1), ("attends", 0, 1, 1)],
    )
