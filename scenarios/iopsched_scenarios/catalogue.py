"""What a generated intensive outpatient program offers: services, when they are held, and how much is asked of each.

The figures are typical, nobody's own: groups of up to 12 for an hour, 25 in the seminar, one individual session a week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from iopsched.model.base import Band
from iopsched.model.care import LeaderRole, Service, ServiceKind, Starts
from iopsched.model.time import DAY_MINUTES, parse_windows

Block = Literal["morning", "afternoon", "evening"]
BLOCKS: tuple[Block, ...] = ("morning", "afternoon", "evening")
"""Parts of the week in which people come; `evening` is Monday to Thursday evenings and Saturday morning."""

HOUR = 60
WEEKDAYS = 5
SATURDAY = 5
EVENING_DAYS = (0, 1, 2, 3)
FIRST_START = {"morning": 9 * HOUR, "afternoon": 13 * HOUR, "evening": 17 * HOUR + 30}
BLOCK_HOURS = 3
"""Hours of groups in a block: a whole service day."""
OPEN_HOURS: dict[Block, str] = {
    "morning": "Mon-Fri 09:00-12:30",
    "afternoon": "Mon-Fri 13:00-16:30",
    "evening": "Mon-Thu 17:00-20:30; Sat 09:00-13:00",
}
"""Windows of the `open` shape, with room to start on the hour or the half hour."""
SITE_HOURS = "Mon-Thu 08:00-21:00; Fri 08:00-17:00; Sat 08:30-13:30"
FAMILY_DAYS = (1, 3, 5)
FAMILY_HOURS = "Tue,Thu 17:30-20:30; Sat 09:00-12:00"
INDIVIDUAL_HOURS = "Mon-Fri 08:00-16:00; Mon-Thu 16:30-20:30; Sat 09:00-13:00"
MULTI_FAMILY_STARTS = ("Tue 17:30", "Tue 18:30", "Thu 17:30", "Thu 18:30", "Sat 09:00", "Sat 10:00")
PRESCRIBER_HOURS = "Tue 13:00-20:00; Wed 09:00-12:00"
"""Of the prescriber that even the smallest program has."""
MEDICATION_HOURS = "Mon-Fri 09:00-12:00; Mon-Fri 13:00-17:00; Tue,Thu 17:00-20:00"


def block_days(block: Block) -> tuple[int, ...]:
    """The days on which a block is held, 0 for Monday."""
    return (*EVENING_DAYS, SATURDAY) if block == "evening" else tuple(range(WEEKDAYS))


def block_start(block: Block, day: int) -> int:
    """First start of a block on a day, in minutes of the week; Saturday is held in the morning."""
    return day * DAY_MINUTES + (FIRST_START["morning"] if day == SATURDAY else FIRST_START[block])


def block_starts(block: Block) -> tuple[int, ...]:
    """The hourly starts of a block over the week, in minutes of the week."""
    return tuple(block_start(block, day) + hour * HOUR for day in block_days(block) for hour in range(BLOCK_HOURS))


COUNSELLOR = ("LPC", "LCSW", "LAC")


@dataclass(frozen=True)
class GroupSpec:
    """How one group service is offered and asked for."""

    id: str
    kind: ServiceKind
    asked: dict[str, tuple[int, int]]
    """Sessions a week, least and most, by track; a track left out does not attend."""
    share: float = 1.0
    """Share of the eligible patients whose care plan has it."""
    optional_share: float = 0.0
    """Share of those for whom the least is 0 instead."""
    blocks: tuple[Block, ...] = BLOCKS
    credentials: tuple[str, ...] = COUNSELLOR
    least_patients: int = 0
    """Programs smaller than this do not offer it."""
    minutes: int = 60
    contact_minutes: int = 60
    sizes: tuple[int, int] = (4, 12)
    preferred: tuple[int, int] = (6, 10)
    features: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    telehealth: bool = False
    leaders: int = 1
    co_leader_from: int = 0
    """Size from which a second leader is needed; 0 for never."""
    seats: int = 1
    needs_tag: str | None = None
    needs_phase: str | None = None


TRACKS = {"substance-use": 40, "mental-health": 30, "dual": 30}
"""Tracks and their shares in percent."""

_ALL_1_2 = dict.fromkeys(TRACKS, (1, 2))
_OPTIONAL_2 = dict.fromkeys(TRACKS, (0, 2))

GROUP_SPECS: tuple[GroupSpec, ...] = (
    GroupSpec("process", "process group", dict.fromkeys(TRACKS, (2, 4)), co_leader_from=11),
    GroupSpec("psychoed", "psychoeducation", _ALL_1_2),
    GroupSpec(
        "cbt", "CBT skills", {"substance-use": (1, 3), "mental-health": (2, 4), "dual": (1, 3)},
        credentials=("LPC", "LCSW"),
    ),
    GroupSpec(
        "relapse", "relapse prevention", {"substance-use": (2, 3), "dual": (1, 3)}, credentials=("LAC", "LPC"),
    ),
    GroupSpec("life-skills", "life skills", _OPTIONAL_2),
    GroupSpec(
        "seminar", "education seminar", dict.fromkeys(TRACKS, (0, 2)), least_patients=24, blocks=("morning", "evening"),
        sizes=(6, 25), preferred=(10, 25), features=("projector",),
    ),
    GroupSpec(
        "yoga", "yoga", dict.fromkeys(TRACKS, (1, 1)), share=0.25, optional_share=0.4, least_patients=24,
        blocks=("afternoon", "evening"), contact_minutes=0, credentials=(), features=("mats",),
    ),
    GroupSpec(
        "coping-online", "psychoeducation", dict.fromkeys(TRACKS, (0, 1)), share=0.35, least_patients=24,
        blocks=("morning", "evening"), telehealth=True,
    ),
    GroupSpec(
        "art", "art", _ALL_1_2, share=0.4, optional_share=0.5, least_patients=40, blocks=("morning", "afternoon"),
        sizes=(3, 10), preferred=(4, 9), features=("sink",), equipment=("art-kit",), credentials=("ATR",),
    ),
    GroupSpec(
        "trauma", "trauma", {"mental-health": (1, 2), "dual": (1, 2)}, least_patients=40, sizes=(3, 8),
        preferred=(4, 8), credentials=("TF",), needs_tag="trauma",
    ),
    GroupSpec(
        "alumni", "alumni group", dict.fromkeys(TRACKS, (1, 1)), least_patients=40, blocks=("evening",),
        sizes=(3, 15), preferred=(3, 15), leaders=0, needs_phase="step-down",
    ),
)  # fmt: skip
"""Open groups; the DBT cohort, the multi-family group and one-to-one care are apart."""

DBT = "dbt"
MULTI_FAMILY = "multi-family"
INDIVIDUAL, FAMILY, MEDICATION = "individual", "family", "medication"


def _roles(spec: GroupSpec) -> tuple[LeaderRole, ...]:
    roles = [LeaderRole(credentials=spec.credentials, count=spec.leaders)] if spec.leaders else []
    if spec.co_leader_from:
        roles.append(LeaderRole(count=1, from_size=spec.co_leader_from))
    return tuple(roles)


def group_service(spec: GroupSpec, *, min_size: int | None = None) -> Service:
    """The service of a group spec; `min_size` replaces the spec's least size."""
    return Service(
        id=spec.id,
        kind=spec.kind,
        duration_minutes=spec.minutes,
        contact_minutes=spec.contact_minutes,
        leaders=_roles(spec),
        needs_room=not spec.telehealth,
        room_features=spec.features,
        equipment=dict.fromkeys(spec.equipment, 1),
        min_size=spec.sizes[0] if min_size is None else min_size,
        max_size=spec.sizes[1],
        preferred_size=Band(min=spec.preferred[0], max=spec.preferred[1]),
        seats_per_patient=spec.seats,
        telehealth="only" if spec.telehealth else "no",
    )


