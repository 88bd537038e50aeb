"""The timetable of a week redrawn: which sections run is decided anew in six to ten steps.

Whoever fills a week patient by patient keeps sections that the program does without: a tenth at 150 patients, led
beyond fair loads. The program says which; so many are decided at once, close to what it takes of each, that a few of
its solutions are enough, where `timetable.py` feels its way in dozens. What makes that safe is that sections of one
service are closed only as far as a small part of what runs of it, and of what each patient attends of it: of a service
that few need, its program takes a tenth of a section here and there, and none of these may be missed alone, but
together they are.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping

from iopsched_solver.columns import Columns
from iopsched_solver.lp import WHOLE, FloatArray, LPSolution
from iopsched_solver.programs import inner, need_price, solve, solve_priced
from iopsched_solver.timetable import lacked

TAKEN = 0.05
"""What the open program must take of a section for it to be considered, where the week before does not run it."""
LIKELY, UNLIKELY = 0.7, 0.2
"""Fractions from which on a section is rounded up, and below which it may be rounded down."""
NONE_OF_IT = 0.005
"""Less of a section than this is nothing."""
CLOSED = 0.1
"""Share of a service's sections that one step may close, by what the program takes of them; of one at least."""
MOVED = 0.5
"""Share of what one patient attends of a service that may lie in what one step closes."""
SHARE, AT_LEAST = 0.2, 3
"""Share of the sections between that one step rounds up, the likeliest; and how many it rounds up at least."""
FEW = 10
"""So many sections left open, or fewer, and a step may round up several of one offering."""
DEARER, LOSS = 0.02, 0.25
"""A step that costs more than the first share of a need is followed by pricing; beyond the second, after pricing, what
somebody lacks is opened again."""
REOPENED = 5
"""How often."""
AT_LAST = 3
"""Programs of all sections at most, with days priced for these before each."""
SLOW = 0.001
"""Rounds of pricing that lower the cost by less than such a share are the last."""
Attending = Mapping[int, Mapping[int, float]]
"""Of each cell how much of it each patient attends."""


def redraw_timetable(
    columns: Columns,
    solution: LPSolution,
    running: Collection[int],
    *,
    deadline: float,
    stop: Callable[[], bool],
) -> LPSolution | None:
    """Decide which sections run.

    Parameters
    ----------
    columns
        Open, with days for it. They are left with the sections fixed: open them before any other use.
    solution
        Of the open program.
    running
        Group cells in which sections of a week run that meets the needs as far as any known.
    deadline
        On the monotonic clock.
    stop
        Asked between programs.

    Returns
    -------
    LPSolution
        Of the program with all sections fixed, for which days were priced as far as time allowed; none when it ran out
        before all were.
    """
    return _Redraw(columns, deadline).run(solution, running, stop)


