"""`clinician-weekly-contact`: a clinician leads at most so many minutes a week."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation


def clinician_weekly_contact(week: Week) -> Iterator[Violation]:
    """Check that a clinician leads at most so many minutes a week.

    Clock minutes led in the week are at most `weekly_contact_minutes_max`.
    """
    for clinician in week.facts.scenario.clinicians:
        led, limit = week.led_minutes(clinician.id), clinician.weekly_contact_minutes_max
        if limit is not None and led > limit:
            yield Violation(
                rule="clinician-weekly-contact",
                subjects=(clinician.id,),
                message=f"clinician {clinician.id} leads {led} min this week, at most {limit} allowed",
            )
