"""The search of a small week: as of a large one, in which less time is enough to make a week of a timetable."""

from __future__ import annotations

import dataclasses
import time

from iopsched_solver.assemble import Assembled, assemble
from iopsched_solver.columns import Columns
from iopsched_solver.lp import LPSolution
from iopsched_solver.price_and_dive import PriceAndDive

LEAST_ASSEMBLY_S = 0.3
"""Seconds in which days and leaders of 24 patients become whole, or it is seen that they cannot."""


class SmallWeek(PriceAndDive):
    """One search of a small week."""

    def _assembled(self, columns: Columns, refined: LPSolution, deadline: float) -> Assembled | None:
        left_s = deadline - time.monotonic()
        if left_s < LEAST_ASSEMBLY_S:
            return None
        limits = dataclasses.replace(self.limits, time_limit_s=left_s)
        return assemble(columns, refined, below=self._known[1], limits=limits, cancel=self._halt)
