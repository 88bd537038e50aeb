"""Rules about who leads, each on the smallest week that can break it."""

GROUP, TALK = 0, 1


def test_clinician_availability(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), clinicians=2)
    problem.clinicians.masks["clinician-availability"][1, 0] = False

    judge("clinician-availability", problem, kept=[("leads", 0, 0, 1)], broken=[("leads", 1, 0, 1)])


def test_clinician_no_overlap(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 10:30"), (2, "Mon 11:00"), patients=3)

    judge(
        "clinician-no-overlap",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 0, 2, 1)],
        broken=[("leads", 0, 0, 1), ("leads", 0, 1, 1)],
    )


def test_clinician_no_overlap_of_two_patients_at_once(clinic, judge):
    problem = clinic((0, "Mon 10:00"), patients=2, visits=(0,))

    judge(
        "clinician-no-overlap",
        problem,
        kept=[("visit", 0, 0, 0, 1)],
        broken=[("visit", 0, 0, 0, 1), ("visit", 1, 0, 0, 1)],
    )


def test_clinician_no_overlap_counts_documentation(clinic, judge):
    # one slot of documentation for up to two attendees, two slots for up to three
    bands = [(0, 2, (1,), 1), (0, 3, (1,), 2), (1, 10, (1,), 0), (2, 10, (1,), 0)]
    problem = clinic((0, "Mon 10:00"), (1, "Mon 11:30"), (2, "Mon 12:00"), patients=3, bands=bands)
    three = [("attends", patient, 0, 1) for patient in range(3)]

    judge("clinician-no-overlap", problem, kept=[*three, ("leads", 0, 2, 1)], broken=[*three, ("leads", 0, 1, 1)])
    judge(
        "clinician-no-overlap",
        problem,
        kept=[*three[:2], ("attends", 2, 0, 0), ("leads", 0, 1, 1)],
        broken=[*three, ("leads", 0, 1, 1)],
    )


def test_clinician_no_overlap_counts_documentation_and_travel(clinic, judge):
    bands = [(service, 10, (1,), 1) for service in range(3)]
    problem = clinic(
        (0, "Mon 10:00", 0), (1, "Mon 12:00", 1), (2, "Mon 12:30", 1), sites=2, patients=3, bands=bands
    )  # fmt: skip
    problem.clinician_gap_slots[:2, :2] = [[0, 2], [2, 0]]

    judge(
        "clinician-no-overlap",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 0, 2, 1)],
        broken=[("leads", 0, 0, 1), ("leads", 0, 1, 1)],
    )


def test_clinician_credentials_of_a_role(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), clinicians=2)
    problem.clinicians.role_held[1, 0] = False

    judge("clinician-credentials", problem, kept=[("leads", 0, 0, 1)], broken=[("leads", 1, 0, 1)])


def test_clinician_credentials_of_a_group(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), clinicians=2)
    problem.clinicians.masks["clinician-credentials"][1, 0] = False

    judge("clinician-credentials", problem, kept=[("leads", 0, 0, 1)], broken=[("leads", 1, 0, 1)])


def test_clinician_credentials_of_the_primary_clinician(clinic, judge):
    problem = clinic((0, "Mon 10:00"), clinicians=2, visits=(0,))
    problem.patients.sees["clinician-credentials"][0, 1, 0] = False

    judge("clinician-credentials", problem, kept=[("visit", 0, 0, 0, 1)], broken=[("visit", 0, 0, 1, 1)])


def test_clinician_credentials_one_role_each(clinic, judge):
    # both roles are to be filled, and clinician 1 holds neither
    problem = clinic((GROUP, "Mon 10:00"), clinicians=3, bands=[(0, 10, (1, 1), 0)])
    problem.clinicians.role_held[:] = [[True, False], [False, False], [False, True]]

    judge(
        "clinician-credentials",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 2, 0, 1)],
        broken=[("leads", 0, 0, 1), ("leads", 1, 0, 1)],
    )


def test_leaders_by_size_asks_for_a_second_leader(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), patients=2, clinicians=2, bands=[(0, 1, (1,), 0), (0, 10, (2,), 0)])
    both = [("attends", 0, 0, 1), ("attends", 1, 0, 1)]

    judge(
        "leaders-by-size",
        problem,
        kept=[*both, ("leads", 0, 0, 1), ("leads", 1, 0, 1)],
        broken=[*both, ("leads", 0, 0, 1), ("leads", 1, 0, 0)],
    )


def test_leaders_by_size_asks_for_no_third_leader(clinic, judge):
    problem = clinic((GROUP, "Mon 10:00"), clinicians=2)

    judge(
        "leaders-by-size",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 1, 0, 0)],
        broken=[("leads", 0, 0, 1), ("leads", 1, 0, 1)],
    )


def test_a_pinned_leader_may_lead_as_if_more_attended(clinic, possible):
    problem = clinic((GROUP, "Mon 10:00"), clinicians=2, bands=[(0, 1, (1,), 0), (0, 10, (2,), 0)])
    led_by_both = [("leads", 0, 0, 1), ("leads", 1, 0, 1)]

    assert possible(problem, *led_by_both)  # the one patient could sit in a section of the larger band, too


def test_clinician_weekly_contact(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"))
    problem.clinicians.weekly_slots_max[0] = 3

    judge(
        "clinician-weekly-contact",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 0, 1, 0)],
        broken=[("leads", 0, 0, 1), ("leads", 0, 1, 1)],
    )


def test_clinician_daily_contact(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Mon 15:00"), (0, "Tue 10:00"))
    problem.clinicians.daily_slots_max[0] = 3

    judge(
        "clinician-daily-contact",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 0, 2, 1)],
        broken=[("leads", 0, 0, 1), ("leads", 0, 1, 1)],
    )


def test_clinician_consecutive(clinic, judge):
    # two hours at most without a break of an hour: half an hour from 11:00 does not end the run, an hour does
    problem = clinic((0, "Mon 10:00"), (1, "Mon 11:30"), (2, "Mon 12:00"), (3, "Mon 13:00"), patients=4)
    problem.clinicians.consecutive_slots_max[0] = 4
    problem.clinicians.break_slots[0] = 2

    judge(
        "clinician-consecutive",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 0, 2, 1), ("leads", 0, 3, 1)],
        broken=[("leads", 0, 0, 1), ("leads", 0, 1, 1)],
    )


def test_clinician_consecutive_over_three_sessions(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (1, "Mon 11:00"), (2, "Mon 12:00"), (3, "Mon 12:30"), patients=4)
    problem.clinicians.consecutive_slots_max[0] = 5

    judge(
        "clinician-consecutive",
        problem,
        kept=[("leads", 0, 0, 1), ("leads", 0, 1, 1), ("leads", 0, 3, 1)],
        broken=[("leads", 0, 0, 1), ("leads", 0, 1, 1), ("leads", 0, 2, 1)],
    )


def test_clinician_consecutive_of_one_long_session(clinic, judge):
    problem = clinic((0, "Mon 10:00"), clinicians=2)
    problem.clinicians.consecutive_slots_max[0] = 1

    judge("clinician-consecutive", problem, kept=[("leads", 1, 0, 1)], broken=[("leads", 0, 0, 1)])


def test_caseload(clinic, judge):
    problem = clinic((0, "Mon 10:00"), (0, "Tue 10:00"), patients=2, visits=(0,))
    problem.clinicians.caseload_max[0] = 1

    judge(
        "caseload",
        problem,
        kept=[("visit", 0, 0, 0, 1), ("visit", 0, 1, 0, 1)],
        broken=[("visit", 0, 0, 0, 1), ("visit", 1, 1, 0, 1)],
    )
