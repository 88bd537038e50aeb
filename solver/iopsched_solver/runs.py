"""Longest runs and breaks of clinicians, as stretches of the week.

Whatever a stretch as long as a longest run and a break holds, it is no more work than the run: no run covers it, a
break inside it takes its time, and breaks that reach in from the ends leave one run between them. Runs are of one day,
so a stretch ends at midnight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.problem import UNLIMITED, IntArray, Problem


@dataclass(frozen=True)
class Runs:
    """What each clinician may lead without a break."""

    longest: IntArray
    """(C,) slots at most in a stretch; UNLIMITED where nothing limits them."""
    stretch: IntArray
    """(C,) slots of a longest run and a break."""
    problem: Problem

    @classmethod
    def of(cls, problem: Problem) -> Runs:
        """Read the runs of a problem."""
        people = problem.clinicians
        in_force = "clinician-consecutive" in problem.rules
        longest = people.consecutive_slots_max if in_force else np.full_like(people.consecutive_slots_max, UNLIMITED)
        return cls(longest, longest + people.break_slots, problem)

    def are_limited(self, c: int) -> bool:
        """Return whether clinician c has a longest run."""
        return bool(self.longest[c] < UNLIMITED)

    def end(self, c: int, first: int) -> int:
        """Return the slot after the stretch of clinician c that begins at slot `first`: midnight at the latest."""
        return min(first + int(self.stretch[c]), self.problem.midnight(first))

    def overlap(self, c: int, first: int) -> IntArray:
        """(K,) slots of each cell in the stretch of clinician c that begins at slot `first`."""
        cells, last = self.problem.cells, self.end(c, first)
        common: IntArray = np.maximum(np.minimum(cells.end, last) - np.maximum(cells.start, first), 0)
        return common
