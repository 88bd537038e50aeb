"""Groups: of a group service, with bounds, members and an order that can hold."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.eligibility import why_not
from iopsched.model.care import Group, Service
from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.validation.found import count, error, warning


def group_services(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that a group is of a group service and meets as the service allows."""
    services = {service.id: service for service in scenario.services}
    for i, group in enumerate(scenario.groups):
        service = services.get(group.service)
        if service is None:
            continue
        if service.format != "group":
            fact = f"group {group.id} is of service {service.id}, which is {service.format}"
            proposal = "name a group service; one-to-one services need no group"
            yield error("not-a-group-service", ("groups", i, "service"), fact, proposal)
        if group.telehealth != (service.telehealth == "only") and service.telehealth != "allowed":
            how = "by video" if group.telehealth else "on site"
            fact = f"group {group.id} meets {how}, but service {service.id} says telehealth: {service.telehealth}"
            proposal = "change one of them"
            yield error("telehealth-contradiction", ("groups", i, "telehealth"), fact, proposal)
        if group.telehealth and (group.rooms or group.sites):
            field = "rooms" if group.rooms else "sites"
            fact = f"group {group.id} meets by video: {field} is not looked at"
            yield warning("ignored-field", ("groups", i, field), fact, "take it out")


def group_bounds(scenario: Scenario) -> Iterator[InputProblem]:
    """Check the band of sessions a week."""
    for i, group in enumerate(scenario.groups):
        low, high = group.sessions_per_week.min, group.sessions_per_week.max
        path = ("groups", i, "sessions_per_week")
        if low < 0 or (high is not None and low > high):
            fact = f"group {group.id} has at least {low} and at most {high} sessions a week"
            yield error("contradicting-bounds", path, fact, "swap them or widen the band")
        elif not group.starts.within and 0 < (starts := len(set(group.starts.at))) < low:
            fact = f"group {group.id} needs {count(low, 'session')} a week and has {count(starts, 'start')}"
            yield warning("never-runs", path, fact, "add starts or ask for fewer sessions")


def group_tags(scenario: Scenario) -> Iterator[InputProblem]:
    """Find tags that a group both asks for and excludes."""
    for i, group in enumerate(scenario.groups):
        excluded = set(group.tags_none)
        if excluded.intersection(group.tags_all) or (group.tags_any and excluded.issuperset(group.tags_any)):
            fact = f"group {group.id} asks for a tag that it excludes, so nobody may attend"
            yield error("contradicting-tags", ("groups", i, "tags_none"), fact, "take the tag out of one of them")


def members(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that rosters have members who may attend, and fit."""
    services = {service.id: service for service in scenario.services}
    patients = {patient.id: patient for patient in scenario.patients}
    for i, group in enumerate(scenario.groups):
        path: Path = ("groups", i, "members")
        if group.enrollment == "open" and group.members:
            fact = f"group {group.id} is open: members is not looked at"
            yield warning("ignored-field", path, fact, "say enrollment: cohort or roster, or take them out")
        if group.enrollment != "roster":
            continue
        if not group.members:
            fact = f"group {group.id} is a roster without members"
            yield error("roster-without-members", ("groups", i), fact, "list who must attend, or change enrollment")
        if group.service in services:
            yield from _roster_size(path, group, services[group.service])
        for j, name in enumerate(group.members):
            patient = patients.get(name)
            if patient is None:
                continue
            barred = why_not(patient, group)
            if not barred and all(item.service != group.service for item in patient.care_plan.items):
                barred = f"has no {group.service} in the care plan"
            if barred:
                fact = f"patient {name} must attend group {group.id} and {barred}"
                yield error("barred-member", (*path, j), fact, "the group can never run: correct one of them")


def _roster_size(path: Path, group: Group, service: Service) -> Iterator[InputProblem]:
    size, most = len(set(group.members)), service.max_size * group.sections
    if size > most:
        fact = f"group {group.id} has {count(size, 'member')} who must attend and {count(most, 'seat')}"
        yield error("contradicting-bounds", path, fact, "add sections, or raise max_size")
    elif group.members and size < service.min_size:
        fact = f"group {group.id} has {count(size, 'member')} and needs {service.min_size} to run"
        yield error("contradicting-bounds", path, fact, "add members, or lower min_size")


def group_order(scenario: Scenario) -> Iterator[InputProblem]:
    """Find groups that must come after themselves."""
    number = {group.id: i for i, group in enumerate(scenario.groups)}
    after = {group.id: [name for name in group.after if name in number] for group in scenario.groups}
    for name in _in_circles(after):
        i = number[name]
        if name in after[name]:
            fact = f"group {name} must come after itself"
        else:
            fact = f"group {name} must come after groups that must come after it"
        yield error("group-order-circle", ("groups", i, "after"), fact, "take one of them out")


def _in_circles(after: dict[str, list[str]]) -> list[str]:
    """Return the groups that lie on a circle, or lead into and out of one, in order; takes linear time.

    Groups with nothing before them are taken away until none is left, then those with nothing after them.
    """
    left = _without_ends(after)
    turned: dict[str, list[str]] = {name: [] for name in left}
    for name in left:
        for earlier in after[name]:
            if earlier in turned:
                turned[earlier].append(name)
    kept = _without_ends(turned)
    return [name for name in after if name in kept]


def _without_ends(edges: dict[str, list[str]]) -> set[str]:
    left = set(edges)
    waits = {name: len([end for end in ends if end in left]) for name, ends in edges.items()}
    behind: dict[str, list[str]] = {}
    for name, ends in edges.items():
        for end in ends:
            behind.setdefault(end, []).append(name)
    free = [name for name, count in waits.items() if not count]
    while free:
        end = free.pop()
        left.discard(end)
        for name in behind.get(end, ()):
            waits[name] -= 1
            if not waits[name]:
                free.append(name)
    return left
