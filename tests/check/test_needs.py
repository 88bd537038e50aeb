"""What each need counts and costs, worked out by hand in weeks where it alone decides."""

import pytest

# One unit costs tier weight 1,000 x unit weight x patient weight (2 for an active patient).
UNIT = 1_000 * 2


def only(report, rule):
    """Return the unmet needs, all of `rule`, after checking that the tier adds them up."""
    assert {lack.rule for lack in report.unmet} == {rule}
    assert report.tiers["needs"].units[rule] == sum(lack.units for lack in report.unmet)
    assert report.tiers["needs"].cost == sum(lack.cost for lack in report.unmet)
    return [(lack.units, lack.unit) for lack in report.unmet]


@pytest.mark.parametrize(
    ("minimum", "units"),
    [
        (60, 0),
        (61, 1),  # 1 min short: one half hour begun
        (90, 1),
        (91, 2),
        (180, 4),  # 180 - 60 = 120 min = 4 half hours
    ],
)
def test_weekly_contact_minutes_below_are_missing_half_hours(clinic, minimum, units):
    report = clinic.pays(weekly_contact_minutes={"min": minimum}).session("meet", "Mon 10:00").check()

    assert report.legal
    assert report.tiers["needs"].units["weekly-contact-minutes"] == units
    assert report.tiers["needs"].cost == units * UNIT * 1


def test_weekly_contact_minutes_of_the_care_plan_replace_the_policys(clinic):
    clinic.pays(weekly_contact_minutes={"min": 600, "max": 600})
    clinic.patient(care_plan={"items": [{"service": "meet"}], "contact_minutes": {"min": 120}})

    # The plan's 120 min less 60 attended = 2 half hours; the policy's 600 would be 18.
    assert only(clinic.session("meet", "Mon 10:00").check(), "weekly-contact-minutes") == [(2, "half hours")]


def test_a_patient_without_sessions_lacks_the_whole_week_and_breaks_nothing(clinic):
    clinic.pays(weekly_contact_minutes={"min": 540, "enforcement": "hard"}).patient()

    report = clinic.check()

    # 540 / 30 = 18 half hours; hard means: the minimum or no session at all.
    assert only(report, "weekly-contact-minutes") == [(18, "half hours")]
    assert report.legal


def test_the_upper_end_of_weekly_contact_minutes_holds_for_exempt_phases_too(clinic):
    exempt = [{"phase": "step-down", "rules": ["weekly-contact-minutes"]}]
    clinic.pays(weekly_contact_minutes={"min": 50, "max": 59, "enforcement": "hard"}, exemptions=exempt)
    report = clinic.patient(phase="step-down").session("meet", "Mon 10:00").check()

    assert report.unmet == ()
    assert [violation.rule for violation in report.violations] == ["weekly-contact-minutes"]


@pytest.mark.parametrize(("status", "legal"), [("active", True), ("waitlisted", False)])
def test_waitlisted_patients_have_the_weekly_minimum_or_nothing(clinic, status, legal):
    clinic.pays(weekly_contact_minutes={"min": 90}).patient(status=status)

    assert clinic.session("meet", "Mon 10:00").check().legal is legal


def test_service_day_minimum_counts_days_with_some_contact(clinic):
    clinic.pays(service_day_minimum={"minutes": 120}).service("stretch", contact_minutes=0)
    clinic.session("meet", "Mon 10:00").session("meet", "Tue 10:00").session("meet", "Tue 11:00", attendees="P-2")
    clinic.service("meet", max_per_day=2).session("meet", "Wed 10:00").session("meet", "Wed 11:00")
    clinic.session("stretch", "Thu 10:00")

    # P-1: Monday and Tuesday lack 60 min each, Wednesday has 120, Thursday has no counted contact; P-2: Tuesday.
    report = clinic.check()
    assert only(report, "service-day-minimum") == [(2, "half hours")] * 3
    assert [(lack.patient, lack.day) for lack in report.unmet] == [("P-1", "Mon"), ("P-1", "Tue"), ("P-2", "Tue")]
    assert report.tiers["needs"].cost == 6 * UNIT * 1


