"""clinician-availability: a clinician leads only while at work, at a site they work at.

A mask: no literal exists for leading outside the clinician's open hours and sites.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out cells in which the clinician is not at work there."""
    choices.keep("clinician-availability")
