"""`family-slot`: family sessions lie in reserved windows, so many families at once."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.spacing import peak
from iopsched.check.week import Entry, Week
from iopsched.model.clinic import FamilySlot
from iopsched.model.result import Violation
from iopsched.model.time import format_moment


def family_slot(week: Week) -> Iterator[Violation]:
    """Check that family sessions lie in reserved windows, so many families at once.

    A session of a service with `family_slot` lies wholly in one window of a family slot of its site, or of a slot
    without a site (video sessions: of these alone). Of the sessions in a slot's windows at most `families_at_once`
    run at the same time; a session in windows of several slots counts in each.
    """
    slots = week.facts.scenario.family_slots
    entries = [entry for entry in week.entries if entry.service.family_slot]
    for entry in entries:
        if not any(holds(slot, entry) for slot in slots):
            yield Violation(
                rule="family-slot", subjects=entry.subjects, message=f"{entry} is in no family slot of its place"
            )
    for slot in slots:
        most = peak(tuple(entry for entry in entries if holds(slot, entry)), lambda _entry: 1)
        if most.amount > slot.families_at_once:
            yield Violation(
                rule="family-slot",
                subjects=(slot.id, format_moment(most.moment)),
                message=f"family slot {slot.id} has {most.amount} families at {format_moment(most.moment)}, "
                f"at most {slot.families_at_once} allowed",
            )


def holds(slot: FamilySlot, entry: Entry) -> bool:
    """Whether the session lies in one window of the slot, at its site."""
    here = slot.site is None or slot.site == entry.place
    return here and any(window.covers(entry.start, entry.end) for window in slot.when)
