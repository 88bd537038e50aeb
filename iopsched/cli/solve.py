"""`iopsched solve`: the best schedule for a week, verified before it is written."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from iopsched.cli import interruptible, options, terminal
from iopsched.cli.deliver import deliver, exit_code
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError, impossible
from iopsched.cli.files import only_one_stdin, read_scenario, read_week, refuse_overwriting

if TYPE_CHECKING:
    from iopsched.cli.files import ScenarioRead
    from iopsched.cli.interruptible import Stop
    from iopsched.model.options import SolveOptions
    from iopsched.model.result import Result
    from iopsched.model.scenario import Scenario

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


@click.command(
    epilog=options.examples(
        "iopsched solve week.yaml -o schedule.json",
        "iopsched solve week.yaml --time-limit 300 --gap 0.02 -o schedule.json",
        "iopsched solve week.yaml --published last.json --reproducible -o schedule.json",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@options.output
@click.option(
    "--time-limit", "time_limit_s", cls=SearchOption, type=float, metavar="S", show_default=True,
    help="Stop after S seconds.",
)  # fmt: skip
@click.option(
    "--gap", cls=SearchOption, type=float, metavar="G", show_default=True,
    help="Stop when proved to be within G of the best; 0.02 is 2 %.",
)  # fmt: skip
@click.option("--stall", "stall_s", type=float, metavar="S", help="Stop when nothing improved for S seconds.")
@click.option("--workers", cls=SearchOption, type=int, metavar="N", show_default="all cores", help="Use N threads.")
@click.option("--seed", cls=SearchOption, type=int, metavar="N", show_default=True, help="Random seed.")
@click.option("--reproducible", is_flag=True, help="Same schedule for same input, seed and version; slower.")
@click.option(
    "--published", metavar="SCHEDULE", type=options.FILE_IN, help="The last agreed schedule: changes to it are priced."
)
@click.option("--strict", is_flag=True, help="Exit with 7 if a need is unmet.")
@options.as_json
@options.quiet
def solve(  # one argument for each option that is not the solver's
    *,
    source: str,
    output: str | None,
    published: str | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **given: object,
) -> None:
    """Find the best schedule for a week.

    IN is the week, in YAML or JSON. The result goes to -o, or to standard output: as JSON, or on a terminal as
    `show` prints it. Ctrl-C (or SIGTERM) ends the search and keeps the best schedule so far; a second one ends at once.
    """
    chosen = _options(given)
    only_one_stdin(source, published)
    inputs = [path for path in (source, published) if path is not None]
    refuse_overwriting(output, *inputs)
    try:
        with interruptible.stop_by_signal() as stop:
            read = _read(source, published, quiet=quiet)
            result = _search(read.scenario, chosen, stop, quiet=quiet)
            source_facts = {"input_sha256": read.sha256, "command": _command(source, published, chosen)}
            result = result.model_copy(update={"run": result.run.model_copy(update=source_facts)})
            deliver(result, output, inputs=inputs, as_json=as_json, quiet=quiet)
    except interruptible.NothingYet as stopped:
        raise _stopped_too_early(abandons_worker=stopped.is_running) from None
    raise click.exceptions.Exit(exit_code(result, strict=strict))


def _options(given: dict[str, object]) -> SolveOptions:
    """Return the options given, or say which of them is out of bounds."""
    from pydantic import ValidationError

    from iopsched.model.options import SolveOptions

    try:
        return SolveOptions.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.BadParameter(first["msg"], param_hint=FLAGS[str(first["loc"][0])]) from None


def _read(source: str, published: str | None, *, quiet: bool) -> ScenarioRead:
    """Read the week and what was agreed; warnings are shown."""
    read = read_scenario(source)
    if not quiet:
        for warning in read.warnings:
            terminal.err().print(str(warning), style="yellow", soft_wrap=True)
    if published is None:
        return read
    scenario = read.scenario.model_copy(update={"published": read_week(published).schedule})
    return replace(read, scenario=scenario)


def _search(scenario: Scenario, chosen: SolveOptions, stop: Stop, *, quiet: bool) -> Result:
    """Solve, with progress and signals; a week without a schedule becomes an error."""
    from iopsched.api import solve as solve_week
    from iopsched.cli.progress import watching

    with watching(terminal.err(), stop.asked, quiet=quiet, time_limit_s=chosen.time_limit_s) as watch:
        result = interruptible.run(
            lambda: solve_week(scenario, chosen, on_progress=watch.receive, cancel=stop.asked),
            stop,
            on_tick=watch.tick,
            has_something=lambda: watch.has_schedule,
        )
    if result.status == "impossible":
        raise impossible(result.conflict, {"result": result.model_dump(mode="json")})
    if result.schedule is None and result.run.stop_rule == "cancelled":
        raise _stopped_too_early()
    if result.schedule is None:
        message = f"no schedule was found within {chosen.time_limit_s:g} s, nothing was written: allow more time"
        raise CommandError(ExitCode.NOTHING_FOUND, message, detail={"result": result.model_dump(mode="json")})
    return result


def _stopped_too_early(*, abandons_worker: bool = False) -> CommandError:
    message = "stopped before any schedule was found: none yet, nothing was written"
    return CommandError(ExitCode.NOTHING_FOUND, message, abandons_worker=abandons_worker)


def _command(source: str, published: str | None, chosen: SolveOptions) -> str:
    """Return the command that repeats the run, every option spelled out."""
    words = ["iopsched", "solve", source]
    for field, flag in FLAGS.items():
        value = getattr(chosen, field)
        if value is True:
            words.append(flag)
        elif value is not None and value is not False:
            words += [flag, f"{value:g}" if isinstance(value, float) else str(value)]
    if published is not None:
        words += ["--published", published]
    return shlex.join(words)
