"""What one search changed in a week, made in a week that another has changed meanwhile."""

from __future__ import annotations

from collections import Counter

from iopsched_solver.columns import days_of
from iopsched_solver.greedy import Wish
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem


def merged(problem: Problem, base: Outcome, mine: Outcome, other: Outcome) -> Wish:
    """Make in `other` what was changed from `base` to `mine`.

    Returns
    -------
    Wish
        It may break rules where both changed the same.
    """
    was, one, two = (Counter(week.sections) for week in (base, mine, other))
    sections = {each: _both(was[each], one[each], two[each]) for each in {*was, *one, *two}}
    before, after = base.weeks(), mine.weeks()
    changed = {p for p in (*before, *after) if sorted(before[p]) != sorted(after[p])}
    days = [day for day in days_of(problem, mine) if day.patient in changed]
    days += [day for day in days_of(problem, other) if day.patient not in changed]
    return Wish(sorted(Counter(sections).elements()), [(day.patient, day.cells) for day in days])


def _both(was: int, one: int, two: int) -> int:
    """How many there are once both changes are made; the same change made twice counts once."""
    up, down = max(one - was, two - was, 0), min(one - was, two - was, 0)
    return max(was + up + down, 0)
