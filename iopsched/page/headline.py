"""The answer first: is the week good, how good can it be at most, and the figures everyone asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from iopsched.page.source import Source
from iopsched.words import count, hours, percent


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what it means."""

    label: str
    value: str
    note: str
    share: float | None = None
    """Between 0 and 1, for a bar; none for no bar."""
    target: str = ""
    """The part of the page with more of it."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What somebody who opens the page reads first."""

    tone: Literal["good", "short", "broken"]
    sentence: str
    proof: str
    figures: tuple[Figure, ...]


def headline(source: Source) -> Headline:
    """Return the first lines of the page of the whole week."""
    tone: Literal["good", "short", "broken"] = "good"
    if source.report.violations:
        tone = "broken"
    elif _short(source):
        tone = "short"
    return Headline(tone, _sentence(source), _proof(source), tuple(_figures(source)))


def _waiting(source: Source) -> frozenset[str]:
    """Who is on the waitlist and stays there."""
    weeks = source.summary.patients
    return frozenset(week.patient for week in weeks if week.status == "waitlisted" and not week.sessions)


def _short(source: Source) -> frozenset[str]:
    """Who is treated and misses something."""
    return frozenset(need.patient for need in source.unmet) - _waiting(source)


def _sentence(source: Source) -> str:
    if source.report.violations:
        return f"This schedule breaks {count(len(source.report.violations), 'rule')}"
    waiting, short = len(_waiting(source)), len(_short(source))
    treated = len(source.summary.patients) - waiting
    tail = f"; {count(waiting, 'patient')} {'stays' if waiting == 1 else 'stay'} on the waitlist" if waiting else ""
    if not short:
        return f"Every need of {count(treated, 'patient')} is met{tail}"
    verb = "misses" if short == 1 else "miss"
    return f"{short:,} of {count(treated, 'patient')} {verb} something they need{tail}"


def _proof(source: Source) -> str:
    if source.report.violations:
        return "The rules it breaks are listed below: it must not be handed out"
    result = source.result
    if result is None:
        return "Legal: no rule is broken. How far it is from the best possible week is not known"
    if result.status == "optimal":
        return "Proved: no legal schedule costs less"
    if result.gap is None or result.bound is None:
        return "Legal: no rule is broken. How far it is from the best possible week is not known"
    return f"Legal, and at most {percent(result.gap)} of its cost could be saved by any other schedule"


def _figures(source: Source) -> list[Figure]:
    weeks = source.summary.patients
    active = len(weeks) - len(_waiting(source))
    complete = active - len(_short(source))
    counted = sum(week.contact_minutes for week in weeks)
    asked = sum(week.contact_minutes_min for week in weeks if week.status == "active" or week.sessions)
    fills = source.summary.groups
    taken, seats = sum(fill.attendees for fill in fills), sum(fill.seats for fill in fills)
    led = sum(week.led_minutes for week in source.summary.clinicians)
    limits = [week.led_minutes_max for week in source.summary.clinicians]
    most = sum(limit for limit in limits if limit is not None) if limits and None not in limits else None
    one_to_one = len(source.sessions) - len(fills)
    staff = sum(week.sessions > 0 for week in source.summary.clinicians)
    of_most = f"of {_whole_hours(most)}" if most is not None else f"by {count(staff, 'clinician')}"
    kinds = f"{len(fills):,} group, {one_to_one:,} one-to-one"
    figures = [
        Figure("Patients with all they need", f"{complete:,}", f"of {active:,}", _share(complete, active), "patients"),
        Figure("Contact hours", _whole_hours(counted), f"counted; at least {_whole_hours(asked)} asked", None, "hours"),
        Figure("Group seats taken", f"{taken:,}", f"of {seats:,}", _share(taken, seats), "week"),
        Figure("Hours led", _whole_hours(led), of_most, _share(led, most), "week"),
        Figure("Sessions", f"{len(source.sessions):,}", kinds, None, "week"),
    ]
    if source.changes is not None:
        changed = len(source.changes.marks) + len(source.changes.cancelled)
        note = f"sessions; for {count(len(source.changes.patients), 'patient')} other times or groups"
        figures.append(Figure("Changed", f"{changed:,}", note, None, "changes"))
    return figures


def _whole_hours(minutes: int) -> str:
    """Write many minutes as hours; few exactly."""
    exact_below = 100 * 60
    return hours(minutes) if minutes < exact_below else f"{round(minutes / 60):,} h"


def _share(part: int, whole: int | None) -> float | None:
    return min(1.0, part / whole) if whole else None
