"""What may run this week: every group, freely offered and one-to-one service, where, and at how many starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from iopsched.check.eligibility import is_eligible
from iopsched.check.facts import Facts, Place
from iopsched.model.care import Group, Service, Starts
from iopsched.model.clinic import Clinician, Room
from iopsched.model.errors import InputProblem
from iopsched.model.patient import Patient
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.time import WHOLE_WEEK, Window, format_moment, is_open, subtract
from iopsched.validation.found import warning


@dataclass(frozen=True)
class Offer:
    """A group, or a service offered freely or one to one."""

    path: Path
    """Of the group or service in the scenario."""
    service: Service
    group: Group | None
    places: tuple[Place, ...]
    """Where it may meet; none is telehealth."""
    meetings: int | None
    """Most meetings in the week at which somebody may be; none for no limit, 0 if it can never run."""

    @property
    def subject(self) -> str:
        """What a scheduler calls it."""
        return f"group {self.group.id}" if self.group else f"service {self.service.id}"

    @property
    def is_closed(self) -> bool:
        """Whether only its members may attend."""
        group = self.group
        return group is not None and bool(group.members) and group.enrollment != "open"

    @property
    def starts(self) -> Starts | None:
        """Its candidate starts; none means every slot."""
        return self.service.starts if self.group is None else self.group.starts


@dataclass(frozen=True)
class Week:
    """A scenario without contradictions, ready for look-ups."""

    scenario: Scenario

    @cached_property
    def facts(self) -> Facts:
        """Things by id, and when places are open."""
        return Facts(self.scenario)

    @cached_property
    def open_hours(self) -> Mapping[Place, tuple[Window, ...]]:
        """When each place is open, closures taken out; telehealth is open all week."""
        hours: dict[Place, tuple[Window, ...]] = {None: WHOLE_WEEK}
        hours.update(self.facts.site_hours)
        return {place: subtract(windows, self.facts.closed[place]) for place, windows in hours.items()}

    @cached_property
    def clinicians_at(self) -> Mapping[Place, Sequence[Clinician]]:
        """Who may lead at each place."""
        found: dict[Place, list[Clinician]] = {place: [] for place in (None, *self.facts.sites)}
        for clinician in self.scenario.clinicians:
            for place in places_of(self, clinician):
                found[place].append(clinician)
        return found

    @cached_property
    def offers_at(self) -> Mapping[Place, Sequence[Offer]]:
        """What may meet at each place."""
        found: dict[Place, list[Offer]] = {place: [] for place in (None, *self.facts.sites)}
        for offer in self.offers:
            for place in offer.places:
                found[place].append(offer)
        return found

    @cached_property
    def rooms_at(self) -> Mapping[Place, Sequence[Room]]:
        """The rooms of each site."""
        found: dict[Place, list[Room]] = {site: [] for site in self.facts.sites}
        for room in self.scenario.rooms:
            found[room.site].append(room)
        return found

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Everything that is offered."""
        return tuple(_offers(self))

    @cached_property
    def _of_service_at(self) -> Mapping[tuple[str, Place], Sequence[Offer]]:
        """What can run and is not closed to all but its members, by service id and place."""
        found = defaultdict(list)
        for offer in self.offers:
            for place in offer.places if offer.meetings != 0 and not offer.is_closed else ():
                found[offer.service.id, place].append(offer)
        return found

    @cached_property
    def _of_member(self) -> Mapping[tuple[str, str], Sequence[Offer]]:
        """What can run and is closed to all but its members, by member and service id."""
        found = defaultdict(list)
        for offer in self.offers:
            for member in offer.group.members if offer.group and offer.is_closed and offer.meetings != 0 else ():
                found[member, offer.service.id].append(offer)
        return found

    @cached_property
    def _open_to_alike(self) -> dict[object, tuple[Offer, ...]]:
        return {}

    def open_to(self, patient: Patient, service: str) -> tuple[Offer, ...]:
        """Return what is offered of a service that the patient may attend, hours aside.

        Patients alike in tags, phase and reach are looked up once: with many sites a service has many groups.
        """
        by_video = patient.telehealth and self.facts.policy(patient).telehealth
        sites: tuple[Place, ...] = patient.sites or tuple(self.facts.sites)
        places = (*sites, None) if by_video else sites
        alike = service, frozenset(patient.tags), patient.phase, places
        found = self._open_to_alike.get(alike)
        if found is None:
            there = {offer.path: offer for place in places for offer in self._of_service_at.get((service, place), ())}
            found = tuple(offer for offer in there.values() if is_eligible(patient, offer.group))
            self._open_to_alike[alike] = found
        own = self._of_member.get((patient.id, service), ())
        return (
            *found,
            *(o for o in own if is_eligible(patient, o.group) and not set(places).isdisjoint(o.places)),
        )


