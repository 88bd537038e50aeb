"""Sides of the hard rules that the corpus of mutations leaves out: exact limits, and what no solver would write."""

import pytest

from iopsched.check import check
from iopsched.model.schedule import Schedule
from iopsched.model.time import parse_moment
from iopsched_scenarios.mutations import base_week
from iopsched_scenarios.mutations.edits import alter_session, changed


def broken_by(edit):
    return check(*edit(base_week())).violations


def slugs(violations):
    return {violation.rule for violation in violations}


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        (
            {"service": "karate"},
            "candidate-starts",
            "Mon 17:00 G-process is of service karate, which is not in this scenario",
        ),
        ({"group": "G-gone"}, "candidate-starts", "Mon 17:00 G-gone is of a group that is not in this scenario"),
        ({"site": "east"}, "candidate-starts", "Mon 17:00 G-process is at site east, which is not in this scenario"),
        ({"site": None}, "candidate-starts", "Mon 17:00 G-process has no site"),
        ({"room": "R-9"}, "room-features", "Mon 17:00 G-process is in R-9, which is not a room of this scenario"),
        (
            {"leaders": ["C-1", "C-9"]},
            "clinician-credentials",
            "leader C-9 of Mon 17:00 G-process is not a clinician of this scenario",
        ),
        (
            {"attendees": ["P-1", "P-9"]},
            "group-eligibility",
            "attendee P-9 of Mon 17:00 G-process is not a patient of this scenario",
        ),
    ],
)
def test_unknown_ids_are_violations_and_not_crashes(fields, rule, message):
    violations = broken_by(alter_session("process", "Mon 17:00", "P-1", **fields))

    assert (rule, message) in {(violation.rule, violation.message) for violation in violations}


@pytest.mark.parametrize("start", ["Mon 00:00", "Sun 24:00"])
@pytest.mark.parametrize("end", ["Mon 00:00", "Wed 13:00", "Sun 24:00"])
@pytest.mark.parametrize("service", ["process", "family", "parents", "karate"])
def test_a_session_of_nonsense_is_reported(start, end, service):
    scenario, schedule = base_week()
    sessions = [
        {
            "service": service,
            "group": group,
            "start": start,
            "end": end,
            "telehealth": video,
            "attendees": [name],
            **rest,
        }
        for group in (None, "G-dbt", "G-gone")
        for video in (False, True)
        for name in ("P-1", "nobody")
        for rest in ({}, {"site": "east", "room": "R-9", "leaders": ["C-9", "C-1"]})
    ]
    report = check(scenario, changed(schedule, sessions=[*schedule.sessions, *sessions]))

    assert "candidate-starts" in slugs(report.violations)


def test_an_empty_week_is_legal_but_for_its_pins():
    scenario, _ = base_week()

    assert slugs(check(scenario, Schedule()).violations) == {"pins"}


def test_people_listed_twice_are_reported_and_counted_once():
    twice = alter_session("dbt", "Tue 17:00", "P-1", attendees=["P-1", "P-2", "P-3", "P-1"], leaders=["C-1", "C-1"])

    assert [violation.rule for violation in broken_by(twice)] == ["group-size", "leaders-by-size"]


def test_a_one_to_one_session_has_one_attendee_and_one_leader(clinic):
    clinic.clinician("C-2").session("talk", "Mon 10:00", "P-1 P-2", leaders="C-1 C-2")
    clinic.session("talk", "Tue 10:00", leaders="")

    assert [(it.rule, it.message) for it in clinic.check().violations] == [
        ("group-size", "Mon 10:00 talk has 2 attendees and takes exactly 1"),
        ("leaders-by-size", "Mon 10:00 talk with 2 attendees has 2 leaders and needs 1"),
        ("leaders-by-size", "Tue 10:00 talk with 1 attendee has 0 leaders and needs 1"),
    ]


def test_an_empty_group_runs_only_where_that_is_allowed(clinic):
    clinic.session("meet", "Mon 10:00", "")

    assert clinic.violated() == {"group-size"}
    assert clinic.service("meet", min_size=0).violated() == set()


