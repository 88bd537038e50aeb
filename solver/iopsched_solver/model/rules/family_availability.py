"""family-availability: enough named family members are free.

A mask: no literal exists for a session at which too few of them could be.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out cells for which too few family members are free."""
    choices.keep("family-availability")
