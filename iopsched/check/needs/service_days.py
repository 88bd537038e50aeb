"""`service-days`: a patient has neither too few service days nor too many."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.lack import Finding, Lack, span
from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.patient import Patient


def service_days(week: Week) -> Iterator[Finding]:
    """Find patients with too few service days or too many.

    Units: days missing to the minimum, or beyond the maximum. See `days_of_service`.
    """
    for patient in week.facts.scenario.patients:
        rule = week.facts.policy(patient).service_days
        if week.facts.is_exempt(patient, "service-days"):
            continue
        days = len(days_of_service(week, patient))
        beyond = 0 if rule.max is None else days - rule.max
        yield from Lack(
            rule="service-days",
            patient=patient,
            units=max(rule.min - days, beyond),
            unit="days",
            fact=f"has {count(days, 'service day')}, {span(rule)} required",
            is_hard=rule.enforcement == "hard",
        ).findings(week)


def days_of_service(week: Week, patient: Patient) -> tuple[int, ...]:
    """Return the days on which the patient's counted minutes reach the service-day minimum, and 1 at least."""
    enough = max(1, week.facts.day_minimum_minutes(patient))
    return tuple(day for day, counted in enumerate(week.counted_by(patient.id)) if counted >= enough)
