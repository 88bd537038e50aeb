"""What the week costs, tier by tier, and of what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from iopsched.page.needs import NEED_WORDS
from iopsched.page.source import Source

TIER_WORDS = {
    "needs": ("Needs", "what patients need and do not get, by priority"),
    "disruption": ("Disruption", "changes to what was published"),
    "experience": ("Experience", "continuity, wishes, waiting and fairness"),
    "cost": ("Cost", "leaders' time and rooms"),
}
GOAL_WORDS = {
    "moved-patient": "published attendances not kept",
    "changed-leader": "published leaders changed",
    "changed-room": "published rooms changed",
    "primary-clinician": "sessions not with the primary clinician",
    "usual-group": "sessions outside the usual group",
    "preferences": "wishes not followed",
    "idle-gaps": "half hours of waiting between sessions",
    "trips": "days on which a patient comes in",
    "balanced-groups": "attendees above or below the preferred size",
    "fair-load": "half hours above a fair load",
    "leader-time": "half hours of leading",
    "overtime": "half hours of overtime",
    "room-use": "sessions in a room",
}
"""Goals in words, by slug."""


@dataclass(frozen=True, slots=True)
class Item:
    """One need or goal of a tier."""

    slug: str
    words: str
    units: int
    cost: int
    share: float
    """Of its tier's cost, between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier."""

    title: str
    note: str
    cost: int
    items: tuple[Item, ...]


def tiers(source: Source) -> tuple[Tier, ...]:
    """Return the tiers, the weightiest first."""
    of_needs: Counter[str] = Counter()
    for need in source.unmet:
        of_needs[need.rule] += need.cost
    listed = []
    for name, tier in source.tiers.items():
        title, note = TIER_WORDS[name]
        costs = {
            slug: of_needs[slug] if name == "needs" else units * source.unit_cost[slug]
            for slug, units in tier.units.items()
        }
        words = {slug: NEED_WORDS.get(slug) or GOAL_WORDS[slug] for slug in tier.units}
        items = [
            Item(slug, words[slug], units, costs[slug], costs[slug] / tier.cost if tier.cost else 0.0)
            for slug, units in tier.units.items()
            if units
        ]
        listed.append(Tier(title, note, tier.cost, tuple(sorted(items, key=lambda item: -item.cost))))
    return tuple(listed)
