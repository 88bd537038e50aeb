"""A large week's timetable drawn anew with its leaders, and the search that makes a week of it, or does without."""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections import Counter

import pytest

from iopsched.check import check
from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver import price_and_dive
from iopsched_solver import redrawn as drawing
from iopsched_solver.columns import Columns
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Limits
from iopsched_solver.model.build import cost_of
from iopsched_solver.native.cooling import AGAIN_COOLINGS, COLD_COOLING, COOLING, WARM_COOLING, Cooling
from iopsched_solver.outcome import Outcome
from iopsched_solver.price_and_dive import PriceAndDive
from iopsched_solver.problem import Problem
from iopsched_solver.redrawn import LEAST_SIZE, SIZE, SIZE_S, Until, has_time, redrawn

SCENARIO = family("calendar-ample-24", seed=2)
LIMITS = Limits(time_limit_s=60.0, workers=8)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compile_scenario(SCENARIO).problem


def far() -> float:
    return time.monotonic() + 60.0


def drawn(problem: Problem, until: Until, *, stop: bool = False) -> tuple[Columns, Outcome | None, list[float]]:
    """The columns, the timetable drawn for first fit's week, and the bounds told meanwhile."""
    week = first_fit(problem)
    assert week is not None
    columns, told = Columns(problem), list[float]()
    columns.take_in(week)
    found = redrawn(columns, week, until=until, limits=LIMITS, stop=lambda: stop, on_round=told.append)
    return columns, found, told


@pytest.mark.parametrize(
    ("size", "limits", "has"),
    [
        (SIZE, Limits(time_limit_s=SIZE_S, workers=2), True),
        (SIZE, Limits(time_limit_s=SIZE_S - 1.0, workers=2), False),
        (SIZE, Limits(time_limit_s=SIZE_S, workers=1), False),
        (2 * SIZE, Limits(time_limit_s=2 * SIZE_S, workers=2), False),  # programs grow faster than weeks
        (2 * SIZE, Limits(time_limit_s=4 * SIZE_S, workers=2), True),
        (LEAST_SIZE - 1, Limits(time_limit_s=1e6, workers=2), False),
    ],
)
def test_there_is_time_for_it_by_size(size: int, limits: Limits, has: bool) -> None:  # noqa: FBT001
    assert has_time(size, limits) is has


def test_every_section_it_holds_is_led(problem: Problem) -> None:
    columns, timetable, told = drawn(problem, Until(far(), far(), far()))
    assert timetable is not None
    assert Counter(section.cell for section in timetable.sections) == Counter(columns.master.sections.held())
    assert all(section.leaders for section in timetable.sections)
    assert told


@pytest.mark.parametrize("late", ["opened", "redrawn"])
def test_out_of_time_there_is_none(problem: Problem, late: str) -> None:
    until = dataclasses.replace(Until(far(), far(), far()), **{late: -math.inf})
    assert drawn(problem, until)[1] is None


def test_once_stopped_there_is_none(problem: Problem) -> None:
    assert drawn(problem, Until(far(), far(), far()), stop=True)[1] is None


def test_nor_where_it_costs_needs_or_somebody_leads_nothing(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(drawing, "UNMET", -math.inf)
        assert drawn(problem, Until(far(), far(), far()))[1] is None
    some = drawing.staffed
    monkeypatch.setattr(
        drawing, "staffed", lambda *given, **named: Outcome(sections=some(*given, **named).sections[1:])
    )
    assert drawn(problem, Until(far(), far(), far()))[1] is None


def searched(
    problem: Problem, monkeypatch: pytest.MonkeyPatch, timetable: Outcome | None
) -> tuple[PriceAndDive, list[Cooling], list[bool]]:
    """Search for some seconds as if the week were large, `timetable` drawn; how it annealed, and days sought anew.

    Of the latter whether they are those of a week of its own, not of the best.
    """
    coolings, of_its_own = list[Cooling](), list[bool]()
    anneal, days_anew = PriceAndDive._anneal, PriceAndDive._days_anew

    def annealing(self: PriceAndDive, part: float, **named: Cooling) -> Outcome | None:
        coolings.append(named.get("cooling") or price_and_dive.cooling_for(part * self.limits.time_limit_s, self._size))
        return anneal(self, part, **named)  # type: ignore[arg-type]

    def days(self: PriceAndDive, columns: Columns, week: Outcome | None = None) -> None:
        of_its_own.append(week is not None)
        days_anew(self, columns, week)

    def drawing_it(columns: Columns, _near: Outcome, **_: object) -> Outcome | None:
        if timetable is not None:
            columns.master.sections.hold(Counter(section.cell for section in timetable.sections))
        return timetable

    monkeypatch.setattr(price_and_dive, "has_time", lambda _size, _limits: True)
    monkeypatch.setattr(price_and_dive, "redrawn", drawing_it)
    monkeypatch.setattr(PriceAndDive, "_anneal", annealing)
    monkeypatch.setattr(PriceAndDive, "_days_anew", days)
    search = PriceAndDive(problem, Limits(time_limit_s=6.0, workers=2), None, threading.Event())
    search.run()
    return search, coolings, of_its_own


def test_a_week_is_made_of_it(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    week = first_fit(problem)
    assert week is not None
    search, coolings, of_its_own = searched(problem, monkeypatch, Outcome(sections=week.sections))
    assert coolings[:2] in ([COOLING, COLD_COOLING], [WARM_COOLING, COLD_COOLING])
    assert of_its_own[0]
    assert search.best is not None
    assert search.best[1] < cost_of(problem, week)
    assert check(SCENARIO, compile_scenario(SCENARIO).decode(search.best[0])).legal


def test_without_it_annealing_goes_on(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    search, coolings, of_its_own = searched(problem, monkeypatch, None)
    assert len(coolings) >= 2
    assert {*coolings[:2]} <= {COOLING, WARM_COOLING}, "the second where it would have been redrawn"
    assert {*coolings[2:]} <= {*AGAIN_COOLINGS}
    assert not any(of_its_own)
    assert search.best is not None
    assert check(SCENARIO, compile_scenario(SCENARIO).decode(search.best[0])).legal


def test_a_crowded_week_is_not_redrawn(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_and_dive, "CROWDED", -1.0)
    week = first_fit(problem)
    assert week is not None
    search, coolings, of_its_own = searched(problem, monkeypatch, Outcome(sections=week.sections))
    assert COLD_COOLING not in coolings
    assert not any(of_its_own)
    assert search.best is not None
    assert search.best[1] < cost_of(problem, week)
