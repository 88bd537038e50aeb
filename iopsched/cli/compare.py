"""`iopsched compare`: two schedules of one week, side by side."""

from __future__ import annotations

import click

from iopsched.cli import options, terminal
from iopsched.cli.files import only_one_stdin, read_scenario, read_week


@click.command(
    epilog=options.examples(
        "iopsched compare week.yaml last.json schedule.json",
        "iopsched compare week.yaml last.json schedule.json --json",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("before", metavar="A", type=options.FILE_IN)
@click.argument("after", metavar="B", type=options.FILE_IN)
@options.as_json
def compare(source: str, before: str, after: str, as_json: bool) -> None:
    """Compare two schedules of one week.

    A and B are results, or their "schedule" parts alone, of the week IN. Shown are needs met, cost by tier, who has
    what elsewhere in B than in A, and whose hours differ. A schedule that breaks rules can be compared too.
    """
    from iopsched.api import compare as compare_schedules
    from iopsched.cli.text.comparison import comparison

    only_one_stdin(source, before, after)
    found = compare_schedules(read_scenario(source).scenario, read_week(before).schedule, read_week(after).schedule)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    else:
        terminal.print_parts(terminal.out(), comparison(found, before, after))
