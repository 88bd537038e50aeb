"""The library's face. Pure functions, safe in threads, cancellable from another thread."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from iopsched.check import Report
from iopsched.check import check as check_valid
from iopsched.model.change import Change
from iopsched.model.comparison import Comparison
from iopsched.model.errors import ScenarioError
from iopsched.model.options import SolveOptions
from iopsched.model.repair import RepairResult
from iopsched.model.result import OnProgress, Result
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.validation import validate


def solve(
    scenario: Scenario,
    options: SolveOptions | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> Result:
    """Find the best schedule for one week.

    Parameters
    ----------
    scenario
        Everything known about the week.
    options
        Stop rules and ways of working; none means the defaults.
    on_progress
        Called from the searching thread with every step of progress.
    cancel
        Set from any thread: the best schedule so far is returned at once.

    Returns
    -------
    Result
        With a schedule that the checker accepts and whose cost it confirms, or without one and the reason.

    Raises
    ------
    ScenarioError
        If the scenario is wrong; every problem is listed.
    IllegalScheduleError
        If the checker rejects what the solver found. This is a bug: please report it.
    EngineError
        If checker and solver disagree on the cost. This is a bug: please report it.

    Examples
    --------
    >>> from iopsched import Scenario, solve
    >>> week = Scenario.model_validate({
    ...     "sites": [{"id": "Main", "hours": "Mon-Fri 8-20"}],
    ...     "clinicians": [{"id": "C-1"}],
    ...     "services": [{"id": "therapy", "format": "individual", "duration_minutes": 60, "contact_minutes": 60,
    ...                   "needs_room": False, "starts": {"at": ["Tue 9:00", "Wed 9:00"]}}],
    ...     "policies": [{"id": "plan", "source": "example", "as_of": "2026-01-01"}],
    ...     "patients": [{"id": "P-1", "policy": "plan", "availability": {"busy": [{"when": "Tue"}]},
    ...                   "care_plan": {"items": [{"service": "therapy", "min": 1, "max": 1}]}}],
    ... })
    >>> result = solve(week)
    >>> result.status, [session.model_dump(mode="json")["start"] for session in result.require().sessions]
    ('optimal', ['Wed 09:00'])
    """
    from iopsched.solving import solve_valid  # noqa: PLC0415  engines load slowly: only who solves should wait

    refuse_invalid(scenario)
    return solve_valid(scenario, options or SolveOptions(), on_progress=on_progress, cancel=cancel)


def check(scenario: Scenario, schedule: Schedule) -> Report:
    """Check a schedule against every rule and price it, without any solver.

    Parameters
    ----------
    scenario
        Everything known about the week.
    schedule
        Whatever somebody made; it may name what the scenario does not know.

    Returns
    -------
    Report
        Violations, unmet needs and cost by tier.

    Raises
    ------
    ScenarioError
        If the scenario is wrong; every problem is listed.
    """
    refuse_invalid(scenario)
    return check_valid(scenario, schedule)


def repair(
    scenario: Scenario,
    schedule: Schedule,
    changes: Iterable[Change],
    options: SolveOptions | None = None,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> RepairResult:
    """Find the least disruptive legal schedule after something changed.

    Parameters
    ----------
    scenario
        The week as it was when the schedule was agreed; ``scenario.now`` says what has taken place.
    schedule
        The agreed schedule.
    changes
        What is no longer as it was. Without any, a legal schedule comes back as it is.
    options, on_progress, cancel
        As for `solve`.

    Returns
    -------
    RepairResult
        The new schedule, who moves from what to what, who must be told, and the scenario with the changes in it.

    Raises
    ------
    ScenarioError
        If the scenario or a change is wrong; every problem is listed.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> from iopsched.changes import parse_change
    >>> week, schedule = base_week()
    >>> repaired = repair(week, schedule, [parse_change("clinician-away C-1 Mon", week)])
    >>> repaired.disruption.units["moved-patient"] + repaired.disruption.units["changed-leader"] > 0
    True
    """
    from iopsched.changes import apply_changes  # noqa: PLC0415  loaded when needed, as below
    from iopsched.repairing import repair_valid  # noqa: PLC0415  engines load slowly: only who repairs should wait

    listed = tuple(changes)
    week = scenario.model_copy(update={"published": schedule})
    refuse_invalid(week)
    changed = apply_changes(week, listed)
    refuse_invalid(changed)
    return repair_valid(week, changed, listed, options or SolveOptions(), on_progress=on_progress, cancel=cancel)


def compare(scenario: Scenario, before: Schedule, after: Schedule) -> Comparison:
    """Compare two schedules of one week.

    Parameters
    ----------
    scenario
        The week that both are of.
    before, after
        Whatever somebody made; illegal ones can be compared too.

    Returns
    -------
    Comparison
        Needs met, cost by tier, who moves from what to what, and hours led, of both.

    Raises
    ------
    ScenarioError
        If the scenario is wrong; every problem is listed.
    """
    from iopsched.comparing import compare_valid  # noqa: PLC0415  loaded when needed

    refuse_invalid(scenario)
    return compare_valid(scenario, before, after)


def refuse_invalid(scenario: Scenario) -> None:
    """Validate; warnings pass.

    Raises
    ------
    ScenarioError
        With every error.
    """
    errors = [problem for problem in validate(scenario) if problem.severity == "error"]
    if errors:
        raise ScenarioError(errors)
