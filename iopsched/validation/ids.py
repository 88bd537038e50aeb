"""Ids: each names one thing, and what is named exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.validation.found import error, warning
from iopsched.validation.known import KINDS, Known


def duplicate_ids(scenario: Scenario) -> Iterator[InputProblem]:
    """Find ids that two things of one kind share."""
    for kind, field in KINDS.items():
        yield from _doubles(kind, (field,), [item.id for item in getattr(scenario, field)])
    yield from _doubles("pin", ("pins",), [pin.id for pin in scenario.pins])
    for number, patient in enumerate(scenario.patients):
        path = ("patients", number, "family")
        yield from _doubles("family member", path, [member.id for member in patient.family])


def _doubles(kind: str, path: Path, names: list[str | None]) -> Iterator[InputProblem]:
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if name is not None and first.setdefault(name, number) != number:
            message = f"{kind} {name} stands twice, first as number {first[name] + 1} of the list"
            yield error("duplicate-id", (*path, number, "id"), message, "give each its own id")


class Reference(NamedTuple):
    """A place where an id is named."""

    path: Path
    kind: str
    name: str | None
    subject: str
    """Who names it."""


def dangling_ids(scenario: Scenario, known: Known) -> Iterator[InputProblem]:
    """Find ids that name nothing; last week's groups may be gone."""
    for path, kind, name, subject in _references(scenario):
        if name is None or known.has(kind, name):
            continue
        message = f"{subject} names {kind} {name}, which does not exist"
        report = warning if "usual_groups" in path else error
        yield report("dangling-id", path, message, known.proposal(kind, name))


def repeated_ids(scenario: Scenario) -> Iterator[InputProblem]:
    """Find lists that name one thing twice."""
    seen: set[tuple[Path, str]] = set()
    for path, kind, name, subject in _references(scenario):
        if name is None or not path or not isinstance(path[-1], int):
            continue
        key = (path[:-1], name)
        if key in seen and "between" not in path and path[0] not in {"keep_apart", "keep_together"}:
            yield warning("repeated-id", path, f"{subject} names {kind} {name} twice in one list", "name it once")
        seen.add(key)


def _references(scenario: Scenario) -> Iterator[Reference]:
    return chain(
        _clinic(scenario),
        _services(scenario),
        _groups(scenario),
        _patients(scenario),
        _pairs(scenario),
        _pins(scenario),
    )


def _each(path: Path, kind: str, names: Iterable[str], subject: str) -> Iterator[Reference]:
    for number, name in enumerate(names):
        yield Reference((*path, number), kind, name, subject)


def _clinic(scenario: Scenario) -> Iterator[Reference]:
    for i, closure in enumerate(scenario.calendar.closures):
        yield from _each(("calendar", "closures", i, "sites"), "site", closure.sites, f"closure {i + 1}")
    for i, way in enumerate(scenario.travel):
        yield from _each(("travel", i, "between"), "site", way.between, f"way {i + 1}")
    for i, room in enumerate(scenario.rooms):
        yield Reference(("rooms", i, "site"), "site", room.site, f"room {room.id}")
    for i, piece in enumerate(scenario.equipment):
        yield Reference(("equipment", i, "site"), "site", piece.site, f"equipment {piece.id}")
    for i, clinician in enumerate(scenario.clinicians):
        yield from _each(("clinicians", i, "sites"), "site", clinician.sites, f"clinician {clinician.id}")
    for i, slot in enumerate(scenario.family_slots):
        yield Reference(("family_slots", i, "site"), "site", slot.site, f"family slot {slot.id}")


def _services(scenario: Scenario) -> Iterator[Reference]:
    for i, service in enumerate(scenario.services):
        for name in service.equipment:
            yield Reference(("services", i, "equipment", name), "equipment", name, f"service {service.id}")
    for i, policy in enumerate(scenario.policies):
        for j, limit in enumerate(policy.same_day_limits):
            path = ("policies", i, "same_day_limits", j, "services")
            yield from _each(path, "service", limit.services, f"policy {policy.id}")


def _groups(scenario: Scenario) -> Iterator[Reference]:
    for i, group in enumerate(scenario.groups):
        path, subject = ("groups", i), f"group {group.id}"
        yield Reference((*path, "service"), "service", group.service, subject)
        yield from _each((*path, "sites"), "site", group.sites, subject)
        yield from _each((*path, "members"), "patient", group.members, subject)
        yield from _each((*path, "after"), "group", group.after, subject)
        yield from _each((*path, "leaders"), "clinician", group.leaders, subject)
        yield from _each((*path, "rooms"), "room", group.rooms, subject)


def _patients(scenario: Scenario) -> Iterator[Reference]:
    for i, patient in enumerate(scenario.patients):
        path: Path = ("patients", i)
        subject = f"patient {patient.id}"
        yield Reference((*path, "policy"), "policy", patient.policy, subject)
        yield Reference((*path, "primary_clinician"), "clinician", patient.primary_clinician, subject)
        yield Reference((*path, "preferences", "site"), "site", patient.preferences.site, subject)
        yield from _each((*path, "sites"), "site", patient.sites, subject)
        yield from _each((*path, "usual_groups"), "group", patient.usual_groups, subject)
        for j, item in enumerate(patient.care_plan.items):
            yield Reference((*path, "care_plan", "items", j, "service"), "service", item.service, subject)


def _pairs(scenario: Scenario) -> Iterator[Reference]:
    for i, apart in enumerate(scenario.keep_apart):
        yield from _each(("keep_apart", i, "patients"), "patient", apart.patients, f"keep_apart {i + 1}")
    for i, together in enumerate(scenario.keep_together):
        yield from _each(("keep_together", i, "patients"), "patient", together.patients, f"keep_together {i + 1}")
        yield from _each(("keep_together", i, "groups"), "group", together.groups, f"keep_together {i + 1}")


def _pins(scenario: Scenario) -> Iterator[Reference]:
    for i, pin in enumerate(scenario.pins):
        path, subject = ("pins", i), f"pin {pin.id or i + 1}"
        yield Reference((*path, "group"), "group", pin.group, subject)
        yield Reference((*path, "service"), "service", pin.service, subject)
        yield Reference((*path, "attendee"), "patient", pin.attendee, subject)
        yield Reference((*path, "leader"), "clinician", pin.leader, subject)
        yield Reference((*path, "room"), "room", pin.room, subject)
