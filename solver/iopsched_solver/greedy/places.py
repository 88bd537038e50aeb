"""Which rooms, equipment and family slots are taken, and what of them is left for a cell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from iopsched_solver.problem import DAYS_A_WEEK, NONE, BoolArray, IntArray, Problem


class Places:
    """Rooms by class, equipment and family slots, counted by slot of the week."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cells, services = problem.cells, problem.services
        slots = int((cells.end.max() if len(cells.end) else 0) + (problem.rooms.turnover_slots.max(initial=0))) + 2
        self._rooms = np.zeros((len(problem.rooms.count), slots), dtype=np.int64)
        self._pieces = np.zeros((len(problem.equipment_quantity), slots), dtype=np.int64)
        self._families = np.zeros((len(problem.family_slot_at_once), slots), dtype=np.int64)
        self._in_day = [np.flatnonzero(cells.day == day) for day in range(DAYS_A_WEEK)]
        on_site = cells.place != problem.telehealth_place
        self.needs_room: BoolArray = services.needs_room[cells.service] & on_site
        """(K,)"""
        least = np.where(services.one_to_one, 1, services.min_size)[cells.service]
        seats = (problem.rooms.capacity[:, None] - 1) // services.seats_per_patient[cells.service][None, :]
        self._may_use = problem.may_use_room & (seats >= np.maximum(least, 1)[None, :])
        self.has_room = self._may_use.copy()
        """(Q, K): classes with a room left for the cell."""
        self._flexible = problem.may_use_room.sum(axis=1)
        self._takes: BoolArray = np.asarray(services.equipment[cells.service].any(axis=1))
        self._in_family_slot: BoolArray = np.asarray(problem.family_slot_cells.any(axis=0))

    def room(self, cell: int, seats: int, leaders: int, *, only: int = NONE) -> tuple[int, int] | None:
        """Choose a room class for a session of up to `seats`; return it and the seats it has, None if none is left.

        The one with most seats of use, and of these the smallest that can do least besides; `only` that one if given.
        """
        if not self.needs_room[cell]:
            return NONE, seats
        each = int(self.problem.services.seats_per_patient[self.problem.cells.service[cell]])
        best: tuple[tuple[int, int, int], int, int] | None = None
        for q in np.flatnonzero(self.has_room[:, cell]).tolist():
            capacity = int(self.problem.rooms.capacity[q])
            fits = min(seats, (capacity - leaders) // each)
            key = (-fits, capacity, int(self._flexible[q]))
            if fits >= 1 and only in {NONE, q} and (best is None or key < best[0]):
                best = (key, q, fits)
        return None if best is None else (best[1], best[2])

    def has_pieces(self, cell: int) -> bool:
        """Whether equipment and family slots are left for one more session of the cell."""
        when = slice(int(self.problem.cells.start[cell]), int(self.problem.cells.end[cell]))
        if self._takes[cell]:
            taken = self.problem.services.equipment[self.problem.cells.service[cell]]
            for e in np.flatnonzero(taken).tolist():
                left = int(self.problem.equipment_quantity[e]) - int(self._pieces[e, when].max())
                if taken[e] > left or not self.problem.equipment_open[e, cell]:
                    return False
        if self._in_family_slot[cell]:
            for f in np.flatnonzero(self.problem.family_slot_cells[:, cell]).tolist():
                if self._families[f, when].max() >= self.problem.family_slot_at_once[f]:
                    return False
        return True

    def take(self, cell: int, room_class: int, sign: int = 1) -> None:
        """Take (or with `sign` -1 give back) what one session of a cell needs."""
        cells = self.problem.cells
        start, end = int(cells.start[cell]), int(cells.end[cell])
        if self._takes[cell]:
            taken = self.problem.services.equipment[cells.service[cell]]
            self._pieces[:, start:end] += sign * taken[:, None]
        if self._in_family_slot[cell]:
            self._families[self.problem.family_slot_cells[:, cell], start:end] += sign
        if room_class == NONE:
            return
        used = self._rooms[room_class]
        used[start : end + int(self.problem.rooms.turnover_slots[room_class])] += sign
        self._refresh(room_class, self._in_day[int(cells.day[cell])])

    def saved(self) -> Callable[[], None]:
        """Keep what is taken as it is; return what brings it back."""
        taken = [self._rooms, self._pieces, self._families, self.has_room]
        before = [counted.copy() for counted in taken]

        def restore() -> None:
            for counted, values in zip(taken, before, strict=True):
                counted[:] = values

        return restore

    def _refresh(self, room_class: int, cells: IntArray) -> None:
        full = np.concatenate([[0], np.cumsum(self._rooms[room_class] >= self.problem.rooms.count[room_class])])
        until = self.problem.cells.end[cells] + self.problem.rooms.turnover_slots[room_class]
        is_free = full[until] == full[self.problem.cells.start[cells]]
        self.has_room[room_class, cells] = self._may_use[room_class, cells] & is_free
