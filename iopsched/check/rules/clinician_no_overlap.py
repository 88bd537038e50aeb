"""`clinician-no-overlap`: a clinician leads one session at a time, with time to document and travel between."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.spacing import too_close
from iopsched.check.week import Entry, Week
from iopsched.model.result import Violation


def clinician_no_overlap(week: Week) -> Iterator[Violation]:
    """Check that a clinician leads one session at a time, with time to document and travel between.

    Of two sessions of one day the later starts no earlier than the earlier's end + documentation + travel.
    Documentation is `documentation_minutes` + `documentation_minutes_per_attendee` x attendees of the earlier
    session; travel is between two sites. Each of the two counts in whole slots, rounded up.
    """

    def documentation(entry: Entry) -> int:
        service = entry.service
        minutes = service.documentation_minutes + service.documentation_minutes_per_attendee * len(entry.attendees)
        return week.facts.whole_slots(minutes)

    def pause(earlier: Entry, later: Entry) -> int:
        travel = week.facts.travel_minutes(earlier.place, later.place)
        return documentation(earlier) + week.facts.whole_slots(travel)

    longest_way = week.facts.whole_slots(week.facts.longest_way_minutes)
    for clinician, entries in week.days_led():
        longest = longest_way + max(map(documentation, entries))
        for earlier, later in too_close(entries, pause, longest):
            if earlier.overlaps(later):
                fact = f"leads two sessions at once: {earlier} and {later}"
            else:
                has, needs = later.start - earlier.end, pause(earlier, later)
                fact = f"has {has} min between {earlier} and {later} and needs {needs} min"
            yield Violation(
                rule="clinician-no-overlap",
                subjects=(clinician.id, *earlier.subjects, *later.subjects),
                message=f"clinician {clinician.id} {fact}",
            )
