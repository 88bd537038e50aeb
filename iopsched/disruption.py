"""What differs between two schedules of one week: who moves from what to what, and who must be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Literal, NamedTuple

from iopsched.check.goals.changed_leader import changed_leader
from iopsched.check.goals.changed_room import changed_room
from iopsched.check.goals.moved_patient import moved_patient
from iopsched.check.week import Meeting, Week, meeting_of
from iopsched.model.disruption import Booking, Disruption, Move, MoveKind, Notice
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import DAY_MINUTES

PRICED: Mapping[str, Callable[[Week], int]] = {
    "moved-patient": moved_patient,
    "changed-leader": changed_leader,
    "changed-room": changed_room,
}


def disruption(scenario: Scenario, before: Schedule, after: Schedule) -> Disruption:
    """List everything in `after` that is not as in `before`.

    Parameters
    ----------
    scenario
        The week; its prices say what the differences cost. Who is not in it any more is not counted as moved, but is
        listed and told.
    before, after
        Two schedules of it.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> scenario, schedule = base_week()
    >>> disruption(scenario, schedule, schedule).moves
    ()
    """
    week = Week.of(scenario.model_copy(update={"published": before}), after)
    units = {slug: count(week) for slug, count in PRICED.items()}
    one_to_one = frozenset(service.id for service in scenario.services if service.format != "group")
    moves = tuple(_moves(before, after))
    run_before, run_after = _group_meetings(before, one_to_one), _group_meetings(after, one_to_one)
    return Disruption(
        units=units,
        cost=sum(number * week.facts.unit_cost[slug] for slug, number in units.items()),
        moves=moves,
        cancelled=tuple(booking(run_before[meeting]) for meeting in run_before if meeting not in run_after),
        added=tuple(booking(run_after[meeting]) for meeting in run_after if meeting not in run_before),
        notices=(
            *(Notice(audience="patient", who=m.patient, kind=m.kind, before=m.before, after=m.after) for m in moves),
            *_told_clinicians(before, after, one_to_one),
            *_told_rooms(before, after),
        ),
    )


def booking(session: Session) -> Booking:
    """Return a session without its attendees."""
    return Booking.model_validate(session.model_dump(exclude={"attendees"}))


def _group_meetings(schedule: Schedule, one_to_one: frozenset[str]) -> dict[Meeting, Session]:
    """Group meetings in order of start, each with its first section."""
    found: dict[Meeting, Session] = {}
    for session in sorted(schedule.sessions, key=_in_order):
        if session.service not in one_to_one:
            found.setdefault(meeting_of(session), session)
    return found


def _in_order(session: Session) -> tuple[int, str, str, str]:
    return session.start, session.service, session.group or "", session.room or ""


class _Pair(NamedTuple):
    """One session of somebody, then and now."""

    kind: Literal["time", "group", "place", "lost", "new", "kept"]
    before: Session | None
    after: Session | None


def _moves(before: Schedule, after: Schedule) -> Iterator[Move]:
    """Yield what changes for each patient, by patient and time."""
    then, now = _by_attendee(before), _by_attendee(after)
    for patient in sorted(then.keys() | now.keys()):
        for pair in _pairs(then.get(patient, ()), now.get(patient, ()), meeting_of):
            for kind in _kinds(pair):
                yield Move(patient=patient, kind=kind, before=_booked(pair.before), after=_booked(pair.after))


def _kinds(pair: _Pair) -> Iterator[MoveKind]:
    """Yield what changed: of a session that is kept, leaders and room."""
    if pair.kind != "kept":
        yield pair.kind
    elif pair.before is not None and pair.after is not None:
        if set(pair.before.leaders) != set(pair.after.leaders):
            yield "leader"
        if pair.before.room != pair.after.room:
            yield "room"


def _booked(session: Session | None) -> Booking | None:
    return None if session is None else booking(session)


def _by_attendee(schedule: Schedule) -> dict[str, list[Session]]:
    found: defaultdict[str, list[Session]] = defaultdict(list)
    for session in schedule.sessions:
        for patient in dict.fromkeys(session.attendees):
            found[patient].append(session)
    return found


def _pairs(
    then: list[Session] | tuple[Session, ...],
    now: list[Session] | tuple[Session, ...],
    key: Callable[[Session], Hashable],
) -> list[_Pair]:
    """Match somebody's sessions then and now: those of one key are the same, of the rest the nearest of a kind."""
    today = {key(session): session for session in now}
    kept = {key(session): session for session in then if key(session) in today}
    pairs = [_Pair("kept", session, today[place]) for place, session in kept.items()]
    lost = sorted((session for session in then if key(session) not in today), key=_in_order)
    new = sorted((session for session in now if key(session) not in kept), key=_in_order)
    for kind, alike in _LIKENESSES:
        for was in list(lost):
            fits = [session for session in new if alike(was, session)]
            if fits:
                nearest = min(fits, key=lambda session: (_day(session) != _day(was), abs(session.start - was.start)))
                pairs.append(_Pair(kind, was, nearest))
                lost.remove(was)
                new.remove(nearest)
    pairs += [_Pair("lost", session, None) for session in lost]
    pairs += [_Pair("new", None, session) for session in new]
    return sorted(pairs, key=lambda pair: _in_order(pair.before or pair.after or then[0]))


