"""What contradicts itself: each change to a sound week is one error at one place."""

from __future__ import annotations

import pytest

# changes, code, place, part of the text
CALENDAR = {
    "a week that begins on Tuesday": (
        [("calendar.week", "2026-01-06")],
        "not-a-monday", "#/calendar/week", "Tuesday 2026-01-06: write its Monday, 2026-01-05"),
    "a week of long ago": ([("calendar.week", "0001-01-01")], "bad-date", "#/calendar/week", "in the year 1"),
    "a dated week without zone": (
        [("calendar.zone", ...)], "missing-zone", "#/calendar", "needs its time zone"),
    "an unknown zone": (
        [("calendar.zone", "America/Chicgo")],
        "unknown-zone", "#/calendar/zone", "'America/Chicgo' is not a time zone: did you mean America/Chicago?"),
    "a path for a zone": (
        [("calendar.zone", "/etc/passwd")], "unknown-zone", "#/calendar/zone", "write an IANA name"),
    "a folder for a zone": ([("calendar.zone", "America")], "unknown-zone", "#/calendar/zone", "not a time zone"),
    "an override for a Sunday": (
        [("patients.0.availability", {"weeks": [{"week": "2026-01-04", "free": "Mon"}]})],
        "not-a-monday", "#/patients/0/availability/weeks/0/week", "a week of patient P-1 begins on Sunday"),
    "a week overridden twice": (
        [("clinicians.0.availability", {"weeks": [{"week": "2026-01-05"}, {"week": "2026-01-05"}]})],
        "repeated-week", "#/clinicians/0/availability/weeks/1/week", "the first is taken"),
    "an override of a family member": (
        [("patients.0.family", [{"id": "F-1", "availability": {"weeks": [{"week": "2026-01-06"}]}}])],
        "not-a-monday", "#/patients/0/family/0/availability/weeks/0/week", "family member F-1 of patient P-1"),
    "a way from a site to itself": (
        [("travel.1", {"between": ["main", "main"], "minutes": 3})],
        "travel-to-itself", "#/travel/1/between", "way 2 leads from site main to itself"),
    "two ways of different length": (
        [("travel.1", {"between": ["east", "main"], "minutes": 3})],
        "contradicting-ways", "#/travel/1/between", "take different times"),
    "a title that steers the terminal": (
        [("title", "week\x1b[2J")], "control-character", "#/title", "character 5 of title cannot be printed (U+001B)"),
    "a tag with a line end": (
        [("patients.0.tags", ["adult\n"])], "control-character", "#/patients/0/tags/0", "U+000A"),
    "a tag with a space": ([("patients.0.tags", ["adult "])], "loose-tag", "#/patients/0/tags/0", "take the space out"),
}  # fmt: skip

