"""A timetable redrawn from the open program: whole sections, as many meetings as there may be, no needs lost to it."""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest

from iopsched.check import check
from iopsched.compile import Compiled, compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver import redraw
from iopsched_solver.columns import Columns
from iopsched_solver.days_around import days_around
from iopsched_solver.greedy import first_fit
from iopsched_solver.leaders import staffed
from iopsched_solver.limits import Limits
from iopsched_solver.lp import LPSolution
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE, UNLIMITED, Problem
from iopsched_solver.redraw import TAKEN, redraw_timetable

LIMITS = Limits(time_limit_s=60.0, workers=8)


def never() -> bool:
    return False


def far() -> float:
    return time.monotonic() + 60.0


def compiled(seed: int) -> Compiled:
    return compile_scenario(family("menu-tight-60", seed=seed))


def two_at_once(problem: Problem) -> Problem:
    """The same with two sections at a start wherever meetings are counted, and half of the meetings."""
    groups = problem.offerings
    counted = groups.meetings_max < UNLIMITED
    most = np.where(counted & (groups.meetings_max > 1), (groups.meetings_max + 1) // 2, groups.meetings_max)
    offerings = dataclasses.replace(
        groups,
        sections_max=np.where(counted, 2, groups.sections_max),
        meetings_max=np.maximum(most, groups.meetings_min),
    )
    return dataclasses.replace(problem, offerings=offerings)


def opened(problem: Problem) -> tuple[Columns, LPSolution, Outcome]:
    week = first_fit(problem)
    assert week is not None
    columns = Columns(problem)
    columns.take_in(week)
    solution = columns.grow(deadline=far(), gap=0.006, stop=never, on_round=lambda _: None)
    assert solution is not None
    return columns, solution, week


def cells_of(week: Outcome) -> set[int]:
    return {section.cell for section in week.sections}


@cache
def redrawn(seed: int) -> tuple[Columns, LPSolution, LPSolution, Outcome]:
    """The open program's solution, that of a redrawn timetable, and first fit's week, of a clinic of two at once."""
    columns, solution, week = opened(two_at_once(compiled(seed).problem))
    found = redraw_timetable(columns, solution, cells_of(week), deadline=far(), stop=never)
    assert found is not None
    return columns, solution, found, week


@pytest.mark.parametrize("seed", [2])
def test_sections_are_whole_and_meet_no_more_often_than_they_may(seed: int) -> None:
    columns, solution, found, _ = redrawn(seed)
    problem, sections = columns.problem, columns.master.sections
    runs = sections.running(found.x)
    for k, n in runs.items():
        assert n == pytest.approx(round(n), abs=1e-4)
        assert sections.least(k) == round(n)
    assert not sections.missing(found.x)
    meetings = Counter(int(problem.cells.offering[k]) for k, n in runs.items() if n > 0.5)
    assert all(n <= problem.offerings.meetings_max[g] for g, n in meetings.items())
    at_once = Counter[tuple[int, int]]()
    for k, n in runs.items():
        at_once[int(problem.cells.offering[k]), int(problem.cells.start[k])] += round(n)
    assert all(n <= problem.offerings.sections_max[g] for (g, _), n in at_once.items())
    assert found.cost >= solution.cost * (1 - 0.006) - 1.0


def test_a_fractional_section_is_a_fraction_of_a_meeting_until_it_is_all_there_is() -> None:
    problem = two_at_once(compiled(1).problem)
    columns = Columns(problem)
    meetings = columns.master.sections
    draft = columns.master.draft
    k = next(k for k in meetings.cells if len(meetings.meeting(k)) == 1 and meetings.meeting(k) != meetings.columns(k))
    high = list(draft.high)
    meetings.let(k, 1, 1)
    closed = [n for n, (before, now) in enumerate(zip(high, draft.high, strict=True)) if before != now]
    assert [draft.high[n] for n in closed] == [0.0]  # no further section: one is a whole meeting
    meetings.open(k)
    assert draft.high == high


@pytest.mark.parametrize("seed", [2])
def test_leaders_are_named_and_their_loads_are_fair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, _, found, week = redrawn(seed)
    problem = columns.problem
    unfair = dataclasses.replace(problem, unit_cost={**problem.unit_cost, "fair-load": 0})
    monkeypatch.setattr(columns, "problem", unfair)
    careless = staffed(columns, found, week, deadline=far(), limits=LIMITS)
    held = columns.master.sections.held()
    assert Counter(section.cell for section in careless.sections) == Counter(held)
    uneven = lopsided(problem, careless)
    monkeypatch.setattr(columns, "problem", uneven)
    timetable = staffed(columns, found, week, deadline=far(), limits=LIMITS)
    assert Counter(section.cell for section in timetable.sections) == Counter(held)
    assert beyond(uneven, timetable) < beyond(uneven, careless)


@pytest.mark.parametrize("seed", [2])
def test_every_group_has_the_seats_that_the_program_wants(seed: int) -> None:
    columns, _, found, week = redrawn(seed)
    cells = columns.problem.cells
    timetable = staffed(columns, found, week, deadline=far(), limits=LIMITS)
    attending, seats = defaultdict[int, float](float), Counter[int]()
    of_form = {(form.cell, form.band, form.room_class): form.seats for form in columns.master.sections.forms}
    for section in timetable.sections:
        seats[int(cells.offering[section.cell])] += of_form[section.cell, section.band, section.room_class]
    for day, share in columns.taken(found.x):
        for k, c in day.cells:
            if c == NONE:
                attending[int(cells.offering[k])] += share
    short = {g: wanted - seats[g] for g, wanted in attending.items() if wanted > seats[g] + 1e-3}
    assert attending
    assert not short


def lopsided(problem: Problem, timetable: Outcome) -> Problem:
    """The same where every second clinician has less to lead in a fair week than in the timetable, and others more.

    That is dearer than any visit in the way.
    """
    led, numbers = slots_led(problem, timetable), range(problem.n_clinicians)
    fair = [max(0, led[c] - 4) if c % 2 else led[c] + 20 for c in numbers]
    people = dataclasses.replace(problem.clinicians, target_slots=np.array(fair))
    unit_cost = {**problem.unit_cost, "fair-load": 100 * problem.unit_cost["fair-load"]}
    return dataclasses.replace(problem, clinicians=people, unit_cost=unit_cost)


def test_everybody_is_named_whatever_the_unit_of_cost() -> None:
    problem = compile_scenario(family("calendar-tight-24", seed=1)).problem
    dear = dataclasses.replace(problem, unit_cost={slug: 5_000 * cost for slug, cost in problem.unit_cost.items()})
    week = first_fit(dear)
    assert week is not None
    columns = Columns(dear)
    columns.take_in(week)
    columns.master.sections.hold(Counter(section.cell for section in week.sections))
    solution = columns.refine(deadline=math.inf, gap=0.0, stop=never)
    assert solution is not None
    timetable = staffed(columns, solution, week, deadline=far(), limits=LIMITS)
    assert len(timetable.sections) == len(week.sections)


def slots_led(problem: Problem, timetable: Outcome) -> Counter[int]:
    """Slots that each clinician leads in groups."""
    led = Counter[int]()
    for section in timetable.sections:
        for c in section.leaders:
            led[c] += int(problem.services.slots[problem.cells.service[section.cell]])
    return led


def beyond(problem: Problem, timetable: Outcome) -> int:
    """Slots that clinicians lead in groups beyond what is fair."""
    led = slots_led(problem, timetable)
    return sum(max(0, n - int(problem.clinicians.target_slots[c])) for c, n in led.items())


@pytest.mark.parametrize("seed", [1])
def test_days_for_it_are_followed_to_a_legal_week(seed: int) -> None:
    week_of = compiled(seed)
    columns, solution, week = opened(week_of.problem)
    found = redraw_timetable(columns, solution, cells_of(week), deadline=far(), stop=never)
    assert found is not None
    timetable = staffed(columns, found, week, deadline=far(), limits=LIMITS)
    wish = days_around(columns, timetable, below=None, limits=LIMITS, cancel=threading.Event())
    assert wish is not None
    followed = first_fit(week_of.problem, wish=wish)
    assert followed is not None
    assert check(family("menu-tight-60", seed=seed), week_of.decode(followed)).legal


def test_without_time_or_once_stopped_there_is_none() -> None:
    columns, solution, week = opened(compiled(1).problem)
    assert redraw_timetable(columns, solution, cells_of(week), deadline=-math.inf, stop=never) is None
    assert redraw_timetable(columns, solution, cells_of(week), deadline=far(), stop=lambda: True) is None


def test_stopped_on_the_way_there_is_none_and_soon() -> None:
    columns, solution, week = opened(compiled(1).problem)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    assert redraw_timetable(columns, solution, cells_of(week), deadline=far(), stop=stop) is None
    assert asked <= 5


def test_only_what_a_week_runs_or_the_open_program_takes_is_considered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "REOPENED", 0)  # what somebody lacks is not opened on the way
    columns, solution, week = opened(compiled(1).problem)
    runs = columns.master.sections.running(solution.x)
    some = sorted(k for k in cells_of(week) if runs[k] < TAKEN)
    assert some, "a week runs what the open program does without"
    given = set(some[: len(some) // 2])
    kept = set[tuple[int, int]]()

    def stop() -> bool:
        kept.add((columns.rows.kept.start, columns.rows.kept.stop))
        return False

    found = redraw_timetable(columns, solution, given, deadline=far(), stop=stop)
    assert found is not None
    assert set(columns.master.sections.held()) <= {k for k, taken in runs.items() if taken >= TAKEN} | given
    assert kept == {(columns.master.of_cells.start, columns.master.of_cells.stop)}
    assert columns.rows.kept == slice(0)


def test_sections_are_seated_as_the_program_seats_them() -> None:
    """A group half in a large room and half in a small one seats more than the small one: in one room it may not."""
    columns, solution, week = opened(compiled(1).problem)
    found = redraw_timetable(columns, solution, cells_of(week), deadline=far(), stop=never)
    assert found is not None
    sections, high = columns.master.sections, columns.master.draft.high
    closed = [form for form in sections.forms if sections.least(form.cell) and high[form.column] < form.copies]
    assert closed, "no form was too small anywhere"
    for form in closed:
        others = [each for each in sections.forms if each.cell == form.cell and high[each.column] == each.copies]
        assert others
        assert min(each.seats for each in others) > form.seats
    assert not sections.missing(found.x)
    columns.reopen()
    assert all(high[form.column] == form.copies for form in sections.forms)


def test_no_form_is_closed_where_the_others_are_too_few() -> None:
    columns = Columns(compiled(1).problem)
    sections, high = columns.master.sections, columns.master.draft.high
    k = next(k for k in sections.cells if len({form.seats for form in sections.forms if form.cell == k}) > 1)
    forms = [form for form in sections.forms if form.cell == k]
    most = max(form.seats for form in forms)
    sections.let(k, 1, 1)
    sections.seat(k, most)
    assert [high[form.column] for form in forms] == [form.copies if form.seats == most else 0.0 for form in forms]
    sections.seat(k, most + 1)
    assert [high[form.column] for form in forms] == [form.copies for form in forms]
