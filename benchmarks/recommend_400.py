"""How long one recommendation takes in a warm process at 400 patients: seconds of the clock and of the processor.

    $ .venv/bin/python benchmarks/recommend_400.py
    $ .venv/bin/python benchmarks/recommend_400.py menu-tight-400 --seeds 1 --patients 10 --json

The weeks are the stored ones, scheduled by first fit. A `Recommender` is made once for each; then every so many-th
patient gets three weeks, one after the other. Processor seconds count this process alone, so they say what it takes on
a machine that others use as well.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np

from iopsched.bench.stored import SUFFIX, read_stored
from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched.recommending import Recommender
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.placing import Placing, best_weeks

INSTANCES = Path(__file__).parent / "instances"
WEEKS = 3
"""Weeks recommended to each patient."""
TIME_LIMIT_S = 10.0
"""Of one recommendation; one that takes so long counts as not proved."""
WARM_UP = 2
"""Patients placed before anything is measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One recommendation."""

    week: str
    patient: str
    build_s: float
    """Processor seconds until the model stands."""
    search_s: float
    """Of all searches."""
    check_s: float
    """To turn what was found into sessions, and to judge them."""
    cpu_s: float
    clock_s: float
    proved: bool


def scheduled(scenario: Scenario) -> Recommender:
    """Schedule a week by first fit and make it ready."""
    compiled = compile_scenario(scenario)
    return Recommender(scenario, compiled.decode(first_fit(compiled.problem)))


def measured(recommender: Recommender, week: str, patient: str) -> Measured:
    """Recommend to one patient; the steps are those of `Recommender.weeks`."""
    clock_s, began_s = time.perf_counter(), time.process_time()
    place = recommender.place(recommender.patient(patient))
    placing = Placing(place.staying, place.number)
    built_s = time.process_time()
    found, proved = best_weeks(placing, Limits(time_limit_s=TIME_LIMIT_S, workers=1), WEEKS)
    searched_s = time.process_time()
    for placed in found:
        place.recommendation(placed)
    ended_s = time.process_time()
    return Measured(
        week=week,
        patient=patient,
        build_s=built_s - began_s,
        search_s=searched_s - built_s,
        check_s=ended_s - searched_s,
        cpu_s=ended_s - began_s,
        clock_s=time.perf_counter() - clock_s,
        proved=proved,
    )


def measurements(name: str, seed: int, patients: int) -> Iterator[Measured]:
    """Measure one stored week; every so many-th patient of it."""
    recommender = scheduled(read_stored(str(INSTANCES / f"{name}-seed{seed}{SUFFIX}")))
    ids = [patient.id for patient in recommender.scenario.patients]
    chosen = ids[:: max(1, len(ids) // patients)][:patients]
    for patient in chosen[-WARM_UP:]:
        recommender.weeks(patient, k=WEEKS)
    gc.collect()
    for patient in chosen:
        yield measured(recommender, f"{name}-seed{seed}", patient)


def percentiles(rows: list[Measured]) -> dict[str, tuple[float, float, float]]:
    """Median, 95th percentile and maximum of every figure, in milliseconds."""
    figures = ("build_s", "search_s", "check_s", "cpu_s", "clock_s")
    table = {figure: [getattr(row, figure) * 1000 for row in rows] for figure in figures}
    return {
        figure: (float(np.median(column)), float(np.percentile(column, 95)), max(column))
        for figure, column in table.items()
    }


@click.command(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", default="menu-tight-400")
@click.option("--seeds", default=3, show_default=True, help="Stored weeks 1 to this one.")
@click.option("--patients", default=50, show_default=True, help="Of each week.")
@click.option("--json", "as_json", is_flag=True, help="Every recommendation.")
def main(name: str, seeds: int, patients: int, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Measure and print."""
    rows = [row for seed in range(1, seeds + 1) for row in measurements(name, seed, patients)]
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1))
        return
    click.echo(f"{len(rows)} recommendations of {WEEKS} weeks, {sum(row.proved for row in rows)} proved")
    click.echo(f"{'milliseconds':14}{'median':>8}{'95 %':>8}{'most':>8}")
    for figure, values in percentiles(rows).items():
        click.echo(f"{figure.removesuffix('_s'):14}" + "".join(f"{value:8.0f}" for value in values))


if __name__ == "__main__":
    main()