def test_messages_name_ids_facts_and_places(clinic):
    clinic.service("meet", documentation_minutes=20).patient("P-1", buffer_minutes=10)
    clinic.session("meet", "Mon 18:00").session("talk", "Mon 18:30").session("talk", "Mon 19:40", site="south")

    assert [violation.message for violation in clinic.check().violations] == [
        "clinician C-1 leads two sessions at once: Mon 18:00 meet and Mon 18:30 talk",
        "patient P-1 has 2 sessions of talk on Mon, at most 1 allowed",
        "patient P-1 attends two sessions at once: Mon 18:00 meet and Mon 18:30 talk",
        "room N-1 holds two sessions at once: Mon 18:00 meet and Mon 18:30 talk",
    ]


def test_messages_about_places_and_numbers(clinic):
    clinic.rooms["N-1"]["turnover_minutes"] = 20
    clinic.week(sites=[{"id": "north", "hours": "Tue"}, {"id": "south", "hours": "Sun"}]).clinician("C-2")
    clinic.group("G-a", "a", sessions_per_week={"min": 2}).service("a").group("G-b", "b").service("b")
    clinic.rest["groups"][1]["sessions_per_week"] = {"min": 2, "max": 3}
    clinic.session("G-a", "Tue 10:00").session("G-b", "Tue 11:10").session("talk", "Mon 10:00", room="S-1")

    assert [violation.message for violation in clinic.check().violations] == [
        "Mon 10:00 talk at north is in room S-1, which is at south",
        "room N-1 has 10 min between Tue 10:00 G-a and Tue 11:10 G-b and needs 20 min",
        "G-a has 1 meeting this week, allowed: at least 2",
        "G-b has 1 meeting this week, allowed: 2 to 3",
        "Mon 10:00 talk is outside the hours of site north",
    ]


def test_travel_between_sites_binds_clinicians_and_patients_but_video_only_patients(clinic):
    clinic.week(travel=[{"between": ["south", "north"], "minutes": 25}], telehealth_gap_minutes=5)
    clinic.service("talk", telehealth="allowed")
    clinic.session("meet", "Mon 09:00").session("meet", "Mon 10:20", "P-2", site="south")
    clinic.session("talk", "Mon 11:20", "P-2", site="")

    assert [violation.message for violation in clinic.check().violations] == [
        # Travel of 25 min counts in slots of 10: 30 min for the clinician.
        "clinician C-1 has 20 min between Mon 09:00 meet and Mon 10:20 meet and needs 30 min",
        "patient P-2 has 0 min between Mon 10:20 meet and Mon 11:20 talk and needs 5 min",
    ]


def test_two_sessions_by_video_need_no_gap(clinic):
    clinic.week(telehealth_gap_minutes=5).service("talk", telehealth="allowed", max_per_day=2)
    clinic.session("talk", "Mon 10:00", site="").session("talk", "Mon 11:00", site="")

    assert clinic.violated() == set()


def test_sites_that_can_be_reached_do_not_keep_from_video(clinic):
    clinic.patient(sites=["north"]).clinician(sites=["north"]).service("talk", telehealth="allowed")

    assert clinic.session("talk", "Mon 10:00", site="").violated() == set()
    assert clinic.session("meet", "Tue 10:00", "P-2", site="south").violated() == {"clinician-availability"}
    assert clinic.session("meet", "Wed 10:00", site="south").violated() == {
        "clinician-availability",
        "patient-availability",
    }


def test_each_session_has_its_own_documentation(clinic):
    clinic.service("meet", documentation_minutes=30).session("talk", "Mon 09:00", "P-2")
    clinic.session("meet", "Mon 10:00").session("talk", "Mon 11:20", "P-3")

    # `talk` takes no documentation, `meet` 30 min.
    assert [violation.message for violation in clinic.check().violations] == [
        "clinician C-1 has 20 min between Mon 10:00 meet and Mon 11:20 talk and needs 30 min"
    ]


