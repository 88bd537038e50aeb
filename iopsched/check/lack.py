"""What a need yields: the unmet need, priced, and a violation where the patient's policy makes it hard."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from iopsched.check.week import Week
from iopsched.model.base import Band
from iopsched.model.patient import Patient
from iopsched.model.result import UnmetNeed, Violation
from iopsched.model.time import DAYS
from iopsched.model.weights import Need

Finding = UnmetNeed | Violation

HALF_HOUR_MINUTES = 30


def half_hours(minutes: int) -> int:
    """Return how many half hours `minutes` take, begun ones included; 0 for none or fewer."""
    return max(0, math.ceil(minutes / HALF_HOUR_MINUTES))


def span(band: Band) -> str:
    """Write a band of counts as ``3 to 5`` or ``3 or more``."""
    return f"{band.min} or more" if band.max is None else f"{band.min} to {band.max}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What one patient lacks of one need."""

    rule: Need
    patient: Patient
    units: int
    """What is missing or too much, in `unit`; the need is met if there are none."""
    unit: Literal["half hours", "days", "sessions"]
    fact: str = ""
    """What the patient has instead, for a violation's message."""
    is_hard: bool = False
    """Whether a patient who attends any session must have no unmet unit."""
    weight: int | None = None
    """In place of the patient's own weight."""
    service: str | None = None
    days: range | None = None
    """The days concerned, for rules about days."""
    other: str | None = None

    def findings(self, week: Week) -> Iterator[Finding]:
        """Yield the unmet need, priced units x unit cost x patient weight, and the violation if it is hard."""
        if self.units <= 0:
            return
        weight = self.patient.weight if self.weight is None else self.weight
        yield UnmetNeed(
            rule=self.rule,
            patient=self.patient.id,
            units=self.units,
            unit=self.unit,
            cost=self.units * week.facts.unit_cost[self.rule] * weight,
            service=self.service,
            day=None if self.days is None else _name(self.days),
            other=self.other,
        )
        if self.is_hard and self.patient.id in week.attended and not _has_begun(week, self.patient):
            yield Violation(
                rule=self.rule, subjects=(self.patient.id,), message=f"patient {self.patient.id} {self.fact}"
            )


def _has_begun(week: Week, patient: Patient) -> bool:
    """Whether a session of the patient has taken place: then it is too late to have none."""
    now = week.facts.scenario.now
    return now is not None and any(entry.start < now for entry in week.attended_by(patient.id))


def _name(days: range) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"
