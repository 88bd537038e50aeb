"""Rows that the master gets only where a solution needs them.

One visit at a time, breaks, people kept apart, and nobody in more of a section than runs.

Every one of them holds in each legal week; most never bind, and all of them at once would be more than the rest of the
program together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master import DayColumn, Master
from iopsched_solver.outcome import Outcome
from iopsched_solver.plans.local import Attendance
from iopsched_solver.problem import (
    COHORT,
    DAYS_A_WEEK,
    KEEP_APART_DAY,
    KEEP_APART_SESSION,
    NONE,
    ROSTER,
    UNLIMITED,
    BoolArray,
    Problem,
)
from iopsched_solver.runs import Runs

WHOLE_ENOUGH = 1e-3
"""Smaller values of a solution are noise."""
OVERBOOKED = 0.05
"""What a solution must take beyond a limit of one for a row to be added."""
HALF_EMPTY = 0.1
"""How much more of a section than runs somebody must attend for a row to be added."""


class Cuts:
    """The rows added so far, and what the sections of a settled timetable leave of them."""

    def __init__(self, problem: Problem, master: Master, may: BoolArray) -> None:
        self.problem, self.master = problem, master
        self._may = may
        self._crowded: set[tuple[int, int]] = set()
        self._parted: set[tuple[int, int, frozenset[int]]] = set()
        self._encounters: dict[tuple[int, int, int], list[tuple[frozenset[int], int]]] = {}
        self._running: set[tuple[int, int]] = set()
        self._whole: set[tuple[int, int, int]] = set()
        self._charged: set[tuple[int, int, int, bool]] = set()
        self._cohorts: list[int] = []
        """The cells of all cohorts: their members have nowhere else to go, so parts of sections serve too many."""
        self._closed: dict[int, int] = {}
        """Of each cell of a cohort its offering; of those only that meet in one section, and with the patients."""
        self._roster: dict[int, list[int]] = {}
        """Of each cell of a roster that meets in one section: its members."""
        self._meetings_of: dict[int, list[int]] = defaultdict(list)
        self._note_closed_groups()
        self._load_row: dict[tuple[int, int], int] = {}
        """Of each clinician (and day, NONE for the week): the row of the slots left for visits."""
        self._run_row: dict[tuple[int, int], int] = {}
        """Of each clinician and first slot: the row of the slots that a run leaves for visits."""
        self._led = np.zeros((problem.n_clinicians, int(problem.cells.end.max(initial=0)) + 1))
        """(C, T) whether the clinician leads a section at each slot of the week."""
        self._cells_of: dict[int, list[int]] = defaultdict(list)
        self._runs = Runs.of(problem)
        for c, k in master.links.visit_columns:
            self._cells_of[c].append(k)

    def _note_closed_groups(self) -> None:
        problem, offerings = self.problem, self.problem.offerings
        for k in self.master.sections.cells:
            g = int(problem.cells.offering[k])
            if offerings.enrollment[g] == COHORT:
                self._cohorts.append(k)
            if offerings.sections_max[g] > 1 or not problem.services.patient_attends[problem.cells.service[k]]:
                continue
            if offerings.enrollment[g] == COHORT and "cohort-all-or-none" in problem.rules:
                self._closed[k] = g
                self._meetings_of[g].append(k)
            elif offerings.enrollment[g] == ROSTER and "roster" in problem.rules:
                self._roster[k] = np.flatnonzero(offerings.members[g]).tolist()

    def add(
        self, days: Sequence[DayColumn], x: FloatArray, runs: Mapping[int, float], meets: Mapping[int, float]
    ) -> int:
        """Add what a solution breaks; return how many rows that took.

        Parameters
        ----------
        days, x
            Day plans, and how often each is taken.
        runs, meets
            Of each group cell how many sections run, and how much of a meeting it holds.
        """
        taken = [(n, float(x[n])) for n in np.flatnonzero(x > WHOLE_ENOUGH).tolist()]
        visits: dict[tuple[int, int], float] = defaultdict(float)
        for n, amount in taken:
            for k, c in days[n].cells:
                if c != NONE:
                    visits[c, k] += amount
        added = self._one_visit_at_a_time(visits) + self._breaks(visits) + self._keep_apart(days, taken)
        added += self.only_if_running(days, x, {k: meets[k] for k in self._cohorts})
        return added + self._all_or_none(days, taken, runs) + self._together(days, taken)

    def only_if_running(self, days: Sequence[DayColumn], x: FloatArray, meets: Mapping[int, float]) -> int:
        """Add that nobody attends more of a group than runs of it, where somebody does; return how many rows that took.

        Parameters
        ----------
        days, x
            As for `add`.
        meets
            Of each group cell to look at: how much of a meeting the solution holds.
        """
        attended = _attended(days, [(n, float(x[n])) for n in np.flatnonzero(x > WHOLE_ENOUGH).tolist()], meets)
        fresh = sorted(pair for pair, most in attended.items() if most > meets[pair[1]] + HALF_EMPTY)
        fresh = [pair for pair in fresh if pair not in self._running]
        self._running.update(fresh)
        plans = self._plans(days, {p for p, _ in fresh})
        for p, k in fresh:
            self.master.attendance.only_if_running(p, k, self.master.sections.meeting(k), plans[p])
        return len(fresh)

    def _all_or_none(self, days: Sequence[DayColumn], taken: list[tuple[int, float]], runs: Mapping[int, float]) -> int:
        """Let whoever attends a cohort attend all its meetings, and everybody on a roster those that run."""
        attended, fresh = _attended(days, taken, self._closed), []
        for p, k in attended:
            fresh += [
                (p, k, other)
                for other in self._meetings_of[self._closed[k]]
                if other != k and attended[p, k] - attended.get((p, other), 0.0) + runs[other] > 1 + OVERBOOKED
            ]
        for k, members in self._roster.items():
            fresh += [(p, NONE, k) for p in members if runs[k] - attended.get((p, k), 0.0) > OVERBOOKED]
        fresh = sorted(set(fresh) - self._whole)
        self._whole.update(fresh)
        plans = self._plans(days, {p for p, _, _ in fresh})
        for p, k, other in fresh:
            self.master.attendance.all_or_none(p, k, other, self.master.sections.columns(other), plans[p])
        return len(fresh)

    def _together(self, days: Sequence[DayColumn], taken: list[tuple[int, float]]) -> int:
        """Charge for meetings that one of two to be kept together attends without the other."""
        alone = self.master.attendance.alone
        attended, fresh = _attended(days, taken, {k for _, _, k in alone}), []
        for one, other, k in alone:
            ahead = attended.get((one, k), 0.0) - attended.get((other, k), 0.0)
            if abs(ahead) > OVERBOOKED and (one, other, k, ahead < 0) not in self._charged:
                fresh.append((one, other, k, ahead < 0))
        self._charged.update(fresh)
        plans = self._plans(days, {p for one, other, _, _ in fresh for p in (one, other)})
        for one, other, k, swap in fresh:
            both = {n: (p, plan) for p in (one, other) for n, plan in plans[p].items()}
            self.master.attendance.together(one, other, k, plans=both, swap=swap)
        return len(fresh)

    def _plans(self, days: Sequence[DayColumn], patients: set[int]) -> dict[int, dict[int, tuple[Attendance, ...]]]:
        """Of each of some patients the cells of their columns."""
        plans: dict[int, dict[int, tuple[Attendance, ...]]] = {p: {} for p in patients}
        for n, day in enumerate(days):
            if day.patient in plans:
                plans[day.patient][self.master.n_fixed + n] = day.cells
        return plans

    def settle(self, outcome: Outcome) -> None:
        """Take the sections of `outcome` as led by those it names: visits get what is left of days, weeks and runs."""
        cells, slots = self.problem.cells, self.problem.services.slots
        led = np.zeros((self.problem.n_clinicians, DAYS_A_WEEK))
        self._led[:] = 0.0
        for section in outcome.sections:
            k = section.cell
            for c in section.leaders:
                led[c, cells.day[k]] += float(slots[cells.service[k]])
                self._led[c, cells.start[k] : cells.end[k]] = 1.0
        if outcome.sections:  # days are about to become whole: every visit has to find its time
            self._no_two_visits_at_a_time()
        self._limit_loads(led)
        for own in self.master.leaders.own_loads:
            self.master.draft.row_high[own.row] = own.limit - float(led[own.clinician].sum())
        for (c, first), row in self._run_row.items():
            self.master.draft.row_high[row] = self._run_left(c, first)

    def _limit_loads(self, led: FloatArray) -> None:
        """Leave each clinician for visits what the sections led, (C, 7) slots, leave of the week and of each day."""
        problem, master, people = self.problem, self.master, self.problem.clinicians
        slots = problem.services.slots[problem.cells.service]
        for c, mine in self._cells_of.items():
            week = float(people.weekly_slots_max[c])
            limits = [(NONE, week, float(led[c].sum()))] if week < UNLIMITED else []
            limits += [(d, float(people.daily_slots_max[c]), float(led[c, d])) for d in range(DAYS_A_WEEK)]
            for d, most, taken in limits:
                if most >= UNLIMITED:
                    continue
                if (c, d) not in self._load_row:
                    amount = {k: float(slots[k]) for k in mine if d in (NONE, int(problem.cells.day[k]))}
                    self._load_row[c, d] = master.links.limit_visits(c, amount, most)
                master.draft.row_high[self._load_row[c, d]] = max(most - taken, 0.0)

    def _one_visit_at_a_time(self, visits: dict[tuple[int, int], float]) -> int:
        """Keep clinicians to one visit at a time where they are overbooked."""
        master = self.master
        load: dict[tuple[int, int], float] = defaultdict(float)
        for (c, k), amount in visits.items():
            for t in master.cells.held(k):
                load[c, t] += amount
        crowded = sorted(where for where, amount in load.items() if amount > 1 + OVERBOOKED)
        fresh = [where for where in crowded if where not in self._crowded]
        for c, t in fresh:
            self._crowded.add((c, t))
            master.links.limit_visits(c, {k: 1.0 for k in self._cells_of[c] if t in master.cells.held(k)}, 1.0)
        return len(fresh)

    def _no_two_visits_at_a_time(self) -> None:
        """Keep all clinicians to one visit at every time, whether a solution overbooks them or not; once is enough."""
        held = {k: tuple(self.master.cells.held(k)) for _, k in self.master.links.visit_columns}
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        for c, k in self.master.links.visit_columns:
            for t in held[k]:
                at[c, t].append(k)
        known: set[tuple[int, tuple[int, ...]]] = set()
        for (c, t), cells in sorted(at.items()):
            same = (c, tuple(sorted(cells)))
            if (c, t) not in self._crowded and same not in known:
                self.master.links.limit_visits(c, dict.fromkeys(cells, 1.0), 1.0)
            self._crowded.add((c, t))
            known.add(same)

    def _breaks(self, visits: dict[tuple[int, int], float]) -> int:
        """Leave room for a break in every stretch of a longest run and a break, where there is none."""
        cells, runs, added = self.problem.cells, self._runs, 0
        work: dict[int, FloatArray] = {}
        starts: dict[int, set[int]] = defaultdict(set)
        for (c, k), amount in visits.items():
            if runs.are_limited(c):
                work.setdefault(c, self._led[c].copy())[cells.start[k] : cells.end[k]] += amount
                starts[c].add(int(cells.start[k]))
        for c in sorted(work):
            began = np.flatnonzero(np.diff(self._led[c], prepend=0.0) > 0).tolist()
            for first in sorted(starts[c].union(began)):
                done = work[c][first : runs.end(c, first)].sum()
                if (c, first) in self._run_row or done <= runs.longest[c] + OVERBOOKED:
                    continue
                overlap = runs.overlap(c, first)
                held = {k: float(overlap[k]) for k in self._cells_of[c] if overlap[k]}
                self._run_row[c, first] = self.master.links.limit_visits(c, held, self._run_left(c, first))
                added += 1
        return added

    def _run_left(self, c: int, first: int) -> float:
        led = float(self._led[c, first : self._runs.end(c, first)].sum())
        return max(float(self._runs.longest[c]) - led, 0.0)

    def _keep_apart(self, days: Sequence[DayColumn], taken: list[tuple[int, float]]) -> int:
        """Keep pairs apart where they are not."""
        problem, master = self.problem, self.master
        pairs = [tuple(row) for row in problem.pairs.apart.tolist()] if "keep-apart" in problem.rules else []
        weeks: dict[int, list[tuple[int, float]]] = {p: [] for pair in pairs for p in pair[:2]}
        for n, amount in taken:
            if days[n].patient in weeks:
                weeks[days[n].patient].append((n, amount))
        added = 0
        for first, second, scope in pairs:
            plans: dict[int, tuple[Attendance, ...]] = {}
            for cells, d in self._meetings(first, second, scope):
                key = (first, second, cells)
                load = sum(x for p in (first, second) for n, x in weeks[p] if any(k in cells for k, _ in days[n].cells))
                if load <= 1 + OVERBOOKED or key in self._parted:
                    continue
                self._parted.add(key)
                plans = plans or {
                    master.n_fixed + n: day.cells for n, day in enumerate(days) if day.patient in (first, second)
                }
                master.attendance.keep_apart((first, second), cells, d, plans)
                added += 1
        return added

    def _meetings(self, first: int, second: int, scope: int) -> list[tuple[frozenset[int], int]]:
        """The sets of cells of which only one of two patients may attend any, and the day if it may hold several.

        One meeting of a group, one moment at one site, or one day at one site.
        """
        if (first, second, scope) in self._encounters:
            return self._encounters[first, second, scope]
        problem, cells = self.problem, self.problem.cells
        may = self._may[[first, second]] & problem.services.patient_attends[cells.service]
        found: list[tuple[frozenset[int], int]] = []
        if scope == KEEP_APART_SESSION:
            both = np.flatnonzero(may.all(axis=0) & ~problem.services.one_to_one[cells.service])
            found = [(frozenset((k,)), NONE) for k in both.tolist()]
        for site in range(problem.n_sites) if scope != KEEP_APART_SESSION else ():
            mine = np.flatnonzero(may.any(axis=0) & (cells.place == site))
            if scope == KEEP_APART_DAY:
                found += [(frozenset(mine[cells.day[mine] == d].tolist()), d) for d in range(DAYS_A_WEEK)]
            else:
                moments = np.unique(cells.start[mine]).tolist()
                now = [mine[(cells.start[mine] <= t) & (cells.end[mine] > t)] for t in moments]
                found += [(frozenset(part.tolist()), NONE) for part in now]
        self._encounters[first, second, scope] = found
        return found


def _attended(
    days: Sequence[DayColumn], taken: list[tuple[int, float]], cells: Container[int]
) -> dict[tuple[int, int], float]:
    """How much of each of some cells each patient attends who does."""
    attended: dict[tuple[int, int], float] = defaultdict(float)
    for n, amount in taken:
        for k, _ in days[n].cells:
            if k in cells:
                attended[days[n].patient, k] += amount
    return attended
