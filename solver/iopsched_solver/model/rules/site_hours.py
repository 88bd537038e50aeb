"""site-hours: sessions lie in the site's opening hours and no closure.

A mask: no literal exists for a cell outside them.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out cells while the site is closed."""
    choices.keep("site-hours")
