"""For whom a step is done, and who may stand in the way of a better week for them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.greedy.placer import Placer

SIZES = (0.4, 0.3, 0.2, 0.1)
"""How often one, two, three ... others are picked beside the patient for whom it is done."""
GREED, HOPE = 1.0, 30.0
"""How strongly those are preferred who cost much: a power of what they cost; and what nobody costs less than."""
RESTED = 1.5
"""How strongly those who were tried in vain are left alone: a power of how often they were."""


class Neighbours:
    """Picks patients."""

    def __init__(self, placer: Placer, random: np.random.Generator) -> None:
        problem = placer.table.problem
        self._random, self._table, self._may = random, placer.table, placer.choices.may
        self._tried = np.zeros(problem.n_patients)
        self._sees = np.asarray((problem.may_visit & ~problem.patients.stranger).any(axis=2))

    def first(self, own: NDArray[np.float64]) -> int:
        """Pick a patient who costs much and was tried little; `own` is what each costs."""
        wish = (own + HOPE) ** GREED / (1.0 + self._tried) ** RESTED
        return int(self._random.choice(len(own), p=wish / wish.sum()))

    def tried(self, patients: Iterable[int], *, in_vain: bool, better: bool) -> None:
        """Note how a step for these patients ended."""
        who = list(patients)
        if in_vain:
            self._tried[who] += 1.0 / len(who)
        elif better:
            self._tried[who] = 0.0

    def pick(self, own: NDArray[np.float64]) -> list[int]:
        """Pick a patient as `first` does, and others after them.

        In turn: those with the same clinicians, in the same sessions, free at the same hours, or in sessions that the
        first could attend and does not.
        """
        first, weeks, may = self.first(own), self._table.weeks, self._may
        size = 1 + int(self._random.choice(len(SIZES), p=SIZES))
        score = self._random.random(len(weeks)) * 0.5
        kind = int(self._random.integers(4))
        if kind == 0:
            mine = self._sees[first]
            score += (self._sees & mine).sum(axis=1) / max(1, int(mine.sum()))
        elif kind == 1:
            cells = weeks[first].keys()
            score += [len(cells & week.keys()) / max(1, len(cells)) for week in weeks]
        elif kind == 2:  # noqa: PLR2004
            score += (may[first] & may).sum(axis=1) / np.maximum((may[first] | may).sum(axis=1), 1)
        else:
            wanted = set(np.flatnonzero(may[first]).tolist()) - weeks[first].keys()
            score += [len(wanted & week.keys()) / max(1, len(week)) for week in weeks]
        score[first] = np.inf
        best: list[int] = np.argsort(-score, kind="stable")[: size + 1].tolist()
        return best
