"""`one-of-a-kind-a-day`: a patient has at most so many sessions of a kind a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.policy import Policy
from iopsched.model.result import Violation
from iopsched.model.time import DAYS


def one_of_a_kind_a_day(week: Week) -> Iterator[Violation]:
    """Check that a patient has at most so many sessions of a kind a day.

    On each day, among the sessions with the patient among the attendees (held with or without the patient): of one
    service at most its `max_per_day`; of the services of a row of the policy's `same_day_limits` together at most
    its `max`.
    """
    for name, entries in week.naming.items():
        patient = week.facts.patients.get(name)
        if patient is None:
            continue
        by_day: dict[int, Counter[str]] = {}
        for entry in entries:
            by_day.setdefault(entry.day, Counter())[entry.service.id] += 1
        for day, sessions in by_day.items():
            for kind, number, limit in _limited(week, week.facts.policy(patient), sessions):
                if number > limit:
                    yield Violation(
                        rule="one-of-a-kind-a-day",
                        subjects=(name, DAYS[day], *kind),
                        message=f"patient {name} has {count(number, 'session')} of {' or '.join(kind)} on {DAYS[day]}, "
                        f"at most {limit} allowed",
                    )


def _limited(week: Week, policy: Policy, sessions: Counter[str]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield services, sessions of them on the day, and limit."""
    for service, number in sessions.items():
        limit = week.facts.services[service].max_per_day
        if limit is not None:
            yield (service,), number, limit
    for row in policy.same_day_limits:
        yield row.services, sum(sessions[service] for service in set(row.services)), row.max
