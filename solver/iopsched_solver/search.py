"""The recipe: from a problem to the best outcome found and a proven bound.

Parts of the week that share nobody and nothing are searched apart. A part small enough for one model goes there first,
told a bound beforehand; what that leaves open, and every larger part, is priced, dived for and polished.
"""

from __future__ import annotations

import dataclasses
import threading
import time

from iopsched_solver.apart import Apart
from iopsched_solver.columns import Columns
from iopsched_solver.components import components
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Event, Found, Limits, OnEvent
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem
from iopsched_solver.reproducible import Reproducible
from iopsched_solver.small_week import SmallWeek

WHOLE_MODEL_SIZE = 3_000
"""Single choices (patient and cell) up to which one model decides a reproducible search."""
MODEL_FIRST_SIZE = 1_000
"""The same, up to which one model is tried before anything else."""
FIRST_SHARE, MODEL_SHARE = 0.2, 0.5
"""Shares of the time after which the bound of such a week and the one model end; the rest is for price and dive."""
LEAST_S = 1.0
"""Less time than this, once one model has had its part, is not worth another engine."""


def search(
    problem: Problem,
    limits: Limits,
    *,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Decide one week.

    Parameters
    ----------
    problem
        The week, as arrays.
    limits
        Stop rules and ways of working.
    on_event
        Called with every step of progress.
    cancel
        Set from any thread: the best so far is returned at once.
    """
    cancel = cancel or threading.Event()
    parts = components(problem)
    if len(parts) > 1:
        return Apart(problem, parts, _search_part, limits, on_event, cancel).run()
    return _search_part(problem, limits, on_event, cancel)


def _search_part(
    problem: Problem, limits: Limits, on_event: OnEvent | None, cancel: threading.Event, *, known: Found | None = None
) -> Found:
    """Search a week in one piece, or search on from what is known of it."""
    size = problem.n_choices
    if limits.reproducible and size > WHOLE_MODEL_SIZE:
        return Reproducible(problem, limits, on_event, cancel).run_cancellable()
    if limits.reproducible:
        return solve_whole(problem, limits, on_event=on_event, cancel=cancel)
    if known is not None or size > WHOLE_MODEL_SIZE:
        return PriceAndDive(problem, limits, on_event, cancel, known=known).run_cancellable()
    return _small_week(problem, limits, on_event, cancel)


def _small_week(problem: Problem, limits: Limits, on_event: OnEvent | None, cancel: threading.Event) -> Found:
    """First fit; then one model if that is small, told a bound; then price and dive, until the bound is proved."""
    began = time.monotonic()
    start = first_fit(problem, stop=cancel.is_set)
    if start is not None and on_event is not None:
        on_event(Event("first fit", time.monotonic() - began, cost_of(problem, start)))
    if start is None or problem.n_choices <= MODEL_FIRST_SIZE:
        found = _bound_then_model(problem, start, _left(limits, began), _later(on_event, began), cancel)
        if found.stop_rule != "time" or _left(limits, began).time_limit_s < LEAST_S:
            return found
    else:
        found = _first(problem, start, time.monotonic() - began)
    return SmallWeek(problem, _left(limits, began), _later(on_event, began), cancel, known=found).run_cancellable()


def _first(problem: Problem, start: Outcome, seconds: float) -> Found:
    """A first week, of which nothing is proved; the search goes on."""
    return Found("feasible", start, cost_of(problem, start), None, "time", "columns", {"first fit": round(seconds, 3)})


def _left(limits: Limits, began: float) -> Limits:
    """The limits with the time that is left of a search that began then."""
    return dataclasses.replace(limits, time_limit_s=max(began + limits.time_limit_s - time.monotonic(), 0.01))


def _later(on_event: OnEvent | None, began: float) -> OnEvent | None:
    """Tell events of a part of a search that is under way since `began`."""
    if on_event is None:
        return None
    before_s = time.monotonic() - began
    return lambda event: on_event(dataclasses.replace(event, seconds=event.seconds + before_s))


def _bound_then_model(
    problem: Problem, start: Outcome | None, limits: Limits, on_event: OnEvent | None, cancel: threading.Event
) -> Found:
    """One model, told beforehand a first week and the bound that column generation proves within seconds."""
    began = time.monotonic()
    columns = Columns(problem)
    deadline = began + FIRST_SHARE * limits.time_limit_s
    columns.grow(deadline=deadline, gap=0.0, stop=cancel.is_set, on_round=lambda _: None, tight_until=deadline)
    floor = columns.proved()
    spent = time.monotonic() - began
    left = dataclasses.replace(limits, time_limit_s=max(MODEL_SHARE * limits.time_limit_s - spent, 0.01))
    found = solve_whole(problem, left, start=start, floor=floor, on_event=_later(on_event, began), cancel=cancel)
    return dataclasses.replace(found, seconds={"prices": spent, **found.seconds})
