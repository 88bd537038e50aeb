"""Faults in what concerns groups."""

from __future__ import annotations

from iopsched_scenarios.mutations.edits import alter, alter_session, repeat_session
from iopsched_scenarios.mutations.fault import broken

FAULTS = (
    broken(
        "group-size",
        "Friday's process is too small",
        alter("services", "process", min_size=6, preferred_size={"min": 6}),
    ),
    broken("group-size", "Monday's process is too large", alter("services", "process", max_size=5)),
    broken("group-eligibility", "veterans may not join process", alter("groups", "G-process", tags_none=["veteran"])),
    broken("group-eligibility", "studio asks for a tag nobody has", alter("groups", "G-studio", tags_all=["painter"])),
    broken("group-eligibility", "P-2 and P-7 are not musical", alter("groups", "G-studio", tags_any=["musical"])),
    broken("group-eligibility", "P-7 has stepped down", alter("groups", "G-skills", phases=["core"])),
    broken(
        "group-eligibility",
        "P-4 is not in the closed cohort",
        alter("groups", "G-relapse", members=["P-1", "P-2", "P-3"]),
    ),
    broken("group-eligibility", "P-3 is not on the roster", alter("groups", "G-dbt", members=["P-1", "P-2"])),
    broken("group-order", "process is to follow dbt", alter("groups", "G-process", after=["G-dbt"])),
    broken(
        "candidate-starts",
        "relapse may not start on Wednesday",
        alter("groups", "G-relapse", starts={"at": ["Mon 18:15"]}),
    ),
    broken(
        "candidate-starts",
        "skills start on the hour",
        alter("groups", "G-skills", starts={"within": "Mon-Fri 09:00-20:00", "step_minutes": 60}),
    ),
    broken(
        "candidate-starts",
        "a stretch session ends after its window",
        alter("services", "stretch", starts={"within": "Mon-Thu 19:00-19:45"}),
    ),
    broken("candidate-starts", "multi-family meets at south alone", alter("groups", "G-multi", sites=["south"])),
    broken(
        "candidate-starts",
        "dbt starts a quarter of an hour late",
        alter_session("dbt", "Tue 17:00", "P-1", start="Tue 17:15", end="Tue 18:45"),
    ),
    broken(
        "sessions-per-week", "process meets once too often", alter("groups", "G-process", sessions_per_week={"max": 2})
    ),
    broken(
        "sessions-per-week",
        "relapse meets too rarely",
        alter("groups", "G-relapse", sessions_per_week={"min": 3, "max": 3}),
    ),
    broken("sessions-per-week", "skills have one section", alter("groups", "G-skills", sections=1)),
    broken("sessions-per-week", "stretch meets once too often", alter("services", "stretch", sessions_per_week_max=1)),
    broken(
        "sessions-per-week",
        "two stretch sessions run at once",
        repeat_session("stretch", "Wed 19:30", "P-4", room="N-2", attendees=["P-2"]),
    ),
)