def test_service_days_reach_the_minimum_of_the_day(clinic):
    clinic.pays(service_days={"min": 3}, service_day_minimum={"minutes": 90})
    clinic.service("long", duration_minutes=90, contact_minutes=90)
    clinic.session("long", "Mon 10:00").session("long", "Tue 10:00").session("meet", "Wed 10:00")

    report = clinic.check()

    # Two days of 90 min, one of 60: one day missing (2 x 1,000 x unit weight 2), and 30 min on Wednesday.
    assert report.tiers["needs"].units["service-days"] == 1
    assert report.tiers["needs"].cost == 1 * UNIT * 2 + 1 * UNIT * 1


def test_service_days_of_a_phase_without_day_minimum_have_any_contact(clinic):
    exempt = [{"phase": "step-down", "rules": ["service-day-minimum"]}]
    clinic.pays(service_days={"min": 2}, service_day_minimum={"minutes": 90}, exemptions=exempt)
    clinic.service("stretch", contact_minutes=0).patient(phase="step-down")
    clinic.session("meet", "Mon 10:00").session("stretch", "Tue 10:00")

    # Monday's 60 min are enough, Tuesday has none.
    assert only(clinic.check(), "service-days") == [(1, "days")]


def test_one_counted_minute_is_contact(clinic):
    clinic.service("chat", contact_minutes=1).session("chat", "Mon 10:00").pays(service_days={"min": 1})
    assert clinic.check().unmet == ()

    # With a minimum of 30 min the day is no service day and lacks 29 min.
    clinic.pays(service_day_minimum={"minutes": 30})
    units = clinic.check().tiers["needs"].units
    assert (units["service-days"], units["service-day-minimum"]) == (1, 1)


def test_needs_that_are_hard_say_what_the_patient_has_instead(clinic):
    clinic.pays(
        weekly_contact_minutes={"min": 999, "enforcement": "hard"},
        service_day_minimum={"minutes": 60, "enforcement": "hard"},
        service_days={"min": 5, "enforcement": "hard"},
        service_day_gap={"days": 2, "enforcement": "hard"},
        sessions_per_day={"max": 1, "enforcement": "hard"},
        rolling_caps=[{"days": 2, "sessions_max": 2, "contact_minutes_max": 150, "enforcement": "hard"}],
    )
    clinic.service("short", contact_minutes=50).session("short", "Fri 10:00")
    clinic.session("meet", "Mon 10:00").session("talk", "Mon 11:00").session("meet", "Tue 10:00").session(
        "meet", "Fri 11:00"
    )
    clinic.session("short", "Sun 10:00")

    assert sorted(violation.message for violation in clinic.check().violations) == [
        "patient P-1 has 180 counted minutes in 2 days, at most 150 allowed",
        "patient P-1 has 2 sessions on Fri, 0 to 1 required",
        "patient P-1 has 2 sessions on Mon, 0 to 1 required",
        "patient P-1 has 3 service days, 5 or more required",
        "patient P-1 has 3 sessions in 2 days, at most 2 allowed",
        "patient P-1 has 340 counted minutes this week, 999 (or no session) required",
        "patient P-1 has 50 counted minutes on Sun, 60 (or none) required",
        "patient P-1 has service days up to 3 days apart, at most 2 allowed",
    ]


def test_service_days_beyond_the_maximum_count_too(clinic):
    clinic.pays(service_days={"max": 1})
    for day in ("Mon", "Tue", "Wed"):
        clinic.session("meet", f"{day} 10:00")

    assert only(clinic.check(), "service-days") == [(2, "days")]


def test_service_day_gap_adds_up_days_beyond_the_limit(clinic):
    clinic.pays(service_day_gap={"days": 1}).session("meet", "Mon 10:00").session("meet", "Thu 10:00")
    clinic.session("meet", "Sun 10:00")

    # Monday to Thursday is 3 days, Thursday to Sunday 3: each 2 beyond 1. The days at the week's ends do not count.
    assert only(clinic.check(), "service-day-gap") == [(4, "days")]


