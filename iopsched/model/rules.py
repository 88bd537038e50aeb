"""The hard rules by slug, each as the sentence a scheduler would say. Needs and goals are in `weights`.

One slug, everywhere: checker function, solver module, `Violation.rule`, explanation, test and heading in
``docs/mathematics.md``.
"""

from __future__ import annotations

HARD_RULES: dict[str, str] = {
    "patient-availability": "a patient attends only while free, at a site they can reach",
    "patient-no-overlap": "a patient is in one session at a time, with time for buffer and travel between",
    "patient-day-length": "a patient's day is no longer than allowed, in clock and in counted minutes",
    "one-of-a-kind-a-day": "a patient has at most so many sessions of a kind a day",
    "group-size": "a session that runs is neither too small nor too large",
    "group-eligibility": "attendees fit the group's tags, phases and closed membership",
    "cohort-all-or-none": "who attends one meeting of a cohort attends them all",
    "roster": "named members attend every meeting of their group that runs",
    "keep-apart": "patients who must not meet do not meet",
    "clinician-availability": "a clinician leads only while at work, at a site they work at",
    "clinician-no-overlap": "a clinician leads one session at a time, with time to document and travel between",
    "clinician-credentials": "leaders are qualified and allowed",
    "clinician-weekly-contact": "a clinician leads at most so many minutes a week",
    "clinician-daily-contact": "a clinician leads at most so many minutes a day",
    "clinician-consecutive": "a clinician has a break after so many minutes",
    "leaders-by-size": "a session has the leaders that its size asks for",
    "caseload": "a clinician sees at most so many patients one-to-one",
    "room-no-overlap": "a room holds one session at a time, with turnover between, in its open hours",
    "room-capacity": "attendees, family and leaders fit in the room",
    "room-features": "the room fits the service, is allowed and is at the site",
    "site-hours": "sessions lie in the site's opening hours and no closure",
    "family-slot": "family sessions lie in reserved windows, so many families at once",
    "family-availability": "enough named family members are free",
    "telehealth": "video is allowed by service, patient, payer and clinician, within the payer's caps",
    "equipment": "no more equipment is used at once than there is",
    "group-order": "a group that must come after others in the week does",
    "pins": "what is pinned stays, and what has taken place",
    "candidate-starts": "sessions start when and where the group may",
    "sessions-per-week": "a group that runs has its number of meetings and sections",
}
