"""`iopsched repair`: the least disruptive schedule after something changed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from iopsched.cli import interruptible, options, searching
from iopsched.cli.deliver import deliver, exit_code
from iopsched.cli.files import only_one_stdin, read_scenario, read_week, refuse_overwriting, write

if TYPE_CHECKING:
    from iopsched.cli.interruptible import Stop
    from iopsched.model.options import SolveOptions
    from iopsched.model.repair import RepairResult
    from iopsched.model.scenario import Scenario
    from iopsched.model.schedule import Schedule


@click.command(
    epilog=options.examples(
        'iopsched repair week.yaml schedule.json --change "clinician-away C-03 Tue 13:00-17:00" -o new.json',
        'iopsched repair week.yaml schedule.json --now "Tue 12:00" --change "site-closed Main Tue 14-24" -o new.json',
        "iopsched repair week.yaml schedule.json --change changes.yaml --week-out week-now.yaml -o new.json",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("schedule", metavar="SCHEDULE", type=options.FILE_IN)
@click.option(
    "--change",
    "changes",
    metavar="CHANGE",
    multiple=True,
    help="What changed, in words, or a YAML or JSON file of changes; may be repeated.",
)
@options.output
@click.option(
    "--week-out", metavar="OUT", type=options.FILE_OUT, help="Write the week with the changes in it to this file too."
)
@searching.search_options
@searching.now
@click.option("--strict", is_flag=True, help="Exit with 7 if a need is unmet.")
@options.as_json
@options.quiet
def repair(  # one argument for each option that is not the solver's
    *,
    source: str,
    schedule: str,
    changes: tuple[str, ...],
    output: str | None,
    week_out: str | None,
    now: int | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **given: object,
) -> None:
    """Change an agreed schedule as little as possible.

    SCHEDULE is what was agreed for the week IN. A CHANGE is one of

    \b
      clinician-away ID [HOURS]          patient-availability ID busy|free|only HOURS
      room-closed ID [HOURS]             patient-admitted FILE
      site-closed ID|all HOURS           patient-discharged ID [from DAY [TIME]]
      group-cancelled ID [HOURS]         FILE: a list of changes

    with HOURS such as "Tue 13:00-17:00" or "Wed-Fri". Printed are who moves from what to what, and who must be told.
    """  # noqa: D301  \b is click's
    chosen = searching.chosen_options(given)
    only_one_stdin(source, schedule, *changes)
    inputs = [source, schedule]
    for target in (output, week_out):
        refuse_overwriting(target, *inputs)
    try:
        with interruptible.stop_by_signal() as stop:
            read = read_scenario(source)
            week = read.scenario if now is None else read.scenario.model_copy(update={"now": now})
            repaired = _search(week, read_week(schedule).schedule, changes, chosen, stop, quiet=quiet)
            facts = {"input_sha256": read.sha256, "command": _command(source, schedule, changes, now, chosen)}
            result = repaired.result.model_copy(update={"run": repaired.result.run.model_copy(update=facts)})
            deliver(result, output, inputs=inputs, as_json=as_json, quiet=quiet)
            _write_week(repaired, week_out, inputs)
    except interruptible.NothingYet as stopped:
        raise searching.stopped_too_early(abandons_worker=stopped.is_running) from None
    raise click.exceptions.Exit(exit_code(result, strict=strict))


def _search(
    week: Scenario, schedule: Schedule, changes: tuple[str, ...], chosen: SolveOptions, stop: Stop, *, quiet: bool
) -> RepairResult:
    """Repair, with progress and signals; a week without a schedule becomes an error."""
    from iopsched.api import repair as repair_week
    from iopsched.changes import read_changes

    read = read_changes(changes, week)
    repaired = searching.run_search(
        lambda on_progress, cancel: repair_week(week, schedule, read, chosen, on_progress=on_progress, cancel=cancel),
        chosen,
        stop,
        quiet=quiet,
    )
    searching.refuse_nothing(repaired.result, chosen)
    return repaired


def _write_week(repaired: RepairResult, week_out: str | None, inputs: list[str]) -> None:
    """Write the week as it is now; what was published stays in its own file."""
    if week_out is None:
        return
    from iopsched.formats import as_text

    week = repaired.scenario.model_copy(update={"published": None, "now": None})
    write(as_text(week, "json" if week_out.lower().endswith(".json") else "yaml"), week_out, inputs=inputs)


def _command(source: str, schedule: str, changes: tuple[str, ...], now: int | None, chosen: SolveOptions) -> str:
    """Return the command that repeats the run, every option spelled out."""
    from iopsched.model.time import format_moment

    words = ["iopsched", "repair", source, schedule, *searching.option_words(chosen)]
    for change in changes:
        words += ["--change", change]
    if now is not None:
        words += ["--now", format_moment(now)]
    return shlex.join(words)
