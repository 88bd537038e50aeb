"""The part of a week that pins concern: what must be looked at to tell whether they can hold.

Taking sessions that no pin asks for out of a legal week (of a group only as long as it keeps its least number of
meetings) leaves a week that breaks no rule but needs that are hard for somebody. So if the pins cannot hold in the
narrowed week with these needs left out, they cannot hold in the whole week; and if they can hold in the narrowed week
with these needs in force, they can hold in the whole week.
"""

from __future__ import annotations

from iopsched.compile.starts import candidate_starts
from iopsched.model.care import Group, Service, Starts
from iopsched.model.patient import CarePlan, Patient
from iopsched.model.policy import Policy
from iopsched.model.scenario import Scenario


def narrowed(scenario: Scenario) -> Scenario:
    """Keep the pinned meetings, those their groups need besides, and who may come to them."""
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
            "services": tuple(_pinned_visits(scenario, s) for s in scenario.services if s.id in services),
            "groups": tuple(_pinned_meetings(scenario, group, pinned) for group in groups),
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


def _pinned_visits(scenario: Scenario, service: Service) -> Service:
    held = {pin.start for pin in scenario.pins if pin.service == service.id}
    candidates = _candidates(scenario, service.starts, service)
    return service.model_copy(update={"starts": Starts(at=tuple(sorted(held & candidates)))})


def _pinned_meetings(scenario: Scenario, group: Group, pinned: set[str | None]) -> Group:
    """Narrow the starts to the pinned ones if these are enough meetings; forget groups that it must come after."""
    service = next(service for service in scenario.services if service.id == group.service)
    held = {pin.start for pin in scenario.pins if pin.group == group.id}
    candidates = _candidates(scenario, group.starts, service)
    if len(held & candidates) >= group.sessions_per_week.min:
        candidates &= held
    after = tuple(earlier for earlier in group.after if earlier in pinned)
    return group.model_copy(update={"starts": Starts(at=tuple(sorted(candidates))), "after": after})


def _candidates(scenario: Scenario, starts: Starts | None, service: Service) -> set[int]:
    slot = scenario.calendar.slot_minutes
    return {int(start) * slot for start in candidate_starts(starts, service.duration_minutes, slot)}


def _same_day_limits_of(policy: Policy, services: set[str | None]) -> Policy:
    limits = [
        limit.model_copy(update={"services": tuple(service for service in limit.services if service in services)})
        for limit in policy.same_day_limits
    ]
    return policy.model_copy(update={"same_day_limits": tuple(limit for limit in limits if limit.services)})