SERVICES = {
    "a duration off the grid": (
        [("services.0.duration_minutes", 65)],
        "off-grid", "#/services/0/duration_minutes", "65 min, no multiple of the slot of 10 min: write 60 or 70"),
    "a duration below the slot": (
        [("services.2.duration_minutes", 5), ("services.2.contact_minutes", 0)],
        "off-grid", "#/services/2/duration_minutes", "write 10 or 10"),
    "more counted than lasting": (
        [("services.0.contact_minutes", 61)],
        "contact-over-duration", "#/services/0/contact_minutes", "counts for 61 min and lasts 60 min"),
    "min over max": (
        [("services.0.min_size", 13)], "contradicting-bounds", "#/services/0/min_size", "at least 13 and at most 12"),
    "preferred min over max": (
        [("services.0.preferred_size", {"min": 8, "max": 6})],
        "contradicting-bounds", "#/services/0/preferred_size", "prefers at least 8 and at most 6"),
    "preferred beyond what it may have": (
        [("services.0.preferred_size", {"min": 13})],
        "contradicting-bounds", "#/services/0/preferred_size", "lie outside 1 to 12"),
    "one to one with two leaders": (
        [("services.2.leaders", [{"count": 2}])], "one-leader", "#/services/2/leaders", "asks for 2 leaders"),
    "one to one with two roles": (
        [("services.2.leaders", [{}, {"credentials": ["MD"]}])], "one-leader", "#/services/2/leaders", "one role"),
    "one to one without leader": ([("services.3.leaders", [])], "one-leader", "#/services/3/leaders", "asks for 0"),
    "one to one with a role for many": (
        [("services.2.leaders", [{"from_size": 2}])], "one-leader", "#/services/2/leaders", "asks for 0"),
    "room features by video": (
        [("services.1.telehealth", "only"), ("groups.1.telehealth", True)],
        "telehealth-contradiction", "#/services/1/room_features", "by video only and asks for room features"),
    "room features without room": (
        [("services.1.needs_room", False)],
        "room-contradiction", "#/services/1/room_features", "takes no room and asks for room features"),
    "no piece of equipment": (
        [("services.1.equipment", {"kit": 0})], "out-of-range", "#/services/1/equipment/kit", "takes 0"),
    "starts off the grid": (
        [("groups.0.starts.at.1", "Wed 18:05")],
        "off-grid", "#/groups/0/starts/at/1", "Wed 18:05, off the grid of 10 min: write Wed 18:00 or Wed 18:10"),
    "a start whose session ends tomorrow": (
        [("groups.0.starts.at.1", "Wed 23:30")],
        "past-midnight", "#/groups/0/starts/at/1", "at Wed 23:30 would end after midnight: start 60 min before"),
    "a start at the week's end": (
        [("groups.0.starts.at.1", "Sun 24:00")], "past-midnight", "#/groups/0/starts/at/1", "Sun 24:00"),
    "no start": ([("groups.0.starts", {})], "no-start", "#/groups/0/starts", "group G-1 has no start"),
    "no start of a service": ([("services.2.starts", {"at": []})], "no-start", "#/services/2/starts", "therapy"),
    "a step off the grid": (
        [("groups.1.starts.step_minutes", 15)],
        "off-grid", "#/groups/1/starts/step_minutes", "15 min, which is no multiple of the slot of 10 min: write 20"),
    "steps that begin off the grid": (
        [("groups.1.starts.within", "Tue 9:05-12")],
        "off-grid", "#/groups/1/starts/within/0", "begins off the grid of 10 min"),
}  # fmt: skip

GROUPS = {
    "a group of a one-to-one service": (
        [("groups.1.service", "therapy")], "not-a-group-service", "#/groups/1/service", "therapy, which is individual"),
    "by video where none is allowed": (
        [("groups.0.telehealth", True)],
        "telehealth-contradiction", "#/groups/0/telehealth", "meets by video, but service process says telehealth: no"),
    "on site where only video is": (
        [("services.0.telehealth", "only")],
        "telehealth-contradiction", "#/groups/0/telehealth", "meets on site, but service process says telehealth"),
    "sessions min over max": (
        [("groups.0.sessions_per_week", {"min": 4, "max": 3})],
        "contradicting-bounds", "#/groups/0/sessions_per_week", "at least 4 and at most 3 sessions a week"),
    "fewer than no session": (
        [("groups.0.sessions_per_week", {"min": -1})], "contradicting-bounds", "#/groups/0/sessions_per_week", "-1"),
    "a tag asked for and excluded": (
        [("groups.0.tags_all", ["adult"]), ("groups.0.tags_none", ["adult"])],
        "contradicting-tags", "#/groups/0/tags_none", "asks for a tag that it excludes"),
    "all tags taken are excluded": (
        [("groups.0.tags_any", ["a", "b"]), ("groups.0.tags_none", ["b", "a", "c"])],
        "contradicting-tags", "#/groups/0/tags_none", "nobody may attend"),
    "a roster of nobody": (
        [("groups.0.enrollment", "roster")], "roster-without-members", "#/groups/0", "a roster without members"),
    "a roster too large": (
        [("groups.0.enrollment", "roster"), ("groups.0.members", ["P-1", "P-2"]), ("services.0.max_size", 1)],
        "contradicting-bounds", "#/groups/0/members", "2 members who must attend and 1 seat"),
    "a roster too small": (
        [("groups.0.enrollment", "roster"), ("groups.0.members", ["P-1"]), ("services.0.min_size", 2)],
        "contradicting-bounds", "#/groups/0/members", "1 member and needs 2 to run"),
    "a roster member who may not attend": (
        [("groups.0.enrollment", "roster"), ("groups.0.members", ["P-1", "P-2"]), ("groups.0.phases", ["start"]),
         ("patients.0.phase", "start")],
        "barred-member", "#/groups/0/members/1", "patient P-2 must attend group G-1 and is in none of its phases"),
    "a roster member without the service": (
        [("groups.0.enrollment", "roster"), ("groups.0.members", ["P-1", "P-2"]), ("patients.1.care_plan", {})],
        "barred-member", "#/groups/0/members/1", "has no process in the care plan"),
    "after itself": (
        [("groups.0.after", ["G-1"])], "group-order-circle", "#/groups/0/after", "group G-1 must come after itself"),
}  # fmt: skip

