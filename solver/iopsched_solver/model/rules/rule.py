"""The shape that every rule has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iopsched_solver.model.choices import Choices
from iopsched_solver.model.variables import Week


@dataclass(frozen=True)
class Rule:
    """One hard rule under its slug: what it strikes out before variables exist, and the rows it adds after.

    A rule that is not in force does neither.
    """

    slug: str
    narrow: Callable[[Choices], None] | None = None
    """Strikes out single choices that the rule forbids whatever else happens."""
    add: Callable[[Week], None] | None = None
    """Adds rows for what the rule forbids together."""
