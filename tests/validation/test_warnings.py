"""What can be solved, but hardly as it was meant: each change to a sound week is one warning at one place."""

from __future__ import annotations

import pytest

ROSTER = [("groups.0.enrollment", "roster"), ("groups.0.members", ["P-1", "P-2"])]
PUBLISHED = {"service": "process", "group": "G-1", "start": "Mon 18:00", "end": "Mon 19:00", "site": "main"}

# changes, code, place, part of the text
WRITTEN = {
    "a site without hours": (
        [("sites.2", {"id": "new", "hours": []}), ("travel", [])],
        "no-hours", "#/sites/2/hours", "site new is never open"),
    "a closure of nothing": (
        [("calendar.closures", [{"when": []}])], "no-hours", "#/calendar/closures/0/when", "closure 1 closes nothing"),
    "a family slot without hours": (
        [("family_slots", [{"id": "S", "when": ""}])], "no-hours", "#/family_slots/0/when", "slot S has no hours"),
    "a way that is not given": (
        [("sites.2", {"id": "new", "hours": "Mon"})],
        "missing-way", "#/travel", "no way is given between main and new, among others"),
    "a role for sizes that never come": (
        [("services.0.leaders.1", {"from_size": 13})],
        "role-never-needed", "#/services/0/leaders/1/from_size", "from 13 attendees on"),
    "sizes of a one-to-one service": (
        [("services.2.max_size", 8)], "ignored-field", "#/services/2/max_size", "therapy is one to one: max_size"),
    "with_primary of a group": (
        [("services.0.with_primary", "required")],
        "ignored-field", "#/services/0/with_primary", "is a group: with_primary is not looked at"),
    "minutes of a session without the patient": (
        [("services.3.patient_attends", False)],
        "contact-not-counted", "#/services/3/contact_minutes", "held without the patient, so its 50 min never count"),
    "more equipment than there is": (
        [("services.1.equipment", {"kit": 2})],
        "too-little-equipment", "#/services/1/equipment/kit", "takes 2 of equipment kit, of which there are 1"),
    "a step without windows": (
        [("groups.0.starts.step_minutes", 30)],
        "ignored-field", "#/groups/0/starts/step_minutes", "no windows to step through"),
    "a window that holds no session": (
        [("groups.1.starts.within", ["Tue 9-12", "Wed 9-9:50"])],
        "window-too-short", "#/groups/1/starts/within/1", "Wed 09:00-09:50 of group G-2 is shorter than"),
    "rooms of a group by video": (
        [("groups.1.telehealth", True), ("groups.1.rooms", ["R-1"])],
        "ignored-field", "#/groups/1/rooms", "G-2 meets by video: rooms is not looked at"),
    "members of an open group": (
        [("groups.0.members", ["P-1"])], "ignored-field", "#/groups/0/members", "is open: members is not looked at"),
    "a cap of nothing": (
        [("policies.0.rolling_caps", [{"days": 2}])], "empty-cap", "#/policies/0/rolling_caps/0", "caps nothing"),
    "a cap on telehealth that is not paid": (
        [("policies.0.telehealth", False), ("policies.0.telehealth_sessions_max", 2)],
        "ignored-field", "#/policies/0/telehealth_sessions_max", "pays no telehealth"),
    "received, but counted this week alone": (
        [("patients.0.care_plan.items.0.received", ["2025-12-30"])],
        "ignored-field", "#/patients/0/care_plan/items/0/received", "it counts over this week alone: add every_weeks"),
    "received on a date, in a week without one": (
        [("calendar", {}), ("patients.0.care_plan.items.0.every_weeks", 2),
         ("patients.0.care_plan.items.0.received", ["2025-12-30"])],
        "ignored-field", "#/patients/0/care_plan/items/0/received", "the week planned has none"),
    "received this week": (
        [("patients.0.care_plan.items.0.every_weeks", 2), ("patients.0.care_plan.items.0.received", ["2026-01-05"])],
        "not-yet-received", "#/patients/0/care_plan/items/0/received/0", "on 2026-01-05, not before the week"),
    "apart and together": (
        [("keep_apart", [{"patients": ["P-1", "P-2"]}]), ("keep_together", [{"patients": ["P-2", "P-1"]}])],
        "contradicting-pair", "#/keep_together/0/patients", "P-2 and P-1 are kept apart and together"),
    "a published schedule of another week": (
        [("published", {"week": "2025-12-29", "sessions": [PUBLISHED]})],
        "other-week", "#/published/week", "of the week of 2025-12-29"),
    "somebody gone since it was published": (
        [("published", {"sessions": [{**PUBLISHED, "attendees": who} for who in (["P-1", "P-9"], ["P-9"])]})],
        "gone-since-published", "#/published/sessions/0/attendees/1", "names patient P-9, which this week has not"),
    "a leader gone since it was published": (
        [("published", {"sessions": [{**PUBLISHED, "leaders": ["C-9"]}]})],
        "gone-since-published", "#/published/sessions/0/leaders/0", "clinician C-9, which this week has not"),
}  # fmt: skip

