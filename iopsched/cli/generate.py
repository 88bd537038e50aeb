"""`iopsched generate`: a realistic week of any size, for trying things out and for benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from iopsched.cli import options, terminal
from iopsched.cli.files import prints, refuse_overwriting, write

if TYPE_CHECKING:
    from iopsched_scenarios.generate import Shape, SlotMinutes
    from iopsched_scenarios.staffing import Tightness


@click.command(
    epilog=options.examples(
        "iopsched generate --patients 60 --shape menu --tightness tight --seed 1 -o week.yaml",
        "iopsched generate --patients 24 | iopsched validate -",
    )
)
@click.option("--patients", type=int, metavar="N", required=True, help="Patients in all; at least 10 a site.")
@click.option(
    "--shape",
    type=click.Choice(["calendar", "menu", "open", "php"]),
    default="menu",
    show_default=True,
    help="Fixed starts, a few candidate starts, any half hour, or partial hospitalization.",
)
@click.option(
    "--tightness",
    type=click.Choice(["ample", "tight", "overloaded"]),
    default="tight",
    show_default=True,
    help="How much care the clinic can give against what is needed.",
)
@click.option("--seed", type=int, metavar="S", default=0, show_default=True, help="Which week of its kind.")
@click.option(
    "--slot-minutes",
    type=click.Choice(["5", "10", "15", "30"]),
    help="The grid.  [default: 30, with php 15]",
)
@click.option("--sites", type=int, metavar="N", default=1, show_default=True, help="Independent sites.")
@options.output
@options.as_json
@options.quiet
def generate(
    *,
    slot_minutes: str | None,
    output: str | None,
    as_json: bool,
    quiet: bool,
    patients: int,
    shape: Shape,
    tightness: Tightness,
    seed: int,
    sites: int,
) -> None:
    """Make up a realistic week of any size.

    The same options give the same week. A file that ends in .json is written as JSON, everything else as YAML.
    """
    from iopsched.formats import as_text
    from iopsched.words import count
    from iopsched_scenarios.generate import generate as make

    refuse_overwriting(output)
    slot = cast("SlotMinutes | None", int(slot_minutes) if slot_minutes is not None else None)
    try:
        scenario = make(patients, shape=shape, tightness=tightness, seed=seed, slot_minutes=slot, sites=sites)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    is_json = as_json or (output is not None and output.lower().endswith(".json"))
    write(as_text(scenario, "json" if is_json else "yaml"), output, inputs=())
    if not quiet and not prints(output):
        size = f"{count(len(scenario.patients), 'patient')}, {count(len(scenario.clinicians), 'clinician')}"
        terminal.err().print(f"Written to {output}: {size}, {count(len(scenario.groups), 'group')}.", soft_wrap=True)
