"""The ids of a scenario by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iopsched.model.scenario import Scenario
from iopsched.model.wording import Lexicon

KINDS = {
    "site": "sites", "room": "rooms", "equipment": "equipment", "clinician": "clinicians", "service": "services",
    "group": "groups", "family slot": "family_slots", "policy": "policies", "patient": "patients",
}  # fmt: skip
"""What things are called, and the field of the scenario that lists them."""


@dataclass(frozen=True)
class Known:
    """The ids of one scenario."""

    ids: Mapping[str, Lexicon]
    """By kind."""

    @classmethod
    def of(cls, scenario: Scenario, also: Mapping[str, Iterable[str]] | None = None) -> Known:
        """Collect the ids; `also` are ids by field of entries that were left out of the scenario."""
        more = also or {}
        return cls(
            {
                kind: Lexicon([*(item.id for item in getattr(scenario, field)), *more.get(field, ())])
                for kind, field in KINDS.items()
            }
        )

    def has(self, kind: str, name: str) -> bool:
        """Whether there is such a thing."""
        return name in self.ids[kind]

    def proposal(self, kind: str, name: str) -> str:
        """Say which id may be meant."""
        return self.ids[kind].proposal(name) or f"add the {kind}, or take the id out"
