"""`changed-room`: published rooms that are no longer used."""

from __future__ import annotations

from iopsched.check.published import published
from iopsched.check.week import Week


def changed_room(week: Week) -> int:
    """Count published rooms (still in the scenario) of a meeting that still runs that it no longer uses.

    For one-to-one sessions: of a meeting that the patient still attends, that the patient's session no longer uses.
    """
    changed = {
        (was.session.room, was.meeting, was.patient)
        for was in published(week)
        if was.session.room in week.facts.rooms
        and was.still_runs
        and not any(entry.session.room == was.session.room for entry in was.still_runs)
    }
    return len(changed)
