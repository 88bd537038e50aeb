"""Very small random weeks that between them use every rule, need and goal: small enough to try every schedule.

A tiny week starts from one group and one one-to-one service at one site, two or three patients and one clinician. Then
a few features are drawn and written into it; the one whose turn it is by seed is always among them.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from iopsched.model.scenario import Scenario
from iopsched_scenarios.tiny import agreed, clinic, offer, people
from iopsched_scenarios.tiny.draft import Draft, base_week

SIZE_MAX = 6

FEATURES: dict[str, Callable[[Draft, Random], None]] = {
    "prices": agreed.prices,
    "second clinician": clinic.second_clinician,
    "second room": clinic.second_room,
    "second site": clinic.second_site,
    "breaks": clinic.breaks,
    "gap": people.gap,
    "second group": offer.second_group,
    "cohort": offer.cohort,
    "roster": offer.roster,
    "sections": offer.sections,
    "freely offered": offer.freely,
    "leaders by size": offer.leaders_by_size,
    "peer-led": offer.peer_led,
    "documentation": clinic.documentation,
    "clinician limits": clinic.clinician_limits,
    "telehealth": clinic.telehealth,
    "family": offer.family,
    "keep apart": people.keep_apart,
    "keep together": people.keep_together,
    "equipment": clinic.equipment,
    "service days": people.service_days,
    "day rules": people.day_rules,
    "rolling cap": people.rolling,
    "whole week": people.whole_week,
    "every weeks": people.every_weeks,
    "tags": offer.tags,
    "preferences": people.preferences,
    "closures": clinic.closures,
    "published": agreed.published,
    "pins": agreed.pins,
}
"""What a tiny week may have, in the order in which it is written."""


def tiny_scenario(seed: int, size: int = SIZE_MAX) -> Scenario:
    """Draw a tiny week.

    Parameters
    ----------
    seed
        Any integer. Seeds in a row go through all features.
    size
        1 to 6: more features and people. Few schedules are possible at 1, thousands at 6.

    Examples
    --------
    >>> len(tiny_scenario(7).patients) <= 4
    True
    """
    rng = Random(f"tiny/{seed}/{size}")
    draft = base_week(rng, size)
    names = list(FEATURES)
    chosen = {names[seed % len(names)], *rng.sample(names, size)}
    for name, write in FEATURES.items():
        if name in chosen:
            write(draft, rng)
    return Scenario.model_validate(
        {
            "title": f"tiny week {seed}, size {size}: {', '.join(name for name in FEATURES if name in chosen)}",
            "calendar": {"slot_minutes": 30},
            "sites": draft.sites,
            "rooms": draft.rooms,
            "clinicians": draft.clinicians,
            "services": draft.services,
            "groups": draft.groups,
            "policies": [draft.policy],
            "patients": draft.patients,
            **draft.more,
        }
    )
