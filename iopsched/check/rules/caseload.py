"""`caseload`: a clinician sees at most so many patients one-to-one."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.result import Violation


def caseload(week: Week) -> Iterator[Violation]:
    """Check that a clinician sees at most so many patients one-to-one.

    The different patients of the one-to-one sessions a clinician leads, held with or without the patient, are at most
    `caseload_max`.
    """
    for clinician in week.facts.scenario.clinicians:
        if clinician.caseload_max is None:
            continue
        entries = [entry for day in week.led.get(clinician.id, {}).values() for entry in day]
        seen = {name for entry in entries if not entry.is_group for name in entry.attendees}
        if len(seen) > clinician.caseload_max:
            yield Violation(
                rule="caseload",
                subjects=(clinician.id,),
                message=f"clinician {clinician.id} sees {count(len(seen), 'patient')} one-to-one, "
                f"at most {clinician.caseload_max} allowed",
            )
