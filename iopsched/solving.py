"""The recipe of a solve: compile, search, decode, check."""

from __future__ import annotations

import threading

import numpy as np

from iopsched.check import Report, check
from iopsched.compile import Compiled, compile_scenario
from iopsched.conflict import find_conflict
from iopsched.disruption import disruption
from iopsched.keeping import legal_rest
from iopsched.model.errors import EngineError, IllegalScheduleError, ScenarioError
from iopsched.model.options import SolveOptions
from iopsched.model.result import OnProgress, Progress, Result, UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.provenance import Stopwatch, Trace, run_of
from iopsched.seats import as_published
from iopsched.summary import summarise
from iopsched_solver.limits import Event, Found, Limits, OnEvent, relative_gap
from iopsched_solver.outcome import Outcome
from iopsched_solver.repair import repair
from iopsched_solver.search import search

LEAST_SEARCH_S = 0.1
"""Seconds a search gets however long the steps before it took."""
OUTBID = "meeting it would cost more elsewhere than it saves"
NOT_FOUND = "no better week that meets it was found in the time given"
CONFLICT_LEAST_S = 10.0
"""Seconds to find out why a week is impossible, however long the proof that it is took."""


def solve_valid(
    scenario: Scenario,
    options: SolveOptions,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Result:
    """Solve a scenario that was validated; `iopsched.solve` says what the arguments mean.

    Raises
    ------
    IllegalScheduleError
        If the checker rejects what the solver found.
    EngineError
        If checker and solver disagree on the cost.
    """
    clock = Stopwatch()
    with clock.phase("compile"):
        compiled = compile_scenario(scenario)
    trace = None if options.reproducible else Trace()
    told = telling(on_progress, trace, clock)
    found = _search(compiled, limits_of(options, clock), told, cancel)
    points = () if trace is None else trace.ended(clock.total_s, found)
    if found.outcome is None:
        with clock.phase("conflict"):
            limits = limits_of(options, clock, least_s=CONFLICT_LEAST_S)
            conflict = find_conflict(scenario, limits, cancel=cancel) if found.status == "impossible" else ()
        run = run_of(scenario, options, found, clock, points)
        return Result(
            status=found.status, cost=None, bound=found.bound, gap=None, schedule=None, conflict=conflict, run=run
        )
    with clock.phase("decode"):
        schedule = compiled.decode(found.outcome)
        if scenario.published is not None:
            schedule = _seated(scenario, schedule, scenario.published)
    with clock.phase("check"):
        report = verified(scenario, schedule, found)
    return Result(
        status=found.status,
        cost=report.cost,
        bound=found.bound,
        gap=relative_gap(report.cost, found.bound),
        tiers=dict(report.tiers),
        unmet=with_reasons(report.unmet, proved=found.status == "optimal"),
        schedule=schedule,
        summary=summarise(scenario, schedule),
        disruption=None if scenario.published is None else disruption(scenario, scenario.published, schedule),
        run=run_of(scenario, options, found, clock, points),
    )


def _search(compiled: Compiled, limits: Limits, told: OnEvent | None, cancel: threading.Event | None) -> Found:
    """Search the week; one that has begun already is searched from what was published, since much of it stays."""
    problem, scenario = compiled.problem, compiled.scenario
    if scenario.now is None or scenario.published is None:
        return search(problem, limits, on_event=told, cancel=cancel)
    rest = legal_rest(scenario, scenario.published)
    start = None if rest is None else encoded(compiled, rest)
    everybody = np.ones(problem.n_patients, dtype=np.bool_)
    return repair(problem, limits, start=start, hint=start or Outcome(), named=everybody, on_event=told, cancel=cancel)


def encoded(compiled: Compiled, schedule: Schedule) -> Outcome | None:
    """Return the outcome that a schedule stands for; none if the problem cannot express it."""
    try:
        return compiled.encode(schedule)
    except ScenarioError:
        return None


def _seated(scenario: Scenario, schedule: Schedule, published: Schedule) -> Schedule:
    """Put people into the parallel sections they were in, if that is legal."""
    seated = as_published(scenario, schedule, published)
    return seated if seated == schedule or check(scenario, seated).legal else schedule


def with_reasons(unmet: tuple[UnmetNeed, ...], *, proved: bool) -> tuple[UnmetNeed, ...]:
    """Give the needs that no simple fact explains the reason that is left: others' needs came first.

    That is proved where the schedule is; else it says only that the search found no better week.
    """
    outbid = OUTBID if proved else NOT_FOUND
    return tuple(need if need.reason else need.model_copy(update={"reason": outbid}) for need in unmet)


def verified(scenario: Scenario, schedule: Schedule, found: Found) -> Report:
    """Check what the solver found: the gate that every schedule passes before anyone sees it.

    Raises
    ------
    IllegalScheduleError
        If it breaks a rule.
    EngineError
        If its cost is not what the solver says.
    """
    report = check(scenario, schedule)
    if report.violations:
        raise IllegalScheduleError(report.violations)
    if report.cost != found.cost:
        raise EngineError(f"the checker finds a cost of {report.cost}, the solver one of {found.cost}")
    if found.bound is not None and found.bound > report.cost:
        raise EngineError(f"the solver's bound {found.bound} is above the cost {report.cost} of its own schedule")
    return report


def limits_of(options: SolveOptions, clock: Stopwatch, *, least_s: float = LEAST_SEARCH_S) -> Limits:
    """Allow what is left of the time; all of it where results must not depend on the clock."""
    left = options.time_limit_s - (0.0 if options.reproducible else clock.total_s)
    return Limits(
        time_limit_s=max(least_s, left),
        gap=options.gap,
        stall_s=options.stall_s,
        workers=options.workers,
        seed=options.seed,
        reproducible=options.reproducible,
    )


def telling(on_progress: OnProgress | None, trace: Trace | None, clock: Stopwatch) -> OnEvent | None:
    """Return what passes the solver's events on, as progress and into the trace."""
    if on_progress is None and trace is None:
        return None
    before_s = clock.total_s

    def tell(event: Event) -> None:
        gap = relative_gap(event.cost, event.bound)
        seconds = before_s + event.seconds
        if trace is not None:
            trace.add(seconds, event.cost, event.bound)
        if on_progress is not None:
            on_progress(Progress(phase=event.phase, seconds=seconds, cost=event.cost, bound=event.bound, gap=gap))

    return tell