POLICIES = {
    "weekly min over max": (
        [("policies.0.weekly_contact_minutes", {"min": 720, "max": 540})],
        "contradicting-bounds", "#/policies/0/weekly_contact_minutes", "at least 720 and at most 540 min"),
    "more minutes than a week has": (
        [("policies.0.weekly_contact_minutes", {"min": 10081})],
        "contradicting-bounds", "#/policies/0/weekly_contact_minutes", "cannot be more than 10080"),
    "days min over max": (
        [("policies.0.service_days", {"min": 5, "max": 3})],
        "contradicting-bounds", "#/policies/0/service_days", "at least 5 and at most 3 service days"),
    "more days than a week has": (
        [("policies.0.service_days", {"min": 8})],
        "contradicting-bounds", "#/policies/0/service_days", "cannot be more than 7"),
    "sessions a day min over max": (
        [("policies.0.sessions_per_day", {"min": 3, "max": 2})],
        "contradicting-bounds", "#/policies/0/sessions_per_day", "at least 3 and at most 2 sessions a day"),
    "sessions without end": (
        [("policies.0.sessions_per_day", {"min": 10**12})],
        "contradicting-bounds", "#/policies/0/sessions_per_day", "cannot be more than 100"),
    "a service day longer than a day may be": (
        [("policies.0.service_day_minimum", {"minutes": 180}), ("policies.0.day_contact_minutes_max", 170)],
        "contradicting-bounds", "#/policies/0/service_day_minimum", "wants 3 h on a service day and allows 2 h 50 min"),
    "a week longer than seven days": (
        [("policies.0.weekly_contact_minutes", {"min": 540}), ("policies.0.day_span_minutes_max", 60)],
        "contradicting-bounds", "#/policies/0/weekly_contact_minutes", "wants 9 h a week and allows 1 h a day"),
    "a week longer than its days": (
        [("policies.0.weekly_contact_minutes", {"min": 540}), ("policies.0.day_contact_minutes_max", 120),
         ("policies.0.service_days", {"max": 4})],
        "contradicting-bounds", "#/policies/0/weekly_contact_minutes", "9 h a week on at most 4 days and allows 2 h"),
    "days longer than their week": (
        [("policies.0.weekly_contact_minutes", {"max": 450}), ("policies.0.service_days", {"min": 3}),
         ("policies.0.service_day_minimum", {"minutes": 180})],
        "contradicting-bounds", "#/policies/0/service_days", "3 service days of 3 h and allows 7.5 h a week"),
    "a limit without meaning": (
        [("clinicians.1.weekly_contact_minutes_max", 10**17)],
        "out-of-range", "#/clinicians/1/weekly_contact_minutes_max", "of clinicians 2 is 100,000,000,000,000,000"),
    "a cap below the week's minutes": (
        [("policies.0.weekly_contact_minutes", {"min": 540}),
         ("policies.0.rolling_caps", [{"days": 3, "contact_minutes_max": 150}])],
        "contradicting-bounds", "#/policies/0/rolling_caps/0", "wants 9 h a week and caps it at 7.5 h"),
    "a cap below the week's days": (
        [("policies.0.service_days", {"min": 4}), ("policies.0.rolling_caps", [{"days": 7, "sessions_max": 3}])],
        "contradicting-bounds", "#/policies/0/rolling_caps/0", "wants 4 service days and caps the week at 3 sessions"),
}  # fmt: skip

