"""The group of commands: how every one of them reports errors and exits."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from iopsched.cli import terminal
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError, as_command_error
from iopsched.cli.interruptible import EndNow, as_before


class Commands(click.Group):
    """A click group whose commands raise the library's errors and leave the exit code of `exit_codes`."""

    def main(  # type: ignore[override]  # click's overloads differ in the return type alone
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: object
    ) -> int:
        """Run the command that `args` name and exit, or return the exit code if not `standalone_mode`."""
        arguments = list(sys.argv[1:] if args is None else args)
        with as_before():
            code = self._run(arguments, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the commands in the order of work."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a closed pipe passes click as ours."""
        try:
            value = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise PipeClosed from error
        return value

    def _run(self, arguments: list[str], extra: dict[str, Any]) -> int:
        try:
            returned = super().main(args=arguments, standalone_mode=False, **extra)
        except EndNow as end:
            terminal.end_by(end.signum)
        except (click.Abort, KeyboardInterrupt):
            terminal.end_by_interrupt()
        except PipeClosed:
            terminal.end_by_closed_pipe()
        except Exception as error:  # noqa: BLE001  the last resort: every error becomes an exit code
            told = as_command_error(error)
            if told.code is ExitCode.BUG and "--debug" in arguments:
                traceback.print_exc()
            return _report(told, as_json="--json" in arguments)
        return int(returned or ExitCode.DONE)


_STYLES = {"error": "red", "warning": "yellow"}


class PipeClosed(Exception):  # noqa: N818  not an error: the reader has had enough
    """Nobody reads standard output any more."""


def _report(error: CommandError, *, as_json: bool) -> int:
    try:
        if as_json:
            click.echo(json.dumps(error.as_json(), indent=2, ensure_ascii=False))
        else:
            problems = terminal.out() if error.is_result else terminal.err()
            for problem in error.problems:
                problems.print(str(problem), soft_wrap=True, style=_STYLES.get(problem.severity, ""))
            terminal.err().print(f"iopsched: {error.message}", soft_wrap=True)
    except BrokenPipeError:
        terminal.end_by_closed_pipe()
    if error.abandons_worker:
        # A worker that is deep in an engine cannot be ended: the process leaves without it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(error.code)
    return int(error.code)
