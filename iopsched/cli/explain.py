"""`iopsched explain`: why a need is unmet, what would help and what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from iopsched.cli import options, searching, terminal
from iopsched.cli.files import only_one_stdin, read_scenario, read_week

if TYPE_CHECKING:
    from iopsched.model.explanation import Audience


@click.command(
    epilog=options.examples(
        "iopsched explain week.yaml schedule.json",
        "iopsched explain week.yaml schedule.json --patient P-03 --audience patient",
        'iopsched explain week.yaml schedule.json --patient P-03 --why-not "process evening on Tuesday"',
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("schedule", metavar="SCHEDULE", type=options.FILE_IN)
@click.option("--patient", metavar="ID", help="Whose needs; everybody's if left out.")
@click.option("--why-not", metavar="SESSION", help='Ask for a session instead, such as "process evening on Tuesday".')
@click.option(
    "--audience", type=click.Choice(["staff", "patient"]), default="staff", show_default=True,
    help="Who reads it: nothing for a patient tells of another one.",
)  # fmt: skip
@searching.time_limit(60.0, "Stop after S seconds; what is not verified by then is said.")
@searching.now
@options.as_json
def explain(  # one argument for each option
    *,
    source: str,
    schedule: str,
    patient: str | None,
    why_not: str | None,
    audience: str,
    time_limit_s: float,
    now: int | None,
    as_json: bool,
) -> None:
    """Say why needs are unmet, or why a patient is not in a session.

    SCHEDULE is a legal schedule of the week IN. For each need: the fewest rules that make it impossible with everybody
    else's week as it is, the cheapest seats or hours that would help, and what it costs. All of it is verified.
    """
    from iopsched.api import explain as find_reasons
    from iopsched.cli.text.explained import explanations

    if patient is None and (why_not is not None or audience == "patient"):
        raise click.UsageError("say whom it is about: --patient ID")
    only_one_stdin(source, schedule)
    scenario = read_scenario(source).scenario
    found = find_reasons(
        scenario if now is None else scenario.model_copy(update={"now": now}),
        read_week(schedule).schedule,
        patient,
        why_not=why_not,
        audience=cast("Audience", audience),
        time_limit_s=time_limit_s,
    )
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    else:
        terminal.print_parts(terminal.out(), explanations(found))
