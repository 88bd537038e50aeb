"""Head to head: everybody on the same weeks, rules, cores and seconds, each run in a process of its own.

    .venv/bin/python benchmarks/compare.py menu-tight-150 --time-limit 60 -o compare.json

WEEK is a stored family (`benchmarks/instances`), any other family, or a file with a week. Runs come one after the
other, never two at a time. The clock of each starts before the week is compiled and includes building its model.
"""

import argparse
import sys
from pathlib import Path
from statistics import median

from iopsched.bench.measures import seconds_to_cost
from iopsched.bench.plot import gap_plot
from iopsched.bench.record import Job
from iopsched.bench.reporting import as_text, named, report_of, stored_for_runs, told
from iopsched.bench.running import run_all
from iopsched.bench.table import markdown
from iopsched_scenarios.families import family

HERE = Path(__file__).parent
CHILD = (sys.executable, str(HERE / "peers"))
OURS = "iopsched"
SOLVERS = (OURS, "greedy", "cp-sat, 2 workers", "cp-sat, 8 workers", "highs", "scip", "cbc")
WEEKS = ("menu-tight-150", "open-tight-150", "menu-overloaded-150", "menu-tight-400", "php-tight-40-slot15")


def main(arguments=None):
    """Compare, and print the report as Markdown."""
    asked = _asked(arguments)
    files, made = _weeks(asked.weeks or WEEKS, asked.seeds)
    with stored_for_runs(made) as places:
        jobs = [
            Job(week=name, seed=seed, path=path, solver=solver, time_limit_s=asked.time_limit, workers=asked.workers,
                needs_bound_s=asked.needs_bound if solver == OURS else 0.0)
            for name, seed, path in [*files, *places]
            for solver in (asked.solvers or SOLVERS)
        ]  # fmt: skip
        runs = run_all(jobs, child=CHILD, on_run=lambda run: print(told(run), file=sys.stderr, flush=True))
    report = report_of(runs, "benchmarks/compare.py " + " ".join(arguments or sys.argv[1:]))
    if asked.output:
        Path(asked.output).write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    if asked.plot:
        Path(asked.plot).write_text(gap_plot(runs), encoding="utf-8")
    print(as_text(report))
    print(markdown(head_to_head(runs)))
    return 0 if not any(run.error or run.violations for run in runs) else 1


def _asked(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weeks", nargs="*", metavar="WEEK", help=f"default: {', '.join(WEEKS)}")
    parser.add_argument("--seeds", type=int, default=3, help="weeks of each family")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--workers", type=int, default=0, help="threads of iopsched; 0 means its own choice")
    parser.add_argument("--needs-bound", type=float, default=15.0, metavar="S", help="seconds for it, after the run")
    parser.add_argument("--solvers", action="append", choices=SOLVERS, help="default: all; repeat it for several")
    parser.add_argument("--plot", metavar="SVG")
    parser.add_argument("-o", "--output", metavar="JSON")
    return parser.parse_args(arguments)


def _weeks(names, seeds):
    """Stored weeks and files as name, seed and path; others as name, seed and scenario."""
    files, made = [], []
    for name in names:
        stored = [HERE / "instances" / f"{name}-seed{seed}.json.xz" for seed in range(1, seeds + 1)]
        if Path(name).is_file():
            files.append((*named(name), name))
        elif all(path.exists() for path in stored):
            files += [(name, seed, str(path)) for seed, path in enumerate(stored, start=1)]
        else:
            made += [(name, seed, family(name, seed)) for seed in range(1, seeds + 1)]
    return files, made


def head_to_head(runs):
    """One row for each week and solver: how far above the best bound, against ours, and when we had that cost.

    Every figure is of one seed, then the median over the seeds is taken; without a schedule it counts as endless.
    """
    by_week = {}
    for run in runs:
        by_week.setdefault((run.job.week, run.job.seed), {})[run.job.solver] = run
    rows = {}
    for (week, _), entrants in by_week.items():
        bound = max((run.bound for run in entrants.values() if run.bound is not None), default=0)
        ours = entrants.get(OURS)
        for solver, run in entrants.items():
            above = float("inf") if run.cost is None else run.cost - bound
            mine = float("inf") if ours is None or ours.cost is None else ours.cost - bound
            share = mine / above if above and mine < float("inf") else (0.0 if mine == 0 else float("inf"))
            had = None if ours is None or run.cost is None else seconds_to_cost(ours.trace, run.cost)
            rows.setdefault((week, solver), []).append((above, share, float("inf") if had is None else had))
    return [
        {"week": week, "solver": solver, "above the best bound": _shown(figures, 0, "{:,.0f}"),
         "ours against it": _shown(figures, 1, "{:.2f}"), "we had its cost after, s": _shown(figures, 2, "{:.1f}")}
        for (week, solver), figures in rows.items()
    ]  # fmt: skip


def _shown(figures, place, written):
    middle = median(row[place] for row in figures)
    return "-" if middle == float("inf") else written.format(middle)


if __name__ == "__main__":
    sys.exit(main())
