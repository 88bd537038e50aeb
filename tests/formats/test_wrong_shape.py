"""What pydantic rejects, as a scheduler reads it: one change to a sound week, one problem with its place."""

from __future__ import annotations

import pytest

TOO_LONG_ID = "P" * 10_000

# what stands in the week, what is written instead, code, place, part of the message, part of the proposal
CASES = {
    "unknown field": (
        "policy: plan\n", "polcy: plan\n    policy: plan\n",
        "unknown-field", "17:5 (#/patients/0/polcy)", "patient P-1: polcy is not a field here", "did you mean policy?",
    ),
    "unknown field, written another way": (
        "contact_minutes: 60,", "contactMinutes: 60, contact_minutes: 60,",
        "unknown-field", "9:41 (#/services/0/contactMinutes)", "is not a field", "did you mean contact_minutes?",
    ),
    "unknown field that begins a known one": (
        "policy: plan\n", "policy: plan\n    primary: C-01\n",
        "unknown-field", "18:5 (#/patients/0/primary)", "is not a field here", "did you mean primary_clinician?",
    ),
    "field of another thing": (
        "credentials: [LPC]}\n", "credentials: [LPC], capacity: 3}\n",
        "unknown-field", "7:36 (#/clinicians/0/capacity)", "is not a field here", "it is a field of a room",
    ),
    "unknown field at the root": (
        "rooms:", "rooom: 1\nrooms:", "unknown-field", "4:1 (#/rooom)", "rooom is not a field here", "rooms?",
    ),
    "a name as field": (
        "policy: plan\n", "policy: plan\n    John Smith: yes\n",
        "unknown-field", "18:5 (#/patients/0)", "patient P-1 has a field that is not known here", "take it out",
    ),
    "merge key": (
        "policy: plan\n", "<<: {policy: plan}\n    policy: plan\n",
        "unknown-field", "17:5 (#/patients/0)", "has a field <<", "write the fields out",
    ),
    "personal data": (
        "policy: plan\n", "policy: plan\n    diagnosis: F10.20\n",
        "personal-data", "18:5 (#/patients/0/diagnosis)", "has no field on purpose", "key file of your own",
    ),
    "birth date under another name": (
        "policy: plan\n", "policy: plan\n    Date-of-Birth: 1980-01-01\n",
        "personal-data", "18:5 (#/patients/0/Date-of-Birth)", "has no field on purpose", "take it out",
    ),
    "missing field": (
        ", capacity: 14", "", "missing-field", "5:5 (#/rooms/0/capacity)", "room R-1: capacity is missing", "add it",
    ),
    "missing list": (
        "policies:\n  - {id: plan, source: example, as_of: 2026-01-01}\n", "",
        "missing-field", "1:1 (#/policies)", "policies is missing", "add it",
    ),
    "empty list": (
        "  - {id: main, hours: Mon-Fri 9-21}\n", "  []\n", "too-short", "2:1 (#/sites)", "fewer than 1", "add what",
    ),
    "number as id": (
        "id: P-1", "id: 12", "wrong-type", "16:5 (#/patients/0/id)", "is 12 where text", 'put it in quotes: "12"',
    ),
    "nothing as id": (
        "id: P-1", "id:", "wrong-type", "16:5 (#/patients/0/id)", "nothing where text", "write a text",
    ),
    "letter that no id has": (
        "id: P-1", "id: P-é", "bad-id", "16:5 (#/patients/0/id)", "character 3 ('é') cannot stand", "use letters a-z",
    ),
    "id of 10,000 letters": (
        "id: P-1", f"id: {TOO_LONG_ID}",
        "too-long", "16:5 (#/patients/0/id)", "has length 10000, more than 64", "shorten it",
    ),
    "empty id": (
        "id: P-1", 'id: ""', "too-short", "16:5 (#/patients/0/id)", "fewer than 1", "add what is missing",
    ),
    "word for a number": (
        "capacity: 14", "capacity: many",
        "wrong-type", "5:27 (#/rooms/0/capacity)", "is 'many' where a whole number is expected", "write digits only",
    ),
    "fraction for a whole number": (
        "capacity: 14", "capacity: 14.5",
        "wrong-type", "5:27 (#/rooms/0/capacity)", "is 14.5 where a whole number", "write digits only",
    ),
    "number out of range": (
        "capacity: 14", "capacity: 0", "out-of-range", "5:27 (#/rooms/0/capacity)", "is 0", "at least 1",
    ),
    "text for yes or no": (
        "policy: plan\n", "policy: plan\n    telehealth: perhaps\n",
        "wrong-type", "18:5 (#/patients/0/telehealth)", "where true or false is expected", "write true or false",
    ),
    "unquoted NO is text, and not what is asked": (
        "duration_minutes: 60, contact", "telehealth: NO, duration_minutes: 60, contact",
        "unknown-value", "9:19 (#/services/0/telehealth)", "is 'NO', which is not known", "did you mean no?",
    ),
    "false where a word is asked": (
        "duration_minutes: 60, contact", "telehealth: false, duration_minutes: 60, contact",
        "unknown-value", "9:19 (#/services/0/telehealth)", "is false, which is not known", "did you mean no?",
    ),
    "misspelt choice": (
        "format: individual", "format: indivdual",
        "unknown-value", "10:19 (#/services/1/format)", "is 'indivdual'", "did you mean individual?",
    ),
    "slot that is no choice": (
        "calendar: {", "calendar: {slot_minutes: 7, ",
        "unknown-value", "1:12 (#/calendar/slot_minutes)", "is 7", "write one of: 5, 10, 15 or 30",
    ),
    "later version": (
        "calendar:", "schema_version: 2\ncalendar:",
        "unknown-value", "1:1 (#/schema_version)", "schema_version is 2", "write one of: 1",
    ),
    "list for a mapping": (
        "availability: {free: Mon-Fri 16-21}", "availability: [Mon-Fri 16-21]",
        "wrong-type", "18:5 (#/patients/0/availability)", "is a list where a mapping is expected", "write fields",
    ),
    "text for a list": (
        "  - {id: R-1, site: main, capacity: 14}\n", "  R-1\n",
        "wrong-type", "4:1 (#/rooms)", "rooms is a text where a list is expected", "write a list",
    ),
    "text for a patient": (
        "patients:\n", "patients:\n  - P-0\n",
        "wrong-type", "16:5 (#/patients/0)", "patient number 1 is a text where a mapping", "write fields",
    ),
    "window without length": (
        "free: Mon-Fri 16-21", "free: [Mon-Thu 16-21, Fri 16-16]",
        "empty-window", "18:42 (#/patients/0/availability/free/1)", "'Fri 16-16' has no length", "must differ",
    ),
    "window that begins at midnight's end": (
        "free: Mon-Fri 16-21", "free: Mon 24:00-2:00",
        "empty-window", "18:20 (#/patients/0/availability/free)", "has no length", "must differ",
    ),
    "no window": (
        "free: Mon-Fri 16-21", "free: [evenings]",
        "bad-window", "18:27 (#/patients/0/availability/free/0)", "'evenings' is not a window", "'Mon-Fri 08:00-16:30'",
    ),
    "number for windows": (
        "free: Mon-Fri 16-21", "free: 16",
        "bad-window", "18:20 (#/patients/0/availability/free)", "16 is not a list of windows", "write for example",
    ),
    "hour that no day has": (
        "free: Mon-Fri 16-21", "free: Mon-Fri 16-25",
        "bad-clock", "18:20 (#/patients/0/availability/free)", "25:00 is not a time of day", "write 00:00 to 24:00",
    ),
    "sexagesimal trap: a time alone is text": (
        "at: [Mon 18:00,", "at: [18:00,",
        "bad-moment", "12:47 (#/groups/0/starts/at/0)", "'18:00' is not a moment of the week", "'Mon 18:00'",
    ),
    "minute beyond the week": (
        "at: [Mon 18:00,", "at: [10081,",
        "bad-moment", "12:47 (#/groups/0/starts/at/0)", "10081 is outside the week", "'Mon 18:00'",
    ),
    "no date": (
        "as_of: 2026-01-01", "as_of: 2026-13-01",
        "bad-date", "14:33 (#/policies/0/as_of)", "is '2026-13-01', which is not a date", "write it as 2026-01-05",
    ),
    "date without dashes": (
        "week: 2026-01-05", "week: 20260105",
        "bad-date", "1:12 (#/calendar/week)", "20260105, which is not a date", "write it as 2026-01-05",
    ),
    "pair of one": (
        "patients:\n", "keep_apart: [{patients: [P-1]}]\npatients:\n",
        "too-short", "15:15 (#/keep_apart/0/patients)", "keep_apart[0].patients has too few entries", "add what",
    ),
    "unknown weight": (
        "patients:\n", "weights: {units: {trip: 1}}\npatients:\n",
        "unknown-value", "15:19 (#/weights/units/trip)", "is 'trip', which is not known here", "did you mean trips?",
    ),
    "negative weight": (
        "patients:\n", "weights: {units: {trips: -1}}\npatients:\n",
        "out-of-range", "15:19 (#/weights/units/trips)", "is -1", "at least 0",
    ),
    "key that stands twice": (
        "    policy: plan\n", "    policy: plan\n    policy: plan\n",
        "duplicate-key", "18:5 (#/patients/0/policy)", "field policy stands twice in one mapping, first on line 17",
        "keep",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_wrong_shape_is_one_problem_with_its_place(problems_of, week_text, case):
    old, new, *expected = case
    assert week_text.count(old) >= 1
    problems = problems_of(week_text.replace(old, new, 1))
    assert len(problems) == 1, problems
    (code, place, message, proposal) = problems[0]
    assert [code, place] == expected[:2]
    assert expected[2] in message
    assert expected[3] in proposal


@pytest.mark.parametrize("root", ["- 1\n", "hello\n", "12\n", "null\n", "[]"])
def test_a_file_that_is_no_mapping_is_one_problem(problems_of, root):
    [(code, place, message, _)] = problems_of(root)
    assert (code, place) == ("wrong-type", "1:1 (#)")
    assert message.startswith("the file is")


def test_no_value_is_repeated_that_may_say_who_somebody_is(write, week_text):
    from iopsched.formats import read_scenario
    from iopsched.model.errors import ScenarioError

    secrets = ["Ada", "Lovelace", "F10.20", "opioid use"]
    text = week_text.replace(
        "policy: plan\n", "policy: plan\n    Lovelace: Ada\n    diagnosis: F10.20\n    tags: {opioid use: 1}\n"
    ).replace("id: R-1", "id: Ada_Lovelaçe")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(write(text))
    assert len(caught.value.problems) == 4
    assert [secret for secret in secrets if secret in str(caught.value)] == []


def test_what_is_repeated_is_short_and_cannot_steer_a_terminal(problems_of, week_text):
    text = week_text.replace("free: Mon-Fri 16-21", r'free: "\e[2J' + "x" * 5000 + '"')
    [(_, _, message, _)] = problems_of(text)
    assert len(message) < 150
    assert message.isprintable()
