"""`overtime`: leading beyond the regular week."""

from __future__ import annotations

from iopsched.check.lack import half_hours
from iopsched.check.week import Week


def overtime(week: Week) -> int:
    """Count half hours of overtime.

    Per clinician: ceil((clock minutes led - `overtime_after_minutes`) / 30) when above.
    """
    return sum(
        half_hours(week.led_minutes(clinician.id) - clinician.overtime_after_minutes)
        for clinician in week.facts.scenario.clinicians
        if clinician.overtime_after_minutes is not None
    )
