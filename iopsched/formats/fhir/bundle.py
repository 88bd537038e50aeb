"""A week as a FHIR R4B (4.3.0) transaction.

- *Schedule*: one for each clinician and room, for the week.
- *Slot*: one for each session of a schedule: ``busy``; one that an edition before had and this one has not is ``free``.
- *Appointment*: one for each session, with its leaders (the first is the primary performer), room, service and
  patients as participants, its slots and, for groups, its seats; ``cancelled`` if the edition before had it.

People and places are named by the clinic's own ids (logical references), never by address: where they are recorded is
the receiver's. All resources keep their id from edition to edition and are sent by PUT: an update replaces.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from iopsched.formats.agenda import ITSELF, Entry, Owner, agendas, identify
from iopsched.formats.edition import SYSTEM, Edition
from iopsched.formats.fhir import codes
from iopsched.formats.safe_text import one_line
from iopsched.model.errors import EngineError
from iopsched.model.schedule import Schedule
from iopsched.model.time import WEEK_MINUTES
from iopsched.summary import summarise

SEATS = f"{SYSTEM}/fhir/StructureDefinition/seats"
"""Extension: how many patients a group session can take."""
CLASS = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.class"
"""R5's `Appointment.class`, in R4B's way to say it: on site or by video."""
_CODE = re.compile(r"\S+( \S+)*")
_ACTORS = {"patient": "Patient", "clinician": "Practitioner", "room": "Location"}

Resource = dict[str, Any]
Agendas = dict[Owner, tuple[Entry, ...]]


def bundle_text(edition: Edition, *, owners: Collection[Owner] = ()) -> str:
    """Write the week as FHIR JSON.

    Parameters
    ----------
    edition
        The week, its dates, and what it replaces.
    owners
        Only sessions of these clinicians, rooms and patients. Who is asked for alone sees little of others: with a
        patient come no other patients, with a room none at all.

    Returns
    -------
    str
        A transaction that the resource models and the code lists accept.

    Raises
    ------
    EngineError
        If they do not: this is a bug.
    """
    entries = [_entry(resource) for resource in _resources(edition, frozenset(owners))]
    data = {
        "resourceType": "Bundle",
        "type": "transaction",
        "timestamp": edition.made_at.isoformat(timespec="seconds"),
        "entry": entries,
    }
    unknown = sorted(set(codes.unknown_codes(data)))
    if unknown:
        raise EngineError(f"a code is not in its list: {', '.join(unknown)}")
    return f"{Bundle.model_validate(data).model_dump_json(indent=2)}\n"


def _entry(resource: Resource) -> dict[str, Any]:
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }


def _resources(edition: Edition, owners: frozenset[Owner]) -> Iterator[Resource]:
    now = _agendas(edition, edition.schedule)
    before: Agendas = {} if edition.previous is None else _agendas(edition, edition.previous)
    slots: dict[int, list[str]] = {}
    for owner in sorted(now.keys() | before.keys()):
        if owner.kind not in {"clinician", "room"}:
            continue
        busy = [entry for entry in now.get(owner, ()) if _concerns(entry, owners)]
        kept = {entry.uid for entry in now.get(owner, ())}
        free = [entry for entry in before.get(owner, ()) if entry.uid not in kept and _concerns(entry, owners)]
        if busy or free:
            schedule = _schedule(owner, edition)
            yield schedule
            yield from (_slot(entry, schedule, "busy", edition) for entry in busy)
            yield from (_slot(entry, schedule, "free", edition) for entry in free)
        for entry in busy:
            slots.setdefault(entry.index, []).append(entry.uid)
    seats = _seats(edition)
    kept = {entry.uid for entry in now.get(ITSELF, ())}
    for entry in now.get(ITSELF, ()):
        if _concerns(entry, owners):
            more = {"slot": [{"reference": f"urn:uuid:{slot}"} for slot in slots.get(entry.index, ())]}
            capacity = seats.get(entry.index)
            yield _appointment(entry, edition, owners, capacity) | {key: it for key, it in more.items() if it}
    for entry in before.get(ITSELF, ()):
        if entry.uid not in kept and _concerns(entry, owners):
            yield _appointment(entry, edition, owners, None, gone=True)


def _agendas(edition: Edition, schedule: Schedule) -> Agendas:
    return agendas(edition.scenario, schedule, edition.dates.week, edition.system)


def _concerns(entry: Entry, owners: frozenset[Owner]) -> bool:
    """Whether a session is one of those asked for."""
    session = entry.session
    return not owners or any(
        owner.id in {"patient": session.attendees, "clinician": session.leaders, "room": (session.room,)}[owner.kind]
        for owner in owners
        if owner.kind != "session"
    )


def _seats(edition: Edition) -> dict[int, int]:
    """Seats of each group session, by its place in the schedule."""
    fills = {
        (fill.service, fill.group, fill.start, fill.site, fill.room, fill.attendees): fill.seats
        for fill in summarise(edition.scenario, edition.schedule).groups
    }
    keys = ((it.service, it.group, it.start, it.site, it.room, len(it.attendees)) for it in edition.schedule.sessions)
    return {index: fills[key] for index, key in enumerate(keys) if key in fills}


def _schedule(owner: Owner, edition: Edition) -> Resource:
    dates = edition.dates
    return {
        "resourceType": "Schedule",
        "id": identify(edition.system, dates.week.isoformat(), "schedule", *owner),
        "active": True,
        "actor": [_reference(owner.kind, owner.id, edition)],
        "planningHorizon": {"start": dates.at(0).isoformat(), "end": dates.at(WEEK_MINUTES).isoformat()},
    }


def _slot(entry: Entry, schedule: Resource, status: str, edition: Edition) -> Resource:
    return {
        "resourceType": "Slot",
        "id": entry.uid,
        "schedule": {"reference": f"urn:uuid:{schedule['id']}"},
        "status": status,
        "start": edition.dates.at(entry.session.start).isoformat(),
        "end": edition.dates.at(entry.session.end).isoformat(),
    }


def _appointment(
    entry: Entry, edition: Edition, owners: frozenset[Owner], seats: int | None, *, gone: bool = False
) -> Resource:
    session = entry.session
    start, end = edition.dates.at(session.start), edition.dates.at(session.end)
    extensions: list[Resource] = [
        {"url": CLASS, "valueCodeableConcept": codes.ENCOUNTER_CLASS.concept("VR" if session.telehealth else "AMB")}
    ]
    if seats is not None:
        extensions.append({"url": SEATS, "valueUnsignedInt": seats})
    resource: Resource = {
        "resourceType": "Appointment",
        "id": entry.uid,
        "meta": {"security": codes.CONFIDENTIALITY.concept("R")["coding"]},
        "extension": extensions,
        "identifier": [{"system": f"{edition.system}/appointment", "value": entry.uid}],
        "status": "cancelled" if gone else "booked",
        "serviceType": [_service(entry, edition)],
        "start": start.isoformat(),
        "end": end.isoformat(),
        "minutesDuration": max(1, int((end.timestamp() - start.timestamp()) // 60)),
        "participant": list(_participants(entry, edition, owners, "declined" if gone else "accepted")),
    }
    if gone:
        resource["cancelationReason"] = codes.CANCELLATION_REASON.concept("prov")
    return resource


def _service(entry: Entry, edition: Edition) -> Resource:
    """Name the service by the clinic's own code; one that FHIR does not take as a code stands as text."""
    service = one_line(entry.session.service)
    if not _CODE.fullmatch(entry.session.service):
        return {"text": service}
    return {"coding": [{"system": f"{edition.system}/service", "code": entry.session.service}], "text": service}


