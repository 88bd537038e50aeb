"""Files of the commands: a week and a schedule are read, a result is written; the input is never overwritten."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError

if TYPE_CHECKING:
    from iopsched.model.errors import InputProblem
    from iopsched.model.result import Result
    from iopsched.model.scenario import Scenario
    from iopsched.model.schedule import Schedule

STDIO = "-"


@dataclass(frozen=True)
class ScenarioRead:
    """A week that was read and holds no error."""

    name: str
    scenario: Scenario
    sha256: str
    """Of the file's bytes."""
    warnings: tuple[InputProblem, ...]


@dataclass(frozen=True)
class WeekRead:
    """A schedule that was read, with the result it came in, if any."""

    schedule: Schedule
    result: Result | None


def only_one_stdin(*sources: str | None) -> None:
    """Refuse to read two things from standard input."""
    if sources.count(STDIO) > 1:
        raise click.UsageError("only one file can be - (standard input)")


def refuse_overwriting(output: str | None, *inputs: str | None, flag: str = "-o") -> None:
    """Refuse an output that is an input, under whatever name, or that has no folder to go to; `flag` names it."""
    if output is None or output == STDIO:
        return
    target = Path(output)
    for source in inputs:
        if source is not None and source != STDIO and target.exists() and target.samefile(source):
            raise click.BadParameter(f"{output} is an input: it is never overwritten", param_hint=flag)
    if not target.parent.is_dir():
        raise click.BadParameter(f"there is no folder {target.parent}", param_hint=flag)
    if not os.access(target.parent, os.W_OK):
        raise click.BadParameter(f"the folder {target.parent} cannot be written to", param_hint=flag)


def prints(output: str | None) -> bool:
    """Whether the result goes to standard output."""
    return output is None or output == STDIO


def on_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def read_scenario(path: str) -> ScenarioRead:
    """Read and validate the week at `path`.

    Raises
    ------
    ScenarioError
        If it has errors: every problem is listed, warnings too.
    """
    from iopsched.formats import read_document, scenario_of

    document = read_document(path)
    warnings: list[InputProblem] = []
    scenario = scenario_of(document, on_warning=warnings.append)
    return ScenarioRead(document.name, scenario, document.sha256, tuple(warnings))


def read_week(path: str) -> WeekRead:
    """Read the schedule at `path`: a result, or a schedule alone."""
    from iopsched.formats import read_document
    from iopsched.model.result import Result
    from iopsched.model.schedule import Schedule

    document = read_document(path)
    if not document.has_field("schedule"):
        return WeekRead(document.as_model(Schedule), None)
    result = document.as_model(Result)
    if result.schedule is None:
        raise CommandError(ExitCode.INPUT_WRONG, f"{document.name}: the result has no schedule: none was found")
    return WeekRead(result.schedule, result)


def write(text: str, output: str | None, *, inputs: Iterable[str]) -> None:
    """Write `text` to the file `output`, or print it."""
    from iopsched.formats import write_text
    from iopsched.model.errors import FileFormatError

    if output is None or output == STDIO:
        click.echo(text, nl=False)
        return
    try:
        write_text(text, output, inputs=[path for path in inputs if path != STDIO])
    except FileFormatError as error:
        raise CommandError(ExitCode.BUG, str(error)) from None
