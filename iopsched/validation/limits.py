"""Limits: of a size that a week can have, and not beyond what another limit lets be reached."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.validation.found import error, hours, warning

LIMIT_MAX = 1_000_000
"""Largest limit: from there on it is none."""

_CLINICIANS = (
    "weekly_contact_minutes_max", "daily_contact_minutes_max", "consecutive_minutes_max", "caseload_max",
    "target_contact_minutes", "overtime_after_minutes",
)  # fmt: skip
_POLICIES = (
    "telehealth_sessions_max", "telehealth_minutes_max", "day_span_minutes_max", "day_contact_minutes_max",
)  # fmt: skip
_PATIENTS = ("day_span_minutes_max", "day_contact_minutes_max")


def limit_sizes(scenario: Scenario) -> Iterator[InputProblem]:
    """Find limits that no week comes near."""
    for path, limit in _limits(scenario):
        if limit is not None and limit > LIMIT_MAX:
            fact = f"{path[-1]} of {path[0]} {int(path[1]) + 1} is {limit:,}, which no week comes near"
            yield error("out-of-range", path, fact, "take it out: without it there is no limit")


def _limits(scenario: Scenario) -> Iterator[tuple[Path, int | None]]:
    for field, items, limits in (
        ("clinicians", scenario.clinicians, _CLINICIANS),
        ("policies", scenario.policies, _POLICIES),
        ("patients", scenario.patients, _PATIENTS),
    ):
        for number, item in enumerate(items):
            for limit in limits:
                yield (field, number, limit), getattr(item, limit)


def clinician_limits(scenario: Scenario) -> Iterator[InputProblem]:
    """Find hours that a clinician can never reach because another limit comes first."""
    for number, clinician in enumerate(scenario.clinicians):
        most = clinician.weekly_contact_minutes_max
        for field in ("target_contact_minutes", "overtime_after_minutes"):
            minutes = getattr(clinician, field)
            if most is not None and minutes is not None and minutes > most:
                fact = f"{field} of clinician {clinician.id} is {hours(minutes)}, and {hours(most)} a week are the most"
                yield warning("never-reached", ("clinicians", number, field), fact, "lower it, or raise the maximum")
