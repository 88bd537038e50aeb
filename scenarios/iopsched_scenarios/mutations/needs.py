"""Faults in what patients need: priced, and where the law or the policy makes them hard."""

from __future__ import annotations

from typing import Literal

from iopsched_scenarios.mutations.edits import Edit, add, alter_plan, own_policy, target
from iopsched_scenarios.mutations.fault import broken, unmet

Enforcement = Literal["priced", "hard"]


def _contact(enforcement: Enforcement) -> Edit:
    return own_policy("P-5", weekly_contact_minutes={"min": 346, "max": 600, "enforcement": enforcement})


def _day_minimum(enforcement: Enforcement) -> Edit:
    return own_policy("P-1", service_day_minimum={"minutes": 61, "enforcement": enforcement})


def _days(least: int, most: int, enforcement: Enforcement) -> Edit:
    return own_policy("P-4", service_days={"min": least, "max": most, "enforcement": enforcement})


def _gap(enforcement: Enforcement) -> Edit:
    return own_policy("P-4", service_day_gap={"days": 1, "enforcement": enforcement})


def _sessions(least: int, most: int, enforcement: Enforcement) -> Edit:
    return own_policy("P-1", sessions_per_day={"min": least, "max": most, "enforcement": enforcement})


def _cap(sessions: int, minutes: int, enforcement: Enforcement) -> Edit:
    cap = {"days": 3, "sessions_max": sessions, "contact_minutes_max": minutes, "enforcement": enforcement}
    return own_policy("P-1", rolling_caps=[cap])


FAULTS = (
    unmet("weekly-contact-minutes", "P-5 has 345 counted minutes and needs 346", _contact("priced")),
    unmet(
        "weekly-contact-minutes",
        "P-5 has 345 counted minutes and the care plan asks for 346",
        target("P-5", min=346),
    ),
    unmet("service-day-minimum", "P-1 has 60 counted minutes on Friday and needs 61", _day_minimum("priced")),
    unmet("service-days", "P-4 has four service days and needs five", _days(5, 5, "priced")),
    unmet("service-days", "P-4 has four service days and is to have three", _days(3, 3, "priced")),
    unmet("service-day-gap", "P-4 has no contact between Monday and Wednesday", _gap("priced")),
    unmet("sessions-per-day", "P-1 has three sessions on Wednesday and is to have two", _sessions(1, 2, "priced")),
    unmet("sessions-per-day", "P-1 has one session on Thursday and on Friday and needs two", _sessions(2, 3, "priced")),
    unmet("rolling-cap", "P-1 has seven sessions from Monday to Wednesday", _cap(6, 375, "priced")),
    unmet("rolling-cap", "P-1 has 375 counted minutes from Monday to Wednesday", _cap(7, 374, "priced")),
    unmet("care-plan", "P-7 has two skills sessions and needs three", alter_plan("P-7", "skills", min=3)),
    unmet("care-plan", "P-4 has one individual session and needs two", alter_plan("P-4", "individual", min=2, max=2)),
    unmet("keep-together", "P-5 and P-6 part on Friday", add("keep_together", {"patients": ["P-5", "P-6"]})),
    broken(
        "weekly-contact-minutes",
        "P-1 has more counted minutes than allowed",
        own_policy("P-1", weekly_contact_minutes={"min": 300, "max": 524}),
    ),
    broken("weekly-contact-minutes", "P-5 must have 346 counted minutes or none", _contact("hard")),
    broken(
        "weekly-contact-minutes",
        "P-8, waitlisted, must have 270 counted minutes or none",
        own_policy("P-8", weekly_contact_minutes={"min": 270, "max": 480}),
    ),
    broken("service-day-minimum", "P-1 must have 61 counted minutes on Friday or none", _day_minimum("hard")),
    broken("service-days", "P-4 must have five service days or none", _days(5, 5, "hard")),
    broken("service-days", "P-4 must have three service days at most", _days(3, 3, "hard")),
    broken("service-day-gap", "P-4 must have contact on Tuesday", _gap("hard")),
    broken("sessions-per-day", "P-1 must have two sessions on Wednesday at most", _sessions(1, 2, "hard")),
    broken("rolling-cap", "P-1 must have six sessions in three days at most", _cap(6, 375, "hard")),
    broken("rolling-cap", "P-1 must have 374 counted minutes in three days at most", _cap(7, 374, "hard")),
    broken(
        "care-plan", "P-6 has had medication three weeks ago", alter_plan("P-6", "medication", received_weeks_ago=[3])
    ),
    broken("care-plan", "P-2 has had family therapy last week", alter_plan("P-2", "family", received=["2026-02-23"])),
    broken("care-plan", "P-4 is to stretch no more", alter_plan("P-4", "stretch", max=0)),
    broken("care-plan", "P-3's plan lists no multi-family group", alter_plan("P-3", "multifamily")),
)
