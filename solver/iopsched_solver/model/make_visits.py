"""Columns of one-to-one cells: who is seen by whom, and the rooms that takes."""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.arrays import numbers
from iopsched_solver.model.choices import Choices
from iopsched_solver.model.fragment import Base
from iopsched_solver.model.make_groups import spp
from iopsched_solver.model.pool import Pool
from iopsched_solver.model.sums import ONE, total_by
from iopsched_solver.model.tables import RoomUse, VisitRooms, Visits
from iopsched_solver.problem import NONE, UNLIMITED, BoolArray, IntArray


def make_visits(pool: Pool, choices: Choices, base: Base, is_free: BoolArray, cells: BoolArray) -> Visits:
    """Make a literal for each free patient, free one-to-one cell and clinician allowed; the base's other visits stay.

    Parameters
    ----------
    pool, choices, base
        Where to make them, of what, and what holds now.
    is_free
        (P,): whose visits are up for decision.
    cells
        (K,): one-to-one cells that are up for decision.
    """
    problem = choices.problem
    parts = [numbers([], 3)]
    for band in np.flatnonzero(problem.services.one_to_one[problem.bands.service]):
        service = problem.bands.service[band]
        here = np.flatnonzero(cells & (problem.cells.service == service) & _roomed(choices))
        able = choices.fill[:, problem.bands.role_count[band] > 0].all(axis=1)
        attend = choices.attend[:, here]
        lead = choices.lead[:, here].T & able
        see = choices.see[:, :, service]
        row, place, clinician = np.nonzero(attend[:, :, None] & lead[None, :, :] & see[:, None, :])
        parts.append(np.stack([choices.patients[row], here[place], clinician], axis=1))
    patient, cell, clinician = np.concatenate(parts).T

    def keys(patient: IntArray, cell: IntArray, clinician: IntArray) -> IntArray:
        return (patient * problem.n_cells + cell) * problem.n_clinicians + clinician

    at, seen, by, _ = base.visits.T
    columns = pool.new(1, np.isin(keys(patient, cell, clinician), keys(seen, at, by)).astype(np.int64))
    stays = ~(is_free[seen] & cells[at])
    return Visits(cell, columns, patient, clinician).join(
        Visits(at[stays], np.full(int(stays.sum()), ONE), seen[stays], by[stays])
    )


def _roomed(choices: Choices) -> BoolArray:
    """(K,): whether a visit there finds a room or needs none."""
    roomed: BoolArray = choices.roomless | (choices.use & _fits_one(choices)).any(axis=0)
    return roomed


def _fits_one(choices: Choices) -> BoolArray:
    """(Q, K): whether the room seats one patient of the cell, whoever comes along, and the leader."""
    everybody = spp(choices.problem, np.arange(choices.problem.n_cells)) + 1
    fits: BoolArray = everybody[None, :] <= choices.room_seats[:, None]
    return fits


def make_rooms(pool: Pool, choices: Choices, base: Base, visits: Visits, is_decided: BoolArray) -> RoomUse:
    """Make a count for each one-to-one cell and room class: how many of its free visits are in such rooms.

    Parameters
    ----------
    pool, choices, base
        Where to make them, of what, and what holds now.
    visits
        Who is seen when.
    is_decided
        (n,): which of the base's visits are up for decision; the others keep their rooms.
    """
    problem = choices.problem
    open_visits = visits.cell[visits.column != ONE]
    most = np.bincount(open_visits, minlength=problem.n_cells)
    cells = np.flatnonzero(most)
    room, place = np.nonzero((choices.use & _fits_one(choices))[:, cells])
    cell = cells[place]
    at, _, _, used = base.visits.T
    n = problem.n_cells * (len(problem.rooms.count) + 1)
    now = total_by(
        n,
        (used * problem.n_cells + at)[is_decided & (used != NONE)],
        np.ones(int((is_decided & (used != NONE)).sum()), dtype=np.int64),
    )
    count = problem.rooms.count if "room-no-overlap" in problem.rules else np.full_like(problem.rooms.count, UNLIMITED)
    columns = pool.new(np.minimum(count[room], most[cell]), now[room * problem.n_cells + cell])
    stays = ~is_decided & (used != NONE)
    return RoomUse(cell, columns, room).join(RoomUse(at[stays], np.full(int(stays.sum()), ONE), used[stays]))


def make_visit_rooms(pool: Pool, base: Base, visits: Visits, wanted: IntArray, is_decided: BoolArray) -> VisitRooms:
    """Make a literal for each named patient, cell and room class: that this very visit is in such a room.

    Parameters
    ----------
    pool, base, visits, is_decided
        As in `make_rooms`.
    wanted
        (n, 3): patient, cell and room class that a pin or the published schedule asks for.
    """
    at, seen, _, used = base.visits.T
    now = {tuple(row) for row in np.stack([seen, at, used], axis=1).tolist()}
    kept = {tuple(row) for row in np.stack([seen, at, used], axis=1)[~is_decided].tolist()}
    open_visits = visits.pick(visits.column != ONE)
    decided = set(zip(open_visits.patient.tolist(), open_visits.cell.tolist(), strict=True))
    rows = [tuple(row) for row in wanted.tolist()]
    free = sorted({row for row in rows if row[:2] in decided})
    stay = sorted({row for row in rows if row[:2] not in decided and row in kept})
    patient, cell, room = numbers(free, 3).T
    columns = pool.new(1, numbers([row in now for row in free]))
    fixed_patient, fixed_cell, fixed_room = numbers(stay, 3).T
    return VisitRooms(cell, columns, room, patient).join(
        VisitRooms(fixed_cell, np.full(len(stay), ONE), fixed_room, fixed_patient)
    )
