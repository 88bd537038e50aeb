"""`primary-clinician`: one-to-one sessions led by somebody else."""

from __future__ import annotations

from iopsched.check.week import Week


def primary_clinician(week: Week) -> int:
    """Count one-to-one sessions of a patient with a primary clinician that somebody else leads.

    Only of services with `with_primary: preferred`; sessions held without the patient count too.
    """
    units = 0
    for entry in week.entries:
        if entry.is_group or entry.service.with_primary != "preferred" or not entry.leaders:
            continue
        for name in entry.attendees:
            patient = week.facts.patients.get(name)
            primary = patient.primary_clinician if patient is not None else None
            units += primary is not None and primary not in entry.leaders
    return units
