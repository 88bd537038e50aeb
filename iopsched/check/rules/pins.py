"""`pins`: what is pinned stays, and what has taken place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from iopsched.check.facts import Facts
from iopsched.check.week import Entries, Meeting, Offering, Week, meeting_of
from iopsched.model.result import Violation
from iopsched.model.schedule import Pin, Session
from iopsched.model.time import format_moment


def pins(week: Week) -> Iterator[Violation]:
    """Check that what is pinned stays, and what has taken place.

    A meeting of the pinned group (or service) at the pinned start runs, at whatever place. With an attendee named, one
    of its sessions has this attendee and the leader and room that are named; without, the leader and the room that
    are named are each of one of its sessions. What started before now is exactly what was published.
    """
    yield from _history(week)
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


_Ran = tuple[Meeting, frozenset[str], str | None, frozenset[str]]
"""One session: its meeting, leaders, room and attendees."""


def _history(week: Week) -> Iterator[Violation]:
    """Compare what started before now with what was published, as far as the scenario still knows it."""
    now, was = week.facts.scenario.now, week.facts.scenario.published
    if now is None:
        return
    facts = week.facts
    published = was.sessions if was is not None else ()
    before = Counter(_ran(facts, session) for session in published if session.start < now and _is_known(facts, session))
    after = Counter(_ran(facts, entry.session) for entry in week.entries if entry.start < now)
    for meeting in sorted({ran[0] for ran in ((before - after) | (after - before))}, key=str):
        moment = format_moment(meeting.start)
        took_place = any(ran[0] == meeting for ran in before)
        fact = "does not stand here as it took place" if took_place else "has not taken place"
        yield Violation(
            rule="pins",
            subjects=(meeting.offering.id, moment),
            message=f"{meeting} started before {format_moment(now)} and {fact}",
        )


def _is_known(facts: Facts, session: Session) -> bool:
    """Whether a session's offering is there still, and if one-to-one, its patient."""
    service = facts.services.get(session.service)
    if service is None or session.group not in {None, *facts.groups}:
        return False
    return service.format == "group" or not facts.patients.keys().isdisjoint(session.attendees)


def _ran(facts: Facts, session: Session) -> _Ran:
    """Return what is compared of a session, without what the scenario has no more."""
    return (
        meeting_of(session),
        frozenset(session.leaders).intersection(facts.clinicians),
        session.room if session.room in facts.rooms else None,
        frozenset(session.attendees).intersection(facts.patients),
    )
