"""The command line: one thin module per command. Exit codes: `exit_codes`; how errors are told: `failures`."""

from __future__ import annotations

import click

from iopsched.cli import options
from iopsched.cli.bench import bench
from iopsched.cli.check import check
from iopsched.cli.commands import Commands
from iopsched.cli.compare import compare
from iopsched.cli.exit_codes import ExitCode
from iopsched.cli.explain import explain
from iopsched.cli.export import export
from iopsched.cli.generate import generate
from iopsched.cli.init import init
from iopsched.cli.recommend import recommend
from iopsched.cli.repair import repair
from iopsched.cli.report import report
from iopsched.cli.schema import schema
from iopsched.cli.show import show
from iopsched.cli.solve import solve
from iopsched.cli.validate import validate

__all__ = ["main"]


@click.group(
    cls=Commands,
    epilog=options.examples(
        "iopsched init my-clinic",
        "iopsched solve my-clinic/week.yaml -o my-clinic/schedule.json",
        "iopsched show my-clinic/schedule.json",
    ),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="iopsched")
@click.option("--debug", is_flag=True, help="Show where an unexpected error comes from.")
@click.pass_context
def main(ctx: click.Context, debug: bool) -> None:  # noqa: ARG001  `--debug` is read where errors are reported
    """Make the weekly schedule of an intensive outpatient program."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(ExitCode.USAGE)


for command in (
    init,
    validate,
    solve,
    check,
    show,
    repair,
    recommend,
    explain,
    compare,
    report,
    export,
    schema,
    generate,
    bench,
):
    main.add_command(command)
