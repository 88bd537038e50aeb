"""`fair-load`: leading beyond a fair week's."""

from __future__ import annotations

from iopsched.check.lack import half_hours
from iopsched.check.week import Week


def fair_load(week: Week) -> int:
    """Count half hours led above target.

    Per clinician: ceil((clock minutes led - `target_contact_minutes`) / 30) when above.
    """
    return sum(
        half_hours(week.led_minutes(clinician.id) - clinician.target_contact_minutes)
        for clinician in week.facts.scenario.clinicians
        if clinician.target_contact_minutes is not None
    )
