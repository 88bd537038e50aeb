"""The week every tiny week starts from."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

Words = dict[str, Any]
"""Part of a scenario in the caller's words."""

STARTS = ("Mon 9:00", "Mon 10:00", "Mon 10:30", "Tue 9:00", "Tue 10:00", "Wed 9:00")


@dataclass
class Draft:
    """A week being written."""

    sites: list[Words]
    rooms: list[Words]
    clinicians: list[Words]
    services: list[Words]
    groups: list[Words]
    patients: list[Words]
    policy: Words
    more: Words = field(default_factory=dict)
    """Other parts of the scenario, by field."""

    @property
    def skills(self) -> Words:
        """The group service."""
        return self.services[0]

    @property
    def therapy(self) -> Words:
        """The one-to-one service."""
        return self.services[1]

    @property
    def group(self) -> Words:
        """The first group."""
        return self.groups[0]

    def item(self, patient: Words, service: str) -> Words:
        """Return the patient's care plan item of a service, made if it is missing."""
        items: list[Words] = patient["care_plan"]["items"]
        for item in items:
            if item["service"] == service:
                return item
        items.append({"service": service, "min": 1, "max": 1})
        return items[-1]


def base_week(rng: Random, size: int) -> Draft:
    """Write the plain week."""
    starts = sorted(rng.sample(STARTS, 2))
    n_patients = 2 + (size > 1 and rng.random() < 0.5) + (size > 4 and rng.random() < 0.3)
    patients = [_patient(rng, f"P{number + 1}") for number in range(n_patients)]
    minutes = rng.choice([30, 60])
    skills = {
        "id": "skills", "duration_minutes": minutes, "contact_minutes": rng.choice([0, 30, minutes, minutes]),
        "min_size": rng.choice([1, 2, 2]), "max_size": rng.choice([2, 3]),
    }  # fmt: skip
    therapy = {
        "id": "therapy", "format": "individual", "duration_minutes": 30, "contact_minutes": 30,
        "with_primary": rng.choice(["preferred", "no"]), "starts": {"at": [rng.choice(STARTS)]},
    }  # fmt: skip
    weekly: Words = {"min": rng.choice([60, 90, 100])}
    if rng.random() < 0.3:
        weekly["max"] = weekly["min"] + rng.choice([0, 20])
    return Draft(
        sites=[{"id": "A", "hours": ["Mon-Wed 8:00-18:00"]}],
        rooms=[{"id": "R1", "site": "A", "capacity": 4}],
        clinicians=[{"id": "C1", "credentials": ["LPC"]}],
        services=[skills, therapy],
        groups=[{"id": "G1", "service": "skills", "starts": {"at": starts}, "sessions_per_week": {"min": 1, "max": 2}}],
        patients=patients,
        policy={"id": "plan", "source": "made up", "as_of": "2026-01-05", "weekly_contact_minutes": weekly},
    )


def _patient(rng: Random, name: str) -> Words:
    items = [{"service": "skills", "min": rng.choice([1, 2]), "max": 2}]
    if rng.random() < 0.7:
        items.append({"service": "therapy", "min": rng.choice([0, 1]), "max": 1})
    patient: Words = {"id": name, "policy": "plan", "care_plan": {"items": items}}
    if rng.random() < 0.4:
        busy = rng.choice(["Mon 8:10-9:05", "Tue 8:00-9:30", "Mon 9:59-10:31", "Wed"])
        patient["availability"] = {"busy": [{"when": busy, "reason": "work"}]}
    return patient
