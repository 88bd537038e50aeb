"""Patients: care plans with bands that hold, and pairs of two people."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.care import Service
from iopsched.model.errors import InputProblem
from iopsched.model.patient import CareItem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.time import WEEK_MINUTES
from iopsched.validation.found import error, hours, warning
from iopsched.validation.policies import band, day_minutes_max

_DAYS = 7


def care_items(scenario: Scenario) -> Iterator[InputProblem]:
    """Check each item of each care plan."""
    services = {service.id: service for service in scenario.services}
    for i, patient in enumerate(scenario.patients):
        seen: set[str] = set()
        for j, item in enumerate(patient.care_plan.items):
            path: Path = ("patients", i, "care_plan", "items", j)
            subject = f"the care plan of patient {patient.id}"
            if item.service in seen:
                fact = f"{subject} lists {item.service} twice"
                yield error("duplicate-care-item", (*path, "service"), fact, "write one item for it")
            seen.add(item.service)
            yield from _item_band(path, subject, item, services.get(item.service))
            yield from _received(path, subject, item, scenario)


def _item_band(path: Path, subject: str, item: CareItem, service: Service | None) -> Iterator[InputProblem]:
    if item.max is not None and item.min > item.max:
        fact = f"{subject} asks for at least {item.min} and at most {item.max} {item.service}"
        yield error("contradicting-bounds", path, fact, "swap them or widen the band")
    elif service is not None and service.max_per_day is not None and item.every_weeks is None:
        possible = _DAYS * service.max_per_day
        if item.min > possible:
            fact = f"{subject} asks for {item.min} {item.service} a week, and {service.max_per_day} a day is the most"
            yield error("contradicting-bounds", (*path, "min"), fact, "lower it, or raise the service's max_per_day")


def _received(path: Path, subject: str, item: CareItem, scenario: Scenario) -> Iterator[InputProblem]:
    week = scenario.calendar.week
    if item.every_weeks is None and (item.received or item.received_weeks_ago):
        field = "received" if item.received else "received_weeks_ago"
        fact = f"{subject} says when {item.service} was received, but it counts over this week alone"
        yield warning("ignored-field", (*path, field), fact, "add every_weeks, or take it out")
    elif item.received and week is None:
        fact = f"{subject} has dates of {item.service}, but the week planned has none"
        yield warning("ignored-field", (*path, "received"), fact, "date the week, or write received_weeks_ago")
    for number, day in enumerate(item.received):
        if week is not None and day >= week:
            fact = f"{subject} has {item.service} received on {day}, not before the week of {week}"
            yield warning("not-yet-received", (*path, "received", number), fact, "only earlier dates count")
    for number, ago in enumerate(item.received_weeks_ago):
        if ago < 1:
            fact = f"{subject} has {item.service} received {ago} weeks ago"
            yield error("out-of-range", (*path, "received_weeks_ago", number), fact, "1 is last week")


def contact_targets(scenario: Scenario) -> Iterator[InputProblem]:
    """Check patients' own bands of counted minutes."""
    policies = {policy.id: policy for policy in scenario.policies}
    for i, patient in enumerate(scenario.patients):
        target, policy = patient.care_plan.contact_minutes, policies.get(patient.policy)
        if target is None:
            continue
        path = ("patients", i, "care_plan", "contact_minutes")
        subject = f"patient {patient.id}"
        found = list(band(path, subject, "min", target.min, target.max, WEEK_MINUTES))
        yield from found
        if found or policy is None:
            continue
        most = day_minutes_max(
            patient.day_contact_minutes_max, patient.day_span_minutes_max,
            policy.day_contact_minutes_max, policy.day_span_minutes_max,
        )  # fmt: skip
        if target.min > _DAYS * most:
            fact = f"{subject} asks for {hours(target.min)} a week, and a day has at most {hours(most)}"
            yield error("contradicting-bounds", path, fact, "lower the target, or raise the day's limit")


def preferred_sites(scenario: Scenario) -> Iterator[InputProblem]:
    """Find sites that a patient prefers and cannot reach."""
    for i, patient in enumerate(scenario.patients):
        site = patient.preferences.site
        if site is not None and patient.sites and site not in patient.sites:
            fact = f"patient {patient.id} prefers site {site}, which is not among the sites they can reach"
            yield warning("never-reached", ("patients", i, "preferences", "site"), fact, "change one of them")


def pairs(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that pairs are two people, and not kept both apart and together."""
    apart = set()
    for i, rule in enumerate(scenario.keep_apart):
        yield from _one_person("keep_apart", i, rule.patients)
        if rule.scope == "session":
            apart.add(frozenset(rule.patients))
    for i, wish in enumerate(scenario.keep_together):
        yield from _one_person("keep_together", i, wish.patients)
        if frozenset(wish.patients) in apart:
            fact = f"patients {' and '.join(wish.patients)} are kept apart and together"
            yield warning("contradicting-pair", ("keep_together", i, "patients"), fact, "take one of them out")


def _one_person(field: str, number: int, patients: tuple[str, str]) -> Iterator[InputProblem]:
    if patients[0] == patients[1]:
        fact = f"{field} {number + 1} names patient {patients[0]} twice"
        yield error("pair-of-one", (field, number, "patients"), fact, "name two patients")
