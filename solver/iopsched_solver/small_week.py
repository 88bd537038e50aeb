"""The search of a small week: less time is enough to make a week of a timetable, and one model ends it.

That model sees all of the week at once, as nothing else does: of a calendar for 24 patients whose best week cost 15,183
after 20 s it found one of 3,120 in 20 s more.
"""

from __future__ import annotations

import dataclasses
import time

from iopsched_solver.columns import Columns
from iopsched_solver.limits import Event
from iopsched_solver.model import solve_whole
from iopsched_solver.price_and_dive import LAST_SHARE, PriceAndDive

LEAST_ASSEMBLY_S = 0.3
"""Seconds in which days and leaders of 24 patients become whole, or it is seen that they cannot."""
MODEL_FROM, LEAST_POLISH = 0.5, 0.1
"""Share of the time from which on one model goes on from the best week, and the least share for polish before it."""


class SmallWeek(PriceAndDive):
    """One search of a small week."""

    around_share = MODEL_FROM

    @property
    def _least_assembly_s(self) -> float:
        return LEAST_ASSEMBLY_S

    def _finish(self, columns: Columns | None = None) -> None:
        """Polish, then let one model go on from the best week, told the bound; the process beside goes on to polish."""
        self._phase("polish")
        now = (time.monotonic() - self.began) / self.limits.time_limit_s
        self._polish(self.limits.seed, columns, until=max(MODEL_FROM, now + LEAST_POLISH))
        if self._finished():
            return
        self._phase("whole model")

        def hear(event: Event) -> None:
            if event.bound is not None:
                self._proved(event.bound)

        left = dataclasses.replace(self.limits, time_limit_s=max(self._at(LAST_SHARE) - time.monotonic(), 0.01))
        found = solve_whole(self.problem, left, start=self._week, floor=self.bound, on_event=hear, cancel=self._halt)
        self._take(found.outcome)
        if found.bound is not None:
            self._proved(found.bound)
        if not self._finished():  # its week is in, and a moment is left
            self._phase("polish")
            self._polish(self.limits.seed, columns)
