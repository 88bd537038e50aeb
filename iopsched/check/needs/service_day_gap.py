"""`service-day-gap`: service days are not too far apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from iopsched.check.lack import Finding, Lack
from iopsched.check.needs.service_days import days_of_service
from iopsched.check.week import Week


def service_day_gap(week: Week) -> Iterator[Finding]:
    """Find patients whose service days are too far apart.

    Units: over neighbouring service days, the sum of max(0, distance - limit) days; consecutive days are at distance 1.
    """
    for patient in week.facts.scenario.patients:
        rule = week.facts.policy(patient).service_day_gap
        if rule is None or week.facts.is_exempt(patient, "service-day-gap"):
            continue
        distances = [later - earlier for earlier, later in pairwise(days_of_service(week, patient))]
        yield from Lack(
            rule="service-day-gap",
            patient=patient,
            units=sum(max(0, distance - rule.days) for distance in distances),
            unit="days",
            fact=f"has service days up to {max(distances, default=0)} days apart, at most {rule.days} allowed",
            is_hard=rule.enforcement == "hard",
        ).findings(week)
