"""A large week's timetable drawn anew, with its leaders: where there is the time, and where needs are met as before.

The open program says which sections should run, `redraw.py` decides them, `leaders.py` names who leads them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from iopsched_solver.columns import Columns
from iopsched_solver.leaders import staffed
from iopsched_solver.limits import Limits
from iopsched_solver.lp import LPSolution
from iopsched_solver.outcome import Outcome
from iopsched_solver.programs import need_price
from iopsched_solver.redraw import redraw_timetable

LEAST_SIZE = 20_000
"""Single choices of a week from which on its timetable is redrawn: changes are as good below, and sooner whole."""
SIZE, SIZE_S, POWER = 30_000, 50.0, 1.5
"""Single choices of a week that is redrawn, its days whole, in so many seconds; and how the seconds grow with these."""
GAP = 0.006
"""Distance from its bound at which the open program is known well enough."""
DRAWN = 3
"""Timetables drawn at most, of which the cheapest is taken: luck makes them differ by a hundredth."""
UNMET = 0.5
"""Needs by which a timetable redrawn may cost more than the open program."""


@dataclass(frozen=True)
class Until:
    """When its parts end, on the monotonic clock."""

    opened: float
    """The open program is solved."""
    redrawn: float
    led: float


def has_time(size: int, limits: Limits) -> bool:
    """Whether a week of so many single choices is large, and there is the time to redraw its timetable.

    That takes a thread besides the one that proves a bound.
    """
    seconds = SIZE_S * (size / SIZE) ** POWER
    return size >= LEAST_SIZE and seconds <= limits.time_limit_s and limits.threads > 1


def redrawn(
    columns: Columns,
    near: Outcome,
    *,
    until: Until,
    limits: Limits,
    stop: Callable[[], bool],
    on_round: Callable[[float], None],
) -> Outcome | None:
    """Draw a timetable anew and name its leaders.

    Parameters
    ----------
    columns
        Open, with days for a week. They are left with the new sections fixed: open them before any other use.
    near
        That week: its sections are considered, and who leads them is tried first.
    until, limits
        When the parts end; threads and seed.
    stop
        Asked between programs.
    on_round
        Told the bound after each round of pricing.

    Returns
    -------
    Outcome
        Sections alone, each with leaders. None when time ran out, or where needs met by the open program are not met
        with them or nobody leads one of them.
    """
    opened = columns.grow(deadline=until.opened, gap=GAP, stop=stop, on_round=on_round)
    if opened is None or stop() or time.monotonic() >= until.opened:
        return None
    solution = _cheapest(columns, opened, near, deadline=until.redrawn, stop=stop, on_round=on_round)
    if solution is None or solution.cost > opened.cost + UNMET * need_price(columns) or stop():
        return None
    timetable = staffed(columns, solution, near, deadline=until.led, limits=limits)
    return timetable if len(timetable.sections) == sum(columns.master.sections.held().values()) else None


def _cheapest(
    columns: Columns,
    opened: LPSolution,
    near: Outcome,
    *,
    deadline: float,
    stop: Callable[[], bool],
    on_round: Callable[[float], None],
) -> LPSolution | None:
    """Draw timetables while there is time for one more, up to `DRAWN`; hold the sections of the one that costs least.

    Each leaves days behind, with which the next one takes other turns.
    """
    running = {section.cell for section in near.sections}
    best, held = None, dict[int, int]()
    began = time.monotonic()
    for n in range(DRAWN):
        solution = redraw_timetable(columns, opened, running, deadline=deadline, stop=stop)
        if solution is not None and (best is None or solution.cost < best.cost):
            best, held = solution, columns.master.sections.held()
        now = time.monotonic()
        if best is None or stop() or n + 1 == DRAWN or now + (now - began) > deadline:
            break
        began = now
        columns.reopen()
        fresh = columns.grow(deadline=deadline, gap=GAP, stop=stop, on_round=on_round)
        if fresh is None:
            break
        opened = fresh
    if best is not None and columns.master.sections.held() != held:
        columns.reopen()
        columns.master.sections.hold(held)
    return best
