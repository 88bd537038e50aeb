"""`preferences`: sessions at times, on days and at sites that the patient does not prefer."""

from __future__ import annotations

from iopsched.check.week import Entry, Week
from iopsched.model.patient import PartOfDay, Preferences
from iopsched.model.time import DAY_MINUTES, DAYS

_NOON = 12 * 60
_EVENING = 17 * 60


def preferences(week: Week) -> int:
    """Count what the patients' attended sessions have that they do not prefer.

    Per session one unit each for a start outside the preferred parts of day, a day that is not preferred, and an
    on-site place other than the preferred site.
    """
    return sum(_disliked(patient.preferences, entry) for patient, entries in week.days_attended() for entry in entries)


def _disliked(wish: Preferences, entry: Entry) -> int:
    return (
        (bool(wish.parts_of_day) and _part_of_day(entry.start) not in wish.parts_of_day)
        + (bool(wish.days) and DAYS[entry.day] not in wish.days)
        + (wish.site is not None and entry.place is not None and entry.place != wish.site)
    )


def _part_of_day(start: int) -> PartOfDay:
    """Return the part of day: before 12:00 morning, before 17:00 afternoon, else evening."""
    clock = start % DAY_MINUTES
    if clock < _NOON:
        return "morning"
    return "afternoon" if clock < _EVENING else "evening"