PATIENTS = {
    "a service twice": (
        [("patients.1.care_plan.items.2", {"service": "art"})],
        "duplicate-care-item", "#/patients/1/care_plan/items/2/service", "lists art twice"),
    "item min over max": (
        [("patients.0.care_plan.items.0.min", 4)],
        "contradicting-bounds", "#/patients/0/care_plan/items/0", "at least 4 and at most 3 process"),
    "more than the days allow": (
        [("patients.0.care_plan.items.0.min", 8), ("patients.0.care_plan.items.0.max", 9)],
        "contradicting-bounds", "#/patients/0/care_plan/items/0/min", "8 process a week, and 1 a day is the most"),
    "received in the future": (
        [("patients.0.care_plan.items.0.every_weeks", 2), ("patients.0.care_plan.items.0.received_weeks_ago", [0])],
        "out-of-range", "#/patients/0/care_plan/items/0/received_weeks_ago/0", "received 0 weeks ago: 1 is last week"),
    "own minutes min over max": (
        [("patients.0.care_plan.contact_minutes", {"min": 600, "max": 540})],
        "contradicting-bounds", "#/patients/0/care_plan/contact_minutes", "at least 600 and at most 540 min"),
    "own minutes beyond seven days": (
        [("patients.0.care_plan.contact_minutes", {"min": 600}), ("patients.0.day_contact_minutes_max", 60)],
        "contradicting-bounds", "#/patients/0/care_plan/contact_minutes", "10 h a week, and a day has at most 1 h"),
    "apart from oneself": (
        [("keep_apart", [{"patients": ["P-1", "P-1"]}])],
        "pair-of-one", "#/keep_apart/0/patients", "names patient P-1 twice: name two patients"),
    "together with oneself": (
        [("keep_together", [{"patients": ["P-1", "P-1"]}])], "pair-of-one", "#/keep_together/0/patients", "P-1 twice"),
    "a pin of nothing": (
        [("pins", [{"start": "Mon 18:00"}])], "pin-target", "#/pins/0", "pin 1 names neither group and service"),
    "a pin of two things": (
        [("pins", [{"start": "Mon 18:00", "group": "G-1", "service": "process"}])], "pin-target", "#/pins/0", "both"),
    "a pin of nobody's session": (
        [("pins", [{"start": "Mon 18:00", "service": "therapy"}])], "pin-target", "#/pins/0", "does not say whose"),
    "a pin of a service with groups": (
        [("pins", [{"id": "keep", "start": "Mon 18:00", "service": "process"}])],
        "pin-target", "#/pins/0/service", "pin keep names service process, which has groups: name the group"),
    "a pin off the grid": (
        [("pins", [{"start": "Mon 18:05", "group": "G-1"}])], "off-grid", "#/pins/0/start", "the start of pin 1"),
    "a weight beyond all sums": (
        [("weights", {"units": {"trips": 10**9}})],
        "weight-too-large", "#/weights", "one unit of trips costs 15,000,000,000"),
}  # fmt: skip

CASES = {**CALENDAR, **SERVICES, **GROUPS, **POLICIES, **PATIENTS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_contradiction_is_one_error_at_one_place(one_problem, case):
    one_problem("error", case)


def test_the_week_of_these_tests_is_sound(problems, week):
    assert problems(week) == []


def test_groups_that_wait_for_one_another_are_told_and_no_others(problems, week):
    start = {"at": ["Mon 18:00"]}
    after = {"A": ["B"], "B": ["C"], "C": ["A"], "D": ["A"], "E": [], "B2": ["E"]}
    week["groups"] += [
        {"id": name, "service": "process", "starts": start, "after": names} for name, names in after.items()
    ]
    found = [place for severity, code, place, _ in problems(week) if code == "group-order-circle"]
    assert found == ["#/groups/2/after", "#/groups/3/after", "#/groups/4/after"]


def test_a_long_line_of_groups_is_no_circle(problems, week):
    start = {"at": ["Mon 18:00"]}
    week["groups"] += [
        {"id": f"L-{i}", "service": "process", "starts": start, "after": [f"L-{i - 1}"] if i else []}
        for i in range(3000)
    ]
    assert [problem for problem in problems(week) if problem[0] == "error"] == []