def places_of(week: Week, clinician: Clinician) -> tuple[Place, ...]:
    """Return the places a clinician may lead at."""
    sites: tuple[Place, ...] = clinician.sites or tuple(week.facts.sites)
    return (*sites, None) if clinician.telehealth else sites


def _offers(week: Week) -> Iterator[Offer]:
    scenario, services = week.scenario, week.facts.services
    for i, group in enumerate(scenario.groups):
        sites = group.sites or tuple(week.facts.sites)
        places: tuple[Place, ...] = (None,) if group.telehealth else sites
        service = services[group.service]
        meetings = _meetings(week, service, group.starts, places, group.sessions_per_week.max)
        if meetings is not None and meetings < group.sessions_per_week.min:
            meetings = 0
        yield Offer(("groups", i), service, group, places, meetings)
    listed = {group.service for group in scenario.groups}
    for i, service in enumerate(scenario.services):
        if service.format == "group" and service.id in listed:
            continue
        on_site = () if service.telehealth == "only" else tuple(week.facts.sites)
        places = on_site if service.telehealth == "no" else (*on_site, None)
        most = service.sessions_per_week_max if service.format == "group" else None
        yield Offer(("services", i), service, None, places, _meetings(week, service, service.starts, places, most))


def _meetings(
    week: Week, service: Service, starts: Starts | None, places: Sequence[Place], most: int | None
) -> int | None:
    """Count the candidate starts at which some place is open, up to the most meetings there may be."""
    minutes = service.duration_minutes
    hours = [week.open_hours[place] for place in places]
    if starts is None:
        fits = any(window.end - window.start >= minutes for windows in hours for window in windows)
        return most if fits else 0
    moments = candidates(starts, minutes, week.scenario.calendar.slot_minutes)
    usable = sum(any(is_open(windows, moment, moment + minutes) for windows in hours) for moment in moments)
    return usable if most is None else min(usable, most)


def candidates(starts: Starts, minutes: int, slot: int) -> frozenset[int]:
    """Return all candidate starts of sessions of so many minutes, wherever they are."""
    moments = set(starts.at)
    for window in starts.within:
        first = window.start if starts.step_minutes else -(-window.start // slot) * slot
        moments.update(range(first, window.end - minutes + 1, starts.step_minutes or slot))
    return frozenset(moments)


def closed_starts(week: Week) -> Iterator[InputProblem]:
    """Find listed starts at which no site it may meet at has its hours; closures are meant and not reported."""
    for offer in week.offers:
        if offer.starts is None or None in offer.places:
            continue
        hours = [week.facts.site_hours[place] for place in offer.places if place is not None]
        for number, moment in enumerate(offer.starts.at):
            end = moment + offer.service.duration_minutes
            if not any(is_open(windows, moment, end) for windows in hours):
                fact = f"{offer.subject} may start {format_moment(moment)}, when no site it may meet at is open"
                yield warning("closed-start", (*offer.path, "starts", "at", number), fact, "move it, or open the site")


def idle_offers(week: Week) -> Iterator[InputProblem]:
    """Find groups that can have no legal week for want of starts."""
    for offer in week.offers:
        if offer.group is not None and offer.meetings == 0:
            fact = f"{offer.subject} cannot run this week: too few of its starts lie in open hours"
            yield warning("never-runs", (*offer.path, "starts"), fact, "add starts, or open the site longer")
