"""A bundle says what the schedule says, in resources that FHIR's models accept, and an update replaces."""

import json
from datetime import date, datetime

import pytest
from fhir.resources.R4B.bundle import Bundle

from iopsched.formats.agenda import Owner
from iopsched.formats.fhir import bundle_text
from iopsched.formats.fhir.bundle import SEATS
from iopsched.model.schedule import Schedule, Session


def actors(appointment, kind):
    """Ids of the participants of one kind."""
    participants = [it["actor"] for it in appointment["participant"]]
    return [it["identifier"]["value"] for it in participants if it["type"] == kind]


def test_parsed_back_it_is_equal(edition):
    text = bundle_text(edition(previous=edition().scenario.published, names={"P-1": "Ann Example"}))
    bundle = Bundle.model_validate_json(text)
    assert bundle.model_dump_json(indent=2) + "\n" == text
    assert Bundle.model_validate_json(bundle.model_dump_json()) == bundle


def test_every_session_is_an_appointment(edition, resources, week):
    made = edition()
    expected = sorted(
        (made.dates.at(it.start).isoformat(), made.dates.at(it.end).isoformat(), sorted(it.attendees),
         list(it.leaders), [it.room or it.site] if it.site else [])
        for it in week[1].sessions
    )  # fmt: skip
    found = sorted(
        (it["start"], it["end"], sorted(actors(it, "Patient")), actors(it, "Practitioner"), actors(it, "Location"))
        for it in resources(made)["Appointment"]
    )
    assert found == expected


def test_leaders_have_their_roles(edition, resources):
    appointment = resources(edition())["Appointment"][1]  # Monday's process group, led by C-1 and C-5
    roles = [it["type"][0]["coding"][0]["code"] for it in appointment["participant"] if "type" in it]
    assert (actors(appointment, "Practitioner"), roles) == (["C-1", "C-5"], ["PPRF", "SPRF"])
    assert actors(appointment, "HealthcareService") == ["G-process"]


def test_groups_tell_their_seats(edition, resources):
    seats = {
        (actors(it, "HealthcareService")[0], extension["valueUnsignedInt"])
        for it in resources(edition())["Appointment"]
        for extension in it["extension"]
        if extension["url"] == SEATS
    }
    # process: at most 6; relapse: at most 12, and N-1 holds 16 with the leader; multi: two a family, (16 - 1) // 2
    assert seats >= {("G-process", 6), ("G-relapse", 12), ("G-multi", 7), ("G-seminar", 30), ("stretch", 12)}
    assert not {offering for offering, _ in seats} & {"individual", "family", "medication", "review", "parents"}


