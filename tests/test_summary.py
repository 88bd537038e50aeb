"""The figures that `solve` prints and `show` reads, worked out by hand."""

from datetime import date

from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.summary import summarise

SCENARIO = Scenario.model_validate(
    {
        "title": "two evenings",
        "calendar": {"week": "2026-11-23", "zone": "America/Chicago"},
        "sites": [{"id": "main", "hours": "daily"}],
        "rooms": [
            {"id": "R-1", "site": "main", "capacity": 9},
            {"id": "R-2", "site": "main", "capacity": 40},
        ],
        "clinicians": [{"id": "C-1", "weekly_contact_minutes_max": 600}, {"id": "C-2"}],
        "services": [
            {"id": "process", "duration_minutes": 60, "contact_minutes": 50, "max_size": 12},
            {"id": "families", "duration_minutes": 90, "contact_minutes": 90, "max_size": 10,
             "seats_per_patient": 3},
            {"id": "yoga", "duration_minutes": 30, "contact_minutes": 0, "leaders": [], "needs_room": False},
            {"id": "parents", "format": "family", "duration_minutes": 60, "contact_minutes": 60,
             "patient_attends": False},
        ],
        "policies": [
            {"id": "payer", "source": "made up", "as_of": "2026-01-01",
             "weekly_contact_minutes": {"min": 540, "max": 720}, "service_day_minimum": {"minutes": 60},
             "service_days": {"min": 3},
             "exemptions": [{"phase": "step-down", "rules": ["weekly-contact-minutes", "service-days"]}]}
        ],
        "patients": [
            {"id": "P-1", "policy": "payer"},
            {"id": "P-2", "policy": "payer", "phase": "step-down", "status": "waitlisted"},
            {"id": "P-3", "policy": "payer", "care_plan": {"contact_minutes": {"min": 300, "max": 400}}},
        ],
    }
)  # fmt: skip


def week(*sessions):
    return Schedule.model_validate({"sessions": sessions})


MONDAY = {"service": "process", "start": "Mon 18:00", "end": "Mon 19:00", "site": "main", "room": "R-1"}
TUESDAY = {"service": "families", "start": "Tue 18:00", "end": "Tue 19:30", "site": "main", "room": "R-2"}
YOGA = {"service": "yoga", "start": "Mon 19:00", "end": "Mon 19:30", "site": "main", "attendees": ["P-1"]}
PARENTS = {
    "service": "parents",
    "start": "Wed 9:00",
    "end": "Wed 10:00",
    "leaders": ["C-2"],
    "attendees": ["P-1"],
}


def test_contact_minutes_and_service_days_by_patient():
    summary = summarise(
        SCENARIO,
        week({**MONDAY, "attendees": ["P-1", "P-2"]}, {**TUESDAY, "attendees": ["P-1"]}, YOGA, PARENTS),
    )
    first, second, third = summary.patients
    assert (first.sessions, first.contact_minutes) == (
        3,
        140,
    )  # 50 + 90; yoga counts nothing, the parents came alone
    assert first.service_days == 1  # Monday's 50 counted minutes are below the 60 of a service day
    assert (first.contact_minutes_min, first.contact_minutes_max, first.service_days_min) == (540, 720, 3)
    assert (second.contact_minutes_min, second.contact_minutes_max, second.service_days_min) == (0, 720, 0)
    assert second.status == "waitlisted"
    assert (third.sessions, third.contact_minutes_min, third.contact_minutes_max) == (0, 300, 400)


def test_minutes_led_by_clinician():
    summary = summarise(SCENARIO, week({**MONDAY, "leaders": ["C-1", "C-2"]}, {**TUESDAY, "leaders": ["C-1"]}))
    assert [(c.clinician, c.sessions, c.led_minutes, c.led_minutes_max) for c in summary.clinicians] == [
        ("C-1", 2, 150, 600),
        ("C-2", 1, 60, None),
    ]


def test_seats_are_what_service_and_room_allow():
    summary = summarise(
        SCENARIO,
        week(
            {**MONDAY, "leaders": ["C-1"], "attendees": ["P-1"]},
            {**TUESDAY, "leaders": ["C-1", "C-2"]},
            YOGA,
            PARENTS,
        ),
    )
    assert [(g.service, g.attendees, g.seats) for g in summary.groups] == [
        ("process", 1, 8),  # 9 places less one leader, below the service's 12
        ("families", 0, 10),  # (40 - 2) / 3 = 12 families, more than the service's 10
        ("yoga", 1, 12),  # no room
    ]


def test_a_session_of_an_unknown_service_is_left_out():
    summary = summarise(SCENARIO, week({**MONDAY, "service": "gone", "leaders": ["C-1"], "attendees": ["P-1"]}))
    assert summary.groups == ()
    assert summary.patients[0].sessions == summary.clinicians[0].sessions == 0


def test_it_is_read_back_as_written():
    summary = summarise(SCENARIO, week(MONDAY))
    assert summary.week == date(2026, 11, 23)
    assert type(summary).model_validate_json(summary.model_dump_json()) == summary
