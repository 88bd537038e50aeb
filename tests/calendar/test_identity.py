"""An update replaces: what stays keeps its UID, what changes has a higher SEQUENCE, what is gone is cancelled."""

from datetime import timedelta

import pytest

from iopsched.model.schedule import Schedule

LATER = timedelta(minutes=5)


def changed(schedule, number, **fields):
    """The schedule with one session changed."""
    sessions = list(schedule.sessions)
    sessions[number] = sessions[number].model_copy(update=fields)
    return schedule.model_copy(update={"sessions": tuple(sessions)})


def uids(events):
    return {owner: set(them) for owner, them in events.items()}


def test_the_same_week_again_has_the_same_uids_whatever_the_order(edition, read, week):
    backwards = week[1].model_copy(update={"sessions": week[1].sessions[::-1]})
    assert uids(read(edition())) == uids(read(edition(backwards)))


def test_no_uid_is_in_two_calendars(edition, read):
    found = [uid for them in read(edition()).values() for uid in them]
    assert len(found) == len(set(found))


def test_another_week_system_or_owner_has_other_uids(edition, read):
    first = set(read(edition(), "patient P-1")["patient P-1"])
    monday = edition().dates.week + timedelta(weeks=1)
    assert first.isdisjoint(read(edition(monday=monday), "patient P-1")["patient P-1"])
    assert first.isdisjoint(read(edition(system="https://clinic.example"), "patient P-1")["patient P-1"])


def test_uids_do_not_tell_ids(edition, read):
    for them in read(edition()).values():
        assert all(len(uid) == 36 and "-5" in uid for uid in them)


@pytest.mark.parametrize("fields", [
    {"start": 17 * 60 + 30, "end": 18 * 60 + 30}, {"room": "N-2"}, {"leaders": ("C-5",)},
], ids=["time", "room", "leader"])  # fmt: skip
def test_a_change_on_the_same_day_is_an_update(edition, read, week, fields):
    number = next(i for i, it in enumerate(week[1].sessions) if it.group == "G-process")
    now = edition(changed(week[1], number, **fields), previous=week[1], made_at=edition().made_at + LATER)
    before, after = read(edition(), "patient P-3")["patient P-3"], read(now, "patient P-3")["patient P-3"]
    assert set(before) == set(after)
    assert {str(it["status"]) for it in after.values()} == {"CONFIRMED"}
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)


def test_a_session_that_is_gone_is_cancelled(edition, read, week):
    number = next(i for i, it in enumerate(week[1].sessions) if it.group == "G-dbt")
    gone = week[1].sessions[number]
    left = week[1].model_copy(update={"sessions": tuple(it for it in week[1].sessions if it is not gone)})
    before = read(edition())
    after = read(edition(left, previous=week[1], made_at=edition().made_at + LATER))
    assert uids(before) == uids(after)
    cancelled = {owner: [it for it in them.values() if it["status"] == "CANCELLED"] for owner, them in after.items()}
    assert {owner for owner, them in cancelled.items() if them} == {
        "patient P-1", "patient P-2", "patient P-3", "clinician C-1", "room N-1",
    }  # fmt: skip
    for owner, them in cancelled.items():
        for event in them:
            old = before[owner][str(event["uid"])]
            assert (event["dtstart"], event["dtend"]) == (old["dtstart"], old["dtend"])
            assert event["sequence"] > old["sequence"]
            assert event["summary"] == f"Cancelled: {old['summary']}"
            assert event["transp"] == "TRANSPARENT"
            assert "description" not in event


def test_another_day_is_a_cancellation_and_a_new_entry(edition, read, schedule_of):
    before = schedule_of(("process", "Mon 17:00", "Mon 18:00", ["P-1"]))
    after = schedule_of(("process", "Tue 17:00", "Tue 18:00", ["P-1"]))
    events = read(edition(after, previous=before), "patient P-1")["patient P-1"].values()
    assert {(it["dtstart"].dt.strftime("%a"), str(it["status"])) for it in events} == {
        ("Mon", "CANCELLED"), ("Tue", "CONFIRMED"),
    }  # fmt: skip


def test_who_lost_every_session_still_gets_the_cancellations(edition, read, schedule_of):
    events = read(edition(Schedule(), previous=schedule_of(("process", "Mon 17:00", "Mon 18:00", ["P-1"]))))
    assert {owner: [str(it["status"]) for it in them.values()] for owner, them in events.items()} == {
        "patient P-1": ["CANCELLED"], "clinician C-1": ["CANCELLED"], "room N-1": ["CANCELLED"],
    }  # fmt: skip


def test_a_session_that_comes_back_has_its_uid_again(edition, read, schedule_of):
    once = schedule_of(("process", "Mon 17:00", "Mon 18:00", ["P-1"]))
    first = read(edition(once), "patient P-1")["patient P-1"]
    cancelled = read(edition(Schedule(), previous=once, made_at=edition().made_at + LATER))["patient P-1"]
    again = read(edition(once, previous=Schedule(), made_at=edition().made_at + 2 * LATER))["patient P-1"]
    assert set(first) == set(cancelled) == set(again)
    (uid,) = first
    assert first[uid]["sequence"] < cancelled[uid]["sequence"] < again[uid]["sequence"]


def test_two_of_a_kind_on_a_day_are_first_and_second(edition, read, schedule_of):
    two = schedule_of(("process", "Mon 09:00", "Mon 10:00", ["P-1"]), ("process", "Mon 17:00", "Mon 18:00", ["P-1"]))
    one = two.model_copy(update={"sessions": two.sessions[:1]})
    events = read(edition(one, previous=two), "patient P-1")["patient P-1"].values()
    assert sorted((it["dtstart"].dt.hour, str(it["status"])) for it in events) == [(9, "CONFIRMED"), (17, "CANCELLED")]


def test_one_to_one_sessions_are_their_patients(edition, read):
    rows = [
        {"service": "individual", "start": f"Mon {hour}:00", "end": f"Mon {hour}:45", "site": "north", "room": "N-1",
         "leaders": ["C-1"], "attendees": [patient]}
        for hour, patient in ((10, "P-1"), (12, "P-4"))
    ]  # fmt: skip
    before = Schedule.model_validate({"sessions": rows})
    swapped = Schedule.model_validate({"sessions": [
        {**rows[0], "attendees": ["P-4"]}, {**rows[1], "attendees": ["P-1"]}]})  # fmt: skip
    first, second = (read(edition(it), "clinician C-1")["clinician C-1"] for it in (before, swapped))
    assert set(first) == set(second)
    assert all(first[uid]["description"] == second[uid]["description"] for uid in first)
    assert all(first[uid]["dtstart"] != second[uid]["dtstart"] for uid in first)
