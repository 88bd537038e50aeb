"""One change of a week under trial: whose weeks it changes, what it costs so far, and whether it can still pay."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.greedy.placer import Placer
from iopsched_solver.greedy.shared import SharedCosts
from iopsched_solver.problem import NONE

LEEWAY = 200.0
"""What sections and loads, counted at the end, may save for a trial to go on, in cost units."""


class Trial:
    """A week that is being changed, and the way back."""

    def __init__(self, placer: Placer, shared: SharedCosts, own: NDArray[np.float64]) -> None:
        self._placer, self._shared, self._own = placer, shared, own
        self._restore = placer.table.saved()
        self.before: dict[int, dict[int, int]] = {}
        """Weeks that have changed, as they were."""
        self._dearer: dict[int, float] = {}

    def keep(self, patient: int) -> None:
        """Remember a week that is about to change."""
        if patient not in self.before:
            self.before[patient] = dict(self._placer.table.weeks[patient])

    def take_out(self, patient: int) -> None:
        """Take a patient out of everything that is not fixed."""
        self.keep(patient)
        self._placer.clear(patient)

    def put_back(self) -> None:
        """Undo everything, once."""
        self._restore(self.before)

    def placed(self, patient: int) -> None:
        """Note that a patient has a new week."""
        cost = self._placer.cost(patient) + self._shared.of_visits(patient)
        self._dearer[patient] = cost - float(self._own[patient])

    def may_pay(self, waiting: Iterable[int], least: NDArray[np.float64]) -> bool:
        """Whether the week may get better, if those who wait get weeks that cost the least."""
        return sum(self._dearer.values()) + sum(float(least[p] - self._own[p]) for p in waiting) <= LEEWAY


def in_the_way(placer: Placer, cell: int, clinician: int) -> list[list[int]]:
    """Who holds what a patient has chosen: of each list one has to go. Whatever is fixed stays."""
    table = placer.table
    if clinician == NONE:
        if table.attendees[cell] < table.seats[cell] or table.openable(np.array([cell]))[0]:
            return []
        return [[p for p in table.who(cell) if cell not in placer.fixed[p]]]
    if table.staff.can_lead[clinician, cell]:
        return []
    cells = table.staff.visits_against(clinician, cell)
    return [[p for p in table.who(k) if table.weeks[p][k] == clinician and k not in placer.fixed[p]] for k in cells]
