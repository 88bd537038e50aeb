"""One small hand-made week in which every rule has something to say, and a legal schedule for it.

Two sites with travel, telehealth, a cohort, a roster, a multi-family group, a family slot, a freely offered service,
one-to-one sessions with and without the patient, co-facilitation from a size, equipment, patients kept apart and
together, group order, pins, a published schedule, buffers and caps. Many limits are reached exactly, so that a rule
that is off by one shows. Nothing is broken and no need is unmet; `iopsched_scenarios.mutations` breaks one at a time.
All numbers are illustrative.
"""

from __future__ import annotations

from typing import Any

from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule

Data = dict[str, Any]


def base_week() -> tuple[Scenario, Schedule]:
    """Return the scenario and a legal schedule for it without unmet needs.

    Examples
    --------
    >>> scenario, schedule = base_week()
    >>> len(scenario.patients), len(schedule.sessions)
    (8, 24)
    """
    return Scenario.model_validate(_scenario()), Schedule.model_validate({**_DATED, "sessions": _sessions()})


_DATED: Data = {"week": "2026-03-02", "zone": "America/Chicago"}


def _scenario() -> Data:
    return {
        "title": "The base week of the rule tests",
        "calendar": {
            **_DATED,
            "slot_minutes": 15,
            "closures": [
                {"when": "Wed 12:00-13:00", "reason": "meeting"},
                {"when": "Fri 14:00-20:00", "sites": ["south"]},
            ],
        },
        "sites": [{"id": "north", "hours": "Mon-Fri 08:00-21:00"}, {"id": "south", "hours": "Mon-Fri 09:00-20:00"}],
        "travel": [{"between": ["north", "south"], "minutes": 30}],
        "telehealth_gap_minutes": 30,
        "rooms": [
            {"id": "N-1", "site": "north", "capacity": 16, "features": ["projector"], "turnover_minutes": 15},
            {"id": "N-2", "site": "north", "capacity": 6, "features": ["exam table"]},
            {
                "id": "S-1",
                "site": "south",
                "capacity": 12,
                "features": ["sink"],
                "availability": {"busy": [{"when": "Fri 09:00-10:00"}]},
            },
        ],
        "equipment": [{"id": "art-kit", "site": "south"}],
        "clinicians": _clinicians(),
        "services": _services(),
        "groups": _groups(),
        "family_slots": [{"id": "F-1", "when": "Thu 17:00-19:00", "site": "north"}],
        "policies": _policies(),
        "patients": _patients(),
        "keep_apart": [
            {"patients": ["P-3", "P-7"]},
            {"patients": ["P-2", "P-8"], "scope": "time"},
            {"patients": ["P-4", "P-8"], "scope": "day"},
        ],
        "keep_together": [
            {"patients": ["P-1", "P-2"], "groups": ["G-process", "G-relapse"]},
            {"patients": ["P-1", "P-3"]},
        ],
        "pins": [
            {"id": "the-chair", "group": "G-process", "start": "Mon 17:00", "leader": "C-1", "room": "N-1"},
            {"service": "individual", "start": "Mon 18:15", "attendee": "P-5", "room": "N-2"},
            {"service": "stretch", "start": "Tue 19:00"},
        ],
        "published": {**_DATED, "sessions": _published()},
    }


def _clinicians() -> list[Data]:
    return [
        {
            "id": "C-1",
            "credentials": ["LPC", "DBT"],
            "sites": ["north"],
            "availability": {"free": "Mon-Fri 12:00-21:00"},
            "weekly_contact_minutes_max": 360,
            "daily_contact_minutes_max": 120,
            "consecutive_minutes_max": 120,
            "caseload_max": 3,
            "target_contact_minutes": 300,
            "overtime_after_minutes": 330,
        },
        {
            "id": "C-2",
            "credentials": ["LCSW"],
            "weekly_contact_minutes_max": 480,
            "daily_contact_minutes_max": 195,
            "consecutive_minutes_max": 150,
            "caseload_max": 1,
        },
        {"id": "C-3", "credentials": ["LPC", "ATR"], "daily_contact_minutes_max": 180, "caseload_max": 2},
        {"id": "C-4", "credentials": ["MD"]},
        {"id": "C-5", "credentials": ["PEER"], "telehealth": False},
    ]


