"""group-eligibility: attendees fit the group's tags, phases and closed membership.

A mask: no literal exists for a group session that the patient does not fit.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out groups that the patient does not fit."""
    choices.keep("group-eligibility")
