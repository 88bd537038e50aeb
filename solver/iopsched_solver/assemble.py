"""Whole days and named leaders of a timetable, decided at once: the constraint solver over the master's day plans.

The linear program takes parts of days and counts leaders; naming leaders first and rounding days then loses a third of
its cost and more. Here both are whole numbers of one model. What a week may cost is limited to little more than the
program costs, and to more where there is no such week. That limit is what makes it fast: it closes every column whose
reduced cost is above the difference, and most of what else is tried fails at once.
"""

from __future__ import annotations

import dataclasses
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from iopsched_solver.columns import Columns
from iopsched_solver.limits import Limits
from iopsched_solver.lp import LPSolution
from iopsched_solver.master import DayColumn, Form
from iopsched_solver.model.pool import FAR
from iopsched_solver.outcome import Section
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, IntArray
from iopsched_solver.programs import need_price
from iopsched_solver.runs import Runs
from iopsched_solver.whole_program import WholeProgram

DEARER = (0.03, 0.08, 0.2, 0.5, 1.0, 2.0)
"""What a week may cost more than the linear program, as shares of it, one after the other."""
LEAST_DEARER = 0.02
"""The same at least, as a share of one need."""
PART = 0.5
"""Part of the time that is left for one of these limits."""
UNDECIDED = 2
"""Limits further on where there was no time to find out whether there is such a week."""
TIMES = 3
"""Times that a week is assembled anew for rows that it turned out to break."""


@dataclass(frozen=True)
class Assembled:
    """A week that breaks no rule the model knows."""

    sections: tuple[Section, ...]
    days: list[DayColumn]
    cost: float
    """In the linear program; a legal week made of it may cost a little more."""


def assemble(
    columns: Columns, relaxed: LPSolution, *, below: float, limits: Limits, cancel: threading.Event
) -> Assembled | None:
    """Find whole days and named leaders for the sections that the master holds.

    Parameters
    ----------
    columns
        With days for these sections, and all leaders free.
    relaxed
        A solution of its linear program, not older than most days.
    below
        What the week must cost less than.
    limits
        Time, threads and seed.
    cancel
        Ends it at once.

    Returns
    -------
    Assembled
        The best week found for the lowest limit at which there was any; none where there was no such week or no time.
    """
    left_s, step = limits.time_limit_s, 0
    below -= columns.lost
    found: Assembled | None = None
    anew = 0
    while step < len(DEARER) and anew < TIMES and left_s > 0 and not cancel.is_set():
        room = max(DEARER[step] * (relaxed.cost + columns.lost), LEAST_DEARER * need_price(columns))
        model = WholeDays(columns, relaxed, min(relaxed.cost + room, below))
        tried = model.whole.solve(dataclasses.replace(limits, time_limit_s=PART * left_s), cancel)
        left_s -= tried.seconds
        if tried.values is not None:
            found = model.week(tried.values)
            if not columns.limit(LPSolution(model.whole.x(tried.values), relaxed.price, found.cost)):
                break
            anew += 1
        elif relaxed.cost + room >= below:
            break
        else:
            step += 1 if tried.is_proved else UNDECIDED
    return found


@dataclass(frozen=True, slots=True)
class _Held:
    """A session that a clinician may hold."""

    cell: int
    until: int
    """Slot of the week until which the clinician is busy with it."""
    column: int


