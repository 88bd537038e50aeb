"""`iopsched bench`: solve weeks for a fixed time and tell what was reached when."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iopsched.cli import options, terminal
from iopsched.cli.files import prints, refuse_overwriting, write

if TYPE_CHECKING:
    from iopsched.model.scenario import Scenario


@click.command(
    epilog=options.examples(
        "iopsched bench menu-tight-60 --seeds 3 --time-limit 20",
        "iopsched bench menu-tight-24 menu-tight-60 --time-limit 20 --plot gaps.svg -o report.json",
    )
)
@click.argument("weeks", nargs=-1, required=True, metavar="WEEK...")
@click.option("--seeds", type=click.IntRange(1, 100), default=3, show_default=True, help="Weeks of each family.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, metavar="S",
    help="Seconds for each run.",
)  # fmt: skip
@click.option("--gap", type=click.FloatRange(0, 1, max_open=True), default=0.0, help="Stop a run at this gap.")
@click.option("--workers", type=click.IntRange(0, 256), default=0, metavar="N", help="Threads; 0 means all cores.")
@click.option(
    "--needs-bound", type=click.FloatRange(min=0), metavar="S",
    help="Seconds after each run for a bound on needs.  [default: a quarter of the time limit]",
)  # fmt: skip
@click.option("--plot", type=options.FILE_OUT, metavar="SVG", help="Draw gap over time into this file.")
@options.output
@options.as_json
@options.quiet
def bench(
    *,
    weeks: tuple[str, ...],
    seeds: int,
    time_limit: float,
    gap: float,
    workers: int,
    needs_bound: float | None,
    plot: str | None,
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Measure how good schedules get, and how soon.

    WEEK is a file with a week (stored benchmark weeks end in .json.xz) or a family such as menu-tight-60, of which
    seeds 1, 2, ... are made. Every run has a process of its own; none is left out, solved or not. The whole report is
    JSON, the table Markdown with medians over the seeds.
    """
    from iopsched.bench.measuring import read_week
    from iopsched.bench.plot import gap_plot
    from iopsched.bench.record import Job, Measured
    from iopsched.bench.reporting import as_text, named, report_of, stored_for_runs, told
    from iopsched.bench.running import run_all

    refuse_overwriting(output, *weeks)
    refuse_overwriting(plot, *weeks)
    files = [week for week in weeks if Path(week).exists()]
    for file in files:
        read_week(file)
    made = [family for week in weeks if week not in files for family in _family(week, seeds)]
    bound_s = time_limit / 4 if needs_bound is None else needs_bound

    def tell(run: Measured) -> None:
        if not quiet:
            terminal.err().print(told(run), soft_wrap=True)

    with stored_for_runs(made) as places:
        jobs = [
            Job(
                week=name,
                seed=seed,
                path=path,
                time_limit_s=time_limit,
                gap=gap,
                workers=workers,
                needs_bound_s=bound_s,
            )
            for name, seed, path in [*((*named(file), file) for file in files), *places]
        ]
        runs = run_all(jobs, on_run=tell)
    report = report_of(runs, " ".join(["iopsched", *sys.argv[1:]]))
    json_text = report.model_dump_json(indent=2) + "\n"
    if plot is not None:
        write(gap_plot(runs), plot, inputs=weeks)
    if not prints(output):
        write(json_text, output, inputs=weeks)
    if as_json or output == "-":
        write(json_text, None, inputs=())
    else:
        click.echo(as_text(report), nl=False)


def _family(name: str, seeds: int) -> list[tuple[str, int, Scenario]]:
    from iopsched_scenarios.families import family

    try:
        return [(name, seed, family(name, seed)) for seed in range(1, seeds + 1)]
    except ValueError as error:
        raise click.UsageError(f"there is no file {name!r}, and {error}") from None