def closed_services() -> tuple[Service, ...]:
    """The DBT skills group, a closed cohort, and the multi-family group."""
    return (
        Service(
            id=DBT, kind="DBT skills", duration_minutes=60, contact_minutes=60, max_size=10, min_size=3,
            leaders=(LeaderRole(credentials=("DBT",)),), preferred_size=Band(min=5, max=10),
        ),
        Service(
            id=MULTI_FAMILY, kind="multi-family group", duration_minutes=120, contact_minutes=120, min_size=3,
            max_size=8, leaders=(LeaderRole(credentials=("LMFT",)),), seats_per_patient=3,
        ),
    )  # fmt: skip


def one_to_one_services(*, step_minutes: int) -> tuple[Service, ...]:
    """Individual, family and medication sessions; `step_minutes` lies between candidate starts of the first two."""
    return (
        Service(
            id=INDIVIDUAL, kind="individual therapy", format="individual", duration_minutes=60, contact_minutes=60,
            leaders=(LeaderRole(credentials=COUNSELLOR),), room_features=("office",),
            starts=Starts(within=parse_windows(INDIVIDUAL_HOURS), step_minutes=step_minutes),
        ),
        Service(
            id=FAMILY, kind="family therapy", format="family", duration_minutes=60, contact_minutes=60,
            leaders=(LeaderRole(credentials=("LMFT",)),), with_primary="no", family_members_min=1, family_slot=True,
            room_features=("office",), seats_per_patient=3,
            starts=Starts(within=parse_windows(FAMILY_HOURS), step_minutes=step_minutes),
        ),
        Service(
            id=MEDICATION, kind="medication management", format="individual", duration_minutes=30, contact_minutes=30,
            leaders=(LeaderRole(credentials=("MD", "PMHNP")),), with_primary="no", room_features=("office",),
            starts=Starts(within=parse_windows(MEDICATION_HOURS), step_minutes=30),
        ),
    )  # fmt: skip
