"""Pins, the published schedule and weights."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Pin, Session
from iopsched.model.time import DAY_MINUTES, DAYS, format_moment
from iopsched.model.weights import TIERS
from iopsched.validation.found import error, warning
from iopsched.validation.known import Known
from iopsched.validation.starts import moment_on_grid

UNIT_COST_MAX = 10**9
"""Dearest unit that sums over 1,000 patients stay exact with."""


def pins(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that each pin says which meeting it holds."""
    slot = scenario.calendar.slot_minutes
    one_to_one = {service.id for service in scenario.services if service.format != "group"}
    grouped = {group.service for group in scenario.groups}
    for number, pin in enumerate(scenario.pins):
        path: Path = ("pins", number)
        subject = f"pin {pin.id or number + 1}"
        yield from _target(path, subject, pin, one_to_one, grouped)
        yield from moment_on_grid((*path, "start"), f"the start of {subject}", pin.start, slot)


def _target(path: Path, subject: str, pin: Pin, one_to_one: set[str], grouped: set[str]) -> Iterator[InputProblem]:
    if (pin.group is None) == (pin.service is None):
        fact = f"{subject} names {'neither' if pin.group is None else 'both'} group and service"
        yield error("pin-target", path, fact, "name the group, or the service of a meeting without one")
    elif pin.service in one_to_one and pin.attendee is None:
        fact = f"{subject} holds a session of {pin.service}, which is one to one, and does not say whose"
        yield error("pin-target", path, fact, "add attendee")
    elif pin.service in grouped and pin.service not in one_to_one:
        fact = f"{subject} names service {pin.service}, which has groups"
        yield error("pin-target", (*path, "service"), fact, "name the group instead")


def published(scenario: Scenario, known: Known) -> Iterator[InputProblem]:
    """Find what the published schedule names and this week has not; each thing once."""
    if scenario.published is None:
        if scenario.now is not None:
            fact = f"now is {format_moment(scenario.now)} and nothing is published, so nothing starts before it"
            yield warning("now-without-published", ("now",), fact, "give the published schedule, or leave now out")
        return
    week, planned = scenario.published.week, scenario.calendar.week
    if week is not None and planned is not None and week != planned:
        fact = f"the published schedule is of the week of {week}, and the week planned of {planned}"
        yield warning("other-week", ("published", "week"), fact, "its days are taken for those of this week")
    said: set[tuple[str, str]] = set()
    for number, session in enumerate(scenario.published.sessions):
        for steps, kind, name in _names(session):
            if name is None or known.has(kind, name) or (kind, name) in said:
                continue
            said.add((kind, name))
            fact = f"the published schedule names {kind} {name}, which this week has not"
            path = ("published", "sessions", number, *steps)
            yield warning("gone-since-published", path, fact, "what it had is not kept")


def published_earlier(scenario: Scenario) -> Iterator[InputProblem]:
    """Find sessions of an earlier published week that care plans over several weeks do not count as received."""
    week, published = scenario.calendar.week, scenario.published
    if published is None or published.week is None or week is None or published.week >= week:
        return
    held: dict[tuple[str, str], list[date]] = defaultdict(list)
    for session in published.sessions:
        day = published.week + timedelta(days=session.start // DAY_MINUTES)
        for patient in session.attendees:
            held[patient, session.service].append(day)
    weeks_ago = math.ceil((week - published.week).days / len(DAYS))
    for i, attendee in enumerate(scenario.patients):
        for j, item in enumerate(attendee.care_plan.items):
            days = sorted(held.get((attendee.id, item.service), ()))
            if item.every_weeks is None or weeks_ago >= item.every_weeks:
                continue
            for day in days[item.weeks_ago(week).count(weeks_ago) :]:
                fact = f"{item.service} of patient {attendee.id} was published for {day} and does not count here"
                path = ("patients", i, "care_plan", "items", j)
                yield warning("perhaps-received", path, fact, f"if it took place, write {day} under received")


def _names(session: Session) -> Iterator[tuple[Path, str, str | None]]:
    yield ("service",), "service", session.service
    yield ("group",), "group", session.group
    yield ("site",), "site", session.site
    yield ("room",), "room", session.room
    for number, name in enumerate(session.leaders):
        yield ("leaders", number), "clinician", name
    for number, name in enumerate(session.attendees):
        yield ("attendees", number), "patient", name


def weights(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that no unit is so dear that sums of it would lose their last digits."""
    units = {str(slug): weight for slug, weight in scenario.weights.units.items()}
    for tier, slugs in TIERS.items():
        dearest = max(slugs, key=units.__getitem__)
        cost = getattr(scenario.tier_weights, tier) * units[dearest]
        if cost > UNIT_COST_MAX:
            fact = f"one unit of {dearest} costs {cost:,}, more than {UNIT_COST_MAX:,}"
            yield error("weight-too-large", ("weights",), fact, "write small whole numbers")