def test_one_session_may_be_too_much_for_a_day(clinic):
    clinic.clinician(daily_contact_minutes_max=59).session("meet", "Tue 10:00")

    assert [violation.message for violation in clinic.check().violations] == [
        "clinician C-1 leads 60 min on Tue, at most 59 allowed"
    ]


def test_a_session_lasts_as_long_as_its_service(clinic):
    clinic.session("meet", "Mon 10:00", end=parse_moment("Mon 10:50"))

    assert [violation.message for violation in clinic.check().violations] == [
        "Mon 10:00 meet ends 50 min after its start and takes 60 min"
    ]


def test_members_matter_to_cohorts_and_rosters_alone(clinic):
    clinic.group("G-a", "a", members=["P-2"]).service("a").patient("P-2").session("G-a", "Mon 10:00")
    assert clinic.violated() == set()
    clinic.rest["groups"][0]["enrollment"] = "cohort"
    assert clinic.violated() == {"group-eligibility"}
    clinic.rest["groups"][0]["members"] = []
    assert clinic.violated() == set()
    clinic.rest["groups"][0]["enrollment"] = "roster"
    assert clinic.violated() == {"group-eligibility"}


def test_a_long_session_clashes_with_all_that_start_in_it(clinic):
    clinic.service("long", duration_minutes=300, contact_minutes=60).session("long", "Mon 09:00")
    for name, start in (("P-2", "09:10"), ("P-3", "13:50"), ("P-4", "14:50")):
        clinic.clinician(f"C-{name}").session("talk", f"Mon {start}", name, leaders=f"C-{name}")

    # From 09:00 to 14:00: 09:10 and 13:50 start in it; 14:50 starts as 13:50 ends.
    assert [violation.message for violation in clinic.check().violations] == [
        "room N-1 holds two sessions at once: Mon 09:00 long and Mon 09:10 talk",
        "room N-1 holds two sessions at once: Mon 09:00 long and Mon 13:50 talk",
    ]


def test_leaders_may_serve_a_larger_size_but_must_then_fill_its_roles(clinic):
    roles = [{"credentials": ["LPC"]}, {"credentials": ["PEER"], "from_size": 3}]
    clinic.service("meet", leaders=roles, max_size=5)
    clinic.clinician("C-1", credentials=["LPC"]).clinician("C-2", credentials=["PEER"]).clinician(
        "C-3", credentials=["LPC"]
    )
    clinic.session("meet", "Mon 10:00", leaders="C-1 C-2")
    assert clinic.violated() == set()
    clinic.session("meet", "Tue 10:00", leaders="C-1 C-3")
    assert clinic.violated() == {"clinician-credentials"}
    clinic.service("meet", max_size=3)
    assert clinic.violated() == {"clinician-credentials"}
    clinic.service("meet", max_size=2)
    assert clinic.violated() == {"leaders-by-size"}


def test_each_leader_fills_one_role_and_the_roles_are_shared_out_well(clinic):
    clinic.service("meet", leaders=[{}, {"credentials": ["MD"]}, {"credentials": ["MD", "RN"]}])
    clinic.clinician("C-1", credentials=["MD"]).clinician("C-2", credentials=["RN"]).clinician("C-3")
    clinic.session("meet", "Mon 10:00", leaders="C-1 C-2 C-3")
    assert clinic.violated() == set()
    clinic.clinician("C-2", credentials=[])
    assert [violation.message for violation in clinic.check().violations] == [
        "the leaders of Mon 10:00 meet (C-1, C-2, C-3) are qualified for 2 of 3 roles"
    ]


def test_telehealth_sessions_have_neither_site_nor_room(clinic):
    clinic.service("talk", telehealth="allowed").session("talk", "Mon 10:00", site="", room="N-1")

    assert clinic.violated() == {"telehealth"}


