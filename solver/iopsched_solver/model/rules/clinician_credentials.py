"""clinician-credentials: leaders are qualified and allowed.

A mask: no literal exists for a clinician in a role whose credentials they lack, in a group that others lead, or for a
visit that only the primary clinician may make.
"""

from __future__ import annotations

from iopsched_solver.model.choices import Choices


def narrow(choices: Choices) -> None:
    """Strike out roles, groups and patients that the clinician is not qualified or allowed for."""
    choices.keep("clinician-credentials")
    choices.fill &= choices.problem.clinicians.role_held