TAGS = {
    "a tag that looks like another": (
        [("groups.0.tags_any", ["adult", "Adult", "track A"])],
        "unknown-tag", "#/groups/0/tags_any/1", "tag 'Adult' is asked for, and nothing has it: did you mean 'adult'?"),
    "a phase that looks like another": (
        [("patients.0.phase", "step-down"), ("policies.0.exemptions", [{"phase": "Step down", "rules": []}])],
        "unknown-tag", "#/policies/0/exemptions/0/phase", "did you mean 'step-down'?"),
    "a credential that looks like another": (
        [("services.0.leaders", [{"credentials": ["LPC", "lpc"]}])],
        "unknown-tag", "#/services/0/leaders/0/credentials/1", "credential 'lpc' is asked for"),
    "a site preferred and out of reach": (
        [("patients.1.sites", ["main"]), ("patients.1.preferences", {"site": "east"})],
        "never-reached", "#/patients/1/preferences/site", "patient P-2 prefers site east"),
    "a target above the maximum": (
        [("clinicians.0.weekly_contact_minutes_max", 600), ("clinicians.0.target_contact_minutes", 630)],
        "never-reached", "#/clinicians/0/target_contact_minutes", "of clinician C-1 is 10.5 h, and 10 h a week"),
}  # fmt: skip

