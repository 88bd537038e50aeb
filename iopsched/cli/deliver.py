"""A solved week goes out: the result to its file or to standard output, the summary to standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iopsched.cli import terminal
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.files import STDIO, on_terminal, prints, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iopsched.model.result import Result


def deliver(result: Result, output: str | None, *, inputs: Iterable[str], as_json: bool, quiet: bool) -> None:
    """Write `result` to the file `output` and print what is asked for."""
    from iopsched.cli.text.outcome import outcome
    from iopsched.formats import as_text

    text = as_text(result, "json")
    if not prints(output):
        write(text, output, inputs=inputs)
    if as_json or output == STDIO or (output is None and not on_terminal()):
        write(text, None, inputs=())
    elif output is None:
        _show(result)
    if quiet:
        return
    err = terminal.err()
    terminal.print_parts(err, outcome(result))
    if not prints(output):
        err.print()
        err.print(f"Written to {output}.", soft_wrap=True)


def _show(result: Result) -> None:
    """Print the week for the person who reads it."""
    from iopsched.cli.text.views import as_text
    from iopsched.cli.text.week import Week

    out = terminal.out()
    terminal.print_parts(out, as_text(Week(result.require(), result.summary, result.unmet), "day", result))
    out.print()


def exit_code(result: Result, *, strict: bool) -> ExitCode:
    """Return what the process exits with once a schedule is written."""
    if result.run.stop_rule == "cancelled":
        return ExitCode.STOPPED
    if strict and result.unmet:
        return ExitCode.NEEDS_UNMET
    return ExitCode.DONE
