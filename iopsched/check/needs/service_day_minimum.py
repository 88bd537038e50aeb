"""`service-day-minimum`: a day with counted contact has enough of it."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.lack import Finding, Lack, half_hours
from iopsched.check.week import Week
from iopsched.model.time import DAYS


def service_day_minimum(week: Week) -> Iterator[Finding]:
    """Find days with some counted contact, but too little.

    Units: for each day with 0 < counted < minimum, ceil((minimum - counted) / 30) half hours.
    """
    for patient in week.facts.scenario.patients:
        rule = week.facts.policy(patient).service_day_minimum
        if rule is None or week.facts.is_exempt(patient, "service-day-minimum"):
            continue
        for day, counted in enumerate(week.counted_by(patient.id)):
            if counted > 0:
                yield from Lack(
                    rule="service-day-minimum",
                    patient=patient,
                    units=half_hours(rule.minutes - counted),
                    unit="half hours",
                    fact=f"has {counted} counted minutes on {DAYS[day]}, {rule.minutes} (or none) required",
                    is_hard=rule.enforcement == "hard",
                    days=range(day, day + 1),
                ).findings(week)
