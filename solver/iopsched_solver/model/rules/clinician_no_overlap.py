"""clinician-no-overlap: a clinician leads one session at a time, with time to document and travel between.

Of two sessions on one day the later starts at the earliest at the earlier's end + its documentation + travel(places).
"""

from __future__ import annotations

from iopsched_solver.model.spacing import too_close
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """At most one of the sessions led that hold a common moment, documentation and travel included."""
    leading = week.leading
    place = week.place_of_cell(leading)
    held_until = week.end_of(leading) + leading.hold_slots
    clear = held_until[:, None] + week.problem.clinician_gap_slots[place]
    for cliques in too_close(week.clinician_day, week.start_of(leading), place, clear):
        week.pool.at_most(cliques.sums(leading.column), 1)
