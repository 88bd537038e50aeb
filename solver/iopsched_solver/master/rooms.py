"""Rows of rooms and equipment: at no moment are more in use than there are."""

from __future__ import annotations

import numpy as np

from iopsched_solver.master.cells import OpenCells
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.problem import Problem


class RoomRows:
    """A row for each room class and event, and one for each piece of equipment and event at which it is asked for."""

    def __init__(self, problem: Problem, cells: OpenCells, draft: Draft) -> None:
        self._problem, self._cells, self._draft = problem, cells, draft
        self._room = [[draft.row(-INF, float(n)) for _ in cells.events] for n in problem.rooms.count.tolist()]
        self._equipment: dict[tuple[int, int], int] = {}

    def room(self, k: int, q: int) -> list[Entry]:
        """What a session of cell k in a room of class q takes."""
        turnover = int(self._problem.rooms.turnover_slots[q])
        return [(self._room[q][t], 1.0) for t in self._cells.covered(k, turnover)]

    def equipment(self, k: int) -> list[Entry]:
        """What a session of cell k takes of the equipment; rows are added at their first use."""
        problem = self._problem
        entries: list[Entry] = []
        use = problem.services.equipment[problem.cells.service[k]]
        for e in np.flatnonzero(use).tolist():
            for t in self._cells.covered(k):
                if (e, t) not in self._equipment:
                    self._equipment[e, t] = self._draft.row(-INF, float(problem.equipment_quantity[e]))
                entries.append((self._equipment[e, t], float(use[e])))
        return entries