def _services() -> list[Data]:
    therapist: Data = {"credentials": ["LPC", "LCSW"]}
    hour: Data = {"duration_minutes": 60, "contact_minutes": 60}
    three_quarters: Data = {"duration_minutes": 45, "contact_minutes": 45}
    return [
        {
            "id": "process",
            "kind": "process group",
            **hour,
            "leaders": [therapist, {"credentials": ["PEER", "LCSW"], "from_size": 5}],
            "min_size": 2,
            "max_size": 6,
            "preferred_size": {"min": 3, "max": 5},
            "documentation_minutes": 5,
            "documentation_minutes_per_attendee": 1,
        },
        {"id": "relapse", "kind": "relapse prevention", **hour, "leaders": [therapist]},
        {
            "id": "dbt",
            "kind": "DBT skills",
            "duration_minutes": 90,
            "contact_minutes": 90,
            "leaders": [{"credentials": ["DBT"]}],
            "room_features": ["projector"],
        },
        {"id": "skills", "kind": "life skills", **hour, "leaders": [therapist], "max_size": 6},
        {
            "id": "studio",
            "kind": "art",
            "duration_minutes": 60,
            "contact_minutes": 45,
            "leaders": [{"credentials": ["ATR"]}],
            "room_features": ["sink"],
            "equipment": {"art-kit": 1},
        },
        {"id": "seminar", "kind": "education seminar", **hour, "telehealth": "only", "max_size": 30},
        {
            "id": "multifamily",
            "kind": "multi-family group",
            "duration_minutes": 90,
            "contact_minutes": 90,
            "leaders": [therapist],
            "min_size": 2,
            "seats_per_patient": 2,
            "family_members_min": 1,
        },
        {
            "id": "stretch",
            "kind": "yoga",
            "duration_minutes": 30,
            "contact_minutes": 0,
            "leaders": [],
            "starts": {"within": "Mon-Thu 19:00-21:00"},
            "sessions_at_once": 1,
            "sessions_per_week_max": 3,
        },
        {
            "id": "individual",
            "kind": "individual therapy",
            "format": "individual",
            **three_quarters,
            "leaders": [therapist],
            "telehealth": "allowed",
        },
        {
            "id": "review",
            "format": "individual",
            "duration_minutes": 30,
            "contact_minutes": 30,
            "with_primary": "required",
        },
        {
            "id": "medication",
            "kind": "medication management",
            "format": "individual",
            "duration_minutes": 30,
            "contact_minutes": 15,
            "leaders": [{"credentials": ["MD"]}],
            "with_primary": "no",
            "room_features": ["exam table"],
        },
        {
            "id": "family",
            "kind": "family therapy",
            "format": "family",
            **hour,
            "leaders": [therapist],
            "seats_per_patient": 3,
            "family_members_min": 1,
            "family_slot": True,
        },
        {
            "id": "parents",
            "kind": "family education",
            "format": "family",
            "duration_minutes": 45,
            "contact_minutes": 0,
            "patient_attends": False,
            "family_members_min": 1,
            "telehealth": "allowed",
        },
    ]


def _groups() -> list[Data]:
    return [
        {
            "id": "G-process",
            "service": "process",
            "starts": {"at": ["Mon 17:00", "Wed 17:00", "Fri 17:00"]},
            "sessions_per_week": {"min": 1, "max": 3},
            "sites": ["north"],
            "tags_all": ["adult"],
            "leaders": ["C-1", "C-2", "C-5"],
        },
        {
            "id": "G-relapse",
            "service": "relapse",
            "starts": {"at": ["Mon 18:15", "Wed 18:15", "Thu 18:15"]},
            "sessions_per_week": {"min": 2, "max": 2},
            "enrollment": "cohort",
            "members": ["P-1", "P-2", "P-3", "P-4"],
        },
        {
            "id": "G-dbt",
            "service": "dbt",
            "starts": {"at": ["Tue 17:00"]},
            "enrollment": "roster",
            "members": ["P-1", "P-2", "P-3"],
            "rooms": ["N-1"],
        },
        {
            "id": "G-skills",
            "service": "skills",
            "starts": {"within": "Mon-Fri 09:00-20:00", "step_minutes": 30},
            "sessions_per_week": {"min": 1, "max": 4},
            "sections": 2,
            "tags_none": ["minor"],
            "phases": ["core", "step-down"],
        },
        {"id": "G-studio", "service": "studio", "starts": {"at": ["Thu 16:00"]}, "tags_any": ["creative"]},
        {"id": "G-seminar", "service": "seminar", "starts": {"at": ["Thu 19:00"]}, "telehealth": True},
        {
            "id": "G-multi",
            "service": "multifamily",
            "starts": {"within": "Thu 17:30-20:00"},
            "sites": ["north"],
            "after": ["G-dbt"],
        },
    ]


