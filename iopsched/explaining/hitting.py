"""The fewest rules that no week can keep together, by what weeks that are possible break.

Every week that meets the aim breaks some rules; a set of rules is in conflict only if every such week breaks one of
them. So the smallest conflict hits what each week found so far breaks: take the smallest set that does, look for a week
that keeps it, and go on with what that one breaks, until there is none.

References
----------
Ignatiev, Previti, Liffiton, Marques-Silva: Smallest MUS extraction with minimal hitting set dualization. CP 2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence


def smallest_conflict(
    rules: Sequence[str], broken_by: Callable[[frozenset[str]], frozenset[str] | None]
) -> frozenset[str]:
    """Return the smallest set of rules that cannot be kept together.

    Parameters
    ----------
    rules
        Those in question; where sets are equally small, rules that come first are preferred.
    broken_by
        What a week breaks that keeps the given rules, or none if there is no such week.

    Examples
    --------
    >>> weeks = [{"a"}, {"b", "c"}, {"c"}]
    >>> sorted(smallest_conflict("abc", lambda kept: next((frozenset(w) for w in weeks if not w & kept), None)))
    ['a', 'c']
    """
    broken: list[frozenset[str]] = []
    while True:
        kept = _hitting(rules, broken)
        found = broken_by(kept)
        if found is None:
            return kept
        broken.append((found & frozenset(rules)) - kept or frozenset(rules) - kept)


def _hitting(rules: Sequence[str], sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the smallest set that shares a rule with every one of `sets`."""
    for size in range(len(rules) + 1):
        found = _of_size(rules, sets, frozenset(), size)
        if found is not None:
            return found
    return frozenset(rules)


def _of_size(
    rules: Sequence[str], sets: Iterable[frozenset[str]], chosen: frozenset[str], size: int
) -> frozenset[str] | None:
    missed = [each for each in sets if not each & chosen]
    if not missed:
        return chosen
    if size == 0:
        return None
    narrowest = min(missed, key=len)
    for rule in rules:
        if rule in narrowest:
            found = _of_size(rules, missed, chosen | {rule}, size - 1)
            if found is not None:
                return found
    return None
