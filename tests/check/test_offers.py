"""Sides of the rules about starts, slots, equipment, order and pins that the corpus of mutations leaves out."""

import pytest

from iopsched.model.time import parse_moment


def test_a_session_lasts_as_long_as_its_service(clinic):
    clinic.session("meet", "Mon 10:00", end=parse_moment("Mon 10:50"))

    assert [violation.message for violation in clinic.check().violations] == [
        "Mon 10:00 meet ends 50 min after its start and takes 60 min"
    ]


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
