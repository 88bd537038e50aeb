"""`iopsched schema`: what may stand in a file, for editors and calling services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import click

from iopsched.cli import options

if TYPE_CHECKING:
    from iopsched.formats.schema import Kind


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
    from iopsched.formats import json_schema

    click.echo(json.dumps(json_schema(cast("Kind", kind)), indent=2, ensure_ascii=False))
