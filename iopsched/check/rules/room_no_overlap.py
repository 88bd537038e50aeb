"""`room-no-overlap`: a room holds one session at a time, with turnover between, in its open hours."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.spacing import too_close
from iopsched.check.week import Entry, Week
from iopsched.model.result import Violation
from iopsched.model.time import is_open


def room_no_overlap(week: Week) -> Iterator[Violation]:
    """Check that a room holds one session at a time, with turnover between, in its open hours.

    Of two sessions in a room the later starts no earlier than the earlier's end plus `turnover_minutes`; each lies in
    one stretch of the room's open hours of this week.
    """
    for room, entries in week.rooms_used():

        def turnover(_earlier: Entry, _later: Entry, minutes: int = room.turnover_minutes) -> int:
            return minutes

        for earlier, later in too_close(entries, turnover, room.turnover_minutes):
            if earlier.overlaps(later):
                fact = f"holds two sessions at once: {earlier} and {later}"
            else:
                has, needs = later.start - earlier.end, room.turnover_minutes
                fact = f"has {has} min between {earlier} and {later} and needs {needs} min"
            yield Violation(
                rule="room-no-overlap",
                subjects=(room.id, *earlier.subjects, *later.subjects),
                message=f"room {room.id} {fact}",
            )
        for entry in entries:
            if not is_open(week.facts.room_open[room.id], entry.start, entry.end):
                yield Violation(
                    rule="room-no-overlap",
                    subjects=(room.id, *entry.subjects),
                    message=f"room {room.id} holds {entry} while it cannot be used",
                )
