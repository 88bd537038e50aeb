"""Words for messages."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> count(1, "attendee"), count(0, "leader")
    ('1 attendee', '0 leaders')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
