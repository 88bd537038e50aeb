"""The calendar and the clinic: the week is one, its zone is known, ways lead somewhere, overrides name Mondays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo, available_timezones

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.time import Availability
from iopsched.model.wording import Lexicon, excerpt
from iopsched.validation.found import error, warning

_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def calendar(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that the week begins on a Monday of our times, in a known time zone."""
    week, zone = scenario.calendar.week, scenario.calendar.zone
    path = ("calendar", "week")
    if week is not None:
        yield from _monday(path, "the week that is planned", week)
        if not _FIRST_YEAR <= week.year <= _LAST_YEAR:
            fact = f"the week that is planned is in the year {week.year}"
            yield error("bad-date", path, fact, f"write one between {_FIRST_YEAR} and {_LAST_YEAR}")
        if zone is None:
            fact = "a dated week needs its time zone, because clocks change"
            yield error("missing-zone", ("calendar",), fact, "add zone, such as America/Chicago")
    if zone is not None and not _is_zone(zone):
        near = Lexicon(sorted(available_timezones())).nearest(zone)
        proposal = f"did you mean {near}?" if near else "write an IANA name, such as America/Chicago"
        yield error("unknown-zone", ("calendar", "zone"), f"{excerpt(zone)} is not a time zone", proposal)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _monday(path: Path, subject: str, day: date) -> Iterator[InputProblem]:
    if day.weekday():
        monday = day - timedelta(days=min(day.weekday(), (day - date.min).days))
        yield error("not-a-monday", path, f"{subject} begins on {day:%A} {day}", f"write its Monday, {monday}")


def overrides(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that overrides of availability name Mondays, each once."""
    for path, subject, availability in _availabilities(scenario):
        seen: set[date] = set()
        for number, override in enumerate(availability.weeks):
            here = (*path, "weeks", number, "week")
            yield from _monday(here, f"a week of {subject}", override.week)
            if override.week in seen:
                fact = f"{subject} has two overrides for the week of {override.week}, of which the first is taken"
                yield error("repeated-week", here, fact, "keep one")
            seen.add(override.week)


def _availabilities(scenario: Scenario) -> Iterator[tuple[Path, str, Availability]]:
    for i, room in enumerate(scenario.rooms):
        yield ("rooms", i, "availability"), f"room {room.id}", room.availability
    for i, piece in enumerate(scenario.equipment):
        yield ("equipment", i, "availability"), f"equipment {piece.id}", piece.availability
    for i, clinician in enumerate(scenario.clinicians):
        yield ("clinicians", i, "availability"), f"clinician {clinician.id}", clinician.availability
    for i, patient in enumerate(scenario.patients):
        yield ("patients", i, "availability"), f"patient {patient.id}", patient.availability
        for j, member in enumerate(patient.family):
            subject = f"family member {member.id} of patient {patient.id}"
            yield ("patients", i, "family", j, "availability"), subject, member.availability


def empty_hours(scenario: Scenario) -> Iterator[InputProblem]:
    """Find hours that were left empty where hours are the point."""
    for i, site in enumerate(scenario.sites):
        if not site.hours:
            yield warning("no-hours", ("sites", i, "hours"), f"site {site.id} is never open", "write its hours")
    for i, slot in enumerate(scenario.family_slots):
        if not slot.when:
            fact = f"family slot {slot.id} has no hours"
            yield warning("no-hours", ("family_slots", i, "when"), fact, "write when it is")
    for i, closure in enumerate(scenario.calendar.closures):
        if not closure.when:
            fact = f"closure {i + 1} closes nothing"
            yield warning("no-hours", ("calendar", "closures", i, "when"), fact, "write when it is")


def ways(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that each way leads from one site to another, and that each two sites have at most one."""
    minutes: dict[frozenset[str], int] = {}
    for number, way in enumerate(scenario.travel):
        one, other = way.between
        path = ("travel", number, "between")
        if one == other:
            yield error("travel-to-itself", path, f"way {number + 1} leads from site {one} to itself", "take it out")
        elif minutes.setdefault(frozenset(way.between), way.minutes) != way.minutes:
            fact = f"two ways between {one} and {other} take different times"
            yield error("contradicting-ways", path, fact, "keep one: it holds in both directions")
    sites = [site.id for site in scenario.sites]
    if scenario.travel and len(minutes) < len(sites) * (len(sites) - 1) // 2:
        lacking = next((pair for pair in combinations(sites, 2) if frozenset(pair) not in minutes), None)
        if lacking is not None:
            fact = f"no way is given between {lacking[0]} and {lacking[1]}, among others, so it takes no time"
            yield warning("missing-way", ("travel",), fact, "add the minutes between each two sites")
