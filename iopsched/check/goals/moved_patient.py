"""`moved-patient`: published attendances that are not kept."""

from __future__ import annotations

from iopsched.check.published import published
from iopsched.check.week import Week


def moved_patient(week: Week) -> int:
    """Count published attendances (patient of the scenario, meeting) that are not kept.

    One unit for each patient who was, and no longer is, among the attendees of that offering at that start and place.
    """
    lost = {
        (patient, was.meeting)
        for was in published(week)
        for patient in was.session.attendees
        if patient in week.facts.patients
        and not any(patient in entry.attendees for entry in week.meetings.get(was.meeting, ()))
    }
    return len(lost)
