"""What commands that search share: their options, progress and signals, and what becomes of a search without result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from iopsched.cli import interruptible, terminal
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError, impossible

if TYPE_CHECKING:
    import threading

    from iopsched.cli.interruptible import Stop
    from iopsched.model.options import SolveOptions
    from iopsched.model.result import OnProgress, Result

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

FLAGS = {
    "time_limit_s": "--time-limit",
    "gap": "--gap",
    "stall_s": "--stall",
    "workers": "--workers",
    "seed": "--seed",
    "reproducible": "--reproducible",
}
"""The option of each field of `SolveOptions`."""


class SearchOption(click.Option):
    """An option that is a field of `SolveOptions`, and has its default."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:  # noqa: ANN401, ARG002, FBT002  click's own
        """Look the default up: only who solves, or asks how, should wait for the models."""
        from iopsched.model.options import SolveOptions

        return SolveOptions.model_fields[str(self.name)].default


_OPTIONS = (
    click.option(
        "--time-limit", "time_limit_s", cls=SearchOption, type=float, metavar="S", show_default=True,
        help="Stop after S seconds.",
    ),
    click.option(
        "--gap", cls=SearchOption, type=float, metavar="G", show_default=True,
        help="Stop when proved to be within G of the best; 0.02 is 2 %.",
    ),
    click.option("--stall", "stall_s", type=float, metavar="S", help="Stop when nothing improved for S seconds."),
    click.option(
        "--workers", cls=SearchOption, type=int, metavar="N", show_default="all cores", help="Use N threads."
    ),
    click.option("--seed", cls=SearchOption, type=int, metavar="N", show_default=True, help="Random seed."),
    click.option(
        "--reproducible", is_flag=True,
        help="Same schedule for same input, options and version: the time limit counts work, not seconds; slower.",
    ),
)  # fmt: skip


def search_options(command: Command) -> Command:
    """Add the options that are fields of `SolveOptions`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def time_limit(default_s: float, help_text: str = "Stop after S seconds.") -> Callable[[Command], Command]:
    """Add ``--time-limit`` to a command that has no other option of a search."""
    return click.option(
        "--time-limit", "time_limit_s", type=click.FloatRange(min=0, min_open=True), metavar="S", default=default_s,
        show_default=True, help=help_text,
    )  # fmt: skip


def now(command: Command) -> Command:
    """Add ``--now``."""
    return click.option(
        "--now",
        metavar="MOMENT",
        callback=_moment,
        help="When it is, such as 'Tue 13:00': sessions that started before have taken place, and stay as published.",
    )(command)


def _moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    from pydantic_core import PydanticCustomError

    from iopsched.model.time import parse_moment

    try:
        return parse_moment(value)
    except PydanticCustomError as error:
        raise click.BadParameter(error.message()) from None


def chosen_options(given: dict[str, object]) -> SolveOptions:
    """Return the options given, or say which of them is out of bounds."""
    from pydantic import ValidationError

    from iopsched.model.options import SolveOptions

    try:
        return SolveOptions.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.BadParameter(first["msg"], param_hint=FLAGS[str(first["loc"][0])]) from None


def run_search(task: Callable[[OnProgress, threading.Event], T], chosen: SolveOptions, stop: Stop, *, quiet: bool) -> T:
    """Run `task` in a worker thread, with progress and signals."""
    from iopsched.cli.progress import watching

    with watching(terminal.err(), stop.asked, quiet=quiet, time_limit_s=chosen.time_limit_s) as watch:
        return interruptible.run(
            lambda: task(watch.receive, stop.asked),
            stop,
            on_tick=watch.tick,
            has_something=lambda: watch.has_schedule,
        )


def refuse_nothing(result: Result, chosen: SolveOptions) -> None:
    """Let a week without a schedule be an error."""
    if result.status == "impossible":
        raise impossible(result.conflict, {"result": result.model_dump(mode="json")})
    if result.schedule is None and result.run.stop_rule == "cancelled":
        raise stopped_too_early()
    if result.schedule is None:
        message = f"no schedule was found within {chosen.time_limit_s:g} s, nothing was written: allow more time"
        raise CommandError(ExitCode.NOTHING_FOUND, message, detail={"result": result.model_dump(mode="json")})


def stopped_too_early(*, abandons_worker: bool = False) -> CommandError:
    """Say that a stop came before there was anything to keep."""
    message = "stopped before any schedule was found: none yet, nothing was written"
    return CommandError(ExitCode.NOTHING_FOUND, message, abandons_worker=abandons_worker)


def option_words(chosen: SolveOptions) -> list[str]:
    """Return the options as words of a command, every one spelled out."""
    words: list[str] = []
    for field, flag in FLAGS.items():
        value = getattr(chosen, field)
        if value is True:
            words.append(flag)
        elif value is not None and value is not False:
            words += [flag, f"{value:g}" if isinstance(value, float) else str(value)]
    return words
