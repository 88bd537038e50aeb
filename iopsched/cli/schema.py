"""`iopsched schema`: what may stand in a file, for editors and calling services."""

from __future__ import annotations

import json

import click

from iopsched.cli import options


@click.command(
    epilog=options.examples(
        "iopsched schema",
        "iopsched schema result > result.schema.json",
    )
)
@click.argument("kind", type=click.Choice(["scenario", "schedule", "result"]), default="scenario")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; it always is.")
def schema(kind: str, as_json: bool) -> None:  # noqa: ARG001  every command takes --json; this one prints nothing else
    """Print the JSON Schema of a file.

    A scenario is what `solve` reads and a result what it writes; a schedule is the part of it that is agreed.
    """
    from iopsched.model.base import Model
    from iopsched.model.result import Result
    from iopsched.model.scenario import Scenario
    from iopsched.model.schedule import Schedule

    models: dict[str, type[Model]] = {"scenario": Scenario, "schedule": Schedule, "result": Result}
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", **models[kind].model_json_schema()}
    click.echo(json.dumps(described, indent=2, ensure_ascii=False))
