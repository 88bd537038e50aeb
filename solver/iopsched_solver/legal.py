"""From days that were chosen one by one to a legal week: named leaders, rooms, and every rule at once.

The whole model is solved over a problem in which patients may only attend what was chosen for them (and cohorts whole,
and their one-to-one sessions at any time). What cannot be kept is left out; polishing finds it another place.
"""

from __future__ import annotations

import threading
from collections import defaultdict

import numpy as np

from iopsched_solver.limits import Found, Limits
from iopsched_solver.master import DayColumn
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome, Visit
from iopsched_solver.problem import COHORT, KEEP_APART_DAY, KEEP_APART_SESSION, NONE, ROSTER, Problem


def legalise(
    problem: Problem,
    days: list[DayColumn],
    limits: Limits,
    *,
    timetable: Outcome,
    cancel: threading.Event | None = None,
) -> Found:
    """Find the best legal week within the days chosen, near the sections and leaders of `timetable`."""
    hint = _hint(problem, days, timetable)
    return solve_whole(_narrowed(problem, days), limits, hint=hint, cancel=cancel)


def _narrowed(problem: Problem, days: list[DayColumn]) -> Problem:
    """The problem in which patients attend nothing but what was chosen."""
    chosen = np.zeros((problem.n_patients, problem.n_cells), dtype=np.bool_)
    for day in days:
        chosen[day.patient, [k for k, _ in day.cells]] = True
    for g in np.flatnonzero(np.isin(problem.offerings.enrollment, (COHORT, ROSTER))).tolist():
        cells = np.flatnonzero(problem.cells.offering == g)
        chosen[np.ix_(chosen[:, cells].any(axis=1), cells)] = True
    chosen[:, ~problem.services.patient_attends[problem.cells.service]] = True
    for _, _, patient, *_ in problem.held.pins.tolist():
        if patient != NONE:
            chosen[patient] = True
    chosen[_meeting(problem, days)] = True
    return problem.attending_only(chosen)


def _meeting(problem: Problem, days: list[DayColumn]) -> list[int]:
    """Patients who would meet somebody they must be kept apart from: these choose anew among everything."""
    cells = problem.cells
    weeks: dict[int, list[int]] = defaultdict(list)
    for day in days:
        weeks[day.patient] += [k for k, _ in day.cells]

    def meet(a: int, b: int, scope: int) -> bool:
        if scope == KEEP_APART_SESSION:
            return a == b
        if scope == KEEP_APART_DAY:
            return bool(cells.day[a] == cells.day[b])
        return bool(cells.start[a] < cells.end[b] and cells.start[b] < cells.end[a])

    return [
        patient
        for first, second, scope in problem.pairs.apart.tolist()
        if any(meet(a, b, scope) for a in weeks[first] for b in weeks[second])
        for patient in (first, second)
    ]


def _hint(problem: Problem, days: list[DayColumn], timetable: Outcome) -> Outcome:
    """A week close to the one chosen, legal but for clashes."""
    attends = [(day.patient, k) for day in days for k, c in day.cells if c == NONE]
    visits = [Visit(k, day.patient, c, _visit_room(problem, k)) for day in days for k, c in day.cells if c != NONE]
    return Outcome(timetable.sections, tuple(sorted(attends)), tuple(sorted(visits)))


def _visit_room(problem: Problem, k: int) -> int:
    service = problem.cells.service[k]
    if not problem.services.needs_room[service] or problem.cells.place[k] == problem.telehealth_place:
        return NONE
    fits = problem.rooms.capacity > problem.services.seats_per_patient[service]
    open_rooms = np.flatnonzero(problem.may_use_room[:, k] & fits)
    return int(max(open_rooms, key=lambda q: problem.rooms.count[q], default=NONE))
