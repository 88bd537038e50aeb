"""`clinician-daily-contact`: a clinician leads at most so many minutes a day."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.time import DAYS


def clinician_daily_contact(week: Week) -> Iterator[Violation]:
    """Check that a clinician leads at most so many minutes a day.

    Clock minutes led on each day are at most `daily_contact_minutes_max`.
    """
    for clinician, entries in week.days_led():
        led, limit = sum(entry.minutes for entry in entries), clinician.daily_contact_minutes_max
        if limit is not None and led > limit:
            day = DAYS[entries[0].day]
            yield Violation(
                rule="clinician-daily-contact",
                subjects=(clinician.id, day),
                message=f"clinician {clinician.id} leads {led} min on {day}, at most {limit} allowed",
            )
