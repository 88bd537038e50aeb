"""What is asked for: that a need is met, or that a session is attended."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from iopsched.check.change import Change
from iopsched.compile import Compiled
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.result import UnmetNeed
from iopsched.model.time import DAYS
from iopsched.recommending.seats import cells_of
from iopsched_solver.placing import Placing

Lacks = dict[tuple[str, str | None], int]
"""Unmet units by need and, for `care-plan`, service."""


class Aim(Protocol):
    """Something that may or may not be possible."""

    @property
    def subject(self) -> str:
        """What messages call it."""

    @property
    def own_rule(self) -> str | None:
        """The need whose rule is never in question, because it is the aim."""

    def ask(self, placing: Placing, kept: frozenset[str]) -> None:
        """Ask the model for it; of the other needs those in `kept` are met no worse than now."""

    def is_met(self, change: Change, cells: frozenset[int]) -> bool:
        """Whether a week has it, by the checker."""


def lacks_of(unmet: tuple[UnmetNeed, ...], patient: str) -> Lacks:
    """Add up what a patient lacks."""
    units: Counter[tuple[str, str | None]] = Counter()
    for need in unmet:
        if need.patient == patient:
            units[need.rule, need.service] += need.units
    return dict(units)


@dataclass(frozen=True)
class MeetNeed:
    """A need is met, and the others no worse than now."""

    patient: str
    rule: str
    service: str | None
    now: Lacks
    compiled: Compiled
    plan: tuple[str, ...]
    """Services of the care plan."""

    @property
    def subject(self) -> str:
        """What messages call it."""
        return " ".join(part for part in (self.rule, self.service) if part)

    @property
    def own_rule(self) -> str | None:
        """The need itself."""
        return self.rule

    def ask(self, placing: Placing, kept: frozenset[str]) -> None:
        """Ask the model for it."""
        number = self.compiled.index.service_of
        most: dict[tuple[str, int | None], int] = {}
        for rule in kept:
            if rule == "care-plan":
                most |= {(rule, number[s]): self.now.get((rule, s), 0) for s in self.plan}
            else:
                most[rule, None] = self.now.get((rule, None), 0)
        placing.meet(self.rule, None if self.service is None else number[self.service], most)

    def is_met(self, change: Change, cells: frozenset[int]) -> bool:  # noqa: ARG002 - as every aim
        """Whether a week has it."""
        asked = (self.patient, self.rule, self.service)
        return not any((need.patient, need.rule, need.service) == asked for need in change.unmet)


@dataclass(frozen=True)
class Attend:
    """The patient attends one of some cells."""

    name: str
    cells: frozenset[int]

    @property
    def subject(self) -> str:
        """What messages call it."""
        return self.name

    @property
    def own_rule(self) -> str | None:
        """No need."""
        return None

    def ask(self, placing: Placing, kept: frozenset[str]) -> None:  # noqa: ARG002 - as every aim
        """Ask the model for it."""
        placing.attend(self.cells & frozenset(placing.cells.tolist()))

    def is_met(self, change: Change, cells: frozenset[int]) -> bool:  # noqa: ARG002 - as every aim
        """Whether a week has it."""
        return not self.cells.isdisjoint(cells)


_ON_DAY = re.compile(
    rf"^\s*(?:({'|'.join(DAYS)})\s+(\S.*?)|(\S.*?)\s+on\s+({'|'.join(DAYS)})[a-z]*)\s*$", re.IGNORECASE
)


def session_aim(compiled: Compiled, words: str) -> Attend:
    """Read ``Tue 18:00 relapse prevention``, ``Tue relapse prevention`` or ``relapse prevention on Tuesday``.

    Raises
    ------
    ScenarioError
        If there is no such session this week.
    """
    if re.match(r"^\s*[A-Za-z]{3}\s+\d", words):
        return Attend(words.strip(), frozenset(cells_of(compiled, words)))
    match = _ON_DAY.match(words)
    name = (match[2] or match[3]) if match else words.strip()
    day = DAYS.index((match[1] or match[4]).title()) if match else None
    index, cells = compiled.index, compiled.problem.cells
    offering = index.offering_of(None, name) if name in index.group_of else index.offering_of(name, None)
    if offering is None:
        cells_of(compiled, f"Mon 0:00 {name}")
    here = cells.offering == offering
    if day is not None:
        here = here & (cells.day == day)
    if not here.any():
        when = "this week" if day is None else f"on {DAYS[day]}"
        problem = InputProblem("unknown-session", "--why-not", f"{name} is not offered {when}", "name another day")
        raise ScenarioError([problem])
    return Attend(words.strip(), frozenset(np.flatnonzero(here).tolist()))