OFFERED = {
    "a start when its site is closed": (
        [("groups.0.starts.at", ["Mon 18:00", "Sat 18:00"])],
        "closed-start", "#/groups/0/starts/at/1", "group G-1 may start Sat 18:00, when no site"),
    "a session that ends after closing": (
        [("groups.0.starts.at", ["Mon 18:00", "Mon 20:10"])],
        "closed-start", "#/groups/0/starts/at/1", "may start Mon 20:10"),
    "a pin at no start of its group": (
        [("pins", [{"group": "G-1", "start": "Tue 18:00"}])],
        "pin-off-start", "#/pins/0/start", "pin 1 holds group G-1 at Tue 18:00, no start of it"),
    "a pin at no start of its service": (
        [("services.2.starts", {"within": ["Mon 9-12"], "step_minutes": 50}),
         ("pins", [{"service": "therapy", "start": "Mon 9:10", "attendee": "P-1"}])],
        "pin-off-start", "#/pins/0/start", "holds service therapy at Mon 09:10"),
    "a pin on a holiday": (
        [("calendar.closures", [{"when": ["Mon"]}]), ("pins", [{"id": "old", "group": "G-1", "start": "Mon 18:00"}])],
        "pin-out-of-hours", "#/pins/0/start", "pin old holds group G-1 at Mon 18:00, when no site"),
    "a pin while its leader is away": (
        [("clinicians.0.availability", {"busy": [{"when": "Mon", "reason": "leave"}]}),
         ("pins", [{"group": "G-1", "start": "Wed 18:00", "leader": "C-1"},
                   {"group": "G-1", "start": "Mon 18:00", "leader": "C-1"}])],
        "pin-out-of-hours", "#/pins/1/leader", "at Mon 18:00, when clinician C-1 is not available for all of it"),
    "a pin that ends after a patient has to leave": (
        [("patients.0.availability", {"free": "Mon-Fri 9-18:30"}),
         ("pins", [{"service": "therapy", "start": "Mon 17:50", "attendee": "P-1"}])],
        "pin-out-of-hours", "#/pins/0/attendee", "when patient P-1 is not available for all of it"),
    "a pin of a session without the patient, its clinician away": (
        [("services.3.patient_attends", False), ("services.3.contact_minutes", 0),
         ("patients.0.availability", {"free": "Mon-Fri 9-12"}),
         ("clinicians.0.availability", {"busy": [{"when": "Mon 14-15", "reason": "leave"}]}),
         ("pins", [{"service": "family", "start": "Mon 14:00", "attendee": "P-1", "leader": "C-1"}])],
        "pin-out-of-hours", "#/pins/0/leader", "when clinician C-1 is not available"),
    "a pin in a room that is not free": (
        [("rooms.0.availability", {"free": "Tue-Fri"}),
         ("pins", [{"group": "G-1", "start": "Mon 18:00", "room": "R-1"}])],
        "pin-out-of-hours", "#/pins/0/room", "when room R-1 is not available"),
    "a roster of two who must not meet": (
        [*ROSTER, ("keep_apart", [{"patients": ["P-2", "P-1"]}])],
        "never-runs", "#/groups/0/members", "a roster with P-1 and P-2, who must not meet"),
    "no room with the features": (
        [("services.1.room_features", ["kiln"]), ("services.1.telehealth", "no")],
        "no-room", "#/groups/1", "group G-2 can run in no room: no room it may use has all of: kiln"),
    "no room large enough": (
        [("services.1.min_size", 2), ("services.1.seats_per_patient", 7), ("services.1.telehealth", "no")],
        "no-room", "#/groups/1", "it needs 15 seats and the largest room that fits has 14"),
    "no room at its site": (
        [("groups.0.sites", ["east"]), ("groups.0.rooms", ["R-1"]), ("groups.0.starts.at", ["Mon 9", "Tue 9"])],
        "no-room", "#/groups/0", "none of the rooms it may use is at a site it may meet at"),
    "nobody with the credentials": (
        [("services.0.leaders", [{"credentials": ["RN", "NP"]}])],
        "no-qualified-clinician", "#/services/0/leaders/0", "needs 1 with RN or NP to lead, and 0 who may lead"),
    "nobody to lead along": (
        [("services.0.leaders", [{}, {"credentials": ["MD"], "count": 2, "from_size": 8}])],
        "no-qualified-clinician", "#/services/0/leaders/1", "2 with MD from 8 attendees on to lead, and 1"),
    "nobody allowed with the credentials": (
        [("services.0.leaders", [{"credentials": ["MD"]}]), ("groups.0.leaders", ["C-1"])],
        "no-qualified-clinician", "#/groups/0/leaders", "group G-1 needs 1 with MD to lead, and 0"),
    "nobody at its site": (
        [("clinicians.0.sites", ["main"]), ("clinicians.1.sites", ["main"]), ("groups.0.sites", ["east"]),
         ("groups.0.starts.at", ["Mon 9", "Tue 9"])],
        "no-qualified-clinician", "#/services/0/leaders/0", "and 0 who may lead it qualify"),
    "nobody by video": (
        [("clinicians.0.telehealth", False), ("clinicians.1.telehealth", False), ("groups.1.telehealth", True)],
        "no-qualified-clinician", "#/services/1/leaders/0", "needs 1 in all to lead, and 0"),
    "a clinician on leave": (
        [("clinicians.0.availability", {"busy": [{"when": "daily", "reason": "leave"}]})],
        "never-leads", "#/clinicians/0", "clinician C-1 can lead nothing that is offered this week"),
    "a clinician whose limits fit nothing": (
        [("clinicians.0.daily_contact_minutes_max", 40)], "never-leads", "#/clinicians/0", "clinician C-1"),
    "no family slot": (
        [("services.3.family_slot", True)], "no-family-slot", "#/services/3/family_slot", "none lasts 50 min"),
    "a room that cannot be used": (
        [("rooms.1.availability", {"free": []})], "no-hours", "#/rooms/1/availability", "room R-2 cannot be used"),
}  # fmt: skip

