"""`iopsched check`: whether a schedule is legal, and what it costs, judged without the solver."""

from __future__ import annotations

import json
from typing import Any

import click

from iopsched.cli import options, terminal
from iopsched.cli.failures import illegal
from iopsched.cli.files import only_one_stdin, read_scenario, read_week


@click.command(
    epilog=options.examples(
        "iopsched check week.yaml schedule.json",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@click.argument("schedule", metavar="SCHEDULE", type=options.FILE_IN)
@options.as_json
@options.quiet
def check(source: str, schedule: str, as_json: bool, quiet: bool) -> None:
    """Check that SCHEDULE is legal, and what it costs.

    Every hard rule of the week IN is looked at, every need and the whole cost, without the solver. SCHEDULE is a
    result of `solve`, or its "schedule" part alone. Exits with 6 if a rule is broken.
    """
    from iopsched.check import check as check_schedule
    from iopsched.cli.text.outcome import checked
    from iopsched.summary import summarise
    from iopsched.words import count

    only_one_stdin(source, schedule)
    scenario = read_scenario(source).scenario
    week = read_week(schedule).schedule
    report = check_schedule(scenario, week)
    detail: dict[str, Any] = {
        "schema_version": 1,
        "legal": report.legal,
        "cost": report.cost,
        "tiers": {name: tier.model_dump(mode="json") for name, tier in report.tiers.items()},
        "violations": [violation.model_dump(mode="json") for violation in report.violations],
        "unmet": [need.model_dump(mode="json") for need in report.unmet],
    }
    if not report.legal:
        broken = count(len(report.violations), "violation")
        raise illegal(report.violations, f"the schedule is not legal: {broken}").as_result(detail)
    if as_json:
        click.echo(json.dumps(detail, indent=2, ensure_ascii=False))
    elif not quiet:
        terminal.print_parts(terminal.out(), checked(report, summarise(scenario, week)))