class WholeDays:
    """The program's columns as whole numbers, and literals for who leads which section.

    Parameters
    ----------
    columns
        With days for the sections that the master holds.
    relaxed
        A solution of its linear program.
    most
        What a week may cost.
    kept
        Of some cells the leaders that each section keeps; all others are free.
    """

    def __init__(
        self,
        columns: Columns,
        relaxed: LPSolution,
        most: float,
        kept: Mapping[int, Sequence[tuple[int, ...]]] | None = None,
    ) -> None:
        self._columns, self._problem, self._sections = columns, columns.problem, columns.master.sections
        visits = columns.master.links.visit_columns
        self.whole = WholeProgram(columns.master.program(), relaxed, most, list(visits.values()))
        self._at = self.whole.at
        self._keep, self._literals = self.whole.keep, self.whole.literals
        may_run = {form.cell for form in self._sections.forms if self._at[form.column] != NONE}
        self._cells = [k for k in self._sections.cells if k in may_run for _ in range(self._sections.most(k))]
        """Of each section that may run its cell."""
        kept_of = {k: list(sections) for k, sections in (kept or {}).items()}
        self._kept = [kept_of[k].pop() if kept_of.get(k) else None for k in self._cells]
        """Of each section the leaders it keeps, None where they are free."""
        self._forms: list[dict[Form, int]] = [{} for _ in self._cells]
        """Of each section a literal for each form it can take."""
        self._leads: dict[tuple[int, int], list[int]] = defaultdict(list)
        """(section, clinician) to a literal for each role."""
        self._name_sections()
        self._name_leaders()
        for c, held in sorted(self._held().items()):
            self._one_at_a_time(held)
            self._loads(c, held)
            self._breaks(c, held)
        self._caseloads()

    def _name_sections(self) -> None:
        """Let each section take one form; where a cell has one section the program's columns say which."""
        of: dict[int, list[int]] = defaultdict(list)
        for i, k in enumerate(self._cells):
            of[k].append(i)
        for form in self._sections.forms:
            counted = int(self._at[form.column])
            if counted == NONE or form.cell not in of:
                continue
            mine = of[form.cell]
            literals = [counted] if len(mine) == 1 else self._literals(len(mine))
            for i, literal in zip(mine, literals, strict=True):
                self._forms[i][form] = literal
            if len(mine) > 1:
                self._keep([(counted, -1), *((literal, 1) for literal in literals)], 0, 0)
        for forms in self._forms:
            self._keep([(literal, 1) for literal in forms.values()], 0, 1)

    def _name_leaders(self) -> None:
        """Let somebody who may fill each role of each section."""
        problem, may_lead = self._problem, self._problem.may_lead
        for i, k in enumerate(self._cells):
            bands = sorted({form.band for form in self._forms[i]})
            for j in np.flatnonzero(problem.bands.role_count[bands].any(axis=0)).tolist():
                able = np.flatnonzero(problem.clinicians.role_held[:, j] & may_lead[:, k]).tolist()
                kept = self._kept[i]
                if kept is not None:
                    able = [c for c in able if c in kept]
                literals = self._literals(len(able))
                for c, literal in zip(able, literals, strict=True):
                    self._leads[i, c].append(literal)
                asked = [
                    (literal, -int(problem.bands.role_count[form.band, j])) for form, literal in self._forms[i].items()
                ]
                self._keep([*asked, *((literal, 1) for literal in literals)], 0, 0)
        for roles in self._leads.values():
            if len(roles) > 1:
                self._keep([(literal, 1) for literal in roles], 0, 1)

    def _held(self) -> dict[int, list[_Held]]:
        """By clinician: the sessions they may hold."""
        problem, held = self._problem, defaultdict[int, list[_Held]](list)
        end, service = problem.cells.end, problem.cells.service
        after = [max((int(problem.bands.hold_slots[form.band]) for form in forms), default=0) for forms in self._forms]
        for (i, c), literals in self._leads.items():
            k = self._cells[i]
            held[c] += [_Held(k, int(end[k]) + after[i], literal) for literal in literals]
        for (c, k), column in self._columns.master.links.visit_columns.items():
            if self._at[column] != NONE:
                until = int(end[k] + problem.service_hold_slots[service[k]])
                held[c].append(_Held(k, until, int(self._at[column])))
        return held

    def _one_at_a_time(self, held: list[_Held]) -> None:
        """One session at a time, and time to travel to the next."""
        cells, gap = self._problem.cells, self._problem.clinician_gap_slots
        start = cells.start.tolist()
        for t in sorted({start[each.cell] for each in held}):
            now = [(each.column, 1) for each in held if start[each.cell] <= t < each.until]
            if len(now) > 1:
                self._keep(now, 0, 1)
        if not gap.any():
            return
        for one in held:
            for other in held:
                travel = int(gap[cells.place[one.cell], cells.place[other.cell]])
                if travel and one.until <= start[other.cell] < one.until + travel:
                    self._keep([(one.column, 1), (other.column, 1)], 0, 1)

    def _loads(self, c: int, held: list[_Held]) -> None:
        """Nobody leads more than their day and week allow; what is beyond a fair week or overtime is charged."""
        problem, people = self._problem, self._problem.clinicians
        slots = problem.services.slots[problem.cells.service]
        led = [(int(problem.cells.day[each.cell]), each.column, int(slots[each.cell])) for each in held]
        limits = [(NONE, people.weekly_slots_max[c]), *((d, people.daily_slots_max[c]) for d in range(DAYS_A_WEEK))]
        for d, most in limits:
            taken = [(column, n) for day, column, n in led if d in (NONE, day)]
            if most < UNLIMITED and sum(n for _, n in taken) > most:
                self._keep(taken, 0, int(most))
        for own in self._columns.master.leaders.own_loads:
            if own.clinician == c:
                beyond = [(int(self._at[own.column]), -1)] if self._at[own.column] != NONE else []
                self._keep([*beyond, *((column, n) for _, column, n in led)], -FAR, int(own.limit))

    def _breaks(self, c: int, held: list[_Held]) -> None:
        """No more than a longest run in every stretch of one and a break."""
        runs = Runs.of(self._problem)
        if not runs.are_limited(c):
            return
        longest = int(runs.longest[c])
        for first in sorted({int(self._problem.cells.start[each.cell]) for each in held}):
            common = runs.overlap(c, first)
            now = [(each.column, int(common[each.cell])) for each in held if common[each.cell]]
            if sum(n for _, n in now) > longest:
                self._keep(now, 0, longest)

    def _caseloads(self) -> None:
        """Nobody sees more patients one-to-one than their caseload allows."""
        sees, held = defaultdict[tuple[int, int], list[int]](list), set[tuple[int, int]]()
        often = defaultdict[tuple[int, int], int](lambda: DAYS_A_WEEK)
        for column, day in self._days():
            seen_by = {(c, day.patient) for _, c in day.cells if c != NONE}
            if self.whole.program.low[column]:
                held |= seen_by
            elif self._at[column] != NONE:
                for pair in seen_by:
                    sees[pair].append(int(self._at[column]))
                    often[pair] += column in self._columns.master.absent
        for c, caseload in enumerate(self._problem.clinicians.caseload_max.tolist()):
            most = caseload - sum(who == c for who, _ in held)
            mine = [pair for pair in sees if pair[0] == c and pair not in held]
            if len(mine) <= most:
                continue
            seen = self._literals(len(mine))
            for pair, literal in zip(mine, seen, strict=True):
                self._keep([(literal, -often[pair]), *((day, 1) for day in sees[pair])], -FAR, 0)
            self._keep([(literal, 1) for literal in seen], 0, most)

    def _days(self) -> list[tuple[int, DayColumn]]:
        """The program's columns of day plans, and of sessions held without the patient."""
        master = self._columns.master
        return [*enumerate(self._columns.days, master.n_fixed), *master.absent.items()]

    def week(self, values: IntArray) -> Assembled:
        """Read a solution."""
        sections = [
            Section(
                form.cell, form.band, form.room_class,
                tuple(sorted(c for (n, c), roles in self._leads.items() if n == i and values[roles].any())),
            )
            for i, forms in enumerate(self._forms)
            for form, literal in forms.items()
            if values[literal]
        ]  # fmt: skip
        x = self.whole.x(values)
        days = [day for column, day in self._days() if x[column]]
        return Assembled(tuple(sorted(sections)), days, float(self.whole.program.cost @ x))
