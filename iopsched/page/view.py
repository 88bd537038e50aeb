"""Whom a page is for, and so what may stand in it."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Kind = Literal["all", "clinician", "room", "patient"]


class View(NamedTuple):
    """Whom a page is for."""

    kind: Kind = "all"
    """`clinician`: own sessions and who comes; `room`: sessions with counts only; `patient`: own sessions only."""
    id: str = ""
    """Of the clinician, room or patient."""


def parse_view(text: str) -> View:
    """Read ``all``, ``clinician:C-1``, ``room:R-2`` or ``patient:P-01``.

    Raises
    ------
    ValueError
        If `text` is none of these.

    Examples
    --------
    >>> parse_view("room:R-2")
    View(kind='room', id='R-2')
    """
    kind, colon, name = text.partition(":")
    if text == "all":
        return View()
    for known in get_args(Kind)[1:]:
        if kind == known and colon and name:
            return View(known, name)
    raise ValueError("a view is written 'all', 'clinician:ID', 'room:ID' or 'patient:ID'")
