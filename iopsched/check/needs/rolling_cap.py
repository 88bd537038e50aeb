"""`rolling-cap`: a patient has at most so much in any few consecutive days."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.lack import Finding, Lack, half_hours
from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.patient import Patient
from iopsched.model.policy import RollingCap


def rolling_cap(week: Week) -> Iterator[Finding]:
    """Find patients with too much in a few consecutive days.

    Units: for each cap and each run of its `days` days inside the week, attended sessions above `sessions_max`, plus
    ceil((counted - `contact_minutes_max`) / 30) half hours.
    """
    for name in week.attended:
        patient = week.facts.patients.get(name)
        if patient is None or week.facts.is_exempt(patient, "rolling-cap"):
            continue
        for cap in week.facts.policy(patient).rolling_caps:
            for first in range(7 - cap.days + 1):
                yield from _above(week, patient, cap, range(first, first + cap.days))


def _above(week: Week, patient: Patient, cap: RollingCap, days: range) -> Iterator[Finding]:
    is_hard = cap.enforcement == "hard"
    number = sum(len(week.attended[patient.id].get(day, ())) for day in days)
    counted = sum(week.counted[patient.id][day] for day in days)
    if cap.sessions_max is not None:
        yield from Lack(
            rule="rolling-cap",
            patient=patient,
            units=number - cap.sessions_max,
            unit="sessions",
            fact=f"has {count(number, 'session')} in {cap.days} days, at most {cap.sessions_max} allowed",
            is_hard=is_hard,
            days=days,
        ).findings(week)
    if cap.contact_minutes_max is not None:
        yield from Lack(
            rule="rolling-cap",
            patient=patient,
            units=half_hours(counted - cap.contact_minutes_max),
            unit="half hours",
            fact=f"has {counted} counted minutes in {cap.days} days, at most {cap.contact_minutes_max} allowed",
            is_hard=is_hard,
            days=days,
        ).findings(week)
