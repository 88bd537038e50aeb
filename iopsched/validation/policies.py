"""Policies: bands that have an inside, and days that can add up to the week."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.policy import Policy, RollingCap
from iopsched.model.scenario import Scenario
from iopsched.model.time import DAY_MINUTES, WEEK_MINUTES
from iopsched.validation.found import count, error, hours, warning

_DAYS = 7
_SESSIONS_A_DAY_MAX = 100


def policy_bands(scenario: Scenario) -> Iterator[InputProblem]:
    """Check each band for itself."""
    for i, policy in enumerate(scenario.policies):
        path: Path = ("policies", i)
        subject = f"policy {policy.id}"
        week, days, sessions = policy.weekly_contact_minutes, policy.service_days, policy.sessions_per_day
        yield from band((*path, "weekly_contact_minutes"), subject, "min", week.min, week.max, WEEK_MINUTES)
        yield from band((*path, "service_days"), subject, "service days", days.min, days.max, _DAYS)
        yield from band(
            (*path, "sessions_per_day"), subject, "sessions a day", sessions.min, sessions.max, _SESSIONS_A_DAY_MAX
        )


def band(path: Path, subject: str, unit: str, low: int, high: int | None, possible: int) -> Iterator[InputProblem]:
    """Check that a band is one, and begins where it can be reached."""
    if low < 0 or (high is not None and low > high):
        fact = f"{subject} asks for at least {low} and at most {high} {unit}"
        yield error("contradicting-bounds", path, fact, "swap them or widen the band")
    elif low > possible:
        fact = f"{subject} asks for at least {low} {unit}, and there cannot be more than {possible}"
        yield error("contradicting-bounds", path, fact, "lower it")


def policy_days(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that days within the day's limits can make the week that is asked for."""
    for i, policy in enumerate(scenario.policies):
        for field, fact in _day_contradictions(policy):
            yield error(
                "contradicting-bounds", ("policies", i, field), f"policy {policy.id} {fact}", "change one of them"
            )


def _day_contradictions(policy: Policy) -> Iterator[tuple[str, str]]:
    week, days = policy.weekly_contact_minutes, policy.service_days
    least = policy.service_day_minimum.minutes if policy.service_day_minimum else 0
    most = day_minutes_max(policy.day_contact_minutes_max, policy.day_span_minutes_max)
    days_max = _DAYS if days.max is None else min(days.max, _DAYS)
    if least > most:
        yield "service_day_minimum", f"wants {hours(least)} on a service day and allows {hours(most)} a day"
    if _DAYS * most < week.min <= WEEK_MINUTES:
        yield "weekly_contact_minutes", f"wants {hours(week.min)} a week and allows {hours(most)} a day"
    elif days_max * most < week.min <= WEEK_MINUTES:
        fact = f"wants {hours(week.min)} a week on at most {days_max} days and allows {hours(most)} a day"
        yield "weekly_contact_minutes", fact
    if week.max is not None and max(days.min, 0) * least > week.max:
        fact = f"wants {days.min} service days of {hours(least)} and allows {hours(week.max)} a week"
        yield "service_days", fact


def day_minutes_max(*limits: int | None) -> int:
    """Return the strictest of the limits on one day's minutes."""
    return min([DAY_MINUTES, *(limit for limit in limits if limit is not None)])


def rolling_caps(scenario: Scenario) -> Iterator[InputProblem]:
    """Check that caps cap something, and leave room for the week that is asked for."""
    for i, policy in enumerate(scenario.policies):
        for j, cap in enumerate(policy.rolling_caps):
            path = ("policies", i, "rolling_caps", j)
            if cap.sessions_max is None and cap.contact_minutes_max is None:
                fact = f"a rolling cap of policy {policy.id} caps nothing"
                yield warning("empty-cap", path, fact, "give sessions_max or contact_minutes_max")
            for fact in _cap_contradictions(policy, cap):
                yield error("contradicting-bounds", path, f"policy {policy.id} {fact}", "raise the cap or lower that")


def _cap_contradictions(policy: Policy, cap: RollingCap) -> Iterator[str]:
    """Compare with the week: so many stretches of the cap's days cover it."""
    stretches = ceil(_DAYS / cap.days)
    least, days = policy.weekly_contact_minutes.min, policy.service_days.min
    if cap.contact_minutes_max is not None and stretches * cap.contact_minutes_max < least:
        yield f"wants {hours(least)} a week and caps it at {hours(stretches * cap.contact_minutes_max)}"
    if cap.sessions_max is not None and stretches * cap.sessions_max < days:
        most = count(stretches * cap.sessions_max, "session")
        yield f"wants {count(days, 'service day')} and caps the week at {most}"


def telehealth_caps(scenario: Scenario) -> Iterator[InputProblem]:
    """Find caps on telehealth where none is paid."""
    for i, policy in enumerate(scenario.policies):
        for field in ("telehealth_sessions_max", "telehealth_minutes_max"):
            if not policy.telehealth and getattr(policy, field):
                fact = f"policy {policy.id} pays no telehealth: {field} is not looked at"
                yield warning("ignored-field", ("policies", i, field), fact, "take it out, or say telehealth: true")
