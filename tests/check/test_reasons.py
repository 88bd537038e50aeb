"""Why a need is unmet: facts that hold, and nobody else's id."""

import pytest

from iopsched.check import check, reason_for
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations import MUTATIONS, base_week

MORNINGS = {"free": "Mon-Fri 07:00-09:00"}


def reasons(clinic, rule):
    return {lack.reason for lack in clinic.check().unmet if lack.rule == rule and lack.patient == "P-1"}


@pytest.fixture
def short(clinic):
    """P-1 needs 9 h and three days of 3 h; sites open from 08:00."""
    clinic.pays(weekly_contact_minutes={"min": 540}, service_days={"min": 3}, service_day_minimum={"minutes": 180})
    return clinic.week(sites=[{"id": name, "hours": "Mon-Fri 08:00-21:00"} for name in ("north", "south")])


@pytest.mark.parametrize(
    ("patient", "reason"),
    [
        ({"availability": MORNINGS}, "free 5 h in opening hours, needs 9 h"),  # 08:00 to 09:00 on five days
        ({"availability": {"free": "Tue 08:30-16:00"}}, "free 7.5 h in opening hours, needs 9 h"),
        ({"care_plan": {"items": [{"service": "meet", "max": 8}]}}, "the care plan allows 8 h at most, needs 9 h"),
        ({"care_plan": {"items": [{"service": "meet"}]}}, "no eligible group session runs"),
        ({"care_plan": {"items": [{"service": "meet", "max": 9}]}}, "no eligible group session runs"),
        (  # what does not count adds nothing, limited or not; what was received is used up
            {
                "care_plan": {
                    "items": [
                        {"service": "meet", "max": 12, "every_weeks": 2, "received_weeks_ago": [1] * 4},
                        {"service": "visit", "max": 9},
                        {"service": "stretch"},
                        {"service": "talk", "max": 0, "every_weeks": 2, "received_weeks_ago": [1]},
                    ]
                }
            },
            "the care plan allows 8 h at most, needs 9 h",
        ),
    ],
)
def test_too_little_contact(short, patient, reason):
    short.service("stretch", contact_minutes=0).patient(**patient)

    assert reasons(short, "weekly-contact-minutes") == {reason}


def test_closures_and_sites_out_of_reach_are_no_opening_hours(short):
    short.patient(availability={"free": "Mon-Fri 08:00-11:00"}, sites=["south"])
    short.week(calendar={"closures": [{"when": "Mon-Tue"}, {"when": "Wed", "sites": ["north"]}]})
    assert reasons(short, "weekly-contact-minutes") == {"no eligible group session runs"}  # 9 h on three days

    short.week(calendar={"closures": [{"when": "Mon-Tue"}, {"when": "Wed", "sites": ["south"]}]})
    assert reasons(short, "weekly-contact-minutes") == {"free 6 h in opening hours, needs 9 h"}
    assert reasons(short, "service-days") == {"free long enough on 2 days, needs 3"}


def test_sessions_that_do_not_count_or_are_anothers_do_not_help(short):
    short.service("stretch", contact_minutes=0).session("stretch", "Mon 10:00", "P-2").session(
        "talk", "Mon 12:00", "P-2"
    )
    short.patient()
    assert reasons(short, "weekly-contact-minutes") == {"no eligible group session runs"}

    short.service("chat", contact_minutes=1).session("chat", "Tue 10:00", "P-2")
    assert reasons(short, "weekly-contact-minutes") == {""}


@pytest.mark.parametrize(
    ("free", "reason"),
    [
        ("Mon-Wed 08:00-11:00; Thu 08:00-10:50", "free long enough on 3 days, needs 4"),
        ("Mon-Wed 08:00-11:00; Thu 08:00-09:00; Thu 12:00-14:00", ""),  # 3 h in two pieces
    ],
)
def test_days_that_are_long_enough(short, free, reason):
    short.pays(service_days={"min": 4}).patient(availability={"free": free})

    assert reasons(short, "service-days") == {reason}


@pytest.mark.parametrize(("least", "reason"), [(2, "free long enough on 1 day, needs 2"), (1, "")])
def test_without_a_day_minimum_a_minute_is_long_enough(clinic, least, reason):
    clinic.pays(service_days={"min": least}).patient(availability={"free": "Mon 10:00-10:01"})

    assert reasons(clinic, "service-days") == {reason}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({}, "no eligible group session runs"), ({"telehealth": False}, "free 5 h in opening hours, needs 9 h")],
)
def test_who_may_meet_by_video_needs_no_opening_hours(short, fields, reason):
    short.service("meet", telehealth="allowed").patient(availability=MORNINGS, **fields)

    assert reasons(short, "weekly-contact-minutes") == {reason}


def test_days_beyond_the_maximum_have_no_reason(clinic):
    clinic.pays(service_days={"max": 1}).session("meet", "Mon 10:00").session("meet", "Tue 10:00")

    assert reasons(clinic, "service-days") == {""}


