"""`sessions-per-week`: a group that runs has its number of meetings and sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iopsched.check.week import Offering, Week
from iopsched.check.words import count
from iopsched.model.base import Band
from iopsched.model.result import Violation
from iopsched.model.time import format_moment


def sessions_per_week(week: Week) -> Iterator[Violation]:
    """Check that a group that runs has its number of meetings and sections.

    A group that runs has `sessions_per_week.min` to `max` meetings, and at each start at most `sections` sessions over
    all places. A freely offered service has at most `sessions_per_week_max` meetings, and at each start at most
    `sessions_at_once` sessions.
    """
    for group in week.facts.scenario.groups:
        yield from _counts(week, Offering("group", group.id), group.sessions_per_week, group.sections)
    for service in week.facts.scenario.free_services:
        band = Band(max=service.sessions_per_week_max)
        yield from _counts(week, Offering("service", service.id), band, service.sessions_at_once)


def _counts(week: Week, offering: Offering, band: Band, at_once: int | None) -> Iterator[Violation]:
    meetings = week.meetings_of.get(offering, ())
    number, most = len(meetings), band.max
    if meetings and (number < band.min or (most is not None and number > most)):
        allowed = f"at least {band.min}" if most is None else f"{band.min} to {most}"
        yield Violation(
            rule="sessions-per-week",
            subjects=(offering.id,),
            message=f"{offering.id} has {count(number, 'meeting')} this week, allowed: {allowed}",
        )
    if at_once is None:
        return
    sessions = Counter(meeting.start for meeting in meetings for _ in week.meetings[meeting])
    for start, sections in sessions.items():
        if sections > at_once:
            yield Violation(
                rule="sessions-per-week",
                subjects=(offering.id, format_moment(start)),
                message=f"{offering.id} has {count(sections, 'session')} at {format_moment(start)}, "
                f"at most {at_once} allowed",
            )
