"""Rooms, clinicians and slots: what is offered finds somebody to lead it and somewhere to be."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.care import LeaderRole, Service
from iopsched.model.clinic import Clinician, Room
from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.validation.found import warning
from iopsched.validation.offers import Offer, Week, places_of


def rooms(week: Week) -> Iterator[InputProblem]:
    """Find what can meet in no room."""
    for offer in week.offers:
        if not offer.service.needs_room or None in offer.places:
            continue
        allowed = [room for place in offer.places for room in week.rooms_at[place] if _may_use(offer, room)]
        fitting = [room for room in allowed if set(offer.service.room_features) <= set(room.features)]
        people = _fewest_people(offer.service)
        if any(room.capacity >= people for room in fitting):
            continue
        if not allowed:
            lack = "none of the rooms it may use is at a site it may meet at"
        elif not fitting:
            lack = f"no room it may use has all of: {', '.join(offer.service.room_features)}"
        else:
            lack = f"it needs {people} seats and the largest room that fits has {max(r.capacity for r in fitting)}"
        yield warning("no-room", offer.path, f"{offer.subject} can run in no room: {lack}", "add or change a room")


def _may_use(offer: Offer, room: Room) -> bool:
    listed = offer.group.rooms if offer.group else ()
    return not listed or room.id in listed


def _fewest_people(service: Service) -> int:
    """Seats taken by the smallest session: attendees with family, and leaders."""
    size = 1 if service.format != "group" else service.min_size
    leaders = sum(role.count for role in service.leaders if role.from_size <= size)
    return size * service.seats_per_patient + leaders


def leaders(week: Week) -> Iterator[InputProblem]:
    """Find roles that too few clinicians can fill; a role of a service is reported once."""
    numbers = {service.id: number for number, service in enumerate(week.scenario.services)}
    said: set[Path] = set()
    for offer in week.offers:
        here = {clinician.id: clinician for place in offer.places for clinician in week.clinicians_at[place]}
        able = [clinician for clinician in here.values() if _may_lead(offer, clinician)]
        for number, role in enumerate(offer.service.leaders):
            own = offer.group is not None and offer.group.leaders
            path = (*offer.path, "leaders") if own else ("services", numbers[offer.service.id], "leaders", number)
            count = sum(_qualifies(clinician, role) for clinician in able)
            if count >= role.count or path in said:
                continue
            said.add(path)
            need = f"{role.count} with {' or '.join(role.credentials)}" if role.credentials else f"{role.count} in all"
            many = f" from {role.from_size} attendees on" if role.from_size > max(offer.service.min_size, 1) else ""
            fact = f"{offer.subject} needs {need}{many} to lead, and {count} who may lead it qualify"
            yield warning("no-qualified-clinician", path, fact, "add credentials or clinicians, or change the role")


def _may_lead(offer: Offer, clinician: Clinician) -> bool:
    listed = offer.group.leaders if offer.group else ()
    return not listed or clinician.id in listed


def _qualifies(clinician: Clinician, role: LeaderRole) -> bool:
    return not role.credentials or not set(role.credentials).isdisjoint(clinician.credentials)


def idle_clinicians(week: Week) -> Iterator[InputProblem]:
    """Find clinicians who can lead nothing that is offered: no credentials, no hours, or limits too tight."""
    for number, clinician in enumerate(week.scenario.clinicians):
        longest = max((w.end - w.start for w in week.facts.clinician_open[clinician.id]), default=0)
        limits = (
            longest,
            clinician.weekly_contact_minutes_max,
            clinician.daily_contact_minutes_max,
            clinician.consecutive_minutes_max,
        )
        most = min(limit for limit in limits if limit is not None)
        here = (offer for place in places_of(week, clinician) for offer in week.offers_at[place])
        if not any(_could_lead(clinician, offer, most) for offer in here):
            fact = f"clinician {clinician.id} can lead nothing that is offered this week"
            proposal = "check credentials, sites, hours and limits, or leave as it is"
            yield warning("never-leads", ("clinicians", number), fact, proposal)


def _could_lead(clinician: Clinician, offer: Offer, most: int) -> bool:
    if offer.service.duration_minutes > most or not _may_lead(offer, clinician):
        return False
    return any(_qualifies(clinician, role) for role in offer.service.leaders)


def family_slots(week: Week) -> Iterator[InputProblem]:
    """Find services that need a family slot where none is long enough."""
    longest = max((w.end - w.start for slot in week.scenario.family_slots for w in slot.when), default=0)
    for number, service in enumerate(week.scenario.services):
        if service.family_slot and service.duration_minutes > longest:
            fact = f"service {service.id} must lie in a family slot, and none lasts {service.duration_minutes} min"
            yield warning("no-family-slot", ("services", number, "family_slot"), fact, "add one under family_slots")


def closed_rooms(week: Week) -> Iterator[InputProblem]:
    """Find rooms that are never open this week."""
    for number, room in enumerate(week.scenario.rooms):
        if not week.facts.room_open[room.id]:
            fact = f"room {room.id} cannot be used this week"
            yield warning("no-hours", ("rooms", number, "availability"), fact, "check its availability")