def _policies() -> list[Data]:
    source: Data = {"source": "illustrative numbers for tests", "as_of": "2026-01-01"}
    return [
        {
            "id": "payer-a",
            **source,
            "weekly_contact_minutes": {"min": 300, "max": 600},
            "service_day_minimum": {"minutes": 60},
            "service_days": {"min": 3, "max": 5},
            "service_day_gap": {"days": 2},
            "sessions_per_day": {"min": 1, "max": 3},
            "rolling_caps": [{"days": 3, "sessions_max": 7, "contact_minutes_max": 375}],
            "telehealth_sessions_max": 2,
            "telehealth_minutes_max": 105,
            "same_day_limits": [{"services": ["individual", "family"]}],
            "day_span_minutes_max": 240,
            "day_contact_minutes_max": 165,
        },
        {
            "id": "payer-b",
            **source,
            "weekly_contact_minutes": {"min": 240, "max": 480},
            "service_days": {"min": 3, "max": 4},
            "exemptions": [{"phase": "step-down", "rules": ["service-days"]}],
        },
    ]


def _patients() -> list[Data]:
    evenings: Data = {"free": "Mon-Fri 15:00-21:00"}
    adult: Data = {"phase": "core", "policy": "payer-a", "primary_clinician": "C-1"}
    thursday: Data = {"free": "Thu 17:00-19:00"}
    return [
        {
            "id": "P-1",
            "tags": ["adult"],
            **adult,
            "availability": evenings,
            "sites": ["north"],
            "preferences": {"parts_of_day": ["evening"]},
            "care_plan": _plan(
                process="2-3", relapse="1-2", dbt="1-1", stretch="0-2", individual="1-1", multifamily="0-1"
            ),
            "family": [{"id": "P-1-a", "availability": thursday}],
        },
        {
            "id": "P-2",
            "tags": ["adult", "creative"],
            **adult,
            "availability": evenings,
            "preferences": {"site": "north"},
            "care_plan": {
                "items": [
                    *_plan(process="2-3", relapse="1-2", dbt="1-1", stretch="0-2", studio="0-1", seminar="0-1")[
                        "items"
                    ],
                    {"service": "family", "min": 1, "max": 1, "every_weeks": 2, "received": ["2026-02-16"]},
                ]
            },
            "family": [{"id": "P-2-a", "availability": thursday}, {"id": "P-2-b", "availability": {"free": "Sat"}}],
        },
        {
            "id": "P-3",
            "tags": ["adult"],
            **adult,
            "availability": evenings,
            "care_plan": _plan(process="2-3", relapse="1-2", dbt="0-1", stretch="0-2", multifamily="0-1"),
            "family": [{"id": "P-3-a", "availability": thursday}],
        },
        {
            "id": "P-4",
            "tags": ["adult"],
            **adult,
            "primary_clinician": "C-2",
            "availability": evenings,
            "care_plan": _plan(process="2-3", relapse="1-2", stretch="0-1", individual="1-1", seminar="0-1"),
        },
        {
            "id": "P-5",
            "tags": ["adult", "veteran"],
            **adult,
            "availability": {"free": "Mon-Fri 09:30-19:30"},
            "preferences": {"days": ["Mon", "Tue", "Wed"]},
            "buffer_minutes": 15,
            "care_plan": _plan(process="2-3", skills="1-3", individual="1-1"),
            "usual_groups": ["G-skills"],
        },
        {
            "id": "P-6",
            "tags": ["adult"],
            **adult,
            "primary_clinician": "C-3",
            "availability": {"busy": [{"when": "Thu 08:00-16:00", "reason": "work"}]},
            "care_plan": {
                "items": [
                    *_plan(process="2-3", skills="1-3", parents="0-1")["items"],
                    {"service": "medication", "min": 1, "max": 1, "every_weeks": 4, "received_weeks_ago": [4]},
                ]
            },
            "family": [{"id": "P-6-a", "availability": {"free": "Thu 08:00-13:00"}}],
        },
        {
            "id": "P-7",
            "tags": ["adult", "creative"],
            "phase": "step-down",
            "policy": "payer-b",
            "primary_clinician": "C-3",
            "availability": {
                "free": "Mon-Fri 09:00-13:00",
                "weeks": [{"week": "2026-03-02", "free": "Mon-Fri 09:00-17:30"}],
            },
            "care_plan": _plan(skills="2-3", review="1-1", individual="1-1", studio="0-1"),
        },
        {
            "id": "P-8",
            "tags": ["adult"],
            "phase": "core",
            "policy": "payer-b",
            "status": "waitlisted",
            "primary_clinician": "C-2",
            "availability": {"free": "Mon-Fri 09:00-20:30"},
            "care_plan": _plan(skills="2-3", medication="1-1", seminar="0-1"),
        },
    ]


