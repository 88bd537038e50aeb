"""Leaders of sections by name: who leads what, one thing at a time, within their hours, with breaks.

In a small week few may fill each role, and rows of them by name raise the bound as nothing else does. In a large one
they make the program many times larger and move it little.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from iopsched_solver.master.cells import OpenCells
from iopsched_solver.master.draft import INF, Draft
from iopsched_solver.master.leaders import LeaderRows
from iopsched_solver.master.links import Links
from iopsched_solver.master.sections import Form, SectionRows
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, Problem
from iopsched_solver.runs import Runs


class NamedLeaders:
    """A column for each clinician, group cell and role, and the rows of each clinician that it shares with visits."""

    def __init__(
        self,
        problem: Problem,
        cells: OpenCells,
        draft: Draft,
        *,
        leaders: LeaderRows,
        sections: SectionRows,
        links: Links,
    ) -> None:
        self._problem, self._cells, self._draft = problem, cells, draft
        self.columns: dict[tuple[int, int, int], int] = {}
        """Of clinician, group cell and role: how many sections are led so, 1 at most."""
        self._hold: dict[int, int] = {}
        """Of each group cell the least slots of documentation afterwards."""
        forms: dict[int, list[Form]] = defaultdict(list)
        for form in sections.forms:
            forms[form.cell].append(form)
        for k, mine in forms.items():
            self._roles(k, mine)
        self._mine: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """Of each clinician the cells and columns of what they may lead."""
        for (c, k, _), column in self.columns.items():
            self._mine[c].append((k, column))
        self._visits: dict[int, list[int]] = defaultdict(list)
        for c, k in links.visit_columns:
            self._visits[c].append(k)
        for c in sorted(self._mine):
            self._one_at_a_time(c, links)
            self._hours(c, links)
            self._breaks(c, links)
        self._single_sections()
        slots = problem.services.slots[problem.cells.service]
        for own in leaders.own_loads:
            draft.high[own.column] = float(problem.slots_a_week)  # hours have rows: their prices are to be there
            for k, column in self._mine.get(own.clinician, ()):
                draft.enter(own.row, column, float(slots[k]))

    def settle(self, outcome: Outcome) -> None:
        """Let those lead whom the sections of `outcome` name, and nobody else."""
        leads = {(c, section.cell) for section in outcome.sections for c in section.leaders}
        for (c, k, _), column in self.columns.items():
            self._draft.high[column] = float((c, k) in leads)

    def open(self) -> None:
        """Let everybody lead again who may."""
        for column in self.columns.values():
            self._draft.high[column] = 1.0

    def _roles(self, k: int, forms: list[Form]) -> None:
        """Somebody who may fills each role of each section."""
        bands, held = self._problem.bands, self._problem.clinicians.role_held
        self._hold[k] = min(int(bands.hold_slots[form.band]) for form in forms)
        for j in np.flatnonzero(bands.role_count[[form.band for form in forms]].any(axis=0)).tolist():
            row = self._draft.row(0.0, 0.0)
            for form in forms:
                if count := int(bands.role_count[form.band, j]):
                    self._draft.enter(row, form.column, -float(count))
            for c in np.flatnonzero(held[:, j] & self._problem.may_lead[:, k]).tolist():
                self.columns[c, k, j] = self._draft.column(0.0, 1.0, [(row, 1.0)])

    def _single_sections(self) -> None:
        """Say of every column by a row too that it is 1 at most.

        Prices are kept to those at which no column of a single entry pays; of these columns some may.
        """
        for column in self.columns.values():
            self._draft.enter(self._draft.row(-INF, 1.0), column, 1.0)

    def _limit(self, c: int, links: Links, taken: dict[int, float], most: float) -> None:
        """Let what clinician c leads, by cell, take so much together; rows that nothing can break are left out."""
        led = [(column, taken[k]) for k, column in self._mine[c] if k in taken]
        seen = {k: taken[k] for k in self._visits[c] if k in taken}
        if led and sum(amount for _, amount in led) + sum(seen.values()) > most:
            row = links.limit_visits(c, seen, most)
            for column, amount in led:
                self._draft.enter(row, column, amount)

    def _one_at_a_time(self, c: int, links: Links) -> None:
        """At every moment one session or its documentation."""
        at: dict[int, dict[int, float]] = defaultdict(dict)
        for k, _ in self._mine[c]:
            for t in self._cells.held(k, self._hold[k]):
                at[t][k] = 1.0
        for k in self._visits[c]:
            for t in self._cells.held(k):
                at[t][k] = 1.0
        for t in sorted(at):
            self._limit(c, links, at[t], 1.0)

    def _hours(self, c: int, links: Links) -> None:
        """No more than a day and the week allow."""
        problem, people = self._problem, self._problem.clinicians
        slots, days = problem.services.slots[problem.cells.service], problem.cells.day
        limits = [(NONE, people.weekly_slots_max[c]), *((d, people.daily_slots_max[c]) for d in range(DAYS_A_WEEK))]
        all_cells = {k for k, _ in self._mine[c]}.union(self._visits[c])
        for d, most in limits:
            if most < UNLIMITED:
                taken = {k: float(slots[k]) for k in sorted(all_cells) if d in (NONE, int(days[k]))}
                self._limit(c, links, taken, float(most))

    def _breaks(self, c: int, links: Links) -> None:
        """No more than a longest run in every stretch of one and a break."""
        runs = Runs.of(self._problem)
        if not runs.are_limited(c):
            return
        all_cells = sorted({k for k, _ in self._mine[c]}.union(self._visits[c]))
        for first in sorted({int(self._problem.cells.start[k]) for k in all_cells}):
            common = runs.overlap(c, first)
            taken = {k: float(common[k]) for k in all_cells if common[k]}
            self._limit(c, links, taken, float(runs.longest[c]))
