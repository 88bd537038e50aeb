"""`changed-leader`: published leaders who no longer lead."""

from __future__ import annotations

from iopsched.check.published import published
from iopsched.check.week import Week


def changed_leader(week: Week) -> int:
    """Count published leaders (still in the scenario) of a meeting that still runs who no longer lead it.

    For one-to-one sessions: of a meeting that the patient still attends, who no longer lead that patient's session.
    """
    changed = {
        (leader, was.meeting, was.patient)
        for was in published(week)
        for leader in was.session.leaders
        if leader in week.facts.clinicians
        and was.still_runs
        and not any(leader in entry.leaders for entry in was.still_runs)
    }
    return len(changed)
