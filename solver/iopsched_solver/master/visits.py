"""One-to-one cells: their rooms, families at the same time, the clinicians' visits; sessions without the patient."""

from __future__ import annotations

import numpy as np

from iopsched_solver.master.cells import OpenCells
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.master.leaders import LeaderRows
from iopsched_solver.master.links import Links
from iopsched_solver.master.patients import PatientRows
from iopsched_solver.master.rooms import RoomRows
from iopsched_solver.plans.local import Attendance, own_costs
from iopsched_solver.problem import NONE, Problem


def visit_rows(
    problem: Problem, cells: OpenCells, draft: Draft, *, leaders: LeaderRows, rooms: RoomRows
) -> dict[tuple[int, int], list[Entry]]:
    """Add rows for one-to-one cells; return what a visit takes of each clinician in each cell."""
    visits: dict[tuple[int, int], list[Entry]] = {}
    for k in np.flatnonzero(cells.is_open & cells.single).tolist():
        if cells.takes_room(k):
            _rooms_of(problem, k, cells, draft, rooms)
        cells.attended[k] += rooms.equipment(k)
        for c in np.flatnonzero(cells.may_lead[:, k]).tolist():
            visits[c, k] = leaders.visiting(k, c)
    _family_rows(problem, cells, draft)
    return visits


def _rooms_of(problem: Problem, k: int, cells: OpenCells, draft: Draft, rooms: RoomRows) -> None:
    """Every visit of cell k takes a room of some class."""
    classes, seats = problem.rooms, problem.services.seats_per_patient[problem.cells.service[k]]
    row = draft.row(-INF, 0.0)
    cells.attended[k].append((row, 1.0))
    for q in np.flatnonzero(cells.may_use_room[:, k]).tolist():
        if classes.capacity[q] >= seats + 1:
            draft.column(0.0, float(classes.count[q]), [(row, -1.0), *rooms.room(k, q)])


def _family_rows(problem: Problem, cells: OpenCells, draft: Draft) -> None:
    """So many families at the same time in each family slot."""
    for f, most in enumerate(problem.family_slot_at_once.tolist()):
        rows: dict[int, int] = {}
        for k in np.flatnonzero(problem.family_slot_cells[f] & cells.is_open & cells.single).tolist():
            for t in cells.covered(k):
                if t not in rows:
                    rows[t] = draft.row(-INF, float(most))
                cells.attended[k].append((rows[t], 1.0))


def absent_visits(
    problem: Problem, cells: OpenCells, draft: Draft, *, patients: PatientRows, links: Links
) -> dict[int, tuple[int, Attendance]]:
    """Sessions held without the patient take no time of the patient's day: a column each; return whose and what."""
    columns: dict[int, tuple[int, Attendance]] = {}
    who, may_see, may = problem.patients, problem.may_visit, problem.may_attend
    own = own_costs(problem)
    for k in np.flatnonzero(cells.is_open & ~problem.services.patient_attends[problem.cells.service]).tolist():
        s, price = int(problem.cells.service[k]), problem.unit_cost["primary-clinician"]
        for p in np.flatnonzero(may[:, k] & (who.care_max[:, s] > 0)).tolist():
            cost = float(own[p, k] + cells.seat_cost[k])
            seen_by = np.flatnonzero(may_see[p, :, s] & cells.may_lead[:, k]) if cells.single[k] else [NONE]
            for c in map(int, seen_by):
                stranger = float(who.stranger[p, c, s]) * price if c != NONE else 0.0
                column = draft.column(cost + stranger, 1.0, links.took(k, c) + patients.counted(p, k))
                columns[column] = p, (k, c)
    return columns
