"""Features of what is agreed: prices, a published week and pins."""

from __future__ import annotations

from random import Random

from iopsched_scenarios.tiny.draft import STARTS, Draft


def prices(draft: Draft, rng: Random) -> None:
    """Prices among which no tier simply wins."""
    tiers = {
        "needs": rng.choice([5, 20]),
        "disruption": rng.choice([0, 7]),
        "experience": 3,
        "cost": rng.choice([0, 2]),
    }
    draft.more["weights"] = {"tiers": tiers, "units": {"trips": 1, "leader-time": rng.choice([0, 3])}}
    draft.patients[0]["priority"] = rng.choice([1, 3])


def published(draft: Draft, rng: Random) -> None:
    """An agreed week."""
    place = {"site": draft.sites[0]["id"], "room": "R1"}
    when = rng.choice(STARTS)
    group = [
        {
            "service": "skills",
            "group": "G1",
            "start": when,
            "end": _later(when),
            **place,
            "leaders": ["C1"],
            "attendees": ["P1", "P2"],
        }
    ]
    start = draft.therapy["starts"]["at"][0]
    visit = {
        "service": "therapy",
        "start": start,
        "end": _later(start),
        **place,
        "leaders": [draft.clinicians[-1]["id"]],
        "attendees": ["P1"],
    }
    draft.more["published"] = {"sessions": [*group, visit]}
    if draft.groups and rng.random() < 0.7:
        draft.group["starts"]["at"] = sorted({when, draft.group["starts"]["at"][0]})


def _later(start: str) -> str:
    """Half an hour after the start."""
    day, clock = start.split()
    hour, minute = (int(part) for part in clock.split(":"))
    return f"{day} {hour + (minute + 30) // 60}:{(minute + 30) % 60:02d}"


def pins(draft: Draft, rng: Random) -> None:
    """Something pinned."""
    group = (
        {"group": "G1", "start": draft.group["starts"]["at"][0]}
        if draft.groups
        else {"service": "skills", "start": "Mon 9:00"}
    )
    visit = {"service": "therapy", "start": draft.therapy["starts"]["at"][0], "attendee": draft.patients[-1]["id"]}
    held = rng.choice(
        [
            {},
            {"attendee": "P1"},
            {"leader": "C1"},
            {"room": "R1"},
            {"attendee": "P1", "leader": draft.clinicians[-1]["id"]},
        ]
    )
    draft.more["pins"] = [rng.choice([group | held, visit, visit | {"leader": "C1"}])]
    draft.item(draft.patients[-1], "therapy")