ITEM = "patients.0.care_plan.items"
PROSPECTS = {
    "a service nobody may attend": (
        [("groups.0.tags_any", ["minor"]), ("services.0.min_size", 0), ("patients.2", {"id": "P-3", "policy": "plan",
          "tags": ["minor"], "care_plan": {"items": [{"service": "process"}]}})],
        "care-not-offered", "#/patients/0/care_plan/items/0", "P-1 needs 1 process, and nothing offered is open"),
    "a service at a site out of reach": (
        [("patients.0.sites", ["east"]), ("groups.0.sites", ["main"])],
        "care-not-offered", "#/patients/0/care_plan/items/0", "nothing offered is open"),
    "more sessions than are offered": (
        [("groups.0.sessions_per_week.max", 2), (f"{ITEM}.0.min", 3)],
        "care-not-offered", "#/patients/0/care_plan/items/0", "needs 3 process, and what is open to them meets 2"),
    "more sessions than have starts": (
        [("services.2.starts", {"at": ["Mon 9"]}), (f"{ITEM}.2.min", 2), (f"{ITEM}.2.max", 2)],
        "care-not-offered", "#/patients/0/care_plan/items/2", "meets 1 time"),
    "a family service without family": (
        [("patients.0.family", []), (f"{ITEM}.3.min", 1)],
        "too-few-family", "#/patients/0/care_plan/items/3", "P-1 has 0 family members, and family needs 1"),
    "a primary clinician without the credentials": (
        [("services.2.leaders", [{"credentials": ["MD"]}]), ("services.2.with_primary", "required"),
         ("patients.0.primary_clinician", "C-1")],
        "primary-not-qualified", "#/patients/0/care_plan/items/2", "must have therapy with C-1, who is not qualified"),
    "a plan that is too small": (
        [("patients.0.care_plan.contact_minutes", {"min": 360})],
        "plan-below-minimum", "#/patients/0/care_plan", "adds up to 5 h 40 min at most, and 6 h are needed"),
    "a plan that is too large": (
        [("patients.0.care_plan.contact_minutes", {"max": 90})],
        "plan-above-maximum", "#/patients/0/care_plan", "adds up to 1 h 50 min at least, and 1.5 h are the most"),
    "too few free hours": (
        [("policies.0.weekly_contact_minutes", {"min": 540}), (f"{ITEM}.0.max", None), ("patients.0.availability",
          {"free": "Mon-Fri 19:30-22", "busy": [{"when": "Wed-Sun"}]}), ("patients.0.telehealth", False),
         ("patients.1.care_plan.items.0.max", None)],
        "too-few-free-hours", "#/patients/0/availability", "P-1 is free 3 h in open hours this week and needs 9 h"),
    "free hours that a day's limit cuts": (
        [("patients.0.care_plan.contact_minutes", {"min": 240}), ("patients.0.day_contact_minutes_max", 60),
         ("patients.0.availability", {"free": "Mon-Wed 9-21"})],
        "too-few-free-hours", "#/patients/0/availability", "is free 36 h in open hours this week, of which the limits"),
    "too few free days": (
        [("policies.0.service_days", {"min": 3}), ("policies.0.service_day_minimum", {"minutes": 180}),
         ("patients.0.availability", {"free": "Mon-Tue 18-21; Wed-Sun 19-21"})],
        "too-few-free-days", "#/patients/0/availability", "is free 3 h or more on 2 days this week and needs 3"),
    "too few patients for a group": (
        [("services.0.min_size", 2), ("groups.0.phases", ["start"]), ("patients.0.phase", "start")],
        "too-few-eligible", "#/groups/0", "group G-1 needs 2 attendees, and 1 patient may attend it"),
}  # fmt: skip

