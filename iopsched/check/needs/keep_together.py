"""`keep-together`: two patients attend the same group meetings."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.eligibility import is_eligible
from iopsched.check.lack import Finding, Lack
from iopsched.check.week import Meeting, Week
from iopsched.model.patient import Patient


def keep_together(week: Week) -> Iterator[Finding]:
    """Find pairs who should attend the same group meetings and do not.

    Units: attended group meetings (parallel sections are one) with exactly one of the two, of the groups named or, if
    none are, of all groups and freely offered group services that both may attend: both are eligible and both care
    plans list the service. Weight: the larger of the two patients'.
    """
    for row in week.facts.scenario.keep_together:
        one, other = (week.facts.patients[name] for name in row.patients)
        apart = _group_meetings(week, one) ^ _group_meetings(week, other)
        counted = [
            meeting
            for meeting in apart
            if (meeting.offering.kind == "group" and meeting.offering.id in row.groups)
            or (not row.groups and all(_may_attend(week, patient, meeting) for patient in (one, other)))
        ]
        yield from Lack(
            rule="keep-together",
            patient=one,
            units=len(counted),
            unit="sessions",
            fact="",
            weight=max(one.weight, other.weight),
            other=other.id,
        ).findings(week)


def _group_meetings(week: Week, patient: Patient) -> set[Meeting]:
    return {entry.meeting for entry in week.attended_by(patient.id) if entry.is_group}


def _may_attend(week: Week, patient: Patient, meeting: Meeting) -> bool:
    entry = week.meetings[meeting][0]
    planned = any(item.service == entry.service.id for item in patient.care_plan.items)
    return planned and is_eligible(patient, entry.group)
