"""The table for billing review: days and minutes as the checker counts them, and no live formula."""

import csv
import io
from collections import Counter

import pytest

from iopsched.check import check
from iopsched.formats.billing import COLUMNS, billing_text
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations import base_week


@pytest.fixture
def rows():
    """The table's rows: `rows(scenario, schedule)`."""

    def read(scenario=None, schedule=None, **more):
        base = base_week()
        scenario, schedule = scenario or base[0], base[1] if schedule is None else schedule
        text = billing_text(scenario, schedule, check(scenario, schedule), **more)
        assert "\n" not in text.replace("\r\n", "")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    return read


def test_every_attendance_is_counted_once(rows):
    scenario, schedule = base_week()
    minutes, sessions = Counter(), Counter()
    services = {service.id: service for service in scenario.services}
    for session in schedule.sessions:
        for patient in session.attendees:
            sessions[patient] += 1
            if services[session.service].patient_attends:
                minutes[patient] += services[session.service].contact_minutes
    table = rows()
    for patient in scenario.patients:
        mine = [row for row in table if row["patient"] == patient.id]
        assert sum(int(row["sessions"]) for row in mine) == sessions[patient.id]
        assert sum(int(row["counted_minutes"]) for row in mine) == minutes[patient.id]
        assert {int(row["week_counted_minutes"]) for row in mine} == {minutes[patient.id]}


def test_a_day(rows):
    monday = [row for row in rows() if (row["patient"], row["day"]) == ("P-5", "Mon")]
    # process of 60 minutes and individual of 45: 105 on a day that must have 60
    assert [(row["service"], row["counted_minutes"], row["day_counted_minutes"]) for row in monday] == [
        ("individual", "45", "105"), ("process", "60", "105"),
    ]  # fmt: skip
    assert {(row["day_minimum_minutes"], row["is_service_day"]) for row in monday} == {("60", "yes")}


def test_a_session_held_without_the_patient_counts_nothing(rows):
    (parents,) = [row for row in rows() if row["service"] == "parents"]
    assert (parents["patient"], parents["patient_present"], parents["sessions_by_telehealth"]) == ("P-6", "no", "1")
    assert (parents["clock_minutes"], parents["counted_minutes"]) == ("45", "0")


def test_clock_and_counted_minutes_differ(rows):
    studio = [row for row in rows() if row["service"] == "studio"]
    assert {(row["clock_minutes"], row["counted_minutes"]) for row in studio} == {("60", "45")}


def test_policies_are_satisfied_or_not(rows):
    scenario, schedule = base_week()
    assert {row["policy_satisfied"] for row in rows()} == {"yes"}
    kept = [it for it in schedule.sessions if it.start < 3 * 1440]  # Thursday and Friday are gone
    table = rows(scenario, Schedule(sessions=tuple(kept)))
    unmet = {row["patient"]: row["policy_rules_unmet"] for row in table if row["policy_satisfied"] == "no"}
    expected = {}
    for need in check(scenario, Schedule(sessions=tuple(kept))).unmet:
        if need.rule not in {"care-plan", "keep-together"}:
            expected.setdefault(need.patient, set()).add(need.rule)
    assert {patient: set(rules.split()) for patient, rules in unmet.items()} == expected
    assert "P-5" in unmet


def test_an_unmet_care_plan_is_not_the_payers_business(rows):
    scenario, schedule = base_week()
    kept = tuple(it for it in schedule.sessions if it.service != "individual" or it.attendees != ("P-1",))
    assert any(need.rule == "care-plan" for need in check(scenario, Schedule(sessions=kept)).unmet)
    mine = [row for row in rows(scenario, Schedule(sessions=kept)) if row["patient"] == "P-1"]
    assert {(row["policy_satisfied"], row["policy_rules_unmet"]) for row in mine} == {("yes", "")}


def test_who_has_no_session_has_a_row(rows):
    table = rows(schedule=Schedule())
    assert [row["patient"] for row in table] == [f"P-{number}" for number in range(1, 9)]
    assert {(row["day"], row["service"], row["counted_minutes"], row["is_service_day"]) for row in table} == {
        ("", "", "0", "no"),
    }  # fmt: skip
    assert {row["policy_satisfied"] for row in table} == {"no"}


def test_columns_follow_what_is_known(rows):
    base = base_week()[0]
    assert list(rows()[0]) == [it for it in COLUMNS if it not in {"name", "date"}]
    full = rows(week=base.calendar.week, names={"P-1": "Ann Example"})
    assert list(full[0]) == list(COLUMNS)
    assert {(row["date"], row["day"]) for row in full} >= {("2026-03-02", "Mon"), ("2026-03-06", "Fri")}
    assert {row["name"] for row in full} == {"Ann Example", ""}


def test_one_patient_alone(rows):
    assert {row["patient"] for row in rows(patients=["P-3"])} == {"P-3"}


def test_labels_and_policies_are_the_scenarios(rows):
    base = base_week()[0]
    services = [it.model_copy(update={"billing_label": f"label {it.id}"}) for it in base.services]
    table = rows(base.model_copy(update={"services": tuple(services)}))
    assert {row["billing_label"] for row in table if row["service"] == "dbt"} == {"label dbt"}
    assert {(row["policy"], row["policy_as_of"], row["policy_is_illustrative"]) for row in table} == {
        ("payer-a", "2026-01-01", "yes"), ("payer-b", "2026-01-01", "yes"),
    }  # fmt: skip


@pytest.mark.parametrize("word", [
    "=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r\n=1", 'a,b;"c"', "<script>", "\x1b[2J", "x\ny",
    "Zoë 渡辺", "I" * 10_000,
])  # fmt: skip
def test_no_word_breaks_the_table_or_calculates(rows, word):
    base = base_week()[0]
    services = [it.model_construct(**{**dict(it), "billing_label": word}) for it in base.services]
    wild = Scenario.model_construct(**{**dict(base), "services": tuple(services)})
    table = rows(wild, names={"P-1": word})
    assert len(table) == len(rows())
    for row in table:
        assert set(row) == {it for it in COLUMNS if it != "date"}
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert not any(letter in cell for letter in "\x1b\r\n")