def test_sessions_per_day_counts_days_that_are_attended(clinic):
    clinic.pays(sessions_per_day={"min": 2, "max": 2}).service("meet", max_per_day=None)
    clinic.session("meet", "Mon 10:00")
    for hour in (9, 10, 11, 12):
        clinic.session("meet", f"Tue {hour}:00")
    clinic.session("visit", "Wed 10:00")

    report = clinic.check()

    # Monday one too few, Tuesday two too many, Wednesday not attended by the patient.
    assert only(report, "sessions-per-day") == [(1, "sessions"), (2, "sessions")]
    assert report.tiers["needs"].cost == 3 * UNIT * 1


def test_rolling_cap_counts_every_run_of_days(clinic):
    clinic.pays(rolling_caps=[{"days": 2, "sessions_max": 1, "contact_minutes_max": 75}])
    for day in ("Mon", "Tue", "Wed"):
        clinic.session("meet", f"{day} 10:00")

    report = clinic.check()

    # Monday-Tuesday and Tuesday-Wednesday have 2 sessions (1 above) and 120 min (45 above: 2 half hours).
    assert only(report, "rolling-cap") == [(1, "sessions"), (2, "half hours")] * 2
    assert [lack.day for lack in report.unmet] == ["Mon-Tue", "Mon-Tue", "Tue-Wed", "Tue-Wed"]
    assert report.tiers["needs"].cost == 6 * UNIT * 2


def test_a_rolling_cap_may_be_of_minutes_alone(clinic):
    clinic.pays(rolling_caps=[{"days": 1, "contact_minutes_max": 60}]).session("meet", "Mon 10:00")
    clinic.session("talk", "Mon 12:00").session("meet", "Tue 10:00")

    assert only(clinic.check(), "rolling-cap") == [(2, "half hours")]
    assert clinic.check().unmet[0].day == "Mon"


def test_a_rolling_cap_of_the_whole_week_has_one_run(clinic):
    clinic.pays(rolling_caps=[{"days": 7, "sessions_max": 1}, {"days": 1, "sessions_max": 1}])
    clinic.session("meet", "Mon 10:00").session("meet", "Sun 10:00")

    report = clinic.check()

    assert only(report, "rolling-cap") == [(1, "sessions")]
    assert report.unmet[0].day == "Mon-Sun"


def test_care_plan_counts_missing_sessions_per_item_with_priority(clinic):
    clinic.plan("P-1", {"service": "meet", "min": 3}, {"service": "visit", "min": 2}, priority=5)
    clinic.session("meet", "Mon 10:00").session("visit", "Tue 10:00")

    report = clinic.check()

    # Two meetings and one visit are missing; 3 units x 1,000 x unit weight 2 x priority 5.
    assert only(report, "care-plan") == [(2, "sessions"), (1, "sessions")]
    assert [lack.service for lack in report.unmet] == ["meet", "visit"]
    assert report.tiers["needs"].cost == 30_000


@pytest.mark.parametrize(
    ("received", "weeks_ago", "units", "legal"),
    [
        ([], [], 1, True),  # 2 in 3 weeks, one this week
        (["2026-02-27"], [], 0, True),  # last week
        (["2026-02-16"], [], 0, True),  # Monday two weeks ago: just inside
        (["2026-02-15"], [], 1, True),  # Sunday three weeks ago: just outside
        (["2026-03-03"], [], 1, True),  # this week: not before
        ([], [2], 0, True),
        ([], [3], 1, True),
        ([], [0], 1, True),
        (["2026-02-27"], [2], 0, False),  # 2 received, the maximum: this week's is one too many
    ],
)
def test_care_plan_over_several_weeks_counts_what_was_received(clinic, received, weeks_ago, units, legal):
    item = {"service": "talk", "min": 2, "max": 2, "every_weeks": 3}
    clinic.plan("P-1", {**item, "received": received, "received_weeks_ago": weeks_ago})
    clinic.week(calendar={"week": "2026-03-02", "zone": "America/Chicago"}).session("talk", "Mon 10:00")

    report = clinic.check()

    assert report.tiers["needs"].units["care-plan"] == units
    assert report.legal is legal


def test_what_was_received_counts_over_several_weeks_alone(clinic):
    clinic.plan("P-1", {"service": "talk", "min": 1, "max": 1, "received_weeks_ago": [1]})

    assert only(clinic.check(), "care-plan") == [(1, "sessions")]
    assert clinic.session("talk", "Mon 10:00").check().unmet == ()
    assert clinic.check().legal


