"""From fractional numbers of sections to whole ones: the surest are fixed first, and the program is solved anew.

The cost hardly moves, since what remains finds its place around what is fixed. Steps that cost too much are taken back
and made smaller. The dive works on the master's bounds and leaves it fixed. Around a timetable there are few
decisions, so it takes a few programs where that of the open week takes dozens.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Container, Mapping

import numpy as np

from iopsched_solver.columns import Columns
from iopsched_solver.lp import WHOLE, LPSolution
from iopsched_solver.problem import UNLIMITED
from iopsched_solver.programs import Pace, need_price, solve, solve_priced

SURE = 0.75
"""A fraction from which on a section is rounded up without looking at others of its group."""
UNLIKELY = 0.12
"""A fraction below which a section is rounded down."""
SHARE = 0.4
"""Share of the open decisions that one step may fix."""
AT_LEAST = 3
"""Sections that one step fixes at least, if so many are sure."""
DEARER, DEARER_PART = 0.02, 0.25
"""A step that costs more than this share of a need, and of what it may lose, is followed by pricing: new days may make
up for it."""
LOSS = 1.0
"""A step that costs more than this share of a need, after pricing, is taken back."""
SMALLER = 4
"""How many times fewer sections are fixed at once after such a step."""
REOPENED = 2
"""Times that the day around a dear section is opened again."""
WANTED, MORE = 0.3, 60
"""What one more section must save, in needs, to be looked at around a timetable, and how many are."""
LACKED = 0.3
"""Sessions of a service that a patient must lack for its cells to be looked at."""
LITTLE = 0.05
"""A share of its cost by which a timetable is not worth changing."""
PROGRAMS = 14
"""Programs that such a dive takes; half done it is worth nothing."""
STEPS_NEEDED = 20.0
"""Steps that a dive needs at most: each may cost the more, the fewer of those needed there is time for."""
LATE_S = 5.0
"""Seconds for the last program of a timetable when time is up: without it all was for nothing."""


def dive_timetable(columns: Columns, *, deadline: float, stop: Callable[[], bool]) -> LPSolution | None:
    """Fix the sections of every group cell.

    Returns
    -------
    LPSolution
        Of the program with all sections fixed; none when time ran out before the first.
    """
    ranges = dict.fromkeys(columns.master.sections.cells, (0.0, math.inf))
    return _Timetable(columns, ranges, deadline).run(stop)


def change_timetable(
    columns: Columns, running: Mapping[int, int], *, deadline: float, stop: Callable[[], bool]
) -> LPSolution | None:
    """Fix the sections of every group cell close to a timetable: one more where that is worth most, any one less.

    Where that promises little, or there is not the time for it, the timetable stays as it is.

    Parameters
    ----------
    columns
        With days for this timetable.
    running
        Sections of each group cell; none of those that are missing.

    Returns
    -------
    LPSolution
        Of the program with all sections fixed; none when time ran out before the first. The master is left with these.
    """
    sections = columns.master.sections
    sections.hold(running)
    held = solve_priced(columns, -math.inf, deadline)
    if held is None or stop():
        return held
    gains = sections.gains(held.price)
    wanted = sorted((k for k, gain in gains.items() if gain > WANTED * need_price(columns)), key=lambda k: -gains[k])
    lacking = lacked(columns, held)
    more = set(wanted[:MORE]) | lacking
    ranges = {k: (max(running.get(k, 0) - 1.0, 0.0), running.get(k, 0) + float(k in more)) for k in sections.cells}
    dive = _Timetable(columns, {k: both for k, both in ranges.items() if both[0] < both[1]}, deadline, lacking)
    began = time.monotonic()
    relaxed = solve(columns, deadline)
    has_time = PROGRAMS * (time.monotonic() - began) < deadline - time.monotonic()
    promises = relaxed is not None and held.cost - relaxed.cost > LITTLE * (held.cost + columns.lost)
    changed = dive.run(stop, relaxed) if promises and has_time else None
    if changed is not None and changed.cost < held.cost:
        return changed
    sections.hold(running)
    return held


def lacked(columns: Columns, held: LPSolution) -> set[int]:
    """Return the cells of services of which patients who could attend them lack sessions.

    What a section would save may not show in the price of its number alone: its leaders are busy with others then.
    """
    problem, who = columns.problem, columns.problem.patients
    had = np.zeros(who.care_min.shape)
    for day, share in columns.taken(held.x):
        for k, _ in day.cells:
            had[day.patient, problem.cells.service[k]] += share
    found: set[int] = set()
    may, cells = problem.may_attend, np.array(columns.master.sections.cells, dtype=np.int64)
    for p, s in np.argwhere(who.care_min - had > LACKED).tolist():
        found.update(cells[may[p, cells] & (problem.cells.service[cells] == s)].tolist())
    return found


class _Timetable:
    """One dive; `ranges` are the sections that each free cell may have, `first` cells that are rounded up early."""

    def __init__(
        self,
        columns: Columns,
        ranges: Mapping[int, tuple[float, float]],
        deadline: float,
        first: Container[int] = (),
    ) -> None:
        self.columns, self.sections, self.deadline = columns, columns.master.sections, deadline
        self.ranges, self.free, self.first = ranges, set(ranges), first
        for k in ranges:
            self._open(k)
        self.need = need_price(columns)
        self.most = UNLIMITED
        self.reopened = 0

    def run(self, stop: Callable[[], bool], begun: LPSolution | None = None) -> LPSolution | None:
        """Step until all sections are whole, or time is up: then the rest is rounded; `begun` is the first solution."""
        solution = begun or solve(self.columns, self.deadline)
        if solution is None:
            return None
        pace = Pace(self.deadline)
        while self.free and not stop() and time.monotonic() < self.deadline:
            sections = self.sections.running(solution.x)
            parts = sorted(((sections[k] - math.floor(sections[k] + WHOLE), k) for k in self.free), reverse=True)
            parts = [(part, k) for part, k in parts if part > WHOLE]
            parts.sort(key=lambda each: each[1] not in self.first)
            fresh = self._step(solution, sections, parts, pace.steps()) if parts else None
            if fresh is None:
                break
            solution = fresh
        sections = self.sections.running(solution.x)
        for k in self.free:
            self._fix(k, round(sections[k]))
        return self._settled(max(self.deadline, time.monotonic() + LATE_S))

    def _step(
        self, before: LPSolution, sections: dict[int, float], parts: list[tuple[float, int]], steps: int
    ) -> LPSolution | None:
        """Fix some sections; return the solution then, `before` if they were taken back, none when time is up."""
        likely = [(part, k) for part, k in parts if part >= UNLIKELY]
        up = self._surest(likely, math.ceil(len(parts) / steps))[: self.most]
        down = [k for part, k in parts if part < UNLIKELY][: self.most] if self.most == UNLIMITED or not up else []
        loss = LOSS * self.need * max(1.0, min(STEPS_NEEDED, len(parts) / AT_LEAST) / steps)
        floor = {k: math.floor(sections[k] + WHOLE) for k in (*up, *down)}
        for k in down:
            self._fix(k, floor[k])
        for k in up:
            self._fix(k, floor[k] + 1)
        fresh = solve_priced(self.columns, before.cost + max(DEARER * self.need, DEARER_PART * loss), self.deadline)
        if fresh is None:
            return None
        if fresh.cost <= before.cost + loss:
            self.free.difference_update(up, down)
            self.most = UNLIMITED
            return fresh
        if len(floor) > 1:
            for k in floor:
                self._open(k)
            self.most = max(1, len(up) // SMALLER)
            return before
        (k,) = floor
        self.free.discard(k)
        fresh = self._better_of(k, (floor[k] + 1, floor[k]) if up else (floor[k], floor[k] + 1), fresh)
        if fresh.cost > before.cost + loss and self.reopened < REOPENED:
            self._reopen_day(k)
            fresh = solve(self.columns, self.deadline) or fresh
        return fresh

    def _fix(self, cell: int, sections: int) -> None:
        self.sections.let(cell, sections, sections)

    def _open(self, cell: int) -> None:
        self.sections.let(cell, *self.ranges[cell])

    def _better_of(self, cell: int, numbers: tuple[int, int], first: LPSolution) -> LPSolution:
        """Try the other number of sections too where the first, solved as `first`, costs much; keep the better."""
        self._fix(cell, numbers[1])
        second = solve_priced(self.columns, first.cost, self.deadline)
        if second is not None and second.cost < first.cost:
            return second
        self._fix(cell, numbers[0])
        return first

    def _reopen_day(self, cell: int) -> None:
        """Open the other sections of the day: what was fixed around a section may be why it is dear."""
        self.reopened += 1
        day = self.columns.problem.cells.day
        around = {k for k in self.ranges if day[k] == day[cell] and k != cell}
        for k in around - self.free:
            self._open(k)
        self.free |= around

    def _settled(self, deadline: float) -> LPSolution | None:
        """Solve once more, giving up sections that the clinic turned out not to be able to hold."""
        solution = solve(self.columns, deadline)
        if solution is not None and self._yield(solution):
            solution = solve(self.columns, deadline)
        return solution

    def _yield(self, solution: LPSolution) -> bool:
        """Give up fixed sections that are missing; return whether there were any."""
        missing = self.sections.missing(solution.x)
        for k, amount in missing.items():
            self.sections.give_up(k, amount)
        return bool(missing)

    def _surest(self, parts: list[tuple[float, int]], least: int) -> list[int]:
        """The cells to round up now: those nearly sure, else the likeliest (`least` or more), one of each offering."""
        most = max(AT_LEAST, least, math.ceil(SHARE * len(parts)))
        sure = [k for part, k in parts if part >= SURE][:most]
        if len(sure) >= AT_LEAST:
            return sure
        enough = max(2, least, math.ceil(SHARE * sum(part for part, _ in parts)))
        chosen: list[int] = sure
        offerings = {int(self.columns.problem.cells.offering[k]) for k in sure}
        for _, k in parts:
            offering = int(self.columns.problem.cells.offering[k])
            if offering not in offerings:
                offerings.add(offering)
                chosen.append(k)
            if len(chosen) >= enough:
                break
        return chosen
