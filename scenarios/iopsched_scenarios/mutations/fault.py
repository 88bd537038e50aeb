"""One fault of the base week."""

from __future__ import annotations

from dataclasses import dataclass

from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations.edits import Edit, Week


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault."""

    rule: str
    """The slug it breaks: of a hard rule, or of a need."""
    describe: str
    """What is wrong, in one phrase."""
    edits: tuple[Edit, ...]
    legal: bool = False
    """The schedule stays legal, and of all needs `rule` alone becomes unmet."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.describe}"

    def apply(self, scenario: Scenario, schedule: Schedule) -> Week:
        """Return the broken week; put in what `base_week()` returns."""
        week = scenario, schedule
        for edit in self.edits:
            week = edit(week)
        return week


def broken(rule: str, describe: str, *edits: Edit) -> Mutation:
    """Make a fault that makes the schedule illegal."""
    return Mutation(rule, describe, edits)


def unmet(rule: str, describe: str, *edits: Edit) -> Mutation:
    """Make a fault that leaves a need unmet."""
    return Mutation(rule, describe, edits, legal=True)
