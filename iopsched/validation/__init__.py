"""What a well-formed scenario can still get wrong: names without things, bounds that contradict, care nobody can give.

Errors must be put right before solving; warnings are shown, and the week can be solved. Every check takes time in
proportion to the scenario.
"""

from __future__ import annotations

from iopsched.model.errors import InputProblem
from iopsched.model.scenario import Scenario
from iopsched.validation.ids import dangling_ids, duplicate_ids, repeated_ids
from iopsched.validation.known import Known

__all__ = ["validate"]


def validate(scenario: Scenario) -> tuple[InputProblem, ...]:
    """Find everything wrong or suspicious in a scenario.

    Parameters
    ----------
    scenario
        A week as it was read or built.

    Returns
    -------
    tuple[InputProblem, ...]
        Errors and warnings; places are JSON pointers such as ``#/patients/3/care_plan``.
    """
    return (*duplicate_ids(scenario), *dangling_ids(scenario, Known.of(scenario)), *repeated_ids(scenario))
