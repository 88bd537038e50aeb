"""Comparing two schedules of one week, by the checker alone."""

from __future__ import annotations

from collections import Counter

from iopsched.check import Report, check
from iopsched.disruption import disruption
from iopsched.model.comparison import Comparison, Load, Side
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.summary import summarise


def compare_valid(scenario: Scenario, before: Schedule, after: Schedule) -> Comparison:
    """Compare two schedules of a valid scenario; `iopsched.compare` says what the arguments mean.

    Both are priced alike: by the prices of the week with a published schedule if it has one, else without.
    """
    reports = check(scenario, before), check(scenario, after)
    short = [_short(report) for report in reports]
    everybody = sorted(short[0].keys() | short[1].keys())
    return Comparison(
        patients=len(scenario.patients),
        before=_side(scenario, before, reports[0]),
        after=_side(scenario, after, reports[1]),
        better=tuple(patient for patient in everybody if short[1][patient] < short[0][patient]),
        worse=tuple(patient for patient in everybody if short[1][patient] > short[0][patient]),
        disruption=disruption(scenario, before, after),
        load=_loads(scenario, before, after),
    )


def _short(report: Report) -> Counter[str]:
    short: Counter[str] = Counter()
    for need in report.unmet:
        short[need.patient] += need.cost
    return short


def _side(scenario: Scenario, schedule: Schedule, report: Report) -> Side:
    return Side(
        legal=report.legal,
        violations=report.violations,
        cost=report.cost,
        tiers=report.tiers,
        needs_met=len(scenario.patients) - len({need.patient for need in report.unmet}),
        unmet=report.unmet,
        sessions=len(schedule.sessions),
        seats_taken=sum(len(session.attendees) for session in schedule.sessions),
    )


def _loads(scenario: Scenario, before: Schedule, after: Schedule) -> tuple[Load, ...]:
    weeks = zip(summarise(scenario, before).clinicians, summarise(scenario, after).clinicians, strict=True)
    return tuple(
        Load(
            clinician=was.clinician,
            before_minutes=was.led_minutes,
            after_minutes=is_.led_minutes,
            at_most_minutes=was.led_minutes_max,
        )
        for was, is_ in weeks
        if was.led_minutes != is_.led_minutes
    )
