"""A patient who leaves: out of the week, or, with sessions that took place, in it without any claim."""

from __future__ import annotations

from iopsched.changes.hours import ahead, with_busy
from iopsched.model.base import Band
from iopsched.model.care import Group
from iopsched.model.patient import CarePlan, MinutesTarget, Patient
from iopsched.model.policy import CountBand, MinutesBand, Policy
from iopsched.model.scenario import Scenario
from iopsched.model.time import WHOLE_WEEK

ENDED = "ended"
_ID_MAX = 64


def discharged(scenario: Scenario, name: str, since: int) -> Scenario:
    """Let a patient end at `since`: nothing of theirs starts later, and nothing is asked for them any more."""
    sessions = scenario.published.sessions if scenario.published is not None else ()
    theirs = [session for session in sessions if name in session.attendees]
    if any(session.start < since for session in theirs):
        return _ended(scenario, name, since)
    return _without(scenario, name)


def _without(scenario: Scenario, name: str) -> Scenario:
    groups = tuple(_without_member(group, name) if name in group.members else group for group in scenario.groups)
    return scenario.model_copy(
        update={
            "patients": tuple(patient for patient in scenario.patients if patient.id != name),
            "groups": groups,
            "keep_apart": tuple(pair for pair in scenario.keep_apart if name not in pair.patients),
            "keep_together": tuple(pair for pair in scenario.keep_together if name not in pair.patients),
            "pins": tuple(pin for pin in scenario.pins if pin.attendee != name),
        }
    )


def _without_member(group: Group, name: str) -> Group:
    """Take a member out; a group that was for this one alone does not run."""
    members = tuple(member for member in group.members if member != name)
    alone: dict[str, object] = {"enrollment": "open", "sessions_per_week": Band(min=0, max=0)}
    return group.model_copy(update={"members": members, **({} if members else alone)})


def _ended(scenario: Scenario, name: str, since: int) -> Scenario:
    patient = next(patient for patient in scenario.patients if patient.id == name)
    policy = next(policy for policy in scenario.policies if policy.id == patient.policy)
    free = _claimless(policy, {policy.id for policy in scenario.policies})
    sessions = scenario.published.sessions if scenario.published is not None else ()
    when = ahead(WHOLE_WEEK, since, [session for session in sessions if name in session.attendees])
    week = scenario.calendar.week
    ended = patient.model_copy(
        update={
            "availability": with_busy(patient.availability, week, when, "other"),
            "policy": free.id,
            "all_or_nothing": False,
            "care_plan": _without_claims(patient, policy),
        }
    )
    return scenario.model_copy(
        update={
            "patients": tuple(ended if one.id == name else one for one in scenario.patients),
            "policies": (*scenario.policies, free),
            "keep_together": tuple(pair for pair in scenario.keep_together if name not in pair.patients),
            "pins": tuple(pin for pin in scenario.pins if pin.attendee != name or pin.start < since),
        }
    )


def _without_claims(patient: Patient, policy: Policy) -> CarePlan:
    items = tuple(item.model_copy(update={"min": 0}) for item in patient.care_plan.items)
    band = patient.care_plan.contact_minutes or policy.weekly_contact_minutes
    return CarePlan(items=items, contact_minutes=MinutesTarget(min=0, max=band.max))


def _claimless(policy: Policy, taken: set[str]) -> Policy:
    """Return the policy without what it asks for; what it forbids stays."""
    name, number = f"{policy.id[: _ID_MAX - len(ENDED) - 4]} {ENDED}", 2
    while name in taken:
        name, number = f"{policy.id[: _ID_MAX - len(ENDED) - 4]} {ENDED} {number}", number + 1
    return policy.model_copy(
        update={
            "id": name,
            "weekly_contact_minutes": MinutesBand(max=policy.weekly_contact_minutes.max),
            "service_day_minimum": None,
            "service_days": CountBand(),
            "service_day_gap": None,
            "sessions_per_day": CountBand(max=policy.sessions_per_day.max, enforcement="priced"),
            "rolling_caps": (),
        }
    )
