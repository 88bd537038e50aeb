"""`keep-apart`: patients who must not meet do not meet."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.patient import KeepApart
from iopsched.model.result import Violation
from iopsched.model.time import DAYS


def keep_apart(week: Week) -> Iterator[Violation]:
    """Check that patients who must not meet do not meet.

    Scope `session`: they do not attend the same meeting of a group or freely offered group service. Scope `time`:
    their attended on-site sessions at one site do not overlap. Scope `day`: they do not both attend on site at one
    site on one day.
    """
    encounters = {"session": _same_meeting, "time": _same_time, "day": _same_day}
    for row in week.facts.scenario.keep_apart:
        one, other = row.patients
        for where in dict.fromkeys(encounters[row.scope](week, row)):
            yield Violation(
                rule="keep-apart",
                subjects=(one, other),
                message=f"patients {one} and {other}, kept apart by {row.scope}, {where}",
            )


def _same_meeting(week: Week, row: KeepApart) -> Iterator[str]:
    one, other = ([entry for entry in week.attended_by(name) if entry.is_group] for name in row.patients)
    meetings = {entry.meeting for entry in other}
    for entry in one:
        if entry.meeting in meetings:
            yield f"both attend {entry}"


def _same_time(week: Week, row: KeepApart) -> Iterator[str]:
    one, other = (week.attended_by(name) for name in row.patients)
    for entry in one:
        for second in other:
            if entry.place is not None and entry.place == second.place and entry.overlaps(second):
                yield f"are both at {entry.place} at one time, {entry} and {second}"


def _same_day(week: Week, row: KeepApart) -> Iterator[str]:
    one, other = (
        {(entry.day, entry.place) for entry in week.attended_by(name) if entry.place is not None}
        for name in row.patients
    )
    for day, place in sorted(one & other, key=str):
        yield f"both come to {place} on {DAYS[day]}"
