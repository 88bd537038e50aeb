"""room-capacity: attendees, family and leaders fit in the room.

Attendees x seats each + leaders <= capacity; so a section in a room of the class seats at most
floor((capacity - leaders) / seats each), whatever its band.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Let no room hold more people than its capacity."""
    choices.room_seats = np.minimum(choices.room_seats, choices.problem.rooms.capacity)
