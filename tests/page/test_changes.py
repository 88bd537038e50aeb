"""What differs from the published schedule."""

import pytest

from iopsched.model.schedule import Session
from iopsched.page.changes import compare


def group(start, **changes):
    base = {"service": "process", "group": "evening", "site": "main", "room": "R-1", "leaders": ["C-1"],
            "attendees": ["P-1", "P-2"], "start": start, "end": f"{start[:4]}{int(start[4:6]) + 1}:00"}  # fmt: skip
    return Session.model_validate({**base, **changes})


def visit(start, patient, **changes):
    return group(start, **{"service": "talk", "group": None, "attendees": [patient], **changes})


def is_group(session):
    return session.group is not None


def kinds(now, before):
    changes = compare(now, before, is_group)
    return {index: change.kind for index, change in changes.marks.items()}, len(changes.cancelled)


def test_nothing_differs():
    week = [group("Mon 18:00"), visit("Mon 17:00", "P-1"), visit("Mon 17:00", "P-2", room="R-2")]
    changes = compare(week, list(reversed(week)), is_group)
    assert (changes.marks, changes.cancelled, changes.patients) == ({}, (), frozenset())


@pytest.mark.parametrize("change", [{"room": "R-2"}, {"leaders": ["C-2"]}, {"attendees": ["P-1"]}])
def test_changed(change):
    assert kinds([group("Mon 18:00", **change)], [group("Mon 18:00")]) == ({0: "changed"}, 0)


def test_order_of_people_is_no_change():
    turned = {"attendees": ["P-2", "P-1"], "leaders": ["C-2", "C-1"]}
    assert kinds([group("Mon 18:00", **turned)], [group("Mon 18:00", leaders=["C-1", "C-2"])]) == ({}, 0)


def test_moved_new_and_cancelled():
    before = [group("Mon 18:00"), visit("Mon 17:00", "P-1"), visit("Tue 17:00", "P-2")]
    now = [group("Tue 18:00"), visit("Wed 17:00", "P-1"), visit("Thu 17:00", "P-3")]
    assert kinds(now, before) == ({0: "moved", 1: "moved", 2: "new"}, 1)


def test_sections_are_paired_by_room_first():
    before = [group("Mon 18:00", attendees=["P-1"]), group("Mon 18:00", room="R-2", attendees=["P-2"])]
    now = [group("Mon 18:00", room="R-2", attendees=["P-2"]), group("Mon 18:00", attendees=["P-1"])]
    assert kinds(now, before) == ({}, 0)


def test_who_joined_who_left_and_who_is_affected():
    now, before = group("Mon 18:00", attendees=["P-1", "P-3"]), group("Mon 18:00")
    changes = compare([now], [before], is_group)
    assert changes.marks[0].joined(now) == ("P-3",)
    assert changes.marks[0].left(now) == ("P-2",)
    assert changes.patients == {"P-2", "P-3"}
