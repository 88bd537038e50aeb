"""room-features: the room fits the service, is allowed and is at the site.

A mask: no literal exists for a room that does not fit, nor for a room where none is needed; and no section or visit
goes without where one is.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out rooms that do not fit, and doing without a room that is needed."""
    choices.keep("room-features")
    problem = choices.problem
    needs = problem.services.needs_room[problem.cells.service] & (problem.cells.place != problem.telehealth_place)
    choices.use &= needs
    choices.roomless &= ~needs
