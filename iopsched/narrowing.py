"""The part of a week that pins concern: what must be looked at to tell whether they can hold.

Taking all sessions of other offerings out of a legal week leaves a week that breaks no rule but needs that are hard
for somebody. So if the pins cannot hold in the narrowed week with these needs left out, they cannot hold in the whole
week; and if they can hold in the narrowed week with these needs in force, they can hold in the whole week.
"""

from __future__ import annotations

from iopsched.model.care import Group
from iopsched.model.patient import CarePlan, Patient
from iopsched.model.policy import Policy
from iopsched.model.scenario import Scenario


def narrowed(scenario: Scenario) -> Scenario:
    """Keep the pinned groups and services, who may come to them, and what they take."""
    pinned = {pin.group for pin in scenario.pins}
    groups = [group for group in scenario.groups if group.id in pinned]
    services = {pin.service for pin in scenario.pins} | {group.service for group in groups}
    people = {member for group in groups for member in group.members}
    people |= {pin.attendee for pin in scenario.pins if pin.attendee is not None}
    patients = [
        _with_plan_for(patient, services)
        for patient in scenario.patients
        if patient.id in people or any(item.service in services for item in patient.care_plan.items)
    ]
    here = {patient.id for patient in patients}
    return scenario.model_copy(
        update={
            "services": tuple(service for service in scenario.services if service.id in services),
            "groups": tuple(_after_these(group, pinned) for group in groups),
            "patients": tuple(patients),
            "policies": tuple(_same_day_limits_of(policy, services) for policy in scenario.policies),
            "keep_apart": tuple(pair for pair in scenario.keep_apart if here.issuperset(pair.patients)),
            "keep_together": (),
            "published": None,
        }
    )


def _with_plan_for(patient: Patient, services: set[str | None]) -> Patient:
    items = tuple(item for item in patient.care_plan.items if item.service in services)
    plan = CarePlan(items=items, contact_minutes=patient.care_plan.contact_minutes)
    return patient.model_copy(update={"care_plan": plan, "usual_groups": ()})


def _after_these(group: Group, pinned: set[str | None]) -> Group:
    return group.model_copy(update={"after": tuple(earlier for earlier in group.after if earlier in pinned)})


def _same_day_limits_of(policy: Policy, services: set[str | None]) -> Policy:
    limits = [
        limit.model_copy(update={"services": tuple(service for service in limit.services if service in services)})
        for limit in policy.same_day_limits
    ]
    return policy.model_copy(update={"same_day_limits": tuple(limit for limit in limits if limit.services)})