class _Redraw:
    """One such dive."""

    def __init__(self, columns: Columns, deadline: float) -> None:
        self._columns, self._sections, self._deadline = columns, columns.master.sections, deadline
        self._service = columns.problem.cells.service
        self._offering = columns.problem.cells.offering
        self._start = columns.problem.cells.start
        self._meetings_max = columns.problem.offerings.meetings_max
        self._most = columns.problem.offerings.sections_max
        self._need = need_price(columns)
        self._free = set(self._sections.cells)

    def run(self, begun: LPSolution, running: Collection[int], stop: Callable[[], bool]) -> LPSolution | None:
        """Step until all sections are whole. Rows of cells that a step decides do not sleep: it would break them."""
        rows = self._columns.rows
        rows.kept = self._columns.master.of_cells
        try:
            return self._stepped(begun, running, stop)
        finally:
            rows.kept = slice(0)

    def _stepped(self, begun: LPSolution, running: Collection[int], stop: Callable[[], bool]) -> LPSolution | None:
        solution: LPSolution | None = begun
        self._narrow(begun, running)
        reopened = 0
        while solution is not None and self._free:
            if stop() or time.monotonic() > self._deadline:
                return None
            self._step(solution)
            fresh = solve_priced(self._columns, solution.cost + DEARER * self._need, self._deadline, engine=inner)
            while fresh is not None and self._give_up(fresh):
                fresh = solve(self._columns, self._deadline, engine=inner)
            if fresh is not None and fresh.cost > solution.cost + LOSS * self._need and reopened < REOPENED:
                reopened += 1
                self._open(lacked(self._columns, fresh))
                fresh = self._priced(stop)
            solution = fresh
        return None if solution is None else self._whole(solution, stop)

    def _narrow(self, solution: LPSolution, running: Collection[int]) -> None:
        """Close what the open program hardly takes; not what a week runs, which meets needs."""
        runs = self._sections.running(solution.x)
        out = {k for k in self._free if runs[k] < TAKEN} - set(running)
        for k in out:
            self._sections.let(k, 0, 0)
        self._free -= out

    def _whole(self, solution: LPSolution, stop: Callable[[], bool]) -> LPSolution:
        """Give up what cannot run after all, obey rows that slept, and price; with what there was, out of time."""
        columns = self._columns

        def over() -> bool:
            return stop() or time.monotonic() > self._deadline

        for n in range(AT_LAST):
            given_up = self._give_up(solution)
            new, _ = columns.price(columns.master.prices.clip(solution.price), over)
            if n and not (given_up or columns.rows.broken or new):
                break
            fresh = solve(columns, self._deadline, engine=inner)
            if fresh is None or over():
                break
            solution = fresh
        return solution

    def _priced(self, stop: Callable[[], bool]) -> LPSolution | None:
        """Solve, add the days that pay then, and solve again, while that gains something."""
        columns, cost = self._columns, math.inf
        while (solution := solve(columns, self._deadline, engine=inner)) is not None and not stop():
            gained, cost = cost - solution.cost, solution.cost
            if gained <= SLOW * (cost + columns.lost) or time.monotonic() > self._deadline:
                break
            columns.price(columns.master.prices.clip(solution.price), stop)
        return solution

    def _open(self, cells: set[int]) -> None:
        for k in cells:
            self._sections.open(k)
        self._free |= cells

    def _step(self, solution: LPSolution) -> None:
        """Fix sections: up those all but whole and likely, in forms that seat as many; down the unlikely."""
        runs = self._sections.running(solution.x)
        floor = {k: math.floor(runs[k] + WHOLE) for k in self._free}
        part = {k: runs[k] - floor[k] for k in self._free}
        attending, had = self._attending(solution.x)
        down = self._unlikely(part, runs, attending, had)
        order = sorted(self._free - down, key=lambda k: (-part[k], k))
        up = self._likeliest(order, part, floor)
        if not down and not up:
            down = {order[-1]}
        for k in down | up:
            sections = floor[k] + (k in up)
            self._sections.let(k, sections, sections)
            if sections:  # half of each, a large room and a small one seat a group that the small one does not
                self._sections.seat(k, sum(attending[k].values()) / runs[k] - WHOLE)
        self._free -= down | up

    def _unlikely(
        self,
        part: Mapping[int, float],
        runs: Mapping[int, float],
        attending: Attending,
        had: Mapping[tuple[int, int], float],
    ) -> set[int]:
        """The cells to round down, the least likely first: few sessions of a service, and of each who attends it."""
        of_service: dict[int, float] = defaultdict(float)
        for k, sections in runs.items():
            of_service[int(self._service[k])] += sections
        closed: dict[int, float] = defaultdict(float)
        moved: dict[tuple[int, int], float] = defaultdict(float)
        down: set[int] = set()
        for k in sorted(self._free, key=lambda k: (part[k], k)):
            s = int(self._service[k])
            if part[k] >= UNLIKELY:
                break
            if part[k] < NONE_OF_IT:
                down.add(k)
                continue
            moving = {(p, s): part[k] / runs[k] * sessions for p, sessions in attending[k].items()}
            is_little = closed[s] + part[k] <= CLOSED * max(1.0, of_service[s])
            if is_little and all(moved[who] + sessions <= MOVED * had[who] for who, sessions in moving.items()):
                closed[s] += part[k]
                for who, sessions in moving.items():
                    moved[who] += sessions
                down.add(k)
        return down

    def _attending(self, x: FloatArray) -> tuple[Attending, Mapping[tuple[int, int], float]]:
        """How much of each cell each patient attends, and of each service in all."""
        attending: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        had: dict[tuple[int, int], float] = defaultdict(float)
        for day, share in self._columns.taken(x):
            for k, _ in day.cells:
                attending[k][day.patient] += share
                had[day.patient, int(self._service[k])] += share
        return attending, had

    def _likeliest(self, order: list[int], part: Mapping[int, float], floor: Mapping[int, int]) -> set[int]:
        """Of cells in order those to round up, no more of an offering than may meet.

        Of those that are not all but sure it is one of each offering, unless few are left.
        """
        meetings, at_once = self._decided(floor)
        sure = sum(part[k] >= LIKELY for k in order)
        most = sure + max(AT_LEAST - sure, math.ceil(SHARE * (len(order) - sure)))
        offerings, chosen = set[int](), set[int]()
        for k in order:
            g, start = int(self._offering[k]), int(self._start[k])
            if len(chosen) == most:
                break
            is_new = floor[k] == 0
            if at_once[g, start] >= self._most[g] or (is_new and meetings[g] >= self._meetings_max[g]):
                continue
            if part[k] < LIKELY and len(order) - sure > FEW and g in offerings:
                continue
            offerings.add(g)
            meetings[g] += is_new
            at_once[g, start] += 1
            chosen.add(k)
        return chosen

    def _decided(self, floor: Mapping[int, int]) -> tuple[Counter[int], Counter[tuple[int, int]]]:
        """The meetings of each offering, and its sections at each start, that run in any case."""
        meetings, at_once = Counter[int](), Counter[tuple[int, int]]()
        for k in self._sections.cells:
            if n := floor.get(k, self._sections.least(k)):
                g = int(self._offering[k])
                meetings[g] += 1
                at_once[g, int(self._start[k])] += n
        return meetings, at_once

    def _give_up(self, solution: LPSolution) -> bool:
        """Ask for no more sections than can run, of each offering's cells that of which most are missing first.

        Return whether any were.
        """
        missing = self._sections.missing(solution.x)
        most: dict[int, int] = {}
        for k in sorted(missing, key=lambda k: (-missing[k], k)):
            most.setdefault(int(self._offering[k]), k)
        for k in most.values():
            self._sections.give_up(k, missing[k])
        return bool(most)