def _day(session: Session) -> int:
    return session.start // DAY_MINUTES


def _same_offering(was: Session, now: Session) -> bool:
    return (was.service, was.group) == (now.service, now.group)


_LIKENESSES: tuple[tuple[Literal["place", "time", "group"], Callable[[Session, Session], bool]], ...] = (
    ("place", lambda was, now: _same_offering(was, now) and was.start == now.start),
    ("time", _same_offering),
    ("group", lambda was, now: was.service == now.service),
)
"""How a session may take the place of another, the least change first."""


def _told_clinicians(before: Schedule, after: Schedule, one_to_one: frozenset[str]) -> Iterator[Notice]:
    """Yield what changes for each clinician: sessions led, their rooms, and who comes."""
    then, now = _by_leader(before), _by_leader(after)

    def same(session: Session) -> Hashable:
        return meeting_of(session), session.attendees if session.service in one_to_one else ()

    for clinician in sorted(then.keys() | now.keys()):
        for pair in _pairs(then.get(clinician, ()), now.get(clinician, ()), same):
            was, is_ = _attendees(pair.before), _attendees(pair.after)
            notice = Notice(
                audience="clinician",
                who=clinician,
                kind="attendees" if pair.kind == "kept" else pair.kind,
                before=_booked(pair.before),
                after=_booked(pair.after),
                joins=tuple(sorted(is_ - was)),
                leaves=tuple(sorted(was - is_)),
            )
            if pair.kind != "kept":
                yield notice
                continue
            yield from (notice.model_copy(update={"kind": kind}) for kind in _kinds(pair))
            if was != is_ and not any(_kinds(pair)):
                yield notice


def _by_leader(schedule: Schedule) -> dict[str, list[Session]]:
    found: defaultdict[str, list[Session]] = defaultdict(list)
    for session in schedule.sessions:
        for clinician in dict.fromkeys(session.leaders):
            found[clinician].append(session)
    return found


def _attendees(session: Session | None) -> set[str]:
    return set() if session is None else set(session.attendees)


def _told_rooms(before: Schedule, after: Schedule) -> Iterator[Notice]:
    """Yield the bookings of each room that end and begin."""
    then, now = _by_room(before), _by_room(after)
    for room in sorted(then.keys() | now.keys()):
        freed = {place: session for place, session in then[room].items() if place not in now[room]}
        taken = {place: session for place, session in now[room].items() if place not in then[room]}
        for session in sorted((*freed.values(), *taken.values()), key=_in_order):
            is_freed = freed.get(_hours(session)) is session
            yield Notice(
                audience="room",
                who=room,
                kind="lost" if is_freed else "new",
                before=booking(session) if is_freed else None,
                after=None if is_freed else booking(session),
            )


def _hours(session: Session) -> tuple[Meeting, int]:
    return meeting_of(session), session.end


def _by_room(schedule: Schedule) -> defaultdict[str, dict[tuple[Meeting, int], Session]]:
    found: defaultdict[str, dict[tuple[Meeting, int], Session]] = defaultdict(dict)
    for session in schedule.sessions:
        if session.room is not None:
            found[session.room][_hours(session)] = session
    return found
