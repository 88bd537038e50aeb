"""`clinician-consecutive`: a clinician has a break after so many minutes."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Entries, Entry, Week
from iopsched.model.result import Violation
from iopsched.model.time import format_moment


def clinician_consecutive(week: Week) -> Iterator[Violation]:
    """Check that a clinician has a break after so many minutes.

    Sessions of one day whose pauses (end to next start) are shorter than `break_minutes` form a run; a run lasts,
    first start to last end, at most `consecutive_minutes_max`.
    """
    for clinician, entries in week.days_led():
        limit = clinician.consecutive_minutes_max
        if limit is None:
            continue
        for run in _runs(entries, clinician.break_minutes):
            start, end = run[0].start, max(entry.end for entry in run)
            if end - start > limit:
                yield Violation(
                    rule="clinician-consecutive",
                    subjects=(clinician.id, format_moment(start)),
                    message=f"clinician {clinician.id} leads from {format_moment(start)} to {format_moment(end)} "
                    f"without a break of {clinician.break_minutes} min, at most {limit} min allowed",
                )


def _runs(entries: Entries, break_minutes: int) -> list[list[Entry]]:
    runs: list[list[Entry]] = []
    end = 0
    for entry in entries:
        if runs and entry.start - end < break_minutes:
            runs[-1].append(entry)
            end = max(end, entry.end)
        else:
            runs.append([entry])
            end = entry.end
    return runs
