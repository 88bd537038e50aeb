"""Single faults: for every hard rule and every need the base week, broken in that alone.

Each mutation changes the schedule or, minimally, the scenario of `base_week`, which stays valid; none names an unknown
id or lists anyone twice. They serve two ends: the checker must name exactly the slug, and the solver's model must
refuse the broken schedule exactly while the rule is in force.
"""

from __future__ import annotations

from iopsched_scenarios.mutations import clinicians, groups, needs, patients, places
from iopsched_scenarios.mutations.base_week import base_week
from iopsched_scenarios.mutations.fault import Mutation

__all__ = ["MUTATIONS", "Mutation", "base_week"]

MUTATIONS: tuple[Mutation, ...] = (
    *patients.FAULTS,
    *groups.FAULTS,
    *clinicians.FAULTS,
    *places.FAULTS,
    *needs.FAULTS,
)
"""At least one for each hard rule and each need; several where a rule has several sides."""
