"""`clinician-availability`: a clinician leads only while at work, at a site they work at."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.model.result import Violation
from iopsched.model.time import is_open


def clinician_availability(week: Week) -> Iterator[Violation]:
    """Check that a clinician leads only while at work, at a site they work at.

    Each session a clinician leads lies in one stretch of their open hours of this week; on site, its site is among
    `clinician.sites` where these are given.
    """
    for clinician, entries in week.days_led():
        at_work = week.facts.clinician_open[clinician.id]
        for entry in entries:
            if not is_open(at_work, entry.start, entry.end):
                yield Violation(
                    rule="clinician-availability",
                    subjects=(clinician.id, *entry.subjects),
                    message=f"clinician {clinician.id} leads {entry} while not at work",
                )
            if clinician.sites and entry.place is not None and entry.place not in clinician.sites:
                yield Violation(
                    rule="clinician-availability",
                    subjects=(clinician.id, *entry.subjects),
                    message=f"clinician {clinician.id} leads {entry} at {entry.place}, where they do not work",
                )
