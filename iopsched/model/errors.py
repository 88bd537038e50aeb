"""What can go wrong, and who erred.

::

    IopschedError             root; catch this
    |- ScenarioError          the input is wrong: .problems, all at once
    |- FileFormatError        not readable: .path, .line, .column
    |- ImpossibleError        hard rules or pins contradict: .conflict, verified minimal
    |- NoScheduleError        nothing found before the limit
    |- IllegalScheduleError   the checker rejected a schedule: .violations
    |- EngineError            our bug or the engine's
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from iopsched.model.result import Violation


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing wrong with an input."""

    code: str
    """Stable kebab-case code, such as ``unknown-field`` or ``dangling-id``."""
    place: str
    """``week.yaml:12:5``, ``#/patients/3/availability`` or ``week.xlsx!Patients!D17``."""
    message: str
    """Subject and fact, one sentence."""
    proposal: str = ""
    """What to do, such as ``did you mean C-04?``."""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        remedy = f": {self.proposal}" if self.proposal else ""
        return f"{self.place}: {self.severity} {self.code}: {self.message}{remedy}"


class IopschedError(Exception):
    """Root of all errors raised on purpose."""


class ScenarioError(IopschedError):
    """The input is wrong; every problem found is listed."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FileFormatError(IopschedError):
    """A file could not be read as its format."""

    def __init__(self, message: str, path: str, line: int | None = None, column: int | None = None) -> None:
        self.path, self.line, self.column = path, line, column
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True, slots=True)
class Clash:
    """One member of a conflict: a rule or pin, with the ids it concerns."""

    rule: str
    subjects: tuple[str, ...] = ()


class ImpossibleError(IopschedError):
    """Hard rules or pins contradict each other."""

    def __init__(self, conflict: Sequence[Clash]) -> None:
        self.conflict = tuple(conflict)
        parts = [f"{clash.rule} ({', '.join(clash.subjects)})" if clash.subjects else clash.rule for clash in conflict]
        super().__init__(f"these cannot all hold: {'; '.join(parts)}")


class NoScheduleError(IopschedError):
    """Nothing legal was found before the limit."""


class IllegalScheduleError(IopschedError):
    """The checker rejected a schedule."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(str(violation) for violation in self.violations))


class EngineError(IopschedError):
    """Our bug or the engine's: please report it."""