def test_a_session_without_the_patient_uses_none_of_the_patients_time(clinic):
    clinic.patient(availability={"free": "Sun"}, sites=["south"], day_span_minutes_max=1, buffer_minutes=240)
    clinic.week(keep_apart=[{"patients": ["P-1", "P-2"], "scope": "day"}]).clinician("C-2")
    clinic.pays(telehealth_sessions_max=0, weekly_contact_minutes={"max": 0})
    clinic.service("visit", telehealth="allowed", max_per_day=2)
    clinic.session("visit", "Mon 10:00").session("visit", "Mon 10:30", site="", leaders="C-2")

    assert clinic.violated() == set()
    clinic.service("visit", max_per_day=1)
    assert clinic.violated() == {"one-of-a-kind-a-day"}


def test_a_need_that_is_hard_binds_patients_who_attend(clinic):
    clinic.pays(weekly_contact_minutes={"min": 300, "enforcement": "hard"}).session("visit", "Mon 10:00")

    assert clinic.violated() == set()
    assert clinic.session("talk", "Tue 10:00").violated() == {"weekly-contact-minutes"}


def test_the_hour_a_clock_change_skips_is_closed_everywhere(clinic):
    clinic.week(calendar={"week": "2026-03-02", "zone": "America/Chicago"}).service("talk", telehealth="allowed")
    clinic.session("talk", "Sun 01:00").session("talk", "Sun 03:00", "P-2")
    assert clinic.violated() == set()
    clinic.session("talk", "Sun 02:00", "P-3", site="")
    assert clinic.violated() == {"site-hours"}


def test_a_session_ends_on_the_day_it_starts(clinic):
    clinic.week(sites=[{"id": "north", "hours": "daily"}, {"id": "south", "hours": "daily"}])
    clinic.session("talk", "Mon 23:00", "P-2")
    assert clinic.violated() == set()
    clinic.session("talk", "Tue 23:30")
    assert "candidate-starts" in clinic.violated()


@pytest.mark.parametrize(
    ("within", "step", "good", "bad"),
    [
        ("Mon 09:05-12:00", None, "Mon 09:10", "Mon 09:05"),  # every slot of 10 min in the window
        ("Mon 09:10-12:00", 40, "Mon 09:50", "Mon 09:40"),  # counted from the window's start
        ("Mon 09:00-12:00", 40, "Mon 11:00", "Mon 11:40"),  # the session ends in the window
    ],
)
def test_starts_in_a_window(clinic, within, step, good, bad):
    clinic.group("G-a", "a", starts={"within": within, "step_minutes": step}).service("a")
    clinic.session("G-a", good)
    assert clinic.violated() == set()
    clinic.session("G-a", bad, "P-2", leaders="C-2", site="south").clinician("C-2")
    assert clinic.violated() == {"candidate-starts"}


def test_a_group_service_with_groups_is_not_offered_freely(clinic):
    clinic.group("G-meet", "meet").group("G-other", "other").service("other").session("G-meet", "Mon 10:00")
    assert clinic.violated() == set()
    clinic.session("meet", "Tue 10:00", group=None).sessions[-1]["service"] = "meet"
    assert clinic.violated() == {"candidate-starts"}
    clinic.sessions[-1].update(group="G-other")
    assert clinic.violated() == {"candidate-starts"}


def test_family_slots_count_each_slot_a_session_lies_in(clinic):
    clinic.service("visit", family_slot=True).clinician("C-2")
    clinic.week(
        family_slots=[
            {"id": "wide", "when": "Mon 09-12"},
            {"id": "late", "when": "Mon 10:30-12", "families_at_once": 2},
        ]
    )
    clinic.session("visit", "Mon 09:00", "P-1").session("visit", "Mon 10:00", "P-2")
    assert clinic.violated() == set()
    clinic.session("visit", "Mon 10:30", "P-3", leaders="C-2", site="south")

    assert [violation.message for violation in clinic.check().violations] == [
        "family slot wide has 2 families at Mon 10:30, at most 1 allowed"
    ]


def test_a_family_slot_may_have_several_windows(clinic):
    clinic.service("visit", family_slot=True).week(family_slots=[{"id": "slot", "when": "Mon 09-10; Tue 09-11"}])
    assert clinic.session("visit", "Mon 09:00", "P-1").session("visit", "Tue 10:00", "P-2").violated() == set()
    assert clinic.session("visit", "Tue 10:30", "P-3", leaders="C-2").clinician("C-2").violated() >= {"family-slot"}


