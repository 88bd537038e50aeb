"""`patient-day-length`: a patient's day is no longer than allowed, in clock and in counted minutes."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.time import DAYS


def patient_day_length(week: Week) -> Iterator[Violation]:
    """Check that a patient's day is no longer than allowed, in clock and in counted minutes.

    From the day's first attended start to its last end at most `day_span_minutes_max`; counted minutes of the day at
    most `day_contact_minutes_max`; of the patient's and the policy's limit the smaller holds.
    """
    for patient, entries in week.days_attended():
        policy, day = week.facts.policy(patient), entries[0].day
        span = max(entry.end for entry in entries) - entries[0].start
        counted = week.counted[patient.id][day]
        for minutes, kind, limits in (
            (span, "first start to last end", (patient.day_span_minutes_max, policy.day_span_minutes_max)),
            (counted, "counted", (patient.day_contact_minutes_max, policy.day_contact_minutes_max)),
        ):
            limit = min((limit for limit in limits if limit is not None), default=None)
            if limit is not None and minutes > limit:
                yield Violation(
                    rule="patient-day-length",
                    subjects=(patient.id, DAYS[day]),
                    message=f"patient {patient.id} has {minutes} min ({kind}) on {DAYS[day]}, at most {limit} allowed",
                )