def test_telehealth_is_virtual_and_nowhere(edition, resources):
    for appointment in resources(edition())["Appointment"]:
        code = appointment["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
        assert (code == "VR") == (not actors(appointment, "Location"))


def test_who_is_spoken_of_but_not_there(edition, resources):
    (parents,) = [it for it in resources(edition())["Appointment"] if actors(it, "HealthcareService") == ["parents"]]
    assert [it["required"] for it in parents["participant"] if it["actor"]["type"] == "Patient"] == ["information-only"]


def test_slots_fill_the_schedules_of_leaders_and_rooms(edition, resources):
    found = resources(edition())
    owner = {f"urn:uuid:{it['id']}": it["actor"][0]["identifier"]["value"] for it in found["Schedule"]}
    slots = {f"urn:uuid:{it['id']}": it for it in found["Slot"]}
    assert sorted(owner.values()) == ["C-1", "C-2", "C-3", "C-4", "C-5", "N-1", "N-2", "S-1"]
    assert {it["status"] for it in slots.values()} == {"busy"}
    filled = []
    for appointment in found["Appointment"]:
        mine = [slots[it["reference"]] for it in appointment.get("slot", ())]
        filled += [it["id"] for it in mine]
        assert {(it["start"], it["end"]) for it in mine} <= {(appointment["start"], appointment["end"])}
        rooms = [it for it in actors(appointment, "Location") if it in owner.values()]
        assert sorted(owner[it["schedule"]["reference"]] for it in mine) == sorted(
            actors(appointment, "Practitioner") + rooms
        )
    assert sorted(filled) == sorted(it["id"] for it in slots.values())


def test_references_stay_inside_and_ids_are_sent_to_themselves(edition):
    bundle = json.loads(bundle_text(edition()))
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    for entry in bundle["entry"]:
        kind, name = entry["resource"]["resourceType"], entry["resource"]["id"]
        assert entry["request"] == {"method": "PUT", "url": f"{kind}/{name}"}
        assert entry["fullUrl"] == f"urn:uuid:{name}"
    inside = [it for it in json.dumps(bundle).split('"') if it.startswith("urn:uuid:")]
    assert set(inside) == set(urls)


def test_what_is_gone_is_cancelled_and_its_slots_are_free(edition, resources, week):
    dbt = next(it for it in week[1].sessions if it.group == "G-dbt")
    left = Schedule(sessions=tuple(it for it in week[1].sessions if it is not dbt))
    before, after = resources(edition()), resources(edition(left, previous=week[1]))
    ids = [{it["id"] for them in found.values() for it in them} for found in (before, after)]
    assert ids[0] == ids[1]
    (gone,) = [it for it in after["Appointment"] if it["status"] != "booked"]
    assert (gone["status"], actors(gone, "HealthcareService")) == ("cancelled", ["G-dbt"])
    assert gone["cancelationReason"]["coding"][0]["code"] == "prov"
    assert {it["status"] for it in gone["participant"]} == {"declined"}
    assert "slot" not in gone
    free = [it for it in after["Slot"] if it["status"] == "free"]
    assert {(it["start"], it["end"]) for it in free} == {(gone["start"], gone["end"])}
    assert len(free) == 2  # of C-1 and of N-1


def test_an_update_has_the_same_ids(edition, resources, week):
    number = next(i for i, it in enumerate(week[1].sessions) if it.group == "G-dbt")
    later = list(week[1].sessions)
    later[number] = later[number].model_copy(update={"start": later[number].start + 30, "end": later[number].end + 30})
    before, after = (
        {it["id"]: it["start"] for it in resources(one)["Appointment"]}
        for one in (edition(), edition(Schedule(sessions=tuple(later)), previous=week[1]))
    )
    assert before.keys() == after.keys()
    assert [after[it] for it in before if before[it] != after[it]] == ["2026-03-03T17:30:00-06:00"]


@pytest.mark.parametrize(("monday", "offsets", "minutes"), [
    (date(2026, 3, 2), ("-05:00", "-04:00"), 120), (date(2026, 10, 26), ("-04:00", "-05:00"), 240),
])  # fmt: skip
def test_a_session_over_the_clock_change(edition, resources, monday, offsets, minutes):
    session = {"service": "process", "group": "G-process", "start": "Sun 01:00", "end": "Sun 04:00", "site": "north",
               "room": "N-1", "leaders": ["C-1"], "attendees": ["P-1"]}  # fmt: skip
    schedule = Schedule.model_validate({"sessions": [session]})
    made = edition(schedule, monday=monday, zone="America/New_York")
    (appointment,) = resources(made)["Appointment"]
    assert (appointment["start"][-6:], appointment["end"][-6:]) == offsets
    assert appointment["minutesDuration"] == minutes
    start, end = (datetime.fromisoformat(appointment[it]) for it in ("start", "end"))
    assert (end - start).total_seconds() == minutes * 60


@pytest.mark.parametrize(("owner", "sessions", "others"), [
    (Owner("patient", "P-1"), 9, {"P-1"}), (Owner("room", "N-1"), 10, set()),
    (Owner("clinician", "C-4"), 2, {"P-6", "P-8"}),
])  # fmt: skip
def test_who_asks_for_one_sees_little_of_others(edition, resources, owner, sessions, others):
    appointments = resources(edition(), owners=[owner])["Appointment"]
    assert len(appointments) == sessions
    assert {it for one in appointments for it in actors(one, "Patient")} == others


def test_names_are_shown_beside_ids(edition):
    text = bundle_text(edition(names={"P-1": "Ann Example", "C-1": "Dr. Example"}))
    assert '"display": "Ann Example"' in text
    assert "Ann Example" not in bundle_text(edition())


@pytest.mark.parametrize("word", [
    "=cmd", "<script>alert(1)</script>", "x\r\ny", "\x1b[2J", "\u202eabc", "Zoë 渡辺", "I" * 10_000, "two  spaces ",
])  # fmt: skip
def test_no_word_breaks_the_bundle(edition, word):
    ids = {"service": word, "group": word, "site": word, "room": word, "leaders": (word,), "attendees": (word,)}
    session = Session.model_construct(start=600, end=660, telehealth=False, **ids)
    text = bundle_text(edition(Schedule.model_construct(sessions=(session,)), names={word: word}))
    bundle = Bundle.model_validate_json(text)
    assert bundle.model_dump_json(indent=2) + "\n" == text
    assert len(bundle.entry) == 5  # two schedules, two slots, one appointment
    assert not any(letter in text for letter in "\x1b\r")
