"""Changes in words and in files: understood, or refused all at once with proposals."""

import pytest

from iopsched.changes import parse_change, read_changes
from iopsched.model.errors import ScenarioError
from iopsched_scenarios.mutations import base_week

WEEK, _ = base_week()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("clinician-away C-1 Tue 13:00-17:00", {"clinician": "C-1", "when": ["Tue 13:00-17:00"]}),
        ("Clinician-Away  C-1  tue 13-17; wed", {"clinician": "C-1", "when": ["Tue 13:00-17:00", "Wed 00:00-24:00"]}),
        ("clinician-away C-1", {"clinician": "C-1", "when": ["Mon-Sun 00:00-24:00"]}),
        ("room-closed N-1 Wed-Fri", {"room": "N-1", "when": ["Wed-Fri 00:00-24:00"]}),
        ("patient-availability P-1 busy Thu 9-12", {"patient": "P-1", "busy": ["Thu 09:00-12:00"]}),
        ("patient-availability P-1 free Thu", {"patient": "P-1", "free": ["Thu 00:00-24:00"]}),
        ("patient-availability P-1 only Mon-Thu 17-21", {"patient": "P-1", "only": ["Mon-Thu 17:00-21:00"]}),
        ("patient-discharged P-1 from Wed", {"patient": "P-1", "since": "Wed 00:00"}),
        ("patient-discharged P-1 Wed 12:00", {"patient": "P-1", "since": "Wed 12:00"}),
        ("patient-discharged P-1", {"patient": "P-1", "since": "Mon 00:00"}),
        ("group-cancelled G-skills Mon", {"group": "G-skills", "when": ["Mon 00:00-24:00"]}),
        ("site-closed north Thu 12-24", {"site": "north", "when": ["Thu 12:00-24:00"]}),
        ("site-closed all Thu", {"site": None, "when": ["Thu 00:00-24:00"]}),
    ],
)
def test_a_change_in_words_is_understood(text, shown):
    words = parse_change(text, WEEK).model_dump(mode="json")
    assert words["kind"] == text.lower().split()[0]
    assert {field: words[field] for field in shown} == shown


def test_ids_may_have_spaces_and_days_in_them():
    groups = [group.model_copy(update={"id": f"Tue group {n}"}) for n, group in enumerate(WEEK.groups)]
    week = WEEK.model_copy(update={"groups": tuple(groups)})
    change = parse_change("group-cancelled Tue group 1 Wed", week)
    assert (change.group, [str(window) for window in change.when]) == ("Tue group 1", ["Wed 00:00-24:00"])


@pytest.mark.parametrize(
    ("text", "code", "proposal"),
    [
        ("clinicianaway C-1 Tue", "unknown-change", "did you mean clinician-away?"),
        ("sabbatical C-1", "unknown-change", "known: clinician-away, room-closed"),
        ("clinician-away C_1 Tue", "dangling-id", "did you mean C-1?"),
        ("clinician-away", "no-subject", "write 'clinician-away C-03"),
        ("clinician-away C-1 Tue 25:00-26:00", "bad-clock", "write 00:00 to 24:00"),
        ("clinician-away C-1 later", "bad-window", "write it as 'Mon-Fri 08:00-16:30'"),
        ("patient-availability P-1 Thu", "no-hours", "busy Thu"),
        ("patient-discharged P-1 from Wed 99:00", "bad-clock", "write 00:00 to 24:00"),
        ("site-closed north", "no-hours", "write 'site-closed"),
        ("patient-admitted", "no-subject", "write 'patient-admitted patient.yaml'"),
    ],
)
def test_what_is_wrong_is_named_with_a_proposal(text, code, proposal):
    with pytest.raises(ScenarioError) as raised:
        read_changes([text], WEEK)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == (code, "--change 1")
    assert proposal in problem.proposal


def test_every_wrong_change_is_listed_at_once():
    with pytest.raises(ScenarioError) as raised:
        read_changes(["clinician-away C-99 Tue 25:00-26:00", "room-closed N-1 Tue", "site-open north Tue"], WEEK)
    assert [(problem.place, problem.code) for problem in raised.value.problems] == [
        ("--change 1", "dangling-id"),
        ("--change 1", "bad-clock"),
        ("--change 3", "unknown-change"),
    ]


FILE = """
changes:
  - {kind: clinician-away, clinician: C-1, when: Tue 13-17}
  - {kind: patient-discharged, patient: P-1, since: Wed 0:00}
"""


def test_a_file_has_a_list_of_changes(tmp_path):
    path = tmp_path / "changes.yaml"
    path.write_text(FILE)
    first, second = read_changes([str(path)], WEEK)
    assert (first.clinician, second.patient, second.since) == ("C-1", "P-1", 2 * 1440)


def test_problems_of_a_file_have_their_line(tmp_path):
    path = tmp_path / "changes.yaml"
    path.write_text(FILE.replace("Tue 13-17", "Tue 13-77").replace("patient: P-1", "patience: P-1"))
    with pytest.raises(ScenarioError) as raised:
        read_changes([str(path), "clinician-away C-99"], WEEK)
    lines = [problem.place.rsplit(":", 2)[-2] for problem in raised.value.problems if "yaml" in problem.place]
    assert set(lines) == {"3", "4"}
    assert raised.value.problems[-1].place == "--change 2"


def test_a_patient_is_admitted_from_a_file(tmp_path):
    path = tmp_path / "new.yaml"
    path.write_text(f"id: P-new\npolicy: {WEEK.policies[0].id}\n")
    (change,) = read_changes([f"patient-admitted {path}"], WEEK)
    assert (change.kind, change.patient.id) == ("patient-admitted", "P-new")
