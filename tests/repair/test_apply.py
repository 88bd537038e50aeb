"""Changes written into a scenario: a pure function of both."""

import pytest

from iopsched.changes import apply_changes, parse_change
from iopsched.model.change import (
    ClinicianAway,
    GroupCancelled,
    PatientAdmitted,
    PatientAvailability,
    PatientDischarged,
    RoomClosed,
    SiteClosed,
)
from iopsched.model.errors import ScenarioError
from iopsched.validation import validate
from iopsched_scenarios.mutations import base_week

WEEK, SCHEDULE = base_week()
WEEK = WEEK.model_copy(update={"published": SCHEDULE})


def after(*changes, **fields):
    return apply_changes(WEEK.model_copy(update=fields), changes)


def hours(item, week=WEEK):
    return item.availability.windows(week.calendar.week)


def open_minutes(windows):
    return sum(window.end - window.start for window in windows)


def the(items, name):
    return next(item for item in items if item.id == name)


def test_nothing_changes_without_a_change():
    assert after() == WEEK


def test_the_scenario_given_stays_as_it_is():
    before = WEEK.model_dump_json()
    after(ClinicianAway(clinician="C-1"), PatientDischarged(patient="P-1"), SiteClosed(when="Thu"))
    assert WEEK.model_dump_json() == before


@pytest.mark.parametrize(
    "change",
    [
        ClinicianAway(clinician="C-1", when="Mon"),
        RoomClosed(room="N-1", when="Mon"),
        PatientAvailability(patient="P-1", busy="Mon"),
        PatientAvailability(patient="P-1", only="Tue"),
        PatientAvailability(patient="P-1", free="Mon-Sun"),
        PatientAdmitted(patient=WEEK.patients[0].model_copy(update={"id": "P-new"})),
        PatientDischarged(patient="P-1"),
        PatientDischarged(patient="P-1", since="Wed 0:00"),
        GroupCancelled(group="G-skills"),
        GroupCancelled(group="G-skills", when="Mon"),
        SiteClosed(site="north", when="Mon"),
        SiteClosed(when="Mon"),
    ],
    ids=lambda change: change.kind,
)
def test_the_changed_week_is_sound(change):
    changed = after(change)
    assert changed != WEEK
    assert [problem for problem in validate(changed) if problem.severity == "error"] == []


def test_hours_are_taken_from_now_on():
    monday = hours(the(after(ClinicianAway(clinician="C-1", when="Mon-Sun")).clinicians, "C-1"))
    assert monday == ()
    later = after(ClinicianAway(clinician="C-1", when="Mon-Sun"), now=2 * 1440)
    assert hours(the(later.clinicians, "C-1")) == tuple(
        window for window in hours(the(WEEK.clinicians, "C-1")) if window.start < 2 * 1440
    )


def test_free_hours_replace_busy_ones_and_only_replaces_all():
    busy = after(PatientAvailability(patient="P-1", busy="Mon-Sun"))
    assert hours(the(busy.patients, "P-1")) == ()
    freed = apply_changes(busy, [PatientAvailability(patient="P-1", free="Wed 9-12")])
    assert open_minutes(hours(the(freed.patients, "P-1"))) == 180
    only = after(PatientAvailability(patient="P-1", only="Thu 10-11"))
    assert [str(window) for window in hours(the(only.patients, "P-1"))] == ["Thu 10:00-11:00"]


def test_who_leaves_is_named_nowhere_any_more():
    words = after(PatientDischarged(patient="P-1"), published=None).model_dump_json()
    assert '"P-1"' not in words


def test_who_leaves_within_the_week_keeps_what_was_before():
    first = min(session.start for session in SCHEDULE.sessions if "P-1" in session.attendees)
    changed = after(PatientDischarged(patient="P-1", since=first + 1))
    patient = the(changed.patients, "P-1")
    assert all(item.min == 0 for item in patient.care_plan.items)
    assert all(window.end <= first + 180 for window in hours(patient))


def test_a_group_that_loses_a_meeting_may_run_the_others():
    least = the(WEEK.groups, "G-skills").sessions_per_week.min
    meetings = {session.start for session in SCHEDULE.sessions if session.group == "G-skills"}
    one = min(meetings)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[one // 1440]
    changed = after(GroupCancelled(group="G-skills", when=day))
    gone = sum(start // 1440 == one // 1440 for start in meetings)
    assert the(changed.groups, "G-skills").sessions_per_week.min == max(0, least - gone)
    assert one not in the(changed.groups, "G-skills").starts.at


def test_every_change_that_names_nothing_is_listed():
    unknown = [ClinicianAway(clinician="C-99"), RoomClosed(room="N-99"), PatientDischarged(patient="P-1")]
    with pytest.raises(ScenarioError) as raised:
        after(*unknown)
    assert [(p.code, p.place) for p in raised.value.problems] == [
        ("dangling-id", "#/changes/0"),
        ("dangling-id", "#/changes/1"),
    ]


def test_a_newcomer_needs_an_id_of_their_own():
    with pytest.raises(ScenarioError, match="is in this week already"):
        after(PatientAdmitted(patient=WEEK.patients[0]))


def test_words_and_models_say_the_same():
    said = parse_change("site-closed north Thu 12-24", WEEK)
    assert apply_changes(WEEK, [said]) == after(SiteClosed(site="north", when="Thu 12-24"))