def test_dates_received_mean_nothing_in_an_abstract_week(clinic):
    clinic.plan("P-1", {"service": "talk", "min": 1, "every_weeks": 3, "received": ["2026-02-27"]})

    assert only(clinic.check(), "care-plan") == [(1, "sessions")]


def test_a_used_up_maximum_is_no_fault_while_nothing_is_added(clinic):
    clinic.plan("P-1", {"service": "talk", "max": 1, "every_weeks": 2, "received_weeks_ago": [1, 1, 1]})

    assert clinic.check().legal


def test_keep_together_counts_meetings_with_exactly_one_of_the_two(clinic):
    clinic.patient("P-1", priority=1).patient("P-2", priority=7)
    clinic.week(keep_together=[{"patients": ["P-1", "P-2"]}])
    clinic.session("meet", "Mon 10:00", "P-1 P-2").session("meet", "Tue 10:00", "P-1").session("talk", "Wed 10:00")
    # Parallel sections are one meeting: nobody is apart on Thursday.
    clinic.clinician("C-2").session("meet", "Thu 10:00", "P-1")
    clinic.session("meet", "Thu 10:00", "P-2", leaders="C-2", room="N-2")
    clinic.rooms["N-2"] = {"site": "north", "capacity": 9}

    report = clinic.check()

    assert report.legal
    assert only(report, "keep-together") == [(1, "sessions")]
    assert report.unmet[0].other == "P-2"
    assert report.tiers["needs"].cost == 1 * 1_000 * 7  # the larger priority of the two


def test_keep_together_leaves_out_what_one_of_them_may_not_attend(clinic):
    clinic.group("G-vets", "vets", tags_all=["veteran"]).service("vets").service("extra")
    clinic.patient("P-1", tags=["veteran"])
    clinic.patient("P-2", care_plan={"items": [{"service": "meet"}, {"service": "vets"}]})
    clinic.week(keep_together=[{"patients": ["P-1", "P-2"]}])
    clinic.session("G-vets", "Mon 10:00").session("extra", "Tue 10:00").session("meet", "Wed 10:00")

    # P-2 is not eligible on Monday, and Tuesday's service is not in P-2's plan: Wednesday alone counts.
    assert only(clinic.check(), "keep-together") == [(1, "sessions")]


def test_keep_together_of_named_groups_looks_at_these_alone(clinic):
    clinic.group("G-a", "a").service("a").group("G-b", "b").service("b").patient("P-1").patient("P-2")
    clinic.week(keep_together=[{"patients": ["P-1", "P-2"], "groups": ["G-a"]}])
    clinic.session("G-a", "Mon 10:00").session("G-b", "Tue 10:00").session("meet", "Wed 10:00")

    assert only(clinic.check(), "keep-together") == [(1, "sessions")]


@pytest.mark.parametrize(
    "rule",
    [
        "service-day-minimum",
        "service-days",
        "service-day-gap",
        "sessions-per-day",
        "rolling-cap",
        "weekly-contact-minutes",
    ],
)
def test_an_exempt_phase_neither_breaks_nor_pays(clinic, rule):
    clinic.pays(
        weekly_contact_minutes={"min": 999, "enforcement": "hard"},
        service_day_minimum={"minutes": 90, "enforcement": "hard"},
        service_days={"min": 7, "enforcement": "hard"},
        service_day_gap={"days": 1, "enforcement": "hard"},
        sessions_per_day={"min": 2, "enforcement": "hard"},
        rolling_caps=[{"days": 7, "sessions_max": 1, "enforcement": "hard"}],
    )
    clinic.service("long", duration_minutes=90, contact_minutes=90)
    clinic.session("meet", "Mon 10:00").session("long", "Tue 10:00").session("long", "Thu 10:00")
    everything = clinic.violated()
    clinic.pays(exemptions=[{"phase": "step-down", "rules": [rule]}]).patient(phase="step-down")

    assert clinic.violated() == everything - {rule}
    assert rule in everything
    assert rule not in {lack.rule for lack in clinic.check().unmet}
