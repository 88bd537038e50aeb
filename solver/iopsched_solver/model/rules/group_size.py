"""group-size: a session that runs is neither too small nor too large.

Per group cell: attendees >= min_size x sections. The largest size bounds the seats of a section in its top band. A
one-to-one session has exactly one attendee because a visit is one patient's.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.variables import Week


def narrow(choices: Choices) -> None:
    """Let no section seat more than its service's largest band."""
    choices.section_seats = np.minimum(choices.section_seats, choices.problem.bands.seats)


def add(week: Week) -> None:
    """Enough attendees for the sections that run."""
    least = week.problem.services.min_size[week.problem.cells.service]
    week.pool.at_least(week.attendees() - week.sections() * least, 0)
