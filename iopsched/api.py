"""The library's face. Pure functions, safe in threads, cancellable from another thread."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from iopsched.check import Report
from iopsched.check import check as check_valid
from iopsched.model.change import Change
from iopsched.model.comparison import Comparison
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.explanation import Audience, Explanations
from iopsched.model.options import SolveOptions
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Recommendations, SeatOffers
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
    >>> repaired = repair(week, schedule, [parse_change("clinician-away C-2 Mon", week)])
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


def recommend(
    scenario: Scenario,
    schedule: Schedule,
    patient: Patient | str,
    *,
    k: int = 3,
    max_moved: int = 0,
    time_limit_s: float = 10.0,
    cancel: threading.Event | None = None,
) -> Recommendations:
    """Find the best k whole weeks for one patient in a schedule that stays.

    A service that asks often keeps an `iopsched.recommending.Recommender`, which is made ready once.

    Parameters
    ----------
    scenario
        Everything known about the week.
    schedule
        What is agreed; it is the published schedule that costs are taken against.
    patient
        Somebody of the week by id, or as they are now, or somebody new.
    k
        How many weeks, each different in what the patient attends.
    max_moved
        Also look for a week for which at most so many others are moved.
    time_limit_s
        Seconds before the best so far is returned.
    cancel
        Set from any thread: as if the time were over.

    Returns
    -------
    Recommendations
        Each week with its cost by tier and what it takes up. The checker accepts each.

    Raises
    ------
    ScenarioError
        If the scenario, the schedule or the patient is wrong.
    IllegalScheduleError
        If the schedule breaks a rule that does not concern this patient.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> week, schedule = base_week()
    >>> found = recommend(week, schedule, week.patients[0].id, k=2)
    >>> len(found.weeks), found.proved
    (2, True)
    """
    from iopsched.recommending import Recommender  # noqa: PLC0415  engines load slowly

    refuse_invalid(scenario.model_copy(update={"published": schedule}))
    recommender = Recommender(scenario, schedule)
    return recommender.weeks(patient, k=k, max_moved=max_moved, time_limit_s=time_limit_s, cancel=cancel)


def recommend_seat(
    scenario: Scenario,
    schedule: Schedule,
    session: str,
    *,
    k: int | None = None,
    time_limit_s: float = 60.0,
    cancel: threading.Event | None = None,
) -> SeatOffers:
    """Find whom a free seat, or a free one-to-one slot, serves best, in fair and stated order.

    Parameters
    ----------
    scenario, schedule, time_limit_s, cancel
        As for `recommend`.
    session
        As messages name it: ``Tue 18:00 relapse prevention``.
    k
        At most so many offers; none means all.

    Raises
    ------
    ScenarioError
        If the scenario or the schedule is wrong, or there is no such session this week.
    IllegalScheduleError
        If the schedule breaks a rule.
    """
    from iopsched.recommending import Recommender  # noqa: PLC0415  engines load slowly

    refuse_invalid(scenario.model_copy(update={"published": schedule}))
    return Recommender(scenario, schedule).seat(session, k=k, time_limit_s=time_limit_s, cancel=cancel)


def explain(
    scenario: Scenario,
    schedule: Schedule,
    patient: str | None = None,
    *,
    why_not: str | None = None,
    audience: Audience = "staff",
    time_limit_s: float = 60.0,
    cancel: threading.Event | None = None,
) -> Explanations:
    """Explain unmet needs, or why a patient does not attend a session.

    Parameters
    ----------
    scenario, schedule, cancel
        As for `recommend`.
    patient
        Whose needs; none means everybody's.
    why_not
        A session instead: ``Tue 18:00 relapse prevention`` or ``art on Tuesday``.
    audience
        ``patient``: nothing in the answer tells of another patient.
    time_limit_s
        Seconds; what could not be verified in them is said.

    Returns
    -------
    Explanations
        For each the fewest rules that make it impossible, verified fixes, and the price.

    Raises
    ------
    ScenarioError
        If the scenario or the schedule is wrong, or there is no such patient or session.
    IllegalScheduleError
        If the schedule breaks a rule.
    """
    from iopsched.explaining import Explainer  # noqa: PLC0415  engines load slowly

    refuse_invalid(scenario.model_copy(update={"published": schedule}))
    explainer = Explainer(scenario, schedule)
    if why_not is None:
        return explainer.explain(patient, audience=audience, time_limit_s=time_limit_s, cancel=cancel)
    if patient is None:
        problem = InputProblem("no-patient", "--why-not", "no patient is named", "say whom it is about")
        raise ScenarioError([problem])
    return explainer.why_not(patient, why_not, audience=audience, time_limit_s=time_limit_s, cancel=cancel)


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
