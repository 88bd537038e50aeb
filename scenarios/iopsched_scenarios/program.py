"""One generated intensive outpatient program: people, what they need, and a clinic of the right size for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random

from iopsched.model.care import Group, Service
from iopsched.model.clinic import Clinician, Equipment, FamilySlot, Room, Site
from iopsched.model.patient import KeepApart, KeepTogether, Patient, Preferences
from iopsched.model.policy import CountBand, Exemption, GapLimit, MinutesBand, Policy, ServiceDayMinimum
from iopsched.model.time import is_open, parse_windows
from iopsched_scenarios.catalogue import (
    BLOCKS,
    FAMILY_HOURS,
    GROUP_SPECS,
    MEDICATION,
    SITE_HOURS,
    Block,
    closed_services,
    group_service,
    one_to_one_services,
)
from iopsched_scenarios.demand import LONGEST_DAY_MINUTES, Demand, care_plans, cohorts, offered, sessions_for
from iopsched_scenarios.duties import Duty, duties_of
from iopsched_scenarios.offer import GroupShape, Offer
from iopsched_scenarios.people import WEEK, Person, draw
from iopsched_scenarios.staffing import Load, Tightness, counsellors, prescribers, rooms

WAITLIST_SHARE = 0.1
SMALL_PROGRAM = 60
"""Below this many patients a group may run with three."""
_SOURCE = "illustrative payer terms of the kind published for intensive outpatient programs; check your own contract"


@dataclass
class Program:
    """The parts of a scenario that belong to one site."""

    sites: tuple[Site, ...]
    rooms: tuple[Room, ...]
    clinicians: tuple[Clinician, ...]
    groups: tuple[Group, ...]
    family_slots: tuple[FamilySlot, ...]
    patients: tuple[Patient, ...]
    keep_apart: tuple[KeepApart, ...]
    keep_together: tuple[KeepTogether, ...]


def policies() -> tuple[Policy, ...]:
    """Two payers: the same hours, other telehealth caps."""
    step_down = Exemption(phase="step-down", rules=("service-day-minimum", "service-days", "service-day-gap"))
    common = {
        "source": _SOURCE,
        "as_of": date(2026, 1, 1),
        "weekly_contact_minutes": MinutesBand(min=540, max=720),
        "service_day_minimum": ServiceDayMinimum(minutes=180),
        "service_days": CountBand(min=3, max=5),
        "service_day_gap": GapLimit(days=3),
        "day_contact_minutes_max": 300,
        "day_span_minutes_max": LONGEST_DAY_MINUTES,
        "exemptions": (step_down,),
    }
    return (
        Policy.model_validate({"id": "commercial", **common, "telehealth_sessions_max": 2}),
        Policy.model_validate({"id": "medicaid", **common, "telehealth_minutes_max": 60}),
    )


def services(patients: int, *, shape: GroupShape, shared_equipment: bool) -> tuple[Service, ...]:
    """Every service of the catalogue; `shared_equipment` is false where several programs would share an art kit."""
    groups = [
        group_service(spec, min_size=min(3, spec.sizes[0]) if patients < SMALL_PROGRAM else None)
        for spec in GROUP_SPECS
    ]
    if not shared_equipment:
        groups = [service.model_copy(update={"equipment": {}}) for service in groups]
    return (*groups, *closed_services(), *one_to_one_services(step_minutes=30 if shape == "open" else 60))


def equipment(patients: int) -> tuple[Equipment, ...]:
    """Art kits, as many as studios."""
    return (Equipment(id="art-kit", quantity=1 + patients // 200),)


def _load(demand: Demand, duties: tuple[Duty, ...], patients: int) -> Load:
    leading: dict[Block, float] = dict.fromkeys(BLOCKS, 0.0)
    held: dict[Block, float] = dict.fromkeys(BLOCKS, 0.0)
    specs = {spec.id: spec for spec in GROUP_SPECS}
    closed = {service.id: service for service in closed_services()}
    for (service, block), seats in demand.seats.items():
        size = specs[service].sizes[1] if service in specs else closed[service].max_size
        hours = 1.0 if service in specs else closed[service].duration_minutes / 60
        sessions = sessions_for(seats, size)
        leaders = specs[service].leaders if service in specs else 1
        leading[block] += sessions * hours * leaders
        if service not in specs or not specs[service].telehealth:
            held[block] += sessions * hours
    for (service, block), visits in demand.visits.items():
        if service != MEDICATION:
            leading[block] += visits
    medication = sum(visits for (service, _), visits in demand.visits.items() if service == MEDICATION)
    return Load(leading, held, medication * 30, patients, duties)


def _caseloads(people: list[Person], staff: list[Clinician], rng: Random) -> dict[str, str]:
    """Primary clinicians: evening people go to those who work evenings, everybody by hours of work."""
    late = {c.id: sum(is_open(c.availability.windows(WEEK), s.start, s.end) for s in _EVENINGS) for c in staff}
    taken: dict[str, int] = dict.fromkeys(late, 0)
    minutes = {c.id: c.weekly_contact_minutes_max or 0 for c in staff}
    primary = {}
    for person in sorted(people, key=lambda p: (p.home != "evening", p.id)):
        pool = [c.id for c in staff if late[c.id] >= 2] if person.home == "evening" else [c.id for c in staff]
        pool = pool or [c.id for c in staff]
        primary[person.id] = min(pool, key=lambda c: ((taken[c] + 1) / minutes[c], rng.random()))
        taken[primary[person.id]] += 1
    return primary


_EVENINGS = parse_windows("Mon-Thu 17:30-20:30; Sat 09:00-12:00")


def _usual(person: Person, groups: tuple[Group, ...], rng: Random) -> tuple[str, ...]:
    """Process and skills groups of last week that still fit the person."""
    hours = person.availability.windows(WEEK)
    usual = []
    for service, count in (("process", 2), ("cbt", 1)):
        fits = [
            group.id
            for group in groups
            if group.service == service
            and sum(is_open(hours, start, start + 60) for start in _some(group)) * 2 >= len(_some(group))
        ]
        at_home = [group for group in fits if person.home in group] or fits
        usual += rng.sample(at_home, min(count, len(at_home)))
    return tuple(sorted(usual))


def _some(group: Group) -> tuple[int, ...]:
    return group.starts.at or tuple(window.start for window in group.starts.within)


def _patients(
    people: list[Person], demand: Demand, primary: dict[str, str], groups: tuple[Group, ...], site: Site, rng: Random
) -> tuple[Patient, ...]:
    return tuple(
        Patient(
            id=person.id,
            tags=(person.track, *person.tags),
            phase=person.phase,
            status="waitlisted" if person.waitlisted else "active",
            priority=4 if not person.waitlisted and rng.random() < 0.04 else None,
            availability=person.availability,
            telehealth=rng.random() < 0.8,
            sites=(site.id,),
            preferences=Preferences(parts_of_day=person.preferred),
            care_plan=demand.plans[person.id],
            policy=rng.choice(("commercial", "medicaid")),
            primary_clinician=None if person.waitlisted else primary[person.id],
            usual_groups=_usual(person, groups, rng) if not person.waitlisted and rng.random() < 0.8 else (),
            family=person.family,
        )
        for person in people
    )


def _apart(people: list[Person], rng: Random) -> tuple[KeepApart, ...]:
    """Disjoint pairs who must not meet, a twentieth of the people in all."""
    ids = [person.id for person in people]
    rng.shuffle(ids)
    return tuple(
        KeepApart(patients=(ids[2 * n], ids[2 * n + 1]), scope=rng.choice(("session", "session", "time")))
        for n in range(ceil(len(ids) / 40))
    )


def _together(people: list[Person], groups: tuple[Group, ...], rng: Random) -> tuple[KeepTogether, ...]:
    """Pairs of one track and part of day who should share their process groups, a fiftieth of the people in all."""
    process = tuple(group.id for group in groups if group.service == "process")
    pairs = []
    for person in rng.sample(people, len(people) // 100):
        alike = [
            p
            for p in people
            if p.id > person.id
            and (p.home, p.track, p.phase, p.waitlisted) == (person.home, person.track, person.phase, False)
        ]
        if alike and not person.waitlisted:
            pairs.append(KeepTogether(patients=(person.id, rng.choice(alike).id), groups=process))
    return tuple(pairs)


def build(patients: int, *, shape: GroupShape, tightness: Tightness, prefix: str, rng: Random) -> Program:
    """Draw one program; `prefix` starts its ids and, if not empty, tags its patients as its own."""
    site = Site(id=f"{prefix}clinic", hours=parse_windows(SITE_HOURS))
    waitlisted = ceil(patients * WAITLIST_SHARE) if tightness == "overloaded" else 0
    people = draw(rng, [f"{prefix}P-{n + 1:04d}" for n in range(patients)], waitlisted=waitlisted)
    offer = offered(people)
    closed = cohorts(people, prefix, rng)
    known = services(patients, shape=shape, shared_equipment=True)
    demand = care_plans(people, offer, closed, {service.id: service.contact_minutes for service in known}, rng)
    load = _load(demand, duties_of(demand, closed), patients)
    staff = counsellors(load, tightness, prefix, (site.id,), rng)
    places = rooms(load, tightness, staff, prefix, site.id)
    tags, leaders = ((site.id,), tuple(c.id for c in staff)) if prefix else ((), ())
    maker = Offer(shape, tightness, prefix, (site.id,), tags, leaders, rng)
    groups = maker.groups(offer, demand, closed)
    if prefix:
        for person in people:
            person.tags.append(site.id)
    primary = _caseloads(people, staff, rng)
    most = {c: sum(1 for own in primary.values() if own == c) for c in primary.values()}
    staff = [c.model_copy(update={"caseload_max": ceil(most.get(c.id, 0) * 1.3) + 3}) for c in staff]
    apart = _apart(people, rng)
    named = {patient for pair in apart for patient in pair.patients}
    return Program(
        sites=(site,),
        rooms=tuple(places),
        clinicians=(*staff, *prescribers(load, tightness, prefix, (site.id,))),
        groups=groups,
        family_slots=(
            FamilySlot(
                id=f"{prefix}family",
                when=parse_windows(FAMILY_HOURS),
                site=site.id,
                families_at_once=1 + patients // 60,
            ),
        ),
        patients=_patients(people, demand, primary, groups, site, rng),
        keep_apart=apart,
        keep_together=tuple(pair for pair in _together(people, groups, rng) if not {*pair.patients} & named),
    )
