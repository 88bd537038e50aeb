"""`iopsched solve`: the best schedule for a week, verified before it is written."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from iopsched.cli import interruptible, options, searching, terminal
from iopsched.cli.deliver import deliver, exit_code
from iopsched.cli.files import only_one_stdin, read_scenario, read_week, refuse_overwriting

if TYPE_CHECKING:
    from iopsched.cli.files import ScenarioRead
    from iopsched.cli.interruptible import Stop
    from iopsched.model.errors import InputProblem
    from iopsched.model.options import SolveOptions
    from iopsched.model.result import Result
    from iopsched.model.scenario import Scenario


@click.command(
    epilog=options.examples(
        "iopsched solve week.yaml -o schedule.json",
        "iopsched solve week.yaml --time-limit 300 --gap 0.02 -o schedule.json",
        "iopsched solve week.yaml --published last.json --reproducible -o schedule.json",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@options.output
@searching.search_options
@click.option(
    "--published", metavar="SCHEDULE", type=options.FILE_IN, help="The last agreed schedule: changes to it are priced."
)
@searching.now
@click.option("--strict", is_flag=True, help="Exit with 7 if a need is unmet.")
@options.as_json
@options.quiet
def solve(  # one argument for each option that is not the solver's
    *,
    source: str,
    output: str | None,
    published: str | None,
    now: int | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
    **given: object,
) -> None:
    """Find the best schedule for a week.

    IN is the week: YAML, JSON, an .xlsx workbook or a folder of CSV files. The result goes to -o, or to standard
    output: as JSON, or on a terminal as `show` prints it. Ctrl-C (or SIGTERM) ends the search and keeps the best
    schedule so far; a second one ends at once.
    """
    chosen = searching.chosen_options(given)
    only_one_stdin(source, published)
    inputs = [path for path in (source, published) if path is not None]
    refuse_overwriting(output, *inputs)
    try:
        with interruptible.stop_by_signal() as stop:
            read = _read(source, published, now, quiet=quiet)
            result = _search(read.scenario, chosen, stop, quiet=quiet)
            source_facts = {"input_sha256": read.sha256, "command": _command(source, published, now, chosen)}
            result = result.model_copy(update={"run": result.run.model_copy(update=source_facts)})
            deliver(result, output, inputs=inputs, as_json=as_json, quiet=quiet)
    except interruptible.NothingYet as stopped:
        raise searching.stopped_too_early(abandons_worker=stopped.is_running) from None
    raise click.exceptions.Exit(exit_code(result, strict=strict))


def _read(source: str, published: str | None, now: int | None, *, quiet: bool) -> ScenarioRead:
    """Read the week and what was agreed; warnings are shown."""
    from iopsched.validation import PUBLISHED, validate_published

    read = read_scenario(source)
    given: dict[str, object] = {"now": now} if now is not None else {}
    sessions_of = ""
    if published is not None:
        agreed = read_week(published)
        given["published"] = agreed.schedule
        sessions_of = f"{published} (#{'' if agreed.result is None else '/schedule'}"
    scenario = read.scenario.model_copy(update=given)
    warnings = read.warnings
    if given:
        late = (_placed(problem, read.name, sessions_of) for problem in validate_published(scenario))
        warnings = (*(problem for problem in warnings if problem.code not in PUBLISHED), *late)
    for warning in () if quiet else warnings:
        terminal.err().print(str(warning), style="yellow", soft_wrap=True)
    return replace(read, scenario=scenario)


def _placed(problem: InputProblem, source: str, published: str) -> InputProblem:
    """Say which file the place is in: that of the week, or of the published schedule, `published` up to its fields."""
    inside = problem.place.removeprefix("#/published")
    if not published or inside == problem.place:
        return replace(problem, place=f"{source} ({problem.place})")
    return replace(problem, place=f"{published}{inside})")


def _search(scenario: Scenario, chosen: SolveOptions, stop: Stop, *, quiet: bool) -> Result:
    """Solve, with progress and signals; a week without a schedule becomes an error."""
    from iopsched.api import solve as solve_week

    result = searching.run_search(
        lambda on_progress, cancel: solve_week(scenario, chosen, on_progress=on_progress, cancel=cancel),
        chosen,
        stop,
        quiet=quiet,
    )
    searching.refuse_nothing(result, chosen)
    return result


def _command(source: str, published: str | None, now: int | None, chosen: SolveOptions) -> str:
    """Return the command that repeats the run, every option spelled out."""
    from iopsched.model.time import format_moment

    words = ["iopsched", "solve", source, *searching.option_words(chosen)]
    if published is not None:
        words += ["--published", published]
    if now is not None:
        words += ["--now", format_moment(now)]
    return shlex.join(words)
