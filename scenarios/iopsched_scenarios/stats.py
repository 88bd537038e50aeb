"""A scenario in figures: how large it is, and whether its ratios are those of a real clinic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from iopsched.model.care import Starts
from iopsched.model.patient import Patient
from iopsched.model.scenario import Scenario
from iopsched.model.time import Window, parse_windows

_DAYTIME = parse_windows("Mon-Fri 09:00-12:00; Mon-Fri 13:00-16:00")
_DAYS_A_WEEK = 3
"""Free mornings or afternoons that make a patient a daytime patient."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of one scenario."""

    patients: int
    waitlisted: int
    evening_only: int
    """Patients free on fewer than three weekday mornings or afternoons."""
    clinicians: int
    direct_care_hours: tuple[float, ...]
    """Hours of leading a week at most, of each clinician who has a limit."""
    group_services: int
    group_starts: int
    """Pairs of a group (or a freely offered service) and a start it may have."""
    group_size_max: int
    asked_sessions: Counter[str]
    """Sessions a week that the care plans ask for at least, by service; care once in several weeks is left out."""
    shares: dict[str, float]
    """Share of the patients who have each tag."""


def _count(starts: Starts | None, duration: int, slot: int, hours: tuple[Window, ...]) -> int:
    if starts is not None and starts.at:
        return len(starts.at)
    windows = starts.within if starts is not None and starts.within else hours
    step = (starts.step_minutes if starts is not None else None) or slot
    return sum(max(0, (window.end - window.start - duration) // step + 1) for window in windows)


def _group_starts(scenario: Scenario) -> Iterator[int]:
    services = {service.id: service for service in scenario.services}
    hours = tuple(window for site in scenario.sites for window in site.hours)
    slot = scenario.calendar.slot_minutes
    for group in scenario.groups:
        yield _count(group.starts, services[group.service].duration_minutes, slot, hours)
    for service in scenario.free_services:
        yield _count(service.starts, service.duration_minutes, slot, hours)


def _evening_only(patient: Patient, scenario: Scenario) -> bool:
    free = patient.availability.windows(scenario.calendar.week)
    days = {part.day for part in _DAYTIME if any(window.covers(part.start, part.end) for window in free)}
    return len(days) < _DAYS_A_WEEK


def stats(scenario: Scenario) -> Stats:
    """Sum a scenario up in figures.

    Examples
    --------
    >>> from iopsched_scenarios.generate import generate
    >>> stats(generate(60, shape="menu", tightness="tight", seed=1)).group_size_max
    25
    """
    groups = [service for service in scenario.services if service.format == "group"]
    asked: Counter[str] = Counter()
    for patient in scenario.patients:
        for item in patient.care_plan.items:
            asked[item.service] += item.min if item.every_weeks is None else 0
    tags = Counter(tag for patient in scenario.patients for tag in patient.tags)
    limits = (clinician.weekly_contact_minutes_max for clinician in scenario.clinicians)
    return Stats(
        patients=len(scenario.patients),
        waitlisted=sum(patient.status == "waitlisted" for patient in scenario.patients),
        evening_only=sum(_evening_only(patient, scenario) for patient in scenario.patients),
        clinicians=len(scenario.clinicians),
        direct_care_hours=tuple(limit / 60 for limit in limits if limit is not None),
        group_services=len(groups),
        group_starts=sum(_group_starts(scenario)),
        group_size_max=max((service.max_size for service in groups), default=0),
        asked_sessions=asked,
        shares={tag: count / len(scenario.patients) for tag, count in sorted(tags.items())},
    )
