"""`sessions-per-day`: an attended day has neither too few sessions nor too many."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.lack import Finding, Lack, span
from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.time import DAYS


def sessions_per_day(week: Week) -> Iterator[Finding]:
    """Find attended days with too few sessions or too many.

    Units: for each day with an attended session, sessions below the minimum plus sessions above the maximum.
    """
    for patient, entries in week.days_attended():
        rule = week.facts.policy(patient).sessions_per_day
        if week.facts.is_exempt(patient, "sessions-per-day"):
            continue
        day, number = entries[0].day, len(entries)
        yield from Lack(
            rule="sessions-per-day",
            patient=patient,
            units=max(0, rule.min - number) + (0 if rule.max is None else max(0, number - rule.max)),
            unit="sessions",
            fact=f"has {count(number, 'session')} on {DAYS[day]}, {span(rule)} required",
            is_hard=rule.enforcement == "hard",
            days=range(day, day + 1),
        ).findings(week)
