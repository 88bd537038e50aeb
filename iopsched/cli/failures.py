"""What went wrong, as an exit code with words for people and JSON for machines."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from iopsched.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from iopsched.model.errors import Clash, FileFormatError, InputProblem
    from iopsched.model.result import Violation


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, whatever it concerns."""

    code: str
    message: str
    place: str = ""
    proposal: str = ""
    severity: str = "error"
    subjects: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        remedy = f": {self.proposal}" if self.proposal else ""
        return f"{place}{self.severity} {self.code}: {self.message}{remedy}"


class CommandError(Exception):
    """A command cannot do what it was asked.

    Parameters
    ----------
    code
        What the process exits with.
    message
        One sentence: subject, fact, remedy.
    problems
        The single things wrong, if there is more than one sentence to say.
    detail
        More for machines: merged into the JSON report.
    abandons_worker
        A thread is still at work that nothing can end: the process must leave without it.
    """

    def __init__(
        self,
        code: ExitCode,
        message: str,
        *,
        problems: Sequence[Problem] = (),
        detail: Mapping[str, Any] = MappingProxyType({}),
        abandons_worker: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.problems, self.detail = code, message, tuple(problems), detail
        self.abandons_worker = abandons_worker
        self.is_result = False
        """Whether the problems are what was asked for: they then go to standard output."""

    def as_result(self, detail: Mapping[str, Any]) -> CommandError:
        """Return this error as what a command that looks for problems found."""
        self.is_result, self.detail = True, detail
        return self

    def lines(self) -> list[str]:
        """Return a line for each problem."""
        return [str(problem) for problem in self.problems]

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        problems = self.problems or (Problem(code=self.code.slug, message=self.message),)
        return {
            "schema_version": 1,
            "error": self.code.slug,
            "exit_code": int(self.code),
            "message": self.message,
            "problems": [asdict(problem) for problem in problems],
            **self.detail,
        }


def input_wrong(problems: Sequence[InputProblem]) -> CommandError:
    """The input is wrong: every problem of it, warnings included."""
    listed = [
        Problem(code=p.code, place=p.place, message=p.message, proposal=p.proposal, severity=p.severity)
        for p in problems
    ]
    return CommandError(ExitCode.INPUT_WRONG, f"the input has {counted_problems(listed)}", problems=listed)


def counted_problems(problems: Sequence[Problem]) -> str:
    """``2 errors and 1 warning``."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = [
        f"{count} {noun}{'s' if count > 1 else ''}"
        for count, noun in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return " and ".join(parts) or "no problems"


def impossible(conflict: Sequence[Clash], detail: Mapping[str, Any] = MappingProxyType({})) -> CommandError:
    """Hard rules or pins contradict: each member of the conflict is named."""
    from iopsched.model.rules import HARD_RULES

    listed = []
    for clash in conflict:
        subjects = f" ({', '.join(clash.subjects)})" if clash.subjects else ""
        sentence = HARD_RULES.get(clash.rule, clash.rule)
        listed.append(Problem(code=clash.rule, message=f"{sentence}{subjects}", subjects=clash.subjects))
    message = "no schedule is legal: what is listed above cannot all hold; drop a pin or relax a rule"
    if not listed:
        message = "no schedule is legal: the pins and hard rules contradict each other"
    return CommandError(ExitCode.IMPOSSIBLE, message, problems=listed, detail=detail)


def illegal(violations: Sequence[Violation], message: str) -> CommandError:
    """The checker rejected a schedule: each violation is named."""
    listed = [Problem(code=v.rule, message=v.message, subjects=v.subjects) for v in violations]
    return CommandError(ExitCode.ILLEGAL, message, problems=listed)


def as_command_error(error: BaseException) -> CommandError:
    """Whatever a command raised, with the exit code it deserves."""
    from iopsched.model import errors

    match error:
        case CommandError():
            return error
        case click.ClickException():
            return CommandError(ExitCode.USAGE, _usage_text(error))
        case errors.ScenarioError():
            return input_wrong(error.problems)
        case errors.FileFormatError():
            return _unreadable(error)
        case errors.IllegalScheduleError():
            message = "the checker rejected the schedule that was found, so nothing was written: this is our bug"
            return illegal(error.violations, message)
        case OSError():
            return CommandError(ExitCode.BUG, f"{error.filename or 'output'}: {error.strerror or error}")
        case _:
            return CommandError(ExitCode.BUG, _bug_text(error))


def _usage_text(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see `{context.command_path} --help`)" if context is not None else ""
    return error.format_message().rstrip(".") + hint


def _unreadable(error: FileFormatError) -> CommandError:
    place = ":".join(str(part) for part in (error.path, error.line, error.column) if part is not None)
    fact = str(error).removeprefix(f"{place}: ")
    problem = Problem(code="not-readable", place=place, message=fact)
    return CommandError(ExitCode.INPUT_WRONG, "the input could not be read; nothing was written", problems=[problem])


def _bug_text(error: BaseException) -> str:
    """Where it happened, but no message: that may hold more than ids."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f"this is our bug, not your input's: {type(error).__name__}{place}. "
        "Please report it; `iopsched --debug ...` shows where it comes from"
    )
