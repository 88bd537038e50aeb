"""`room-features`: the room fits the service, is allowed and is at the site."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Entry, Week
from iopsched.model.result import Violation


def room_features(week: Week) -> Iterator[Violation]:
    """Check that the room fits the service, is allowed and is at the site.

    A session on site has a room if its service needs one, else none. The room is a room of the scenario at the
    session's site, has all `room_features` of the service, and is among `group.rooms` where these are given.
    (`telehealth` keeps video sessions out of rooms.)
    """
    for entry in week.entries:
        if entry.place is None:
            continue
        room = entry.session.room
        for fact in _faults(week, entry):
            yield Violation(
                rule="room-features",
                subjects=entry.subjects if room is None else (room, *entry.subjects),
                message=f"{entry} {fact}",
            )


def _faults(week: Week, entry: Entry) -> Iterator[str]:
    name = entry.session.room
    if name is None:
        if entry.service.needs_room:
            yield "needs a room and has none"
        return
    if not entry.service.needs_room:
        yield f"needs no room and has {name}"
    room = week.facts.rooms.get(name)
    if room is None:
        yield f"is in {name}, which is not a room of this scenario"
        return
    if room.site != entry.place:
        yield f"at {entry.place or 'no site'} is in room {name}, which is at {room.site}"
    missing = set(entry.service.room_features) - set(room.features)
    if missing:
        yield f"is in room {name}, which lacks {', '.join(sorted(missing))}"
    if entry.group is not None and entry.group.rooms and name not in entry.group.rooms:
        yield f"is in room {name}, which is not among the group's rooms"
