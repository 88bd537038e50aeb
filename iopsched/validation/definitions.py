"""Checks of what is written, one family a module. They need no more than the ids to be strings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from iopsched.model.errors import InputProblem
from iopsched.model.scenario import Scenario
from iopsched.validation import groups, held, ids, limits, patients, policies, services, starts, texts, week
from iopsched.validation.known import Known

CHECKS: tuple[Callable[[Scenario], Iterator[InputProblem]], ...] = (
    ids.duplicate_ids,
    ids.repeated_ids,
    texts.control_characters,
    texts.loose_tags,
    week.calendar,
    week.overrides,
    week.empty_hours,
    week.ways,
    services.durations,
    services.sizes,
    services.leader_roles,
    services.telehealth_and_room,
    services.one_to_one_fields,
    services.absent_patients,
    services.equipment_taken,
    starts.start_grids,
    groups.group_services,
    groups.group_bounds,
    groups.group_tags,
    groups.members,
    groups.group_order,
    policies.policy_bands,
    policies.policy_days,
    policies.rolling_caps,
    policies.telehealth_caps,
    limits.limit_sizes,
    limits.clinician_limits,
    patients.care_items,
    patients.contact_targets,
    patients.preferred_sites,
    patients.pairs,
    texts.near_tags,
    held.pins,
    held.published_earlier,
    held.weights,
)
"""All of them but those that look names up."""


def contradictions(
    scenario: Scenario, also_known: Mapping[str, Iterable[str]] | None = None
) -> tuple[InputProblem, ...]:
    """Find what contradicts itself.

    Parameters
    ----------
    scenario
        A week, perhaps without the entries that could not be read.
    also_known
        Ids of such entries, by field of the scenario.

    Returns
    -------
    tuple[InputProblem, ...]
        In order of the checks.
    """
    known = Known.of(scenario, also_known)
    found = [*ids.dangling_ids(scenario, known), *held.published(scenario, known)]
    for check in CHECKS:
        found += check(scenario)
    return tuple(found)
