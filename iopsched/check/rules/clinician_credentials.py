"""`clinician-credentials`: leaders are qualified and allowed."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.roles import roles_asked, roles_filled, staffings
from iopsched.check.week import Entry, Week
from iopsched.model.result import Violation


def clinician_credentials(week: Week) -> Iterator[Violation]:
    """Check that leaders are qualified and allowed.

    The leaders can fill the roles of the staffing that has their number (see `leaders-by-size`), each leader at most
    one role; if they are too few, each of them can fill a different role. Each is a clinician of the scenario, and
    among `group.leaders` where these are given. A one-to-one service with `with_primary: required` is led by the
    primary clinician of a patient who has one.
    """
    for entry in week.entries:
        for name, fact in _faults(week, entry):
            yield Violation(
                rule="clinician-credentials",
                subjects=(name, *entry.subjects) if name else (*entry.leaders, *entry.subjects),
                message=f"leader {name} of {entry} {fact}" if name else f"the leaders of {entry} {fact}",
            )


def _faults(week: Week, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield clinician (none: all of them together) and fact."""
    known = [week.facts.clinicians[name] for name in entry.leaders if name in week.facts.clinicians]
    for name in entry.leaders:
        if name not in week.facts.clinicians:
            yield name, "is not a clinician of this scenario"
        if entry.group is not None and entry.group.leaders and name not in entry.group.leaders:
            yield name, "is not among those who may lead it"
    roles = staffings(entry).get(len(entry.leaders), roles_asked(entry.service, len(entry.attendees)))
    filled, to_fill = roles_filled(known, roles), min(len(known), len(roles))
    if filled < to_fill:
        yield "", f"({', '.join(entry.leaders)}) are qualified for {filled} of {to_fill} roles"
    if not entry.is_group and entry.service.with_primary == "required":
        for name in entry.attendees:
            patient = week.facts.patients.get(name)
            primary = patient.primary_clinician if patient is not None else None
            if primary is not None and entry.leaders and primary not in entry.leaders:
                yield entry.leaders[0], f"is not {primary}, the primary clinician of {name}"
