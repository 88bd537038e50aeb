"""`patient-availability`: a patient attends only while free, at a site they can reach."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.time import is_open


def patient_availability(week: Week) -> Iterator[Violation]:
    """Check that a patient attends only while free, at a site they can reach.

    Each attended session lies in one stretch of the patient's open hours of this week; on site, its site is among
    `patient.sites` where these are given.
    """
    for patient, entries in week.days_attended():
        free = week.facts.patient_open[patient.id]
        for entry in entries:
            if not is_open(free, entry.start, entry.end):
                yield Violation(
                    rule="patient-availability",
                    subjects=(patient.id, *entry.subjects),
                    message=f"patient {patient.id} attends {entry} while not free",
                )
            if patient.sites and entry.place is not None and entry.place not in patient.sites:
                yield Violation(
                    rule="patient-availability",
                    subjects=(patient.id, *entry.subjects),
                    message=f"patient {patient.id} attends {entry} at {entry.place}, a site they cannot reach",
                )
