"""`iopsched init`: an example week to start from."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
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
        "iopsched init --workbook week.xlsx",
        "iopsched init --workbook new-week.xlsx --from week.yaml",
    )
)
@click.argument("directory", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option(
    "--workbook", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.xlsx",
    help="Write the week as a workbook for a spreadsheet program.",
)  # fmt: skip
@click.option(
    "--from", "source", type=options.FILE_IN, metavar="IN", help="Fill the workbook with this week, not the example."
)
@options.as_json
@options.quiet
def init(directory: Path | None, workbook: Path | None, source: str | None, as_json: bool, quiet: bool) -> None:
    """Write an example week into DIR, or as a workbook to fill in.

    It is small and has comments; a short guide lies beside it. What is there is never overwritten.
    """
    if (directory is None) == (workbook is None):
        raise click.UsageError("name a folder, or a workbook with --workbook")
    if source is not None and workbook is None:
        raise click.UsageError("--from fills a workbook: name it with --workbook")
    if workbook is not None and workbook.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{workbook} must end in .xlsx", param_hint="--workbook")
    targets = [directory / name for name in EXAMPLE] if directory is not None else [workbook or Path()]
    there = [str(target) for target in targets if target.exists() or target.is_symlink()]
    if there:
        other = "folder" if workbook is None else "name"
        raise CommandError(ExitCode.USAGE, f"{', '.join(there)} already exists: choose another {other}")
    targets[0].parent.mkdir(parents=True, exist_ok=True)
    if workbook is not None:
        _write_workbook(workbook, source)
    else:
        for target in targets:
            write(_example(target.name).read_text(encoding="utf-8"), str(target), inputs=())
    if as_json:
        click.echo(json.dumps({"schema_version": 1, "written": [str(target) for target in targets]}, indent=2))
    elif not quiet:
        say = terminal.err()
        say.print(f"Wrote {' and '.join(str(target) for target in targets)}.", soft_wrap=True)
        say.print(f"Next: iopsched solve {targets[0]} -o {targets[0].with_name('schedule.json')}", soft_wrap=True)


def _example(name: str) -> Traversable:
    return files("iopsched.cli.example").joinpath(name)


def _write_workbook(target: Path, source: str | None) -> None:
    """Write the week `source`, or the example, as a workbook."""
    from iopsched.cli.files import read_scenario
    from iopsched.formats.workbook import write_scenario_workbook

    with as_file(_example("week.yaml")) as example:
        write_scenario_workbook(target, read_scenario(source or str(example)).scenario)
