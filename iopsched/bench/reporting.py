"""Jobs from subjects, and a report from runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from iopsched.bench.record import BenchReport, Measured
from iopsched.bench.running import machine
from iopsched.bench.stored import SUFFIX, is_stored, packed
from iopsched.bench.table import fitted, markdown, split, summary
from iopsched.model.scenario import Scenario

_SEED = "-seed"


@contextmanager
def stored_for_runs(weeks: Sequence[tuple[str, int, Scenario]]) -> Iterator[list[tuple[str, int, str]]]:
    """Write generated weeks where the processes of the runs can read them; yields name, seed and path of each."""
    with TemporaryDirectory(prefix="iopsched-bench-") as folder:
        places = []
        for name, seed, scenario in weeks:
            path = Path(folder) / f"{name}{_SEED}{seed}{SUFFIX}"
            path.write_bytes(packed(scenario))
            places.append((name, seed, str(path)))
        yield places


def named(path: str) -> tuple[str, int]:
    """Name and seed that a file's name tells.

    Examples
    --------
    >>> named("benchmarks/instances/menu-tight-60-seed2.json.xz"), named("clinic/week.yaml")
    (('menu-tight-60', 2), ('week.yaml', 0))
    """
    name = Path(path).name
    stem, _, seed = name.removesuffix(SUFFIX).rpartition(_SEED)
    return (stem, int(seed)) if is_stored(path) and stem and seed.isdigit() else (name, 0)


def report_of(runs: Sequence[Measured], command: str) -> BenchReport:
    """Sum runs up."""
    versions = next((run.versions for run in runs if run.versions), {})
    return BenchReport(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        machine=machine(),
        versions=versions,
        command=command,
        runs=tuple(runs),
        summary=summary(runs),
        growth=fitted(runs),
    )


def as_text(report: BenchReport) -> str:
    """The report for people: machine, table, growth, and what failed."""
    machine_facts = ", ".join(f"{key} {value}" for key, value in report.machine.items())
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    parts = [f"{report.date}; {machine_facts}; {versions}", *(markdown(rows) for rows in split(report.summary))]
    parts += ["\n".join(f"- {sentence}" for sentence in report.growth)] if report.growth else []
    failed = [run for run in report.runs if run.error]
    parts += [f"- {run.job.week}, seed {run.job.seed}, {run.job.solver}: {run.error}" for run in failed]
    return "\n\n".join(parts) + "\n"


def told(run: Measured) -> str:
    """One line about a run that just ended.

    Examples
    --------
    >>> from iopsched.bench.record import Job
    >>> job = Job(week="menu-tight-60", seed=1, path="week.json", time_limit_s=5)
    >>> told(Measured(job=job, error="killed"))
    'menu-tight-60, seed 1, iopsched: killed'
    """
    head = f"{run.job.week}, seed {run.job.seed}, {run.job.solver}"
    if run.error is not None:
        return f"{head}: {run.error}"
    gap = "no gap" if run.gap is None else f"gap {run.gap:.2%}"
    cost = "no schedule" if run.cost is None else f"cost {run.cost:,}"
    return f"{head}: {run.status}, {cost}, {gap}, {run.peak_memory_mib:,.0f} MiB"
