"""Faults in what concerns places."""

from __future__ import annotations

from iopsched_scenarios.mutations.edits import (
    add,
    alter,
    alter_plan,
    alter_scenario,
    alter_session,
    close,
    published_besides,
)
from iopsched_scenarios.mutations.fault import broken

FAULTS = (
    broken("room-no-overlap", "N-1 needs 30 min between sessions", alter("rooms", "N-1", turnover_minutes=30)),
    broken(
        "room-no-overlap",
        "S-1 is painted on Tuesday",
        alter("rooms", "S-1", availability={"busy": [{"when": "Tue 10-12"}]}),
    ),
    broken(
        "room-no-overlap",
        "skills and an individual session share N-1",
        alter_session("individual", "Wed 16:00", "P-1", room="N-1"),
    ),
    broken("room-capacity", "six patients and two leaders are 8 people", alter("rooms", "N-1", capacity=7)),
    broken("room-capacity", "a family of three and a leader are 4 people", alter("rooms", "N-2", capacity=3)),
    broken("room-features", "there is no projector", alter("rooms", "N-1", features=[])),
    broken("room-features", "dbt is to be in N-2", alter("groups", "G-dbt", rooms=["N-2"])),
    broken("room-features", "stretch needs no room", alter("services", "stretch", needs_room=False)),
    broken(
        "room-features",
        "P-7's individual session has no room",
        alter_session("individual", "Fri 11:30", "P-7", room=None),
    ),
    broken(
        "room-features", "P-7's north session is at south", alter_session("individual", "Fri 11:30", "P-7", room="S-1")
    ),
    broken("site-hours", "south opens at 11:00", alter("sites", "south", hours="Mon-Fri 11:00-20:00")),
    broken(
        "site-hours",
        "north is closed on Tuesday evening",
        close("Tue 18:00-24:00", "north"),
    ),
    broken("site-hours", "the whole clinic is closed on Thursday from 19:00 to 21:00", close("Thu 19:00-21:00")),
    broken("family-slot", "the family slot starts at 18:00", alter("family_slots", "F-1", when="Thu 18:00-20:00")),
    broken("family-slot", "the family slot is at south", alter("family_slots", "F-1", site="south")),
    broken("family-slot", "the family slot takes nobody this week", alter("family_slots", "F-1", families_at_once=0)),
    broken(
        "family-slot",
        "two families are in the slot at once",
        alter_plan("P-6", "parents", service="family"),
        alter("patients", "P-6", family=[{"id": "P-6-a", "availability": {"free": "Thu"}}]),
        add("rooms", {"id": "N-3", "site": "north", "capacity": 4}),
        alter_session(
            "parents",
            "Thu 12:00",
            "P-6",
            service="family",
            start="Thu 17:30",
            end="Thu 18:30",
            telehealth=False,
            site="north",
            room="N-3",
        ),
    ),
    broken(
        "family-availability",
        "P-2's only family member at hand works",
        alter("patients", "P-2", family=[{"id": "P-2-a", "availability": {"free": "Thu 18:00-19:00"}}]),
    ),
    broken(
        "family-availability",
        "multi-family asks for two of a family",
        alter("services", "multifamily", family_members_min=2),
    ),
    broken("telehealth", "P-8 may not attend by video", alter("patients", "P-8", telehealth=False)),
    broken("telehealth", "P-6 may not be treated by video", alter("patients", "P-6", telehealth=False)),
    broken("telehealth", "payer-b pays no video", alter("policies", "payer-b", telehealth=False)),
    broken("telehealth", "C-2 may not lead by video", alter("clinicians", "C-2", telehealth=False)),
    broken("telehealth", "individual therapy is never by video", alter("services", "individual", telehealth="no")),
    broken("telehealth", "stretch is by video only", alter("services", "stretch", telehealth="only")),
    broken("telehealth", "payer-a pays one video session", alter("policies", "payer-a", telehealth_sessions_max=1)),
    broken("telehealth", "payer-a pays 104 min by video", alter("policies", "payer-a", telehealth_minutes_max=104)),
    broken("equipment", "the art kit is lost", alter("equipment", "art-kit", quantity=0)),
    broken("equipment", "the art kit belongs to north", alter("equipment", "art-kit", site="north")),
    broken("equipment", "the art kit is away", alter("equipment", "art-kit", availability={"free": "Mon-Wed"})),
    broken("equipment", "studio takes two kits", alter("services", "studio", equipment={"art-kit": 2})),
    broken("pins", "skills are pinned to Monday", add("pins", {"group": "G-skills", "start": "Mon 10:00"})),
    broken(
        "pins",
        "C-3 is pinned to relapse",
        add("pins", {"group": "G-relapse", "start": "Mon 18:15", "leader": "C-3"}),
    ),
    broken(
        "pins",
        "P-5 is pinned to relapse",
        add("pins", {"group": "G-relapse", "start": "Mon 18:15", "attendee": "P-5"}),
    ),
    broken(
        "pins",
        "P-5 is pinned to C-3's section of skills and sits in C-2's",
        add("pins", {"group": "G-skills", "start": "Wed 15:30", "attendee": "P-5", "leader": "C-3"}),
    ),
    broken(
        "pins",
        "P-1 is pinned to room N-1",
        add("pins", {"service": "individual", "start": "Wed 16:00", "attendee": "P-1", "room": "N-1"}),
    ),
    broken("pins", "Monday is over and was not published", alter_scenario(now="Tue 0:00", published=None)),
    broken(
        "pins",
        "a session is published for Monday, which is over, and is not there",
        published_besides("Tue 0:00", service="individual", start="Mon 8:00", end="Mon 9:00", attendees=["P-1"]),
    ),
)
