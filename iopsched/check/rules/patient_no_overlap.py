"""`patient-no-overlap`: a patient is in one session at a time, with time for buffer and travel between."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.spacing import too_close
from iopsched.check.week import Entry, Week
from iopsched.model.patient import Patient
from iopsched.model.result import Violation


def patient_no_overlap(week: Week) -> Iterator[Violation]:
    """Check that a patient is in one session at a time, with time for buffer and travel between.

    Of two attended sessions of one day the later starts no earlier than the earlier's end plus
    max(`buffer_minutes`, gap), where gap is the travel between two sites, `telehealth_gap_minutes` between a site
    and telehealth, and 0 at one place.
    """
    for patient, entries in week.days_attended():

        def pause(earlier: Entry, later: Entry, patient: Patient = patient) -> int:
            return max(patient.buffer_minutes, week.facts.patient_gap_minutes(earlier.place, later.place))

        longest = max(patient.buffer_minutes, week.facts.longest_way_minutes)
        for earlier, later in too_close(entries, pause, longest):
            if earlier.overlaps(later):
                fact = f"attends two sessions at once: {earlier} and {later}"
            else:
                has, needs = later.start - earlier.end, pause(earlier, later)
                fact = f"has {has} min between {earlier} and {later} and needs {needs} min"
            yield Violation(
                rule="patient-no-overlap",
                subjects=(patient.id, *earlier.subjects, *later.subjects),
                message=f"patient {patient.id} {fact}",
            )
