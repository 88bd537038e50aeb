"""`iopsched validate`: everything wrong with an input, in one go."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from iopsched.cli import options, terminal
from iopsched.cli.failures import input_wrong
from iopsched.cli.files import read_scenario
from iopsched.model.errors import ScenarioError


@click.command(
    epilog=options.examples(
        "iopsched validate week.yaml",
        "iopsched validate --json - < week.yaml",
    )
)
@click.argument("source", metavar="IN", type=options.FILE_IN)
@options.as_json
@options.quiet
def validate(source: str, as_json: bool, quiet: bool) -> None:
    """Find every mistake in a week before solving.

    Each is listed with its place in IN and a proposal. Exits with 0 if there are no errors (warnings may be left) and
    with 3 otherwise.
    """
    from iopsched.words import count

    try:
        read = read_scenario(source)
    except ScenarioError as error:
        raise input_wrong(error.problems).as_result({"valid": False}) from None
    scenario = read.scenario
    size = [
        count(len(scenario.patients), "patient"),
        count(len(scenario.clinicians), "clinician"),
        count(len(scenario.groups), "group"),
        count(len(scenario.rooms), "room"),
    ]
    if as_json:
        click.echo(
            json.dumps(
                {"schema_version": 1, "valid": True, "problems": [asdict(warning) for warning in read.warnings]},
                indent=2,
            )
        )
    elif not quiet:
        out = terminal.out()
        for warning in read.warnings:
            out.print(str(warning), style="yellow", soft_wrap=True)
        note = f", {count(len(read.warnings), 'warning')}" if read.warnings else ""
        out.print(f"{read.name}: no errors{note}; {', '.join(size)}", soft_wrap=True)
