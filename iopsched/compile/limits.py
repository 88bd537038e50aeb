"""What policies and patients ask of a week, merged: exemptions applied, the stricter of two limits kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from iopsched.compile.clock import slots_down
from iopsched.compile.index import Index, find
from iopsched.compile.services import or_unlimited
from iopsched.model.patient import MinutesTarget, Patient
from iopsched.model.policy import CountBand, ExemptRule, MinutesBand, Policy
from iopsched.model.scenario import Scenario
from iopsched_solver.problem import UNLIMITED, BoolArray, IntArray

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class WeekLimits:
    """The fields of `iopsched_solver.problem.Patients` that come from policies; arrays over patients."""

    week_minutes_min: IntArray
    week_minutes_max: IntArray
    day_minutes_min: IntArray
    service_days_min: IntArray
    service_days_max: IntArray
    service_day_gap_max: IntArray
    day_sessions_min: IntArray
    day_sessions_max: IntArray
    rolling: IntArray
    hard: Mapping[str, BoolArray]
    telehealth_sessions_max: IntArray
    telehealth_minutes_max: IntArray
    day_span_slots_max: IntArray
    day_minutes_max: IntArray


@dataclass(frozen=True)
class _Limits:
    """One patient's limits."""

    week: MinutesTarget
    day_minutes_min: int
    service_days: CountBand
    gap_days: int
    sessions: CountBand
    rolling: tuple[tuple[int, int, int, int], ...]
    hard: frozenset[str]
    policy: Policy
    patient: Patient


def week_limits(scenario: Scenario) -> WeekLimits:
    """Merge each patient's policy, exemptions and own limits."""
    number_of = {policy.id: number for number, policy in enumerate(scenario.policies)}
    limits = [
        _limits(patient, scenario.policies[find(number_of, "policy", patient.policy)]) for patient in scenario.patients
    ]
    slot = scenario.calendar.slot_minutes

    def numbers(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)

    rolling = [(number, *row) for number, each in enumerate(limits) for row in each.rolling]
    needs = ("weekly-contact-minutes", "service-day-minimum", "service-days", "service-day-gap", "sessions-per-day")
    return WeekLimits(
        week_minutes_min=numbers([each.week.min for each in limits]),
        week_minutes_max=numbers([or_unlimited(each.week.max) for each in limits]),
        day_minutes_min=numbers([each.day_minutes_min for each in limits]),
        service_days_min=numbers([each.service_days.min for each in limits]),
        service_days_max=numbers([_days(each.service_days.max) for each in limits]),
        service_day_gap_max=numbers([each.gap_days for each in limits]),
        day_sessions_min=numbers([each.sessions.min for each in limits]),
        day_sessions_max=numbers([or_unlimited(each.sessions.max) for each in limits]),
        rolling=np.array(rolling, dtype=np.int64).reshape(-1, 5),
        hard={need: np.array([need in each.hard for each in limits], dtype=np.bool_) for need in needs},
        telehealth_sessions_max=numbers([or_unlimited(each.policy.telehealth_sessions_max) for each in limits]),
        telehealth_minutes_max=numbers([or_unlimited(each.policy.telehealth_minutes_max) for each in limits]),
        day_span_slots_max=numbers(
            [
                min(
                    slots_down(each.policy.day_span_minutes_max, slot),
                    slots_down(each.patient.day_span_minutes_max, slot),
                )
                for each in limits
            ]
        ),
        day_minutes_max=numbers(
            [
                min(
                    or_unlimited(each.policy.day_contact_minutes_max),
                    or_unlimited(each.patient.day_contact_minutes_max),
                )
                for each in limits
            ]
        ),
    )


def _limits(patient: Patient, policy: Policy) -> _Limits:
    exempt = exempt_rules(patient, policy)
    weekly = policy.weekly_contact_minutes
    own = patient.care_plan.contact_minutes
    target = MinutesTarget(min=weekly.min, max=weekly.max) if own is None else own
    if "weekly-contact-minutes" in exempt:
        target = MinutesTarget(min=0, max=target.max)
    minimum = None if "service-day-minimum" in exempt else policy.service_day_minimum
    days = CountBand() if "service-days" in exempt else policy.service_days
    gap = None if "service-day-gap" in exempt else policy.service_day_gap
    sessions = CountBand() if "sessions-per-day" in exempt else policy.sessions_per_day
    enforced: dict[str, MinutesBand | CountBand | object] = {
        "weekly-contact-minutes": weekly, "service-day-minimum": minimum, "service-days": days,
        "service-day-gap": gap, "sessions-per-day": sessions,
    }  # fmt: skip
    hard = {need for need, rule in enforced.items() if getattr(rule, "enforcement", "priced") == "hard"}
    if patient.whole_week_or_none:
        hard.add("weekly-contact-minutes")
    caps = () if "rolling-cap" in exempt else policy.rolling_caps
    return _Limits(
        week=target,
        day_minutes_min=0 if minimum is None else minimum.minutes,
        service_days=days,
        gap_days=DAYS_A_WEEK if gap is None else gap.days,
        sessions=sessions,
        rolling=tuple(
            (
                cap.days,
                or_unlimited(cap.sessions_max),
                or_unlimited(cap.contact_minutes_max),
                int(cap.enforcement == "hard"),
            )
            for cap in caps
        ),
        hard=frozenset(hard),
        policy=policy,
        patient=patient,
    )


def exempt_rules(patient: Patient, policy: Policy) -> frozenset[ExemptRule]:
    """Return the rules that do not hold in the patient's phase."""
    return frozenset(
        rule for exemption in policy.exemptions if exemption.phase == patient.phase for rule in exemption.rules
    )


def _days(most: int | None) -> int:
    return DAYS_A_WEEK if most is None else most


@dataclass(frozen=True)
class SameDayLimits:
    """Rows of `one-of-a-kind-a-day`: so many sessions of these services a day at most."""

    services: BoolArray
    """(L, S)"""
    patients: BoolArray
    """(L, P)"""
    most: IntArray
    """(L,)"""


def same_day_limits(scenario: Scenario, index: Index) -> SameDayLimits:
    """Write one row for each service with a daily limit and one for each row of each policy."""
    rows: list[tuple[list[int], list[bool], int]] = [
        ([number], [True] * len(scenario.patients), service.max_per_day)
        for number, service in enumerate(index.services)
        if service.max_per_day is not None
    ]
    for policy in scenario.policies:
        concerned = [patient.policy == policy.id for patient in scenario.patients]
        rows += [
            ([find(index.service_of, "service", service) for service in limit.services], concerned, limit.max)
            for limit in policy.same_day_limits
            if any(concerned)
        ]
    services = np.zeros((len(rows), len(index.services)), dtype=np.bool_)
    patients = np.zeros((len(rows), len(scenario.patients)), dtype=np.bool_)
    for number, (listed, concerned, _) in enumerate(rows):
        services[number, listed] = True
        patients[number] = concerned
    most = np.array([min(row[2], UNLIMITED) for row in rows], dtype=np.int64)
    return SameDayLimits(services, patients, most)
