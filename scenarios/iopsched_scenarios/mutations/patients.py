"""Faults in what concerns patients."""

from __future__ import annotations

from iopsched_scenarios.mutations.edits import add, alter, alter_scenario, alter_session, drop_attendee, repeat_session
from iopsched_scenarios.mutations.fault import broken

FAULTS = (
    broken(
        "patient-availability",
        "P-3 works on Wednesday evening",
        alter("patients", "P-3", availability={"free": "Mon-Fri 15:00-21:00", "busy": [{"when": "Wed 18:00-20:00"}]}),
    ),
    broken("patient-availability", "P-5 cannot reach south", alter("patients", "P-5", sites=["north"])),
    broken(
        "patient-no-overlap",
        "P-6 has medication during process",
        alter_session("medication", "Mon 16:15", "P-6", start="Mon 17:30", end="Mon 18:00"),
    ),
    broken("patient-no-overlap", "P-5 needs 30 min between sessions", alter("patients", "P-5", buffer_minutes=30)),
    broken(
        "patient-no-overlap",
        "P-2 has 15 min from south to north and needs 30",
        alter_session("family", "Thu 17:30", "P-2", start="Thu 17:15", end="Thu 18:15"),
    ),
    broken(
        "patient-no-overlap",
        "P-2 has 30 min from north to video and needs 45",
        alter_scenario(telehealth_gap_minutes=45),
    ),
    broken(
        "patient-day-length",
        "P-1 may be there for 180 min a day",
        alter("patients", "P-1", day_span_minutes_max=180),
    ),
    broken(
        "patient-day-length",
        "payer-a pays 150 counted min a day",
        alter("policies", "payer-a", day_contact_minutes_max=150),
    ),
    broken(
        "one-of-a-kind-a-day",
        "P-3 stretches twice on Tuesday",
        repeat_session("stretch", "Tue 19:00", "P-3", start="Tue 19:45", end="Tue 20:15", attendees=["P-3"]),
    ),
    broken(
        "one-of-a-kind-a-day",
        "payer-a pays one of process and relapse a day",
        alter("policies", "payer-a", same_day_limits=[{"services": ["process", "relapse"]}]),
    ),
    broken("cohort-all-or-none", "P-4 misses one relapse session", drop_attendee("relapse", "Wed 18:15", "P-4")),
    broken("roster", "P-3 misses dbt", drop_attendee("dbt", "Tue 17:00", "P-3")),
    broken(
        "keep-apart", "P-1 and P-6 share process", add("keep_apart", {"patients": ["P-1", "P-6"], "scope": "session"})
    ),
    broken(
        "keep-apart",
        "P-2 and P-8 are at north at once",
        alter_session("medication", "Thu 16:30", "P-8", start="Thu 18:00", end="Thu 18:30", room="N-3"),
        add("rooms", {"id": "N-3", "site": "north", "capacity": 3, "features": ["exam table"]}),
    ),
    broken(
        "keep-apart",
        "P-7 and P-8 are at south on Tuesday",
        add("keep_apart", {"patients": ["P-7", "P-8"], "scope": "day"}),
    ),
)
