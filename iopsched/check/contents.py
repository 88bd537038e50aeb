"""The table of contents: every hard rule, need and goal, each a function named by its slug."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iopsched.check.goals.balanced_groups import balanced_groups
from iopsched.check.goals.changed_leader import changed_leader
from iopsched.check.goals.changed_room import changed_room
from iopsched.check.goals.fair_load import fair_load
from iopsched.check.goals.idle_gaps import idle_gaps
from iopsched.check.goals.leader_time import leader_time
from iopsched.check.goals.moved_patient import moved_patient
from iopsched.check.goals.overtime import overtime
from iopsched.check.goals.preferences import preferences
from iopsched.check.goals.primary_clinician import primary_clinician
from iopsched.check.goals.room_use import room_use
from iopsched.check.goals.trips import trips
from iopsched.check.goals.usual_group import usual_group
from iopsched.check.lack import Finding
from iopsched.check.needs.care_plan import care_plan
from iopsched.check.needs.keep_together import keep_together
from iopsched.check.needs.rolling_cap import rolling_cap
from iopsched.check.needs.service_day_gap import service_day_gap
from iopsched.check.needs.service_day_minimum import service_day_minimum
from iopsched.check.needs.service_days import service_days
from iopsched.check.needs.sessions_per_day import sessions_per_day
from iopsched.check.needs.weekly_contact_minutes import weekly_contact_minutes
from iopsched.check.rules.candidate_starts import candidate_starts
from iopsched.check.rules.caseload import caseload
from iopsched.check.rules.clinician_availability import clinician_availability
from iopsched.check.rules.clinician_consecutive import clinician_consecutive
from iopsched.check.rules.clinician_credentials import clinician_credentials
from iopsched.check.rules.clinician_daily_contact import clinician_daily_contact
from iopsched.check.rules.clinician_no_overlap import clinician_no_overlap
from iopsched.check.rules.clinician_weekly_contact import clinician_weekly_contact
from iopsched.check.rules.cohort_all_or_none import cohort_all_or_none
from iopsched.check.rules.equipment import equipment
from iopsched.check.rules.family_availability import family_availability
from iopsched.check.rules.family_slot import family_slot
from iopsched.check.rules.group_eligibility import group_eligibility
from iopsched.check.rules.group_order import group_order
from iopsched.check.rules.group_size import group_size
from iopsched.check.rules.keep_apart import keep_apart
from iopsched.check.rules.leaders_by_size import leaders_by_size
from iopsched.check.rules.one_of_a_kind_a_day import one_of_a_kind_a_day
from iopsched.check.rules.patient_availability import patient_availability
from iopsched.check.rules.patient_day_length import patient_day_length
from iopsched.check.rules.patient_no_overlap import patient_no_overlap
from iopsched.check.rules.pins import pins
from iopsched.check.rules.room_capacity import room_capacity
from iopsched.check.rules.room_features import room_features
from iopsched.check.rules.room_no_overlap import room_no_overlap
from iopsched.check.rules.roster import roster
from iopsched.check.rules.sessions_per_week import sessions_per_week
from iopsched.check.rules.site_hours import site_hours
from iopsched.check.rules.telehealth import telehealth
from iopsched.check.week import Week
from iopsched.model.result import Violation

Rule = Callable[[Week], Iterator[Violation]]
Need = Callable[[Week], Iterator[Finding]]
Goal = Callable[[Week], int]

RULES: tuple[Rule, ...] = (
    candidate_starts,
    caseload,
    clinician_availability,
    clinician_consecutive,
    clinician_credentials,
    clinician_daily_contact,
    clinician_no_overlap,
    clinician_weekly_contact,
    cohort_all_or_none,
    equipment,
    family_availability,
    family_slot,
    group_eligibility,
    group_order,
    group_size,
    keep_apart,
    leaders_by_size,
    one_of_a_kind_a_day,
    patient_availability,
    patient_day_length,
    patient_no_overlap,
    pins,
    room_capacity,
    room_features,
    room_no_overlap,
    roster,
    sessions_per_week,
    site_hours,
    telehealth,
)
"""Hard rules: each yields what breaks it."""

NEEDS: tuple[Need, ...] = (
    care_plan,
    keep_together,
    rolling_cap,
    service_day_gap,
    service_day_minimum,
    service_days,
    sessions_per_day,
    weekly_contact_minutes,
)
"""Needs: each yields what is unmet, and violations where it is hard."""

GOALS: tuple[Goal, ...] = (
    balanced_groups,
    changed_leader,
    changed_room,
    fair_load,
    idle_gaps,
    leader_time,
    moved_patient,
    overtime,
    preferences,
    primary_clinician,
    room_use,
    trips,
    usual_group,
)
"""Goals: each counts its units."""


def slug_of(function: Rule | Need | Goal) -> str:
    """Return the slug a function stands for."""
    return function.__name__.replace("_", "-")