def test_group_sessions_that_would_not_do(clinic):
    """The reason follows how near the nearest session comes."""
    clinic.group("G-a", "a", tags_all=["adult"]).service("a", max_size=2).clinician("C-2")
    clinic.plan(
        "P-1", {"service": "a", "min": 9}, {"service": "talk"}, availability={"busy": [{"when": "Tue"}]}, tags=["adult"]
    )
    clinic.patient("P-2", tags=["adult"]).patient("P-3", tags=["adult"])

    def reason():
        return reasons(clinic, "care-plan").pop()

    assert reason() == "no eligible a session runs"
    clinic.session("G-a", "Tue 10:00", "P-2")
    assert reason() == "no eligible a session that runs lies in the patient's free hours"
    clinic.session("G-a", "Wed 10:00", "P-2 P-3")
    assert reason() == "all eligible a sessions in the patient's free hours are full"
    clinic.session("talk", "Thu 10:30").session("G-a", "Thu 10:00", "P-2", leaders="C-2", site="south")
    assert reason() == "all eligible a sessions with a seat overlap sessions the patient attends"
    clinic.session("G-a", "Fri 10:00", "P-2")
    assert reason() == ""
    clinic.sessions[-1]["attendees"] = ["P-1", "P-2"]
    assert reason() == "all other eligible a sessions with a seat overlap sessions the patient attends"


def test_a_session_is_full_when_its_room_is(clinic):
    clinic.plan("P-1", {"service": "meet", "min": 1}).session("meet", "Mon 10:00", "P-2")
    assert reasons(clinic, "care-plan") == {""}

    clinic.rooms["N-1"]["capacity"] = 2  # P-2 and C-1
    assert reasons(clinic, "care-plan") == {"all eligible meet sessions in the patient's free hours are full"}


def test_tags_keep_patients_out(clinic):
    clinic.group("G-a", "a", tags_all=["veteran"]).service("a").patient("P-2", tags=["veteran"])
    clinic.plan("P-1", {"service": "a", "min": 1}).session("G-a", "Mon 10:00", "P-2")

    assert reasons(clinic, "care-plan") == {"no eligible a session runs"}


MEMBERS = [{"id": "F-1", "availability": {"free": "Mon 09:00-12:00"}}, {"id": "F-2", "availability": {"free": "Tue"}}]


@pytest.mark.parametrize(
    ("service", "patient", "reason"),
    [
        ({"leaders": [{"credentials": ["MD"]}]}, {}, "no clinician is qualified for talk"),
        ({"leaders": [{"credentials": ["RN"]}]}, {}, ""),
        ({"family_slot": True}, {"availability": {"free": "Sun"}}, "the patient is not free in a family slot"),
        ({"family_slot": True, "family_members_min": 1}, {}, "no family member is free in a family slot"),
        (
            {"family_slot": True, "family_members_min": 2},
            {"family": MEMBERS},
            "1 of 2 family members needed are free in a family slot",
        ),
        ({"family_slot": True, "family_members_min": 1}, {"family": MEMBERS}, ""),
        (
            {"family_members_min": 1},
            {"family": MEMBERS, "availability": {"free": "Mon 11:30-18:00; Tue 12:00-12:30"}},
            "no family member is free in common",
        ),
        (
            {"with_primary": "required"},
            {"primary_clinician": "C-1", "availability": {"free": "Mon-Fri 15:30-18:00"}},
            "primary clinician C-1 has no 60 min free in common with the patient",
        ),
        ({"with_primary": "required"}, {"primary_clinician": "C-1"}, ""),
        (
            {"with_primary": "required"},
            {"primary_clinician": "C-1", "availability": {"free": "Mon-Fri 15:00-18:00"}},
            "",
        ),
        ({"with_primary": "required"}, {}, ""),
        ({}, {"primary_clinician": "C-1", "availability": {"free": "Mon-Fri 15:30-18:00"}}, ""),
    ],
)
def test_one_to_one_sessions_that_cannot_be(clinic, service, patient, reason):
    clinic.clinician(availability={"free": "Mon-Fri 08:00-16:00"}).service("talk", **service)
    clinic.clinician("C-2", credentials=["RN"])
    clinic.week(family_slots=[{"id": "slot", "when": "Mon 10:00-12:00"}])
    clinic.plan("P-1", {"service": "talk", "min": 1}, **patient)

    assert reasons(clinic, "care-plan") == {reason}


def test_a_session_without_the_patient_asks_for_the_family_alone(clinic):
    clinic.service("visit", family_members_min=1).clinician()
    clinic.plan("P-1", {"service": "visit", "min": 1}, availability={"free": "Sun"}, family=MEMBERS)

    assert reasons(clinic, "care-plan") == {""}


def test_reasons_name_no_other_patient():
    scenario, _ = base_week()
    report = check(scenario, Schedule())

    assert report.unmet
    for lack in report.unmet:
        assert not any(patient.id in lack.reason for patient in scenario.patients)
        assert lack.reason == reason_for(scenario, Schedule(), lack)


@pytest.mark.parametrize("mutation", [it for it in MUTATIONS if it.rule == "keep-together"], ids=str)
def test_needs_about_two_patients_have_no_reason(mutation):
    assert {lack.reason for lack in check(*mutation.apply(*base_week())).unmet} == {""}
