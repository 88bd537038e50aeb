"""Partial hospitalization, the next level of care: 20 hours a week on five days, 20-25 sessions a patient.

No group is listed: every group service is offered freely, at any slot of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random
from typing import Literal

from iopsched.model.base import Band
from iopsched.model.care import LeaderRole, Service, ServiceKind, Starts
from iopsched.model.clinic import Clinician, Equipment, FamilySlot, Room, Site
from iopsched.model.patient import CareItem, CarePlan, FamilyMember, KeepApart, Patient, Preferences
from iopsched.model.policy import CountBand, MinutesBand, Policy, ServiceDayMinimum
from iopsched.model.time import Availability, Busy, parse_windows
from iopsched_scenarios.catalogue import COUNSELLOR, TRACKS
from iopsched_scenarios.demand import FILL
from iopsched_scenarios.program import WAITLIST_SHARE, Program
from iopsched_scenarios.staffing import CONTACT_MINUTES, DAILY_MINUTES, PART_TIME_MINUTES, WEEK_FACTOR, Tightness

SHORT_MINUTES = {5: 50, 10: 50, 15: 45, 30: 60}
"""Minutes of most groups, by slot length: the common 50 where the grid allows it."""
WEEK_MINUTES = 1200
SITE_HOURS = "Mon-Fri 08:30-16:00"
FAMILY_HOURS = "Mon-Fri 14:00-16:00; Tue,Thu 08:30-10:30"
DAYS_A_WEEK = 5
HOURS_A_DAY = 6
OVERLOADED_FACTOR = 0.9

Length = Literal["half hour", "short", "hour"]


@dataclass(frozen=True)
class PhpSpec:
    """How one service is asked for."""

    id: str
    kind: ServiceKind
    asked: tuple[int, int]
    length: Length = "short"
    share: float = 1.0
    tracks: tuple[str, ...] = tuple(TRACKS)
    credentials: tuple[str, ...] = COUNSELLOR
    sizes: tuple[int, int] = (4, 12)
    features: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    counted: bool = True


GROUPS: tuple[PhpSpec, ...] = (
    PhpSpec("goals", "process group", (3, 5), "half hour", sizes=(4, 15)),
    PhpSpec("process", "process group", (3, 5), "hour", sizes=(4, 12)),
    PhpSpec("cbt", "CBT skills", (2, 4), credentials=("LPC", "LCSW")),
    PhpSpec("dbt", "DBT skills", (2, 4), tracks=("mental-health", "dual"), credentials=("DBT",)),
    PhpSpec("relapse", "relapse prevention", (2, 4), tracks=("substance-use", "dual"), credentials=("LAC", "LPC")),
    PhpSpec("psychoed", "psychoeducation", (1, 3)),
    PhpSpec("coping", "psychoeducation", (1, 3)),
    PhpSpec("mindfulness", "mindfulness", (1, 3), credentials=(), features=("mats",)),
    PhpSpec("life-skills", "life skills", (1, 2)),
    PhpSpec("recovery", "early recovery skills", (1, 3), tracks=("substance-use", "dual"), credentials=("LAC", "LPC")),
    PhpSpec("trauma", "trauma", (1, 2), share=0.4, tracks=("mental-health", "dual"), credentials=("TF",), sizes=(3, 8)),
    PhpSpec(
        "art", "art", (1, 2), share=0.5, credentials=("ATR",), features=("sink",), equipment=("art-kit",), sizes=(3, 10)
    ),
    PhpSpec("music", "art", (0, 2), share=0.4, credentials=("ATR",), sizes=(3, 10)),
    PhpSpec("nutrition", "life skills", (0, 1), share=0.5, sizes=(4, 15)),
    PhpSpec("exercise", "exercise", (1, 1), share=0.3, credentials=(), features=("mats",), counted=False),
    PhpSpec("seminar", "education seminar", (0, 2), "hour", sizes=(6, 25), features=("projector",)),
    PhpSpec("wrap-up", "process group", (2, 5), "half hour", sizes=(4, 15)),
)
INDIVIDUAL, FAMILY, MEDICATION, CASE = "individual", "family", "medication", "case-management"
ONE_TO_ONE = (INDIVIDUAL, FAMILY, MEDICATION, CASE)


def _minutes(length: Length, slot_minutes: int) -> int:
    return {"half hour": 30, "hour": 60}.get(length, SHORT_MINUTES[slot_minutes])


def services(*, slot_minutes: int, shared_equipment: bool) -> tuple[Service, ...]:
    """Seventeen group services and four one-to-one ones, all at any slot of the day."""
    groups = [
        Service(
            id=spec.id, kind=spec.kind, duration_minutes=_minutes(spec.length, slot_minutes),
            contact_minutes=_minutes(spec.length, slot_minutes) if spec.counted else 0,
            leaders=(LeaderRole(credentials=spec.credentials),), min_size=spec.sizes[0], max_size=spec.sizes[1],
            preferred_size=Band(min=spec.sizes[0] + 1, max=spec.sizes[1]), room_features=spec.features,
            equipment=dict.fromkeys(spec.equipment, 1) if shared_equipment else {},
        )
        for spec in GROUPS
    ]  # fmt: skip
    short = SHORT_MINUTES[slot_minutes]
    return (
        *groups,
        Service(
            id=INDIVIDUAL, kind="individual therapy", format="individual", duration_minutes=short,
            contact_minutes=short, leaders=(LeaderRole(credentials=COUNSELLOR),), room_features=("office",),
        ),
        Service(
            id=FAMILY, kind="family therapy", format="family", duration_minutes=60, contact_minutes=60,
            with_primary="no", leaders=(LeaderRole(credentials=("LMFT",)),), family_members_min=1, family_slot=True,
            room_features=("office",), seats_per_patient=3,
            starts=Starts(within=parse_windows(FAMILY_HOURS), step_minutes=30),
        ),
        Service(
            id=MEDICATION, kind="medication management", format="individual", duration_minutes=30, contact_minutes=30,
            leaders=(LeaderRole(credentials=("MD",)),), with_primary="no", room_features=("office",),
        ),
        Service(
            id=CASE, kind="other", format="individual", duration_minutes=30, contact_minutes=30,
            leaders=(LeaderRole(credentials=COUNSELLOR),), room_features=("office",),
        ),
    )  # fmt: skip


def policies() -> tuple[Policy, ...]:
    """Twenty counted hours on five days of four."""
    return (
        Policy(
            id="php",
            source="illustrative terms of the kind payers publish for partial hospitalization; check your own contract",
            as_of=date(2026, 1, 1),
            weekly_contact_minutes=MinutesBand(min=WEEK_MINUTES, max=1500),
            service_day_minimum=ServiceDayMinimum(minutes=240),
            service_days=CountBand(min=DAYS_A_WEEK, max=DAYS_A_WEEK),
            sessions_per_day=CountBand(min=4, max=6),
            day_contact_minutes_max=330,
            day_span_minutes_max=450,
        ),
    )


def equipment(patients: int) -> tuple[Equipment, ...]:
    """Art kits."""
    return (Equipment(id="art-kit", quantity=1 + patients // 100),)


def _availability(rng: Random) -> Availability:
    kind = rng.random()
    if kind < 0.15:
        return Availability(busy=(Busy(when=parse_windows("Mon-Fri 14:45-24:00"), reason="caregiving"),))
    if kind < 0.25:
        return Availability(busy=(Busy(when=parse_windows("daily 06:00-09:15"), reason="external dosing"),))
    if kind < 0.35:
        day = rng.choice(("Mon", "Tue", "Wed", "Thu", "Fri"))
        return Availability(
            busy=(Busy(when=parse_windows(f"{day} {rng.choice(('08:00-10:00', '14:00-16:00'))}"), reason="other"),)
        )
    return Availability()


def _plan(track: str, family: bool, rng: Random) -> CarePlan:  # noqa: FBT001
    items = [
        CareItem(service=spec.id, min=spec.asked[0], max=spec.asked[1])
        for spec in GROUPS
        if track in spec.tracks and rng.random() < spec.share
    ]
    items.append(CareItem(service=INDIVIDUAL, min=rng.choice((1, 1, 2)), max=2))
    items.append(CareItem(service=MEDICATION, min=1, max=1))
    items.append(CareItem(service=CASE, min=0 if rng.random() < 0.5 else 1, max=1))
    if family:
        items.append(
            CareItem(service=FAMILY, min=1, max=1, every_weeks=2, received=(date(2026, 4, rng.choice((2, 9))),))
        )
    return CarePlan(items=tuple(items))


def _sessions(plans: list[CarePlan], minutes: dict[str, int]) -> dict[str, float]:
    """Sessions asked for in all, by service: the least, and an even share of the rest."""
    total: dict[str, float] = dict.fromkeys(minutes, 0.0)
    for plan in plans:
        missing = WEEK_MINUTES - sum(item.min * minutes[item.service] for item in plan.items)
        room = sum(((item.max or 0) - item.min) * minutes[item.service] for item in plan.items)
        for item in plan.items:
            extra = ((item.max or 0) - item.min) * max(0.0, missing / room) if minutes[item.service] else 0.0
            total[item.service] += item.min + extra
    return total


def _staff(
    total: dict[str, float], offered: tuple[Service, ...], factor: float, ids: tuple[str, str], rng: Random
) -> list[Clinician]:
    prefix, site = ids
    hours = 0.0
    for service in offered:
        if service.id != MEDICATION:
            full = 1.0 if service.format != "group" else FILL * service.max_size
            hours += ceil(total[service.id] / full) * service.duration_minutes
    needed, minutes = hours * factor, list[int]()
    while sum(minutes) < needed or len(minutes) < 4:  # four hold every credential
        full_time = rng.randrange(CONTACT_MINUTES[0], CONTACT_MINUTES[1] + 1, 30)
        left = ceil((needed - sum(minutes)) / 30) * 30
        minutes.append(full_time if left >= full_time else max(PART_TIME_MINUTES, left))
    base = (
        ("LPC", "DBT", "TF"),
        ("LCSW", "ATR", "LMFT"),
        ("LAC", "DBT"),
        ("LPC", "ATR"),
        ("LCSW", "TF"),
        ("LAC", "LMFT"),
    )
    day = Availability(free=parse_windows("Mon-Fri 08:30-16:00"))
    staff = [
        Clinician(
            id=f"{prefix}C-{n + 1:02d}", credentials=base[n % len(base)], sites=(site,), availability=day,
            weekly_contact_minutes_max=limit, daily_contact_minutes_max=DAILY_MINUTES - 60, consecutive_minutes_max=240,
            target_contact_minutes=limit * 9 // 10,
        )
        for n, limit in enumerate(minutes)
    ]  # fmt: skip
    visits = total[MEDICATION] * 30 * max(factor, 1.1)
    doctors = ceil(visits / 600)
    for n in range(doctors):
        hours_of_day = ("Mon,Wed,Fri 09:00-13:00", "Tue,Thu 08:30-15:00")[n % 2]
        free = Availability(free=parse_windows(hours_of_day))
        limit = ceil(visits / doctors / 30) * 30
        staff.append(
            Clinician(
                id=f"{prefix}MD-{n + 1}", credentials=("MD",), sites=(site,), availability=free,
                weekly_contact_minutes_max=limit,
            )
        )  # fmt: skip
    return staff


def _rooms(
    total: dict[str, float], offered: tuple[Service, ...], staff: int, prefix: str, patients: int
) -> tuple[Room, ...]:
    groups = [service for service in offered if service.format == "group"]
    hours = sum(ceil(total[s.id] / (FILL * s.max_size)) * s.duration_minutes / 60 for s in groups)
    count = max(3, ceil(hours / (DAYS_A_WEEK * HOURS_A_DAY) * 1.3))
    site = f"{prefix}clinic"
    special = 1 + patients // 60
    made = [Room(id=f"{prefix}hall-{n + 1}", site=site, capacity=30, features=("projector",)) for n in range(special)]
    made += [
        Room(id=f"{prefix}studio-{n + 1}", site=site, capacity=16, features=("mats", "sink")) for n in range(special)
    ]
    made += [Room(id=f"{prefix}room-{n + 1:02d}", site=site, capacity=16) for n in range(max(1, count - 2 * special))]
    offices = ceil(staff * 0.8)
    made += [
        Room(id=f"{prefix}office-{n + 1:02d}", site=site, capacity=4, features=("office",)) for n in range(offices)
    ]
    return tuple(made)


def build(patients: int, *, slot_minutes: int, tightness: Tightness, prefix: str, rng: Random) -> Program:
    """Draw one partial hospitalization program; `prefix` starts its ids."""
    site = Site(id=f"{prefix}clinic", hours=parse_windows(SITE_HOURS))
    waiting = ceil(patients * WAITLIST_SHARE) if tightness == "overloaded" else 0
    tracks = [rng.choices(tuple(TRACKS), weights=tuple(TRACKS.values()))[0] for _ in range(patients)]
    families = [rng.random() < 0.25 for _ in range(patients)]
    plans = [_plan(track, family, rng) for track, family in zip(tracks, families, strict=True)]
    offered = services(slot_minutes=slot_minutes, shared_equipment=True)
    active = plans[: patients - waiting]
    total = _sessions(active, {service.id: service.contact_minutes for service in offered})
    factor = OVERLOADED_FACTOR if tightness == "overloaded" else WEEK_FACTOR[tightness]
    staff = _staff(total, offered, factor, (prefix, site.id), rng)
    counsellors = [clinician.id for clinician in staff if "MD" not in clinician.credentials]
    people = tuple(
        Patient(
            id=f"{prefix}P-{n + 1:04d}", tags=(tracks[n],), status="active" if n < patients - waiting else "waitlisted",
            availability=_availability(rng), sites=(site.id,), care_plan=plans[n], policy="php",
            primary_clinician=counsellors[n % len(counsellors)] if n < patients - waiting else None,
            preferences=Preferences(),
            family=(FamilyMember(id=f"{prefix}P-{n + 1:04d}/F1", availability=_family(rng)),) if families[n] else (),
        )
        for n in range(patients)
    )  # fmt: skip
    order = [person.id for person in people]
    rng.shuffle(order)
    apart = tuple(KeepApart(patients=(order[2 * n], order[2 * n + 1])) for n in range(patients // 40))
    slot = FamilySlot(
        id=f"{prefix}family", when=parse_windows(FAMILY_HOURS), site=site.id, families_at_once=1 + patients // 60
    )
    rooms = _rooms(total, offered, len(staff), prefix, patients)
    return Program((site,), rooms, tuple(staff), (), (slot,), people, apart, ())


def _family(rng: Random) -> Availability:
    hours = rng.choice(("Mon-Fri 08:00-14:00", "Mon-Fri 10:30-18:00", "Mon,Wed,Fri 08:00-17:00"))
    return Availability(busy=(Busy(when=parse_windows(hours), reason="work"),))