CASES = {**WRITTEN, **TAGS, **OFFERED, **PROSPECTS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_doubt_is_one_warning_at_one_place(one_problem, case):
    one_problem("warning", case)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_doubt_is_no_error(problems, changed, case):
    assert {severity for severity, *_ in problems(changed(*case[0]))} == {"warning"}


def test_a_group_without_enough_open_starts_never_runs(problems, changed):
    closed = changed(("calendar.closures", [{"when": "Mon; Wed; Fri"}]), ("patients.0.care_plan.items.0.min", 0))
    assert [problem[1:3] for problem in problems(closed)] == [("never-runs", "#/groups/0/starts")]
    few = changed(
        ("calendar.closures", []), ("groups.0.sessions_per_week.min", 4), ("groups.0.sessions_per_week.max", 4)
    )
    assert ("never-runs", "#/groups/0/sessions_per_week") in [problem[1:3] for problem in problems(few)]


def test_a_closure_that_spares_some_starts_is_meant(problems, changed):
    assert problems(changed(("calendar.closures", [{"when": "Mon"}]))) == []


def test_sessions_received_count_towards_the_need(problems, changed):
    item = {"service": "art", "min": 1, "every_weeks": 2}
    few = changed(("patients.0.care_plan.items.1", item), ("groups.1.tags_any", ["minor"]), ("services.1.min_size", 0))
    assert "care-not-offered" in {code for _, code, *_ in problems(few)}
    had = changed(("patients.0.care_plan.items.1", {**item, "received": ["2025-12-31"]}))
    assert "care-not-offered" not in {code for _, code, *_ in problems(had)}


def test_a_phase_may_be_exempt_from_hours_and_days(problems, changed):
    rules = ["weekly-contact-minutes", "service-days"]
    week = changed(
        ("policies.0.weekly_contact_minutes", {"min": 240}),
        ("policies.0.service_days", {"min": 3}),
        ("patients.0.availability", {"free": "Mon 18-20"}),
        ("patients.1.care_plan.items.0.max", None),
        ("patients.0.phase", "step-down"),
    )
    assert {code for _, code, *_ in problems(week)} == {"too-few-free-hours", "too-few-free-days"}
    week["policies"][0]["exemptions"] = [{"phase": "step-down", "rules": rules}]
    assert problems(week) == []


def test_video_widens_the_hours_of_who_may_use_it(problems, changed):
    week = changed(
        ("patients.1.care_plan.contact_minutes", {"min": 60}), ("patients.1.availability", {"free": "Sat 9-12"})
    )
    assert problems(week) == []
    week["patients"][1]["telehealth"] = False
    assert [problem[1] for problem in problems(week)] == ["too-few-free-hours"]
    assert "is free 0 h" in problems(week)[0][3]


def test_free_hours_are_those_of_the_planned_week(problems, changed):
    week = changed(
        ("patients.0.care_plan.contact_minutes", {"min": 60}),
        ("patients.0.availability", {"weeks": [{"week": "2026-01-05", "free": "Mon 9:00-9:30"}]}),
    )
    assert [problem[1] for problem in problems(week)] == ["too-few-free-hours"]
    week["calendar"]["week"] = "2026-01-12"
    assert problems(week) == []


def test_prospects_are_not_looked_at_before_the_week_is_sound(problems, changed):
    week = changed(("rooms.1.availability", {"free": []}), ("patients.0.policy", "x"))
    assert [problem[1] for problem in problems(week)] == ["dangling-id"]


def test_a_closed_cohort_is_open_to_its_members_alone(problems, changed):
    week = changed(("groups.0.enrollment", "cohort"), ("groups.0.members", ["P-2"]))
    assert [problem[1:3] for problem in problems(week)] == [("care-not-offered", "#/patients/0/care_plan/items/0")]
    week["groups"][0]["members"].append("P-1")
    assert problems(week) == []


@pytest.mark.parametrize(
    ("published", "item", "days"),
    [
        ("2025-12-29", {"every_weeks": 2}, ["2025-12-31"]),
        ("2025-12-22", {"every_weeks": 2}, []),
        ("2025-12-29", {"every_weeks": 2, "received": ["2025-12-31"]}, []),
        ("2025-12-29", {"every_weeks": 2, "received": ["2026-01-01"]}, []),  # it was moved to another day
        ("2025-12-29", {"every_weeks": 2, "received": ["2025-12-28"]}, ["2025-12-31"]),
        ("2025-12-29", {"every_weeks": 2, "received_weeks_ago": [1]}, []),
        ("2026-01-05", {"every_weeks": 2}, []),
        ("2025-12-29", {}, []),
    ],
)
def test_a_session_published_for_an_earlier_week_may_have_been_received(problems, changed, published, item, days):
    session = {"service": "therapy", "start": "Wed 10:00", "end": "Wed 10:50", "site": "main", "attendees": ["P-1"]}
    others = {**session, "attendees": ["P-2"]}
    therapy = {"service": "therapy", "min": 1, "max": 1, **item}
    week = changed((f"{ITEM}.2", therapy), ("published", {"week": published, "sessions": [session, others]}))
    found = [problem for problem in problems(week) if problem[1] == "perhaps-received"]
    assert [place for _, _, place, _ in found] == ["#/patients/0/care_plan/items/2"] * len(days)
    assert [text for *_, text in found] == [
        f"therapy of patient P-1 was published for {day} and does not count here: "
        f"if it took place, write {day} under received"
        for day in days
    ]
