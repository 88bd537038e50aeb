"""What stays unmet, patient by patient, and what the schedule breaks, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from iopsched.model.result import UnmetNeed
from iopsched.page.source import Source
from iopsched.words import missing

NEED_WORDS = {
    "weekly-contact-minutes": "contact hours this week",
    "service-day-minimum": "hours on a service day",
    "service-days": "service days",
    "service-day-gap": "days too far apart",
    "sessions-per-day": "sessions on a day",
    "rolling-cap": "too much in a row",
    "care-plan": "care plan",
    "keep-together": "kept together",
}
"""Needs in words, by slug."""


@dataclass(frozen=True, slots=True)
class Need:
    """One need that stays unmet."""

    rule: str
    words: str
    missing: str
    reason: str
    cost: int


@dataclass(frozen=True, slots=True)
class Short:
    """A patient and what they miss."""

    patient: str
    name: str
    needs: tuple[Need, ...]
    cost: int
    waits: bool
    """Whether the patient is on the waitlist and stays there."""


def short(source: Source) -> tuple[Short, ...]:
    """Return who misses what, the most first."""
    waiting = {week.patient for week in source.summary.patients if week.status == "waitlisted" and not week.sessions}
    needs: defaultdict[str, list[UnmetNeed]] = defaultdict(list)
    for need in source.unmet:
        needs[need.patient].append(need)
    listed = [
        Short(
            patient=patient,
            name=source.name(patient),
            needs=tuple(_need(source, need) for need in some),
            cost=sum(need.cost for need in some),
            waits=patient in waiting,
        )
        for patient, some in needs.items()
    ]
    return tuple(sorted(listed, key=lambda it: (-it.cost, it.patient)))


def _need(source: Source, need: UnmetNeed) -> Need:
    return Need(need.rule, need_words(source, need), missing(need), need.reason, need.cost)


def need_words(source: Source, need: UnmetNeed) -> str:
    """Say which need: ``care plan: individual``, ``hours on a service day, Tue``."""
    words = NEED_WORDS.get(need.rule, need.rule)
    if need.service is not None:
        words = f"{words}: {source.name(need.service)}"
    if need.other is not None:
        words = f"{words} with {source.name(need.other)}"
    return f"{words}, {need.day}" if need.day is not None else words
