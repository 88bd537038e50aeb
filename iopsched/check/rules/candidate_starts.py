"""`candidate-starts`: sessions start when and where the group may."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Entry, Offering, Week, meeting_of
from iopsched.model.care import Starts
from iopsched.model.result import Violation
from iopsched.model.time import DAY_MINUTES, format_moment


def candidate_starts(week: Week) -> Iterator[Violation]:
    """Check that sessions start when and where the group may.

    Each session names a known group with its service, a freely offered or a one-to-one service. It starts on the grid
    of slots, at one of the offering's starts: those listed, and in each window those a whole number of steps after its
    start (no step: every slot) whose session ends in the window. Without `starts`, every slot will do. It ends its
    service's duration later, on the same day. On site, it names a site of the scenario, among `group.sites` where these
    are given.
    """
    for session in week.strays:
        yield Violation(
            rule="candidate-starts",
            subjects=(session.service, format_moment(session.start)),
            message=f"{meeting_of(session)} is of service {session.service}, which is not in this scenario",
        )
    starts: dict[tuple[Offering, str], frozenset[int] | None] = {}
    for entry in week.entries:
        key = entry.meeting.offering, entry.service.id
        if key not in starts:
            starts[key] = _starts_of(week, entry)
        for fact in _faults(week, entry, starts[key]):
            yield Violation(rule="candidate-starts", subjects=entry.subjects, message=f"{entry} {fact}")


def _faults(week: Week, entry: Entry, starts: frozenset[int] | None) -> Iterator[str]:
    if entry.session.group is not None and entry.group is None:
        yield "is of a group that is not in this scenario"
    elif entry.group is not None and entry.group.service != entry.service.id:
        yield f"is a session of {entry.service.id}, its group of {entry.group.service}"
    elif entry.group is None and entry.is_group and entry.service.id not in week.facts.free_services:
        yield "names no group, and its service is not offered freely"
    if entry.start % week.facts.scenario.calendar.slot_minutes or (starts is not None and entry.start not in starts):
        yield "does not start at one of its candidate starts"
    if entry.end != entry.start + entry.service.duration_minutes:
        yield f"ends {entry.end - entry.start} min after its start and takes {entry.service.duration_minutes} min"
    if entry.end > (entry.day + 1) * DAY_MINUTES:
        yield "does not end on the day it starts"
    if entry.place is not None:
        if entry.place not in week.facts.sites:
            yield f"is at site {entry.place}, which is not in this scenario" if entry.place else "has no site"
        elif entry.group is not None and entry.group.sites and entry.place not in entry.group.sites:
            yield f"is at site {entry.place}, where its group does not meet"


def _starts_of(week: Week, entry: Entry) -> frozenset[int] | None:
    starts = entry.service.starts if entry.group is None else entry.group.starts
    return None if starts is None else _moments(starts, entry.service.duration_minutes, week)


def _moments(starts: Starts, duration: int, week: Week) -> frozenset[int]:
    slot = week.facts.scenario.calendar.slot_minutes
    moments = set(starts.at)
    for window in starts.within:
        first = window.start if starts.step_minutes is not None else -(-window.start // slot) * slot
        moments.update(range(first, window.end - duration + 1, starts.step_minutes or slot))
    return frozenset(moments)