def _participants(entry: Entry, edition: Edition, owners: frozenset[Owner], status: str) -> Iterator[Resource]:
    session = entry.session
    offered = {"type": "HealthcareService", "identifier": _identifier("offering", entry.title, edition)}
    yield {"actor": offered, "required": "required", "status": status}
    for place, leader in enumerate(session.leaders):
        role = codes.PARTICIPANT_TYPE.concept("SPRF" if place else "PPRF")
        actor = _reference("clinician", leader, edition)
        yield {"type": [role], "actor": actor, "required": "required", "status": status}
    if session.room is not None:
        yield {"actor": _reference("room", session.room, edition), "required": "required", "status": status}
    elif session.site is not None:
        site = {"type": "Location", "identifier": _identifier("site", session.site, edition)}
        yield {"actor": site, "required": "required", "status": status}
    attends = entry.service is None or entry.service.patient_attends
    for patient in session.attendees:
        if _shows(patient, entry, owners):
            actor = _reference("patient", patient, edition)
            yield {"actor": actor, "required": "required" if attends else "information-only", "status": status}


def _shows(patient: str, entry: Entry, owners: frozenset[Owner]) -> bool:
    leaders = (Owner("clinician", leader) for leader in entry.session.leaders)
    return not owners or Owner("patient", patient) in owners or not owners.isdisjoint(leaders)


def _reference(kind: str, one: str, edition: Edition) -> Resource:
    reference: Resource = {"type": _ACTORS[kind], "identifier": _identifier(kind, one, edition)}
    if one in edition.names:
        reference["display"] = edition.name(one)
    return reference


def _identifier(kind: str, one: str, edition: Edition) -> Resource:
    return {"system": f"{edition.system}/{kind}", "value": one}
