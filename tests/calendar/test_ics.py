"""Calendars say what the schedule says, to each what concerns them, and nothing more."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from iopsched.formats.agenda import Owner
from iopsched.formats.ics import calendars, left_over, write_calendars
from iopsched.model.errors import FileFormatError


def test_every_session_is_in_the_calendars_it_concerns(edition, read, week):
    scenario, schedule = week
    made = edition()
    events = read(made)
    services = {service.id: service for service in scenario.services}
    expected = set()
    for session in schedule.sessions:
        when = (made.dates.at(session.start), made.dates.at(session.end))
        owners = [f"clinician {it}" for it in session.leaders] + ([f"room {session.room}"] if session.room else [])
        if services[session.service].patient_attends:
            owners += [f"patient {it}" for it in session.attendees]
        expected |= {(owner, *when) for owner in owners}
    found = {(owner, it["dtstart"].dt, it["dtend"].dt) for owner, them in events.items() for it in them.values()}
    assert found == expected
    assert sum(len(them) for them in events.values()) == len(expected)


def test_read_back_and_written_again_is_the_same(edition):
    for text in calendars(edition()).values():
        read = Calendar.from_ical(text)
        assert read.to_ical().decode() == text
        assert read == Calendar.from_ical(read.to_ical())


def test_a_patients_calendar_is_neutral(edition, week):
    scenario, schedule = week
    words = {it for session in schedule.sessions for it in (session.service, session.group, *session.leaders) if it}
    words |= {service.kind for service in scenario.services if service.kind != "other"}
    others = {patient.id for patient in scenario.patients}
    for owner, text in calendars(edition()).items():
        if owner.kind == "patient":
            assert not {word for word in words | others if word in text}
            assert {str(it["summary"]) for it in Calendar.from_ical(text).events} == {"Appointment"}


def test_a_patient_may_ask_for_the_service(edition, read):
    events = read(edition(), "patient P-5", titles="service")["patient P-5"].values()
    assert {str(it["summary"]) for it in events} == {"G-process", "G-skills", "individual"}
    assert {str(it["description"]) for it in events if it["summary"] == "individual"} == {"With: C-1"}


def test_clinicians_see_who_comes_and_rooms_how_many(edition, read):
    events = read(edition(), "clinician C-1", "room N-1")
    monday = next(it for it in events["clinician C-1"].values() if it["summary"] == "G-process")
    assert monday["description"] == "With: C-5\nPatients: P-1, P-2, P-3, P-4, P-5, P-6"
    assert {str(it["summary"]) for it in events["room N-1"].values()} == {"Session"}
    assert min(events["room N-1"].values(), key=lambda it: it["dtstart"].dt)["description"] == "People: 8"
    families = [it for it in events["room N-1"].values() if it["dtend"].dt - it["dtstart"].dt == timedelta(minutes=90)]
    assert sorted(str(it["description"]) for it in families) == ["People: 4", "People: 5"]  # dbt; two families of two


def test_every_entry_is_private_confirmed_and_busy(edition, read):
    for them in read(edition()).values():
        for event in them.values():
            assert (event["class"], event["status"], event["transp"]) == ("PRIVATE", "CONFIRMED", "OPAQUE")


def test_place(edition, read):
    places = {str(it["location"]) for it in read(edition(), "clinician C-2")["clinician C-2"].values()}
    assert places == {"north, N-1", "Video"}


def test_names_stand_in_place_of_ids(edition, read):
    names = {"C-1": "Dr. Example", "P-5": "Ann Example", "N-2": "Blue room", "individual": "One to one"}
    events = read(edition(names=names), "clinician C-1", "patient P-5")
    alone = [it for it in events["clinician C-1"].values() if it["summary"] == "One to one"]
    assert ("Patients: Ann Example", "north, Blue room") in {(it["description"], it["location"]) for it in alone}
    assert {str(it["location"]) for it in events["patient P-5"].values()} >= {"north, Blue room"}


def test_who_has_no_session_has_no_calendar(edition, read):
    assert read(edition(), "patient P-99") == {}


def test_files_are_private_and_named_by_owner(edition, tmp_path):
    texts = calendars(edition())
    paths = write_calendars(tmp_path / "new" / "calendars", texts)
    assert {path.name for path in paths.values()} >= {"patient-P-1.ics", "clinician-C-5.ics", "room-S-1.ics"}
    assert all(path.read_bytes().decode() == texts[owner] for owner, path in paths.items())
    assert {path.stat().st_mode & 0o777 for path in paths.values()} == {0o600}
    assert (tmp_path / "new" / "calendars").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("name", "file"), [
    ("P/../../etc", "patient-P%2F..%2F..%2Fetc.ics"), ("P 1:2", "patient-P%201%3A2.ics"), ("é", "patient-%C3%A9.ics"),
])  # fmt: skip
def test_no_id_leads_out_of_the_folder(name, file, tmp_path):
    (path,) = write_calendars(tmp_path, {Owner("patient", name): "text"}).values()
    assert path == tmp_path / file


def test_ids_that_differ_in_case_only_have_files_of_their_own(tmp_path):
    paths = write_calendars(tmp_path, {Owner("patient", "p-1"): "small", Owner("patient", "P-1"): "large"})
    assert len({path.name.casefold() for path in paths.values()}) == 2


def test_calendars_of_an_earlier_edition_are_found(tmp_path):
    write_calendars(tmp_path, {Owner("patient", "P-1"): "old", Owner("room", "R-1"): "old"})
    (tmp_path / "notes.ics").touch()
    paths = write_calendars(tmp_path, {Owner("patient", "P-1"): "new"})
    assert left_over(tmp_path, list(paths.values())) == [tmp_path / "room-R-1.ics"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileFormatError, match="cannot make the folder"):
        write_calendars(tmp_path / "file" / "folder", {})
