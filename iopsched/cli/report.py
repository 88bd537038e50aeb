"""`iopsched report`: the week as one HTML page, for the scheduler or for one person or room."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from iopsched.cli import options, terminal
from iopsched.cli.failures import illegal
from iopsched.cli.files import only_one_stdin, prints, read_scenario, read_week, refuse_overwriting, write

if TYPE_CHECKING:
    from iopsched.page import Source, View


def _view(_ctx: click.Context, _param: click.Parameter, value: str) -> View:
    """Read whom the page is for."""
    from iopsched.page import parse_view

    try:
        return parse_view(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(
    epilog=options.examples(
        "iopsched report week.yaml schedule.json -o week.html",
        "iopsched report week.yaml schedule.json --names names.csv --published last.json -o week.html",
        "iopsched report week.yaml schedule.json --view patient:P-01 -o P-01.html",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("schedule", metavar="SCHEDULE", type=options.FILE_IN)
@options.output
@options.names
@click.option("--published", metavar="SCHEDULE", type=options.FILE_IN, help="The last agreed schedule: mark changes.")
@click.option(
    "--view", default="all", show_default=True, metavar="WHO", callback=_view,
    help="all; or only what clinician:ID, room:ID or patient:ID may see.",
)  # fmt: skip
@options.as_json
@options.quiet
def report(
    *,
    source: str,
    schedule: str,
    output: str | None,
    names: str | None,
    published: str | None,
    view: View,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the week as one HTML page.

    SCHEDULE is a result of `solve`, or its "schedule" part alone. The page needs no network and no other file; it
    holds only what its view may see. A schedule that breaks rules is shown to the scheduler, and exits with 6.
    """
    from iopsched.page import render
    from iopsched.words import count

    only_one_stdin(source, schedule, names, published)
    inputs = [path for path in (source, schedule, names, published) if path is not None]
    refuse_overwriting(output, *inputs)
    shown = _source(source, schedule, names, published)
    broken = shown.report.violations
    refused = illegal(broken, f"the schedule is not legal: {count(len(broken), 'violation')}") if broken else None
    if refused is not None and view.kind != "all":
        raise refused
    try:
        page = render(shown, view)
    except KeyError:
        raise click.BadParameter(f"no {view.kind} {view.id} in this week", param_hint="--view") from None
    write(page, output, inputs=inputs)
    if refused is not None:
        raise refused
    if not prints(output):
        _say(str(output), as_json=as_json, quiet=quiet)


def _source(source: str, schedule: str, names: str | None, published: str | None) -> Source:
    """Read what is shown."""
    from iopsched.names import read_names
    from iopsched.page import Source

    scenario = read_scenario(source).scenario
    read = read_week(schedule)
    return Source.of(
        scenario,
        read.schedule,
        result=read.result,
        published=read_week(published).schedule if published is not None else None,
        names=read_names(names) if names is not None else None,
    )


def _say(output: str, *, as_json: bool, quiet: bool) -> None:
    """Say what was written."""
    if as_json:
        click.echo(json.dumps({"schema_version": 1, "written": [output]}, indent=2))
    elif not quiet:
        terminal.err().print(f"Written to {output}.", soft_wrap=True)
