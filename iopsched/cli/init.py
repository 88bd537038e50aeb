"""`iopsched init`: an example week to start from."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import click

from iopsched.cli import options, terminal
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.failures import CommandError
from iopsched.cli.files import write

EXAMPLE = ("week.yaml", "README.md")


@click.command(
    epilog=options.examples(
        "iopsched init my-clinic",
    )
)
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@options.as_json
@options.quiet
def init(directory: Path, as_json: bool, quiet: bool) -> None:
    """Write an example week into DIR.

    It is small and has comments; a short guide lies beside it. What is there is never overwritten.
    """
    targets = [directory / name for name in EXAMPLE]
    there = [str(target) for target in targets if target.exists() or target.is_symlink()]
    if there:
        raise CommandError(ExitCode.USAGE, f"{', '.join(there)} already exists: choose another folder")
    directory.mkdir(parents=True, exist_ok=True)
    for target in targets:
        write(files("iopsched.cli.example").joinpath(target.name).read_text(encoding="utf-8"), str(target), inputs=())
    if as_json:
        click.echo(json.dumps({"written": [str(target) for target in targets]}))
    elif not quiet:
        say = terminal.err()
        say.print(f"Wrote {' and '.join(str(target) for target in targets)}.", soft_wrap=True)
        say.print(f"Next: iopsched solve {targets[0]} -o {directory / 'schedule.json'}", soft_wrap=True)
