"""`pins`: what is pinned stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from iopsched.check.week import Entries, Offering, Week
from iopsched.model.result import Violation
from iopsched.model.schedule import Pin
from iopsched.model.time import format_moment


def pins(week: Week) -> Iterator[Violation]:
    """Check that what is pinned stays.

    A meeting of the pinned group (or service) at the pinned start runs, at whatever place. With an attendee named, one
    of its sessions has this attendee and the leader and room that are named; without, the leader and the room that
    are named are each of one of its sessions.
    """
    at_start: defaultdict[tuple[Offering, int], list[Entries]] = defaultdict(list)
    for meeting, sections in week.meetings.items():
        at_start[meeting.offering, meeting.start].append(sections)
    for number, pin in enumerate(week.facts.scenario.pins, start=1):
        offering = _offering(pin)
        if not any(_holds(pin, sections) for sections in at_start.get((offering, pin.start), ())):
            what = f"{format_moment(pin.start)} {offering.id}"
            named = {"attendee": pin.attendee, "leader": pin.leader, "room": pin.room}
            wanted = [f"{word} {name}" for word, name in named.items() if name is not None]
            yield Violation(
                rule="pins",
                subjects=(pin.id or f"pin {number}", offering.id, format_moment(pin.start)),
                message=f"{pin.id or f'pin {number}'} does not hold: {what}"
                f"{' with ' if wanted else ''}{', '.join(wanted)} does not run",
            )


def _offering(pin: Pin) -> Offering:
    return Offering("service", pin.service or "") if pin.group is None else Offering("group", pin.group)


def _holds(pin: Pin, sections: Entries) -> bool:
    if pin.attendee is not None:
        return any(
            pin.attendee in entry.attendees
            and pin.leader in (None, *entry.leaders)
            and pin.room in (None, entry.session.room)
            for entry in sections
        )
    led = pin.leader is None or any(pin.leader in entry.leaders for entry in sections)
    return led and (pin.room is None or any(pin.room == entry.session.room for entry in sections))
