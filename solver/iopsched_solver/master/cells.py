"""What all rows ask about cells: which can run, who and where, and at which moments."""

from __future__ import annotations

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.draft import Entry
from iopsched_solver.problem import BoolArray, IntArray, Problem


class OpenCells:
    """The cells that can run and that somebody may attend."""

    def __init__(self, problem: Problem) -> None:
        cells, services = problem.cells, problem.services
        self._problem = problem
        self.single: BoolArray = services.one_to_one[cells.service]
        """(K,): one-to-one."""
        self.may_use_room, self.may_lead = problem.may_use_room, problem.may_lead
        self.able: IntArray = problem.may_attend.sum(axis=0)
        """(K,): patients who may attend."""
        self.is_open: BoolArray = problem.cell_open & (self.able > 0)
        self.events: IntArray = np.unique(cells.start[self.is_open])
        """Slots of the week at which something begins: rows of moments need no others."""
        self.half_hours: IntArray = -(-services.slots // problem.slots_per_half_hour)
        """(S,): half hours begun."""
        self.hold: IntArray = problem.service_hold_slots[cells.service]
        """(K,): slots of documentation afterwards, the longest over all sizes."""
        self.attended: list[list[Entry]] = [[] for _ in range(problem.n_cells)]
        """What one attendee or visitor of each cell takes."""
        self.seat_cost = self._seat_cost()

    def covered(self, k: int, extra: int = 0) -> range:
        """Return the events at which cell k, or what takes `extra` slots afterwards, goes on."""
        cells = self._problem.cells
        low, high = np.searchsorted(self.events, (cells.start[k], cells.end[k] + extra))
        return range(int(low), int(high))

    def held(self, k: int, hold: int | None = None) -> range:
        """Return the events at which cell k holds its leaders; `hold` slots afterwards, by default the most.

        Documentation keeps nobody from sessions of the next day.
        """
        cells, extra = self._problem.cells, int(self.hold[k]) if hold is None else hold
        left = int(self._problem.midnight(cells.start[k]) - cells.end[k])
        return self.covered(k, min(extra, left))

    def takes_room(self, k: int) -> bool:
        """Return whether a session of cell k needs a room."""
        cells = self._problem.cells
        return bool(
            self._problem.services.needs_room[cells.service[k]] and cells.place[k] != self._problem.telehealth_place
        )

    def _seat_cost(self) -> FloatArray:
        """(K,) leader time and room of a visit; sections carry their own."""
        problem, cells, services = self._problem, self._problem.cells, self._problem.services
        visits = problem.unit_cost["leader-time"] * self.half_hours[cells.service]
        roomed = problem.unit_cost["room-use"] * services.needs_room[cells.service]
        on_site = cells.place != problem.telehealth_place
        return np.where(self.single, visits + roomed * on_site, 0).astype(float)
