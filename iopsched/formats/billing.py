"""A flat table for billing review: what each patient gets on each day, and whether the payer's rules are met.

One row for each patient, day and service; a patient without a session has one row without day and service. The last
word on what is billed stays with the reader: labels are the scenario's, and rules of a policy that ships with the
package are illustrations.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from iopsched.check.report import Report
from iopsched.check.week import Entry, Week
from iopsched.formats.safe_text import no_formula
from iopsched.model.patient import Patient
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.time import DAYS

COLUMNS = (
    "patient",
    "name",
    "date",
    "day",
    "service",
    "billing_label",
    "sessions",
    "sessions_by_telehealth",
    "patient_present",
    "clock_minutes",
    "counted_minutes",
    "day_counted_minutes",
    "day_minimum_minutes",
    "is_service_day",
    "week_counted_minutes",
    "week_service_days",
    "policy",
    "policy_as_of",
    "policy_is_illustrative",
    "policy_satisfied",
    "policy_rules_unmet",
)
"""Columns in order. Minutes of day and week repeat on each of their rows: do not add them up. ``name`` is there only
if names were given, ``date`` only if the week has one."""
_CARE = frozenset({"care-plan", "keep-together"})
"""Needs that come from the care plan, not from the payer."""


def billing_text(
    scenario: Scenario,
    schedule: Schedule,
    report: Report,
    *,
    week: date | None = None,
    patients: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> str:
    """Write the table as CSV (RFC 4180), with a line of column names first.

    Texts that a spreadsheet would take for a formula have an apostrophe before them.

    Parameters
    ----------
    scenario
        Services, policies and patients.
    schedule
        The week's sessions.
    report
        What the checker says about them.
    week
        The Monday, for dates; none for days of an abstract week.
    patients
        Only these; empty means everybody.
    names
        Id to the name to show.
    """
    rows = list(_rows(scenario, schedule, report, week))
    dropped = {"name"} if names is None else set()
    if week is None:
        dropped.add("date")
    columns = [column for column in COLUMNS if column not in dropped]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        if not patients or row["patient"] in patients:
            named = {"name": (names or {}).get(str(row["patient"]), "")}
            writer.writerow({key: _cell(value) for key, value in (row | named).items()})
    return text.getvalue()


Row = dict[str, str | int | bool]


def _cell(value: str | bool | int) -> str:  # noqa: FBT001  one cell's value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else no_formula(value)


def _rows(scenario: Scenario, schedule: Schedule, report: Report, week: date | None) -> Iterator[Row]:
    known = Week.of(scenario, schedule)
    unmet: defaultdict[str, set[str]] = defaultdict(set)
    for need in report.unmet:
        if need.rule not in _CARE:
            unmet[need.patient].add(need.rule)
    broken = {subject for violation in report.violations for subject in violation.subjects}
    for patient in scenario.patients:
        about = _about_week(known, patient) | {
            "policy_satisfied": not unmet[patient.id] and patient.id not in broken,
            "policy_rules_unmet": " ".join(sorted(unmet[patient.id])),
        }
        rows = list(_days(known, patient, week))
        yield from (row | about for row in rows)
        if not rows:
            yield dict.fromkeys(COLUMNS, "") | _day(known, patient, 0) | about | {"is_service_day": False}


def _about_week(known: Week, patient: Patient) -> Row:
    policy = known.facts.policy(patient)
    enough = max(1, known.facts.day_minimum_minutes(patient))
    counted = known.counted_by(patient.id)
    return {
        "patient": patient.id,
        "week_counted_minutes": sum(counted),
        "week_service_days": sum(minutes >= enough for minutes in counted),
        "policy": policy.id,
        "policy_as_of": policy.as_of.isoformat(),
        "policy_is_illustrative": policy.illustrative,
    }


def _day(known: Week, patient: Patient, counted: int) -> Row:
    minimum = known.facts.day_minimum_minutes(patient)
    return {
        "sessions": 0,
        "sessions_by_telehealth": 0,
        "clock_minutes": 0,
        "counted_minutes": 0,
        "day_counted_minutes": counted,
        "day_minimum_minutes": minimum,
        "is_service_day": counted >= max(1, minimum),
    }


def _days(known: Week, patient: Patient, week: date | None) -> Iterator[Row]:
    """Yield a row for each day and service of one patient, sessions held without the patient too."""
    cells: defaultdict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in known.naming.get(patient.id, ()):
        cells[entry.day, entry.service.id].append(entry)
    for (day, _), entries in sorted(cells.items()):
        service = entries[0].service
        present = service.patient_attends
        yield _day(known, patient, known.counted_by(patient.id)[day]) | {
            "date": "" if week is None else (week + timedelta(days=day)).isoformat(),
            "day": DAYS[day],
            "service": service.id,
            "billing_label": service.billing_label or "",
            "sessions": len(entries),
            "sessions_by_telehealth": sum(entry.session.telehealth for entry in entries),
            "patient_present": present,
            "clock_minutes": sum(entry.minutes for entry in entries),
            "counted_minutes": len(entries) * service.contact_minutes if present else 0,
        }
