"""candidate-starts: sessions start when and where the group may.

A mask: no literal exists for a cell that is no candidate. A cell ends its duration after its start by construction.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out cells that are no candidates."""
    choices.keep("candidate-starts")
