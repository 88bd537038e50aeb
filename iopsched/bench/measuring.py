"""One run, measured: compile, search, decode and check as in a solve, with any search in the middle."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from iopsched.bench.record import Job, Measured
from iopsched.bench.stored import is_stored, read_stored
from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched.formats import read_scenario
from iopsched.model.options import SolveOptions
from iopsched.model.scenario import Scenario
from iopsched.model.weights import TIERS
from iopsched.provenance import Stopwatch, Trace, run_of
from iopsched.solving import limits_of, telling
from iopsched_solver.limits import Found, Limits, OnEvent
from iopsched_solver.needs_bound import bound_needs
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import Problem
from iopsched_solver.search import search

Search = Callable[[Problem, Limits, OnEvent], Found]
"""What is measured: it ends within the limits, and tells of progress."""


def iopsched_search(problem: Problem, limits: Limits, on_event: OnEvent) -> Found:
    """The project's own search."""
    return search(problem, limits, on_event=on_event)


def read_week(path: str | Path) -> Scenario:
    """Read a stored week or any other scenario."""
    return read_stored(path) if is_stored(path) else read_scenario(path)


def measured(job: Job, run: Search = iopsched_search) -> Measured:
    """Make one run in this process.

    The clock starts before compiling and is the same for every solver; validating and reading come before it, checking
    after it. A schedule that the checker rejects counts as none.
    """
    scenario = read_week(job.path)
    options = SolveOptions(time_limit_s=job.time_limit_s, gap=job.gap, workers=job.workers)
    clock, trace = Stopwatch(), Trace()
    with clock.phase("compile"):
        compiled = compile_scenario(scenario)
    tell = telling(None, trace, clock)
    if tell is None:
        raise RuntimeError("a trace is always told")
    found = run(compiled.problem, limits_of(options, clock), tell)
    points = trace.ended(clock.total_s, found)
    peak_mib = peak_memory_mib()
    empty = check(scenario, compiled.decode(Outcome()))
    report = None if found.outcome is None else check(scenario, compiled.decode(found.outcome))
    legal = report is not None and report.legal
    needs = frozenset(TIERS["needs"])
    needs_bound = getattr(found, "needs_bound", None)
    if needs_bound is None and job.needs_bound_s > 0:
        needs_bound = bound_needs(compiled.problem, needs, time_limit_s=job.needs_bound_s)
    run_data = run_of(scenario, options, found, clock, points)
    return Measured(
        job=job,
        patients=len(scenario.patients),
        status=found.status if report is None or legal else "illegal",
        stop_rule=found.stop_rule,
        engine=found.engine,
        cost=report.cost if report is not None and legal else None,
        bound=found.bound,
        tiers=dict(report.tiers) if report is not None and legal else {},
        needs_bound=needs_bound,
        empty_cost=empty.cost,
        empty_needs=empty.tiers["needs"].cost,
        half_hour_price=_half_hour_price(compiled.problem),
        violations=tuple(sorted({broken.rule for broken in report.violations})) if report is not None else (),
        seconds=run_data.seconds,
        trace=points if legal else tuple(point.model_copy(update={"cost": None}) for point in points),
        counts=_counts(compiled.problem) | dict(getattr(found, "counts", {})),
        peak_memory_mib=peak_mib,
        versions=run_data.versions,
    )


def peak_memory_mib() -> float:
    """The most memory that this process held, and the largest that it started, in MiB."""
    used = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return used / 2**20 if sys.platform == "darwin" else used / 2**10


def _half_hour_price(problem: Problem) -> int:
    weight = int(np.median(problem.patients.weight)) if problem.n_patients else 1
    return problem.unit_cost["weekly-contact-minutes"] * weight


def _counts(problem: Problem) -> dict[str, int]:
    """Sizes of the problem, whatever solves it."""
    single = problem.services.one_to_one[problem.cells.service]
    may = problem.may_attend
    return {
        "patients": problem.n_patients,
        "clinicians": problem.n_clinicians,
        "cells of groups": int((~single).sum()),
        "cells of one-to-one services": int(single.sum()),
        "choices in groups": int(may[:, ~single].sum()),
        "choices in one-to-one services": int(may[:, single].sum()),
        "room classes": len(problem.rooms.count),
    }
