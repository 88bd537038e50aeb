"""The recipe of a repair: write the changes, keep what may be kept, search around what broke, check."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from iopsched.agreed import Shortfalls, countable, forgiven, shortfalls, with_agreed
from iopsched.check import Report, check
from iopsched.compile import Compiled, compile_scenario
from iopsched.conflict import find_conflict
from iopsched.disruption import disruption
from iopsched.keeping import legal_rest
from iopsched.model.change import Change, PatientAdmitted, PatientAvailability, PatientDischarged
from iopsched.model.errors import EngineError, IllegalScheduleError
from iopsched.model.options import SolveOptions
from iopsched.model.repair import RepairResult
from iopsched.model.result import OnProgress, RepairProof, Result, TracePoint
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.provenance import Stopwatch, Trace, run_of
from iopsched.seats import as_published
from iopsched.solving import CONFLICT_LEAST_S, encoded, limits_of, telling, with_reasons
from iopsched.summary import summarise
from iopsched_solver.limits import Found, relative_gap
from iopsched_solver.outcome import Outcome
from iopsched_solver.repair import repair


def repair_valid(
    week: Scenario,
    changed: Scenario,
    changes: tuple[Change, ...],
    options: SolveOptions,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> RepairResult:
    """Repair the published schedule of `week`, which `changes` made into `changed`; both are valid.

    Raises
    ------
    IllegalScheduleError
        If the checker rejects what the solver found.
    EngineError
        If checker and solver disagree on the cost.
    """
    clock = Stopwatch()
    published = changed.published or Schedule()
    named = _named(changes)
    with clock.phase("compile"):
        agreed = countable(shortfalls(check(week, published).unmet, without=named), changed)
        compiled = compile_scenario(changed)
    with clock.phase("keep"):
        rest = legal_rest(changed, published)
        start = None if rest is None else encoded(compiled, rest)
    repaired = _Repaired(changed, compiled, agreed, options, clock)
    if changed == week and rest == published and start is not None:
        # Nothing changed and nothing is broken: what was agreed stays, to the letter.
        result = repaired.result(Found("feasible", start, None, None, "proved", "repair"), published)
        return RepairResult(result=result, scenario=changed, changes=changes)
    trace = None if options.reproducible else Trace()
    found = repair(
        with_agreed(compiled, agreed),
        limits_of(options, clock),
        start=start,
        hint=start or Outcome(),
        named=np.array([patient.id in named for patient in changed.patients], dtype=np.bool_),
        on_event=telling(on_progress, trace, clock),
        cancel=cancel,
    )
    repaired.trace = trace
    if found.outcome is None:
        return RepairResult(result=repaired.nothing(found, cancel), scenario=changed, changes=changes)
    with clock.phase("decode"):
        plain = compiled.decode(found.outcome)
    return RepairResult(result=repaired.best(found, plain, published), scenario=changed, changes=changes)


def _named(changes: Iterable[Change]) -> set[str]:
    """Return the patients whom the changes are about."""
    named = set()
    for change in changes:
        if isinstance(change, PatientAdmitted):
            named.add(change.patient.id)
        elif isinstance(change, PatientAvailability | PatientDischarged):
            named.add(change.patient)
    return named


@dataclass
class _Repaired:
    """Makes results of one repair."""

    scenario: Scenario
    compiled: Compiled
    agreed: Shortfalls
    options: SolveOptions
    clock: Stopwatch
    trace: Trace | None = None

    def best(self, found: Found, plain: Schedule, published: Schedule) -> Result:
        """Check the schedule, with people in the parallel sections they were in if that is legal."""
        seated = as_published(self.scenario, plain, published)
        report = check(self.scenario, seated)
        if not report.legal and seated != plain:
            seated, report = plain, check(self.scenario, plain)
        if not report.legal:
            raise IllegalScheduleError(report.violations)
        cost = report.cost - forgiven(report.unmet, self.agreed)
        if cost != found.cost:
            raise EngineError(f"the checker finds a cost of {cost}, the solver one of {found.cost}")
        return self.result(found, seated, report)

    def result(self, found: Found, schedule: Schedule, report: Report | None = None) -> Result:
        """Describe a legal schedule."""
        report = report or check(self.scenario, schedule)
        spared = forgiven(report.unmet, self.agreed)
        cost = report.cost - spared
        proof = RepairProof(
            cost=cost, bound=found.bound, gap=relative_gap(cost, found.bound), unmet_as_published=spared
        )
        return Result(
            status="feasible",
            cost=report.cost,
            bound=None,
            gap=None,
            tiers=dict(report.tiers),
            unmet=with_reasons(report.unmet, proved=False),
            schedule=schedule,
            summary=summarise(self.scenario, schedule),
            disruption=disruption(self.scenario, self.scenario.published or Schedule(), schedule),
            repair=proof,
            run=run_of(self.scenario, self.options, found, self.clock, self._points(found)),
        )

    def nothing(self, found: Found, cancel: threading.Event | None) -> Result:
        """Say that there is no legal schedule, or none was found."""
        with self.clock.phase("conflict"):
            limits = limits_of(self.options, self.clock, least_s=CONFLICT_LEAST_S)
            is_impossible = found.status == "impossible"
            conflict = find_conflict(self.scenario, limits, cancel=cancel) if is_impossible else ()
        run = run_of(self.scenario, self.options, found, self.clock, self._points(found))
        return Result(status=found.status, cost=None, bound=None, gap=None, schedule=None, conflict=conflict, run=run)

    def _points(self, found: Found) -> tuple[TracePoint, ...]:
        return () if self.trace is None else self.trace.ended(self.clock.total_s, found)
