"""`weekly-contact-minutes`: a patient's counted minutes of the week lie in their band."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.lack import Finding, Lack, half_hours
from iopsched.check.week import Week
from iopsched.model.result import Violation


def weekly_contact_minutes(week: Week) -> Iterator[Finding]:
    """Find patients whose counted minutes of the week lie outside their band.

    Units: ceil((min - counted) / 30) half hours when below. Above the maximum is not legal. The band is the care
    plan's or, where it has none, the policy's. Below the minimum is hard where the policy says so and for
    patients with `whole_week_or_none`. A patient whose phase is exempt keeps the maximum alone.
    """
    for patient in week.facts.scenario.patients:
        rule = week.facts.policy(patient).weekly_contact_minutes
        band = patient.care_plan.contact_minutes or rule
        counted = sum(week.counted_by(patient.id))
        if band.max is not None and counted > band.max:
            yield Violation(
                rule="weekly-contact-minutes",
                subjects=(patient.id,),
                message=f"patient {patient.id} has {counted} counted minutes this week, at most {band.max} allowed",
            )
        if not week.facts.is_exempt(patient, "weekly-contact-minutes"):
            yield from Lack(
                rule="weekly-contact-minutes",
                patient=patient,
                units=half_hours(band.min - counted),
                unit="half hours",
                fact=f"has {counted} counted minutes this week, {band.min} (or no session) required",
                is_hard=rule.enforcement == "hard" or patient.whole_week_or_none,
            ).findings(week)
