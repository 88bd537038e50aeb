"""Services: durations, sizes, leaders and ways to meet that fit together."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.care import Service
from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.validation.found import count, error, warning

_GROUP_ONLY = ("min_size", "max_size", "preferred_size", "sessions_at_once", "sessions_per_week_max")


def durations(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that durations lie on the grid and hold the minutes they count for."""
    slot = scenario.calendar.slot_minutes
    for i, service in enumerate(scenario.services):
        minutes = service.duration_minutes
        if minutes % slot:
            fact = f"service {service.id} lasts {minutes} min, no multiple of the slot of {slot} min"
            down = minutes - minutes % slot
            proposal = f"write {down or slot} or {down + slot}, or make the slot shorter"
            yield error("off-grid", ("services", i, "duration_minutes"), fact, proposal)
        if service.contact_minutes > minutes:
            fact = f"service {service.id} counts for {service.contact_minutes} min and lasts {minutes} min"
            proposal = f"count {minutes} min at most"
            yield error("contact-over-duration", ("services", i, "contact_minutes"), fact, proposal)


def sizes(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that a group service's sizes leave room between them."""
    for i, service in enumerate(scenario.services):
        if service.format != "group":
            continue
        path: Path = ("services", i)
        least, most = service.min_size, service.max_size
        if least > most:
            fact = f"service {service.id} has at least {least} and at most {most} attendees"
            yield error("contradicting-bounds", (*path, "min_size"), fact, "swap them or widen the band")
        low, high = service.preferred_size.min, service.preferred_size.max
        if high is not None and low > high:
            fact = f"service {service.id} prefers at least {low} and at most {high} attendees"
            yield error("contradicting-bounds", (*path, "preferred_size"), fact, "swap them or widen the band")
        elif low < 0 or low > most or (high is not None and high < least):
            fact = f"the sizes that service {service.id} prefers lie outside {least} to {most}"
            yield error("contradicting-bounds", (*path, "preferred_size"), fact, "prefer sizes it may have")


def leader_roles(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that a one-to-one session has one leader, and that no role waits for a size that never comes."""
    for i, service in enumerate(scenario.services):
        path: Path = ("services", i, "leaders")
        if service.format != "group":
            asked = sum(role.count for role in service.leaders if role.from_size <= 1)
            if asked != 1:
                fact = f"service {service.id} is one to one and asks for {count(asked, 'leader')}"
                yield error("one-leader", path, fact, "ask for one role with count 1")
            continue
        for j, role in enumerate(service.leaders):
            if role.from_size > service.max_size:
                fact = f"a role of service {service.id} is needed from {role.from_size} attendees on, more than it has"
                yield warning("role-never-needed", (*path, j, "from_size"), fact, "lower it, or take the role out")


def telehealth_and_room(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that a service asks for a room only where it meets in one."""
    for i, service in enumerate(scenario.services):
        if not service.room_features:
            continue
        path = ("services", i, "room_features")
        if service.telehealth == "only":
            fact = f"service {service.id} meets by video only and asks for room features"
            yield error("telehealth-contradiction", path, fact, "take them out, or allow it on site")
        elif not service.needs_room:
            fact = f"service {service.id} takes no room and asks for room features"
            yield error("room-contradiction", path, fact, "take them out, or say needs_room: true")


def one_to_one_fields(scenario: Scenario) -> Iterator[InputProblem]:
    """Find fields that say nothing for the service's format."""
    for i, service in enumerate(scenario.services):
        if service.format != "group":
            for field in _GROUP_ONLY:
                if field in service.model_fields_set and not _says_one(service, field):
                    fact = f"service {service.id} is one to one: {field} is not looked at"
                    yield warning("ignored-field", ("services", i, field), fact, "take it out")
        elif "with_primary" in service.model_fields_set and service.with_primary != "no":
            fact = f"service {service.id} is a group: with_primary is not looked at"
            yield warning("ignored-field", ("services", i, "with_primary"), fact, "take it out")


def _says_one(service: Service, field: str) -> bool:
    """Whether a size is given as the one it is; a default is written out by some programs."""
    value = getattr(service, field)
    return bool(value in (1, type(service).model_fields[field].default))


def absent_patients(scenario: Scenario) -> Iterator[InputProblem]:
    """Find minutes that can never count because the patient is not there."""
    for i, service in enumerate(scenario.services):
        if not service.patient_attends and service.contact_minutes:
            fact = f"service {service.id} is held without the patient, so its {service.contact_minutes} min never count"
            yield warning("contact-not-counted", ("services", i, "contact_minutes"), fact, "write 0")


def equipment_taken(scenario: Scenario) -> Iterator[InputProblem]:
    """Check how many pieces of equipment services take."""
    stock = {piece.id: piece.quantity for piece in scenario.equipment}
    for i, service in enumerate(scenario.services):
        for name, taken in service.equipment.items():
            path: Path = ("services", i, "equipment", name)
            if taken < 1:
                fact = f"service {service.id} takes {taken} of equipment {name}"
                yield error("out-of-range", path, fact, "take at least 1, or take the line out")
            elif name in stock and taken > stock[name]:
                fact = f"service {service.id} takes {taken} of equipment {name}, of which there are {stock[name]}"
                yield warning("too-little-equipment", path, fact, "it can never run: add pieces or take fewer")
