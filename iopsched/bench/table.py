"""Runs summed up: one row for each week and solver, medians over the seeds, and how time grows with patients."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from iopsched.bench.measures import (
    GAPS,
    MOSTLY,
    growth,
    needs_above,
    primal_integral,
    rest_gap,
    seconds_to_cost,
    seconds_to_gap,
)
from iopsched.bench.record import Measured

NEVER = math.inf
GROWTH_GAP = 0.02
"""The gap whose time is fitted against patients."""
_SIZE = re.compile(r"-\d+(?=$|-)")

Figure = tuple[str, Callable[[Measured, int], float | None], str]
"""Heading, the figure of one run given the best known cost of its week, and how it is written."""


def _gap(run: Measured, _: int) -> float | None:
    return run.gap


def _rest(run: Measured, _: int) -> float | None:
    return None if run.cost is None or run.needs is None else rest_gap(run.cost, run.needs, run.bound)


def _unmet(run: Measured, _: int) -> float | None:
    return None if run.needs is None else run.needs / run.half_hour_price


def _above(run: Measured, _: int) -> float | None:
    return None if run.needs is None else needs_above(run.needs, run.needs_bound, run.half_hour_price)


def _above_share(run: Measured, _: int) -> float | None:
    if run.needs is None or run.needs_bound is None or not run.empty_needs:
        return None
    return (run.needs - run.needs_bound) / run.empty_needs


def first_schedule_s(run: Measured) -> float | None:
    """Seconds to the first legal schedule that is better than the empty week."""
    return seconds_to_cost(run.trace, run.empty_cost - 1)


def mostly_met_s(run: Measured) -> float | None:
    """Seconds to the first schedule that surely meets most needs: its whole cost is at most what the others cost."""
    return seconds_to_cost(run.trace, (1 - MOSTLY) * run.empty_needs)


def _to_gap(gap: float) -> Callable[[Measured, int], float | None]:
    return lambda run, _: seconds_to_gap(run.trace, gap)


def _integral(run: Measured, best: int) -> float:
    return primal_integral(run.trace, best, run.job.time_limit_s, run.empty_cost)


FIGURES: tuple[Figure, ...] = (
    ("cost", lambda run, _: run.cost, "{:,.0f}"),
    ("bound", lambda run, _: run.bound, "{:,.0f}"),
    ("gap", _gap, "{:.2%}"),
    ("gap of tiers 2-4", _rest, "{:.2%}"),
    ("unmet, half hours", _unmet, "{:,.1f}"),
    ("above its bound", _above, "{:,.0f}"),
    ("of all needs", _above_share, "{:.2%}"),
    ("first, s", lambda run, _: first_schedule_s(run), "{:.1f}"),
    ("90 % met, s", lambda run, _: mostly_met_s(run), "{:.1f}"),
    *((f"{gap:.0%} gap, s", _to_gap(gap), "{:.1f}") for gap in GAPS),
    ("primal integral, s", _integral, "{:.1f}"),
    ("compile + build, s", lambda run, _: before_search_s(run), "{:.2f}"),
    ("memory, MiB", lambda run, _: run.peak_memory_mib or None, "{:,.0f}"),
)


SOON_FROM = 7
"""The first figure that tells seconds."""


def before_search_s(run: Measured) -> float | None:
    """Seconds of compiling and building before the search."""
    return run.seconds["compile"] + run.seconds.get("build", 0.0) if "compile" in run.seconds else None


def best_known(runs: Iterable[Measured]) -> dict[tuple[str, int], int]:
    """The lowest cost of any run of each week and seed; the empty week's where nobody found anything."""
    best: dict[tuple[str, int], int] = {}
    for run in runs:
        key = (run.job.week, run.job.seed)
        costs = [cost for cost in (run.cost, run.empty_cost or None, best.get(key)) if cost is not None]
        best[key] = min(costs, default=0)
    return best


def summary(runs: Sequence[Measured]) -> tuple[dict[str, str], ...]:
    """One row for each week and solver, in the order of the runs."""
    best = best_known(runs)
    groups: dict[tuple[str, str], list[Measured]] = {}
    for run in runs:
        groups.setdefault((run.job.week, run.job.solver), []).append(run)
    return tuple(_row(week, solver, group, best) for (week, solver), group in groups.items())


def _row(week: str, solver: str, runs: list[Measured], best: dict[tuple[str, int], int]) -> dict[str, str]:
    row = {"week": week, "solver": solver, "limit, s": f"{runs[0].job.time_limit_s:g}", "runs": _statuses(runs)}
    for heading, figure, written in FIGURES:
        values = [figure(run, best[run.job.week, run.job.seed]) if run.error is None else None for run in runs]
        middle = median(NEVER if value is None else value for value in values)
        row[heading] = "-" if middle == NEVER else written.format(middle)
    return row


def _statuses(runs: list[Measured]) -> str:
    """How the runs ended, the unsolved included."""
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.status] = counts.get(run.status, 0) + 1
    return ", ".join(f"{n} {status}" for status, n in counts.items())


def fitted(runs: Sequence[Measured]) -> tuple[str, ...]:
    """One sentence for each solver and kind of week with two sizes at least: seconds to 2 % gap against patients."""
    kinds: dict[tuple[str, str], list[Measured]] = {}
    for run in runs:
        kinds.setdefault((run.job.solver, _SIZE.sub("", run.job.week, count=1)), []).append(run)
    sentences = []
    for (solver, kind), group in kinds.items():
        if len({run.patients for run in group if run.patients}) < 2:  # noqa: PLR2004  one size shows no growth
            continue
        reached = [(run.patients, s) for run in group if (s := seconds_to_gap(run.trace, GROWTH_GAP)) is not None]
        line = growth(reached)
        missed = len(group) - len(reached)
        text = "two sizes must reach it" if line is None else f"{line[0]:.3g} s x patients^{line[1]:.2f}"
        left_out = f"; {missed} runs never reached it and are not in the fit" if missed else ""
        sentences.append(f"{solver}, {kind}: seconds to {GROWTH_GAP:.0%} gap = {text} ({len(reached)} runs{left_out})")
    return tuple(sentences)


def split(rows: Sequence[dict[str, str]]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The columns in two tables that fit a page: what was reached, and how soon."""
    soon = {heading for heading, _, _ in FIGURES[SOON_FROM:]}
    reached = [{heading: text for heading, text in row.items() if heading not in soon} for row in rows]
    times = [
        {heading: text for heading, text in row.items() if heading in soon | {"week", "solver", "limit, s"}}
        for row in rows
    ]
    return reached, times


def markdown(rows: Sequence[dict[str, str]]) -> str:
    """A table to paste.

    Examples
    --------
    >>> print(markdown([{"week": "a", "gap": "1.00%"}]))
    | week | gap |
    |---|---|
    | a | 1.00% |
    """
    if not rows:
        return ""
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    lines += ["| " + " | ".join(row.values()) + " |" for row in rows]
    return "\n".join(lines)
