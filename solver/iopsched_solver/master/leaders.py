"""Rows of those who lead, counted and not named: who is at work when, their hours, runs, breaks and fair loads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.master.cells import OpenCells
from iopsched_solver.master.draft import INF, Draft, Entry
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, BoolArray, Problem
from iopsched_solver.runs import Runs


@dataclass(frozen=True, slots=True)
class Stretch:
    """The row of the slots that members of a set lead from `start` to before `end`, slots of the week."""

    start: int
    end: int
    row: int


@dataclass(frozen=True, slots=True)
class SetRows:
    """The rows of one set of clinicians."""

    members: frozenset[int]
    moments: list[int]
    """Of each event: how many are held."""
    week: int
    """Slots led in the week; NONE without a limit."""
    days: list[int]
    """Slots led on each day; NONE without a limit."""
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class SharedLoad:
    """The row of what some clinicians lead together, beyond which more is charged."""

    members: frozenset[int]
    row: int


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """What a clinician's visits may take of a week before more is charged."""

    clinician: int
    row: int
    limit: float
    """Slots."""
    column: int
    """Of the slots beyond."""


class LeaderRows:
    """Rows of every set of clinicians that some role asks for, and of all clinicians."""

    def __init__(self, problem: Problem, cells: OpenCells, draft: Draft) -> None:
        self._problem, self._cells, self._draft = problem, cells, draft
        held = problem.clinicians.role_held
        sets = {frozenset(np.flatnonzero(held[:, j]).tolist()) for j in range(held.shape[1])}
        sets.add(frozenset(range(problem.n_clinicians)))
        at_work, in_hours = self._presence()
        self._sets = [self._set_rows(s, at_work, in_hours) for s in sorted((s for s in sets if s), key=sorted)]
        self._known: dict[tuple[frozenset[int], int, int, range], list[Entry]] = {}
        """What a leader of a set takes of its rows, by start, end and moments held."""
        self._loads: list[SharedLoad] = []
        self.own_loads: list[OwnLoad] = []
        self._load_rows()

    def _presence(self) -> tuple[BoolArray, BoolArray]:
        """Return who can be at work at each event (C, events), and who can lead at each slot of the week (C, T)."""
        problem, cells = self._problem, self._cells
        at_work = np.zeros((problem.n_clinicians, len(cells.events)), dtype=bool)
        in_hours = np.zeros((problem.n_clinicians, int(problem.cells.end.max(initial=0))), dtype=bool)
        for k in np.flatnonzero(cells.is_open).tolist():
            events = cells.held(k)  # documentation may outlast open hours
            at_work[:, events.start : events.stop] |= cells.may_lead[:, k, None]
            in_hours[:, problem.cells.start[k] : problem.cells.end[k]] |= cells.may_lead[:, k, None]
        return at_work, in_hours

    def _set_rows(self, members: frozenset[int], at_work: BoolArray, in_hours: BoolArray) -> SetRows:
        people, row, who = self._problem.clinicians, self._draft.row, sorted(members)
        moments = [row(-INF, float(n)) for n in at_work[who].sum(axis=0)]
        week = float(np.minimum(people.weekly_slots_max[who], DAYS_A_WEEK * people.daily_slots_max[who]).sum())
        day = float(people.daily_slots_max[who].sum())
        return SetRows(
            members,
            moments,
            row(-INF, week) if week < UNLIMITED else NONE,
            [row(-INF, day) if day < UNLIMITED else NONE for _ in range(DAYS_A_WEEK)],
            self._stretches(who, in_hours),
        )

    def _stretches(self, who: list[int], in_hours: BoolArray) -> list[Stretch]:
        """Rows for every stretch of a longest run and a break: nobody works through it.

        A longer stretch is cut into such ones and a rest, so people whose runs differ can share a row.
        """
        runs = Runs.of(self._problem)
        longest, stretch = runs.longest[who], runs.stretch[who]
        if longest.min(initial=UNLIMITED) >= UNLIMITED:
            return []
        width = int(stretch[longest < UNLIMITED].max())
        stretches = []
        for first in self._cells.events.tolist():
            last = min(first + width, self._problem.midnight(first))
            whole, rest = np.divmod(last - first, stretch)
            most = whole * longest + np.minimum(rest, longest)
            hours = in_hours[who, first:last].sum(axis=1)
            if (most < hours).any():
                row = self._draft.row(-INF, float(np.minimum(most, hours).sum()))
                stretches.append(Stretch(first, last, row))
        return stretches

    def _load_rows(self) -> None:
        """What is led beyond a fair week or into overtime: of sets of clinicians, and of each one in visits alone.

        Some may lead without such a limit: a set is without these.
        """
        problem, people = self._problem, self._problem.clinicians
        week = np.minimum(people.weekly_slots_max, DAYS_A_WEEK * people.daily_slots_max)
        for slug, limit in (("overtime", people.overtime_after_slots), ("fair-load", people.target_slots)):
            price = problem.unit_cost[slug] / problem.slots_per_half_hour
            if not price:
                continue
            limited = frozenset(np.flatnonzero(limit < UNLIMITED).tolist())
            of: dict[int, list[int]] = {c: [] for c in limited}
            for members in sorted({rows.members & limited for rows in self._sets} - {frozenset()}, key=sorted):
                shared = self._draft.row(-INF, float(limit[sorted(members)].sum()))
                self._loads.append(SharedLoad(members, shared))
                for c in members:
                    of[c].append(shared)
            for c in sorted(limited):
                beyond = float(min(week[c], problem.slots_a_week) - limit[c])
                if beyond > 0:
                    own = self._draft.row(-INF, float(limit[c]))
                    column = self._draft.column(price, beyond, [(row, -1.0) for row in (*of[c], own)])
                    self.own_loads.append(OwnLoad(c, own, float(limit[c]), column))

    def leading(self, k: int, roles: list[tuple[frozenset[int], int]], hold: int) -> list[Entry]:
        """What a session in cell k takes of its leaders: `roles` says who may fill each, and how many."""
        slots = float(self._problem.services.slots[self._problem.cells.service[k]])
        entries: list[Entry] = []
        for rows in self._sets:
            n = sum(count for who, count in roles if who <= rows.members)
            if n:
                entries += [(row, n * amount) for row, amount in self._taken(rows, k, hold)]
        for load in self._loads:
            n = sum(count for who, count in roles if who <= load.members)
            if n:
                entries.append((load.row, n * slots))
        return entries

    def _taken(self, rows: SetRows, k: int, hold: int) -> list[Entry]:
        """What a session in cell k takes of a set of clinicians for each of these who leads it."""
        cells = self._problem.cells
        start, end, held = int(cells.start[k]), int(cells.end[k]), self._cells.held(k, hold)
        slots = float(self._problem.services.slots[cells.service[k]])
        known = self._known.get((rows.members, start, end, held))
        if known is None:
            known = [(rows.moments[t], 1.0) for t in held]
            in_all = rows.week, rows.days[int(cells.day[k])]
            known += [(row, slots) for row in in_all if row != NONE]
            for stretch in rows.stretches:
                common = min(end, stretch.end) - max(start, stretch.start)
                if common > 0:
                    known.append((stretch.row, float(common)))
            self._known[rows.members, start, end, held] = known
        return known

    def visiting(self, k: int, c: int) -> list[Entry]:
        """What a visit in cell k takes of clinician c."""
        slots = float(self._problem.services.slots[self._problem.cells.service[k]])
        own = [(each.row, slots) for each in self.own_loads if each.clinician == c]
        return self.leading(k, [(frozenset((c,)), 1)], int(self._cells.hold[k])) + own
