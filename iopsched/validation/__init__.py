"""What a well-formed scenario can still get wrong: names without things, bounds that contradict, care nobody can give.

Errors must be put right before solving; warnings are shown, and the week can be solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iopsched.model.errors import InputProblem
from iopsched.model.scenario import Scenario
from iopsched.validation import held, means, offers, pinned, prospects
from iopsched.validation.definitions import contradictions
from iopsched.validation.known import Known
from iopsched.validation.offers import Week

__all__ = ["PUBLISHED", "validate", "validate_published"]

PUBLISHED = frozenset({"now-without-published", "other-week", "gone-since-published", "perhaps-received"})
"""Codes of what `validate_published` finds."""
_PROSPECTS: tuple[Callable[[Week], Iterator[InputProblem]], ...] = (
    offers.closed_starts,
    offers.idle_offers,
    pinned.off_start,
    pinned.out_of_hours,
    means.rooms,
    means.leaders,
    means.idle_clinicians,
    means.family_slots,
    means.closed_rooms,
    prospects.care,
    prospects.plan_minutes,
    prospects.free_hours,
    prospects.takers,
    prospects.torn_rosters,
)
"""Checks of what can come of it: warnings only."""


def validate(scenario: Scenario) -> tuple[InputProblem, ...]:
    """Find everything wrong or suspicious in a scenario, in time proportional to its size.

    Parameters
    ----------
    scenario
        A week as it was read or built.

    Returns
    -------
    tuple[InputProblem, ...]
        Errors and warnings; places are JSON pointers such as ``#/patients/3/care_plan``. What can come of a week
        is looked at only when nothing contradicts itself.
    """
    found = contradictions(scenario)
    if any(problem.severity == "error" for problem in found):
        return found
    week = Week(scenario)
    return (*found, *(problem for check in _PROSPECTS for problem in check(week)))


def validate_published(scenario: Scenario) -> tuple[InputProblem, ...]:
    """Find what is suspicious in the published schedule of a sound scenario, where it came from a file of its own.

    One of an earlier week is what is expected there.
    """
    found = (*held.published(scenario, Known.of(scenario)), *held.published_earlier(scenario))
    week, published = scenario.calendar.week, scenario.published
    is_last = published is not None and published.week is not None and week is not None and published.week < week
    return tuple(problem for problem in found if problem.code != "other-week" or not is_last)
