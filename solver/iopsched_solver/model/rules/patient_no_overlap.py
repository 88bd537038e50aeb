"""patient-no-overlap: a patient is in one session at a time, with time for buffer and travel between.

Of two attended sessions on one day the later starts at the earliest at the earlier's end + max(buffer, gap(places)).
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.spacing import too_close
from iopsched_solver.model.variables import Week


def add(week: Week) -> None:
    """At most one of the attended sessions that hold a common moment, pauses included."""
    attended = week.attended
    buffer = week.problem.patients.buffer_slots[week.patients][attended.patient]
    place = week.place_of_cell(attended)
    pause = np.maximum(buffer[:, None], week.problem.patient_gap_slots[place])
    clear = week.end_of(attended)[:, None] + pause
    for cliques in too_close(week.days.row, week.start_of(attended), place, clear):
        week.pool.at_most(cliques.sums(attended.column), 1)