def _plan(**sessions: str) -> Data:
    bands = {service: band.split("-") for service, band in sessions.items()}
    return {
        "items": [{"service": service, "min": int(low), "max": int(high)} for service, (low, high) in bands.items()]
    }


def _sessions() -> list[Data]:
    north, south = {"site": "north", "room": "N-1"}, {"site": "south", "room": "S-1"}
    small, video = {"site": "north", "room": "N-2"}, {"telehealth": True}
    return [
        _one("medication", "Mon 16:15-16:45", small, "C-4", "P-6"),
        _group("process", "Mon 17:00-18:00", north, "C-1 C-5", "P-1 P-2 P-3 P-4 P-5 P-6"),
        _group("relapse", "Mon 18:15-19:15", north, "C-2", "P-1 P-2 P-3 P-4"),
        _one("individual", "Mon 18:15-19:00", small, "C-1", "P-5"),
        _group("skills", "Tue 10:00-11:00", south, "C-3", "P-5 P-6 P-7 P-8"),
        _one("review", "Tue 11:00-11:30", south, "C-3", "P-7"),
        _group("dbt", "Tue 17:00-18:30", north, "C-1", "P-1 P-2 P-3"),
        _one("stretch", "Tue 19:00-19:30", north, "", "P-1 P-2 P-3"),
        _group("skills", "Wed 15:30-16:30", north, "C-2", "P-5 P-6"),
        _group("skills", "Wed 15:30-16:30", south, "C-3", "P-7 P-8"),
        _one("individual", "Wed 16:00-16:45", small, "C-1", "P-1"),
        _group("process", "Wed 17:00-18:00", north, "C-2 C-5", "P-1 P-2 P-3 P-4 P-5 P-6"),
        _group("relapse", "Wed 18:15-19:15", north, "C-2", "P-1 P-2 P-3 P-4"),
        _one("stretch", "Wed 19:30-20:00", north, "", "P-4"),
        _one("parents", "Thu 12:00-12:45", video, "C-3", "P-6"),
        _one("individual", "Thu 16:00-16:45", video, "C-2", "P-4"),
        _group("studio", "Thu 16:00-17:00", south, "C-3", "P-2 P-7"),
        _one("medication", "Thu 16:30-17:00", small, "C-4", "P-8"),
        _one("family", "Thu 17:30-18:30", small, "C-1", "P-2"),
        _group("multifamily", "Thu 17:30-19:00", north, "C-2", "P-1 P-3"),
        _group("seminar", "Thu 19:00-20:00", video, "C-2", "P-2 P-4 P-8"),
        _group("skills", "Fri 10:00-11:00", south, "C-3", "P-6 P-8"),
        _one("individual", "Fri 11:30-12:15", small, "C-3", "P-7"),
        _group("process", "Fri 17:00-18:00", north, "C-1 C-5", "P-1 P-2 P-3 P-4 P-5"),
    ]


def _published() -> list[Data]:
    """Return what was agreed before: kept but for a co-leader, a room, and P-4's Monday individual session."""
    north, small = {"site": "north", "room": "N-1"}, {"site": "north", "room": "N-2"}
    return [
        _one("individual", "Mon 16:00-16:45", small, "C-2", "P-4"),
        _group("process", "Mon 17:00-18:00", north, "C-1 C-2", "P-1 P-2 P-3 P-4 P-5 P-6"),
        _one("individual", "Mon 18:15-19:00", north, "C-1", "P-5"),
    ]


def _one(service: str, when: str, place: Data, leaders: str, attendees: str) -> Data:
    day, _, clock = when.partition(" ")
    start, _, end = clock.partition("-")
    return {
        "service": service,
        "start": f"{day} {start}",
        "end": f"{day} {end}",
        **place,
        "leaders": leaders.split(),
        "attendees": attendees.split(),
    }


def _group(service: str, when: str, place: Data, leaders: str, attendees: str) -> Data:
    group = {"multifamily": "G-multi"}.get(service, f"G-{service}")
    return {"group": group, **_one(service, when, place, leaders, attendees)}
