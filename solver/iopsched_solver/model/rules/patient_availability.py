"""patient-availability: a patient attends only while free, at a site they can reach.

A mask: no literal exists for an attended session outside the patient's open hours and sites.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out cells in which the patient is not free, or at places out of reach."""
    choices.keep("patient-availability")
