"""`room-capacity`: attendees, family and leaders fit in the room."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation


def room_capacity(week: Week) -> Iterator[Violation]:
    """Check that attendees, family and leaders fit in the room.

    attendees x `seats_per_patient` + leaders <= `capacity`.
    """
    for room, entries in week.rooms_used():
        for entry in entries:
            people = len(entry.attendees) * entry.service.seats_per_patient + len(entry.leaders)
            if people > room.capacity:
                yield Violation(
                    rule="room-capacity",
                    subjects=(room.id, *entry.subjects),
                    message=f"{entry} seats {people} people in room {room.id}, which holds {room.capacity}",
                )
