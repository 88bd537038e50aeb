"""Sides of the rules about people, leaders and rooms that the corpus of mutations leaves out."""

import pytest


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


@pytest.mark.parametrize("names", [["P-1", "P-2"], ["P-2", "P-1"]])
def test_who_is_kept_apart_by_time_may_come_one_after_the_other(clinic, names):
    clinic.week(keep_apart=[{"patients": names, "scope": "time"}]).clinician("C-2")
    clinic.session("talk", "Mon 10:00").session("talk", "Mon 11:00", "P-2")
    assert clinic.violated() == set()
    clinic.rooms["N-2"] = {"site": "north", "capacity": 2}
    clinic.session("meet", "Mon 11:50", "P-1", leaders="C-2", room="N-2")
    assert clinic.violated() == {"keep-apart"}