@pytest.mark.parametrize("names", [["P-1", "P-2"], ["P-2", "P-1"]])
def test_who_is_kept_apart_by_time_may_come_one_after_the_other(clinic, names):
    clinic.week(keep_apart=[{"patients": names, "scope": "time"}]).clinician("C-2")
    clinic.session("talk", "Mon 10:00").session("talk", "Mon 11:00", "P-2")
    assert clinic.violated() == set()
    clinic.rooms["N-2"] = {"site": "north", "capacity": 2}
    clinic.session("meet", "Mon 11:50", "P-1", leaders="C-2", room="N-2")
    assert clinic.violated() == {"keep-apart"}


def test_equipment_passes_from_one_session_to_the_next_at_once(clinic):
    clinic.service("meet", equipment={"mats": 2}).clinician("C-2").week(equipment=[{"id": "mats", "quantity": 3}])
    clinic.session("meet", "Mon 10:00").session("meet", "Mon 11:00", "P-2", site="south", leaders="C-2")
    assert clinic.violated() == set()
    clinic.session("meet", "Mon 11:50", "P-3").session("meet", "Tue 10:00", "P-2")
    clinic.session("meet", "Tue 10:00", "P-3", site="south", leaders="C-2")
    assert [violation.message for violation in clinic.check().violations] == [
        "sessions take 4 of mats at Mon 11:50, there are 3"  # the first of two such moments
    ]


def test_equipment_of_which_a_service_takes_none_is_not_looked_at(clinic):
    clinic.service("meet", equipment={"mats": 0}).week(equipment=[{"id": "mats", "site": "south"}])

    assert clinic.session("meet", "Mon 10:00").violated() == set()


def test_an_order_of_groups_holds_for_every_meeting(clinic):
    clinic.group("G-a", "a").service("a").group("G-b", "b", after=["G-a"]).service("b")
    clinic.session("G-a", "Mon 10:00").session("G-b", "Mon 11:00")
    assert clinic.violated() == set()
    clinic.session("G-a", "Wed 10:00").session("G-b", "Thu 10:00")
    assert [violation.subjects for violation in clinic.check().violations] == [("G-b", "G-a")]


@pytest.mark.parametrize(
    ("pin", "holds"),
    [
        ({"service": "meet", "leader": "C-2", "room": "N-1"}, True),  # of different sections of one meeting
        ({"service": "meet", "attendee": "P-1", "leader": "C-1", "room": "N-1"}, True),
        ({"service": "meet", "attendee": "P-1", "leader": "C-2"}, False),  # not the section P-1 sits in
        ({"service": "meet", "attendee": "P-2", "room": "N-1"}, False),
        ({"service": "meet", "leader": "C-2", "room": "S-1"}, False),  # not of one meeting: two places
        ({"service": "meet", "attendee": "P-3", "room": "S-1"}, True),
        ({"service": "talk"}, False),
    ],
)
def test_pins_are_about_one_meeting(clinic, pin, holds):
    clinic.rooms["N-2"] = {"site": "north", "capacity": 9}
    clinic.clinician("C-2").clinician("C-3").week(pins=[{"start": "Mon 10:00", **pin}])
    clinic.session("meet", "Mon 10:00", "P-1").session("meet", "Mon 10:00", "P-2", leaders="C-2", room="N-2")
    clinic.session("meet", "Mon 10:00", "P-3", leaders="C-3", site="south")

    assert clinic.violated() == (set() if holds else {"pins"})


def test_an_unnamed_pin_is_called_by_its_place(clinic):
    clinic.week(pins=[{"service": "meet", "start": "Mon 10:00", "attendee": "P-1"}]).patient()

    assert [(it.subjects, it.message) for it in clinic.check().violations] == [
        (("pin 1", "meet", "Mon 10:00"), "pin 1 does not hold: Mon 10:00 meet with attendee P-1 does not run")
    ]
