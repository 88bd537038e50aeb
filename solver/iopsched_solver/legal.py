"""From days that were chosen one by one to a legal week: named leaders, rooms, and every rule at once.

The whole model is solved over a problem in which patients may only attend what was chosen for them (and cohorts whole,
and their one-to-one sessions at any time). What cannot be kept is left out; polishing finds it another place.
"""

from __future__ import annotations

import dataclasses
import threading
from collections import defaultdict

import numpy as np

from iopsched_solver.columns import Columns, DayColumn
from iopsched_solver.limits import Found, Limits
from iopsched_solver.model import solve_whole
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import COHORT, KEEP_APART_DAY, KEEP_APART_SESSION, NONE, ROSTER, Problem

AVAILABILITY = "patient-availability"


def legalise(
    columns: Columns,
    days: list[DayColumn],
    limits: Limits,
    *,
    timetable: Outcome | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Find the best legal week within the days chosen, near the sections and leaders of `timetable` if given."""
    hint = _hint(columns, days)
    if timetable is not None:
        hint = dataclasses.replace(hint, sections=timetable.sections)
    return solve_whole(_narrowed(columns.problem, days), limits, hint=hint, cancel=cancel)


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
    masks = dict(problem.patients.masks)
    masks[AVAILABILITY] = masks[AVAILABILITY] & chosen
    return dataclasses.replace(problem, patients=dataclasses.replace(problem.patients, masks=masks))


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


def _hint(columns: Columns, days: list[DayColumn]) -> Outcome:
    """A week close to the one chosen, legal but for clashes."""
    problem, master = columns.problem, columns.master
    crowd: dict[int, int] = defaultdict(int)
    busy: dict[int, list[int]] = defaultdict(list)
    attends: list[tuple[int, int]] = []
    visits: list[Visit] = []
    for day in days:
        for k, c in day.cells:
            crowd[k] += 1
            if c == NONE:
                attends.append((day.patient, k))
            else:
                busy[c].append(k)
                visits.append(Visit(k, day.patient, c, _visit_room(problem, k)))
    sections: list[Section] = []
    forms = defaultdict(list)
    for form in master.forms:
        forms[form.cell].append(form)
    for k, (row, _) in master.section_row.items():
        count = int(master.row_low[row])
        if not count or not crowd[k]:
            continue
        size = -(-crowd[k] // count)
        form = min(forms[k], key=lambda form: (form.seats < size, form.seats))
        sections += [
            Section(k, form.band, form.room_class, _leaders(problem, k, form.band, busy)) for _ in range(count)
        ]
    return Outcome(tuple(sorted(sections)), tuple(sorted(attends)), tuple(sorted(visits)))


def _visit_room(problem: Problem, k: int) -> int:
    service = problem.cells.service[k]
    if not problem.services.needs_room[service] or problem.cells.place[k] == problem.telehealth_place:
        return NONE
    fits = problem.rooms.capacity > problem.services.seats_per_patient[service]
    open_rooms = np.flatnonzero(problem.may_use_room[:, k] & fits)
    return int(max(open_rooms, key=lambda q: problem.rooms.count[q], default=NONE))


def _leaders(problem: Problem, k: int, band: int, busy: dict[int, list[int]]) -> tuple[int, ...]:
    """Free clinicians for a section, those who can do least else first; noted as busy."""
    start, end = problem.cells.start, problem.cells.end
    chosen: list[int] = []
    for j, count in enumerate(problem.bands.role_count[band].tolist()):
        able = np.flatnonzero(problem.clinicians.role_held[:, j] & problem.may_lead[:, k])
        free = [
            c
            for c in able.tolist()
            if c not in chosen and all(end[o] <= start[k] or start[o] >= end[k] for o in busy[c])
        ]
        free.sort(key=lambda c: (int(problem.clinicians.role_held[c].sum()), len(busy[c])))
        chosen += free[:count]
    for c in chosen:
        busy[c].append(k)
    return tuple(sorted(chosen))
