"""Faults in what concerns clinicians."""

from __future__ import annotations

from iopsched_scenarios.mutations.edits import alter, alter_session
from iopsched_scenarios.mutations.fault import broken

FAULTS = (
    broken(
        "clinician-availability",
        "C-2 has a meeting on Wednesday evening",
        alter("clinicians", "C-2", availability={"busy": [{"when": "Wed 18:00-20:00", "reason": "meeting"}]}),
    ),
    broken("clinician-availability", "C-3 works at south alone", alter("clinicians", "C-3", sites=["south"])),
    broken(
        "clinician-no-overlap",
        "C-1 has 15 min to document process and needs 30",
        alter("services", "process", documentation_minutes=15),
    ),
    broken(
        "clinician-no-overlap",
        "C-1 has one slot to document six attendees and needs two",
        alter("services", "process", documentation_minutes_per_attendee=2),
    ),
    broken(
        "clinician-no-overlap",
        "C-3 leads at both sites at once",
        alter("clinicians", "C-3", caseload_max=3),
        alter_session("individual", "Wed 16:00", "P-1", leaders=["C-3"]),
    ),
    broken(
        "clinician-no-overlap",
        "C-3 has 15 min from south to north and needs 30",
        alter_session("individual", "Fri 11:30", "P-7", start="Fri 11:15", end="Fri 12:00"),
    ),
    broken("clinician-credentials", "C-3 is no art therapist", alter("clinicians", "C-3", credentials=["LPC"])),
    broken("clinician-credentials", "C-2 may not lead process", alter("groups", "G-process", leaders=["C-1", "C-5"])),
    broken("clinician-credentials", "C-3 reviews P-7 of C-1", alter("patients", "P-7", primary_clinician="C-1")),
    broken(
        "clinician-credentials",
        "two therapists and no peer lead process",
        alter("clinicians", "C-5", credentials=["LPC"]),
    ),
    broken(
        "clinician-weekly-contact",
        "C-1 leads 360 min a week",
        alter("clinicians", "C-1", weekly_contact_minutes_max=359),
    ),
    broken(
        "clinician-daily-contact",
        "C-2 leads 195 min on Thursday",
        alter("clinicians", "C-2", daily_contact_minutes_max=194),
    ),
    broken(
        "clinician-consecutive",
        "C-2 leads 150 min without a break",
        alter("clinicians", "C-2", consecutive_minutes_max=149),
    ),
    broken(
        "clinician-consecutive",
        "C-2 has no break of 45 min on Wednesday",
        alter("clinicians", "C-2", break_minutes=45),
    ),
    broken(
        "leaders-by-size",
        "five attendees have one leader",
        alter_session("process", "Fri 17:00", "P-1", leaders=["C-1"]),
    ),
    broken(
        "leaders-by-size",
        "relapse has a leader too many",
        alter_session("relapse", "Mon 18:15", "P-1", leaders=["C-2", "C-3"]),
    ),
    broken("caseload", "C-1 sees three patients", alter("clinicians", "C-1", caseload_max=2)),
    broken("caseload", "C-3 sees P-7, and P-6's parents", alter("clinicians", "C-3", caseload_max=1)),
)
