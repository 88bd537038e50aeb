"""The search of a large week.

First fit makes a legal week within seconds. Column generation says where its timetable should change, or draws that
of a large week anew; days and leaders for that become whole at once. A process beside it proves a bound. In the end
everybody's days are sought anew around the sections and leaders of the best week, and ruin and recreate and the
constraint model polish it.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import ClassVar

from iopsched_solver.assemble import Assembled, assemble
from iopsched_solver.background import Background
from iopsched_solver.columns import Columns
from iopsched_solver.days_around import crowds, days_around
from iopsched_solver.greedy import Wish, first_fit
from iopsched_solver.grid import on_grid
from iopsched_solver.leaders import staffed
from iopsched_solver.limits import Found, Limits, OnEvent
from iopsched_solver.lp import LPSolution
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.model.needs import NEEDS
from iopsched_solver.native import (
    AGAIN_COOLINGS,
    COLD_COOLING,
    HOT_COOLING,
    Cooling,
    Recreate,
    cooling_for,
    session_price,
    until,
)
from iopsched_solver.needs_bound import needs_alone
from iopsched_solver.outcome import Outcome
from iopsched_solver.polish import Polish
from iopsched_solver.problem import BoolArray, Problem
from iopsched_solver.proving import Task
from iopsched_solver.redrawn import Until, has_time, redrawn
from iopsched_solver.side_by_side import TICK_S, SideBySide
from iopsched_solver.timetable import change_timetable, dive_timetable

ROOT_GAP = 0.002
"""Distance from its bound at which the linear program counts as solved."""
LAST_SHARE = 0.97
"""Share of the time after which nothing but polish goes on."""
TURN_SHARE = 0.75
"""Share of the time after which prices end where the polish has to wait for that."""
CHANGE_SLOW = 0.02
"""Rounds that lower the cost by less than such a share are slow where the timetable is about to change."""
TIMETABLE_PART, DAYS_PART, WEEK_PART = 0.6, 0.5, 0.8
"""Parts of the time left that a timetable, prices of days for it, and a week made of these may take."""
EARLY_SHARE, AGAIN_SHARE = 0.35, 0.5
"""Shares of the time until which a dive on the open timetable is begun, and annealing and a change once more."""
ALONE_SHARE = 0.85
"""Share of the time in which nobody polishes beside those who make weeks: they need the processors themselves."""
ELSEWHERE = 0.02
"""Share of its cost by which a week from elsewhere must be better for an annealing to end."""
AROUND_SHARE = 0.9
"""Share of the time until which days around the best week are sought."""
LITTLE = 0.001
"""A share of the cost that it must save to seek the days of everybody once more in crowds of that size."""
MOST_PARTS = 4
"""How many times more crowds a redrawn week is divided into, once larger ones save little: few are sooner whole."""
VAIN = 2
"""Crowds in a row that find no better days, after which none of the others is asked; so many times more of smaller."""
AGAIN_PART = 0.15
"""Part of the time for which the best week is annealed again, and again, once no better days are found."""
MEND_PART, LONG_PART, MUCH_PART = 0.3, 0.5, 0.8
"""Part of the time in which a week is annealed before each change; where there is no time for changes; and where much
is unmet, beside them."""
BRIEF_PART, HALF_PART = 0.12, 0.45
"""The same where nobody proves a bound beside."""
SHORT_PART, COLD_PART = 0.04, 0.07
"""The same where its timetable is redrawn then, and of what comes of that."""
REDRAWN_SHARE, FILLED_SHARE, MENDED_SHARE = 0.55, 0.8, 0.75
"""Shares of the time until which a timetable is redrawn, its days are sought, and what came of none is annealed."""
LATE_PART = 0.5
"""Part of the time left that this annealing has at least."""
WORSE = 0.1
"""Share of its cost by which a redrawn week may be worse than the best for its days to be sought anew."""
MUCH_UNMET, CROWDED = 0.03, 0.7
"""Sessions of a care plan for each patient that are unmet where much is lacking: there annealing goes on beside; and
that first fit leaves unmet where the clinic is too crowded for a timetable of few sections."""
ASSEMBLY_S = 0.002
"""Seconds that assembling a week takes at least, times patients squared."""
ASSEMBLY_PART = 0.4
"""Part of the time that this may take for other timetables to be searched for."""
BETTER = 0.02
"""Share of its cost that a changed timetable must save for another change to follow without annealing first."""
TIGHT_SHARE = 0.4
"""Share of the time until which prices are sharpened once they have ended."""
HURRIED = 600
"""Single choices a second from which on nobody searches for other timetables."""


class PriceAndDive(SideBySide):
    """One search of a large week.

    Two searches run side by side: one makes weeks, the other, a process of its own, proves a bound; both polish in the
    end, and tell each other what they find.
    """

    around_share: ClassVar[float] = AROUND_SHARE
    """Share of the time until which days around the best week are sought."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event,
        *,
        known: Found | None = None,
    ) -> None:
        super().__init__(problem, limits, on_event, cancel, known=known)
        self.root_gap = ROOT_GAP if known is None else 0.0
        self._annealings = 0
        """So many were begun, each with a seed of its own."""
        self._redraws = False
        """Whether its timetable is redrawn from the open program."""

    def run(self) -> Found:
        """First fit; then weeks of better timetables, a bound, and polish."""
        self._take(self._first())
        if self.cancel.is_set():
            self._halt.set()
        if self.best is None:  # pins that first fit cannot hold: one model finds a way, or proves that there is none
            limits = self._left()
            return solve_whole(self.problem, limits, floor=self.bound, on_event=self.on_event, cancel=self.cancel)
        self._redraws = has_time(self._size, self.limits) and not self._lacks(CROWDED)
        if self.limits.threads == 1:
            self._price_and_dive()
            self._finish()
        else:
            self._side_by_side()
        self._phase("end")
        return self._found()

    def _first(self) -> Outcome | None:
        """A first legal week, on the grid of all lengths if there is one."""
        first = first_fit(self._gridded, stop=self.cancel.is_set)
        if first is None and self._gridded is not self.problem:
            first = first_fit(self.problem, stop=self.cancel.is_set)
        return first

    def _weeks(self) -> None:
        """Anneal and change timetables in turn, then polish."""
        self._mend(SHORT_PART if self._redraws else LONG_PART if self._hurried else MEND_PART)
        annealing = None
        if not self._hurried and not self._finished() and self._lacks(MUCH_UNMET):
            # the rest goes on beside it meanwhile
            annealing = Background(lambda: self._anneal(MUCH_PART, cooling=HOT_COOLING), "iopsched-anneal")
        columns = Columns(self.problem)
        if self._redraws and not self._finished():
            columns.take_in(self._week)
            if not self._redraw(columns):
                over = (time.monotonic() - self.began) / self.limits.time_limit_s
                self._mend(min(MEND_PART, max(MENDED_SHARE - over, LATE_PART * (LAST_SHARE - over), 0.0)))
            columns.reopen()
        again = not self._hurried
        while again and not self._finished():
            before = self._known[1]
            columns.take_in(self._week)
            self._change(columns)
            columns.reopen()
            saved = before - self._known[1]
            again = time.monotonic() < self._at(AGAIN_SHARE) and (saved > BETTER * before or self._mend(MEND_PART))
        self._days_anew(columns)
        self._anneal_again()
        self._finish(columns)
        if annealing is not None:
            annealing.wait(max(self._at(1.0) - time.monotonic(), 0.0))
            if annealing.error is not None:
                raise annealing.error

    def _prove(self) -> None:
        """Let a process of its own prove a bound and look for weeks, or prove it here; then polish."""
        if self._finished():
            return
        began = time.monotonic()
        seed = (self.limits.seed + 1) % 2**31
        left = dataclasses.replace(self._left(), seed=seed)
        if not self._has_proved_beside(
            Task(
                self.problem,
                self._week,
                left,
                root_gap=self.root_gap,
                anneal_s=LONG_PART * self.limits.time_limit_s if self._hurried and not self._redraws else 0.0,
                bound_alone=self._redraws,
            )
        ):
            columns = Columns(self.problem)
            columns.take_in(self._week)
            self._grow(columns, until=LAST_SHARE)
            self.seconds["prices"] = round(time.monotonic() - began, 3)
        while self.phase != "polish" and time.monotonic() < self._at(ALONE_SHARE) and not self._finished():
            time.sleep(TICK_S)
        self._polish(seed)

    def _price_and_dive(self) -> None:
        """A better timetable than the first; then prices of the open week, which prove the bound; then a dive."""
        columns = Columns(self.problem)
        self._mend_alone()
        columns.take_in(self._week)
        if not self._hurried:
            self._change(columns)
            columns.reopen()
        if self._finished():
            return
        self._phase("prices")
        self._grow(columns, until=TURN_SHARE)
        if time.monotonic() < self._at(EARLY_SHARE) and not self._finished():
            self._dive(columns)
        self._days_anew(columns)

    def _grow(self, columns: Columns, *, until: float) -> None:
        columns.grow(
            deadline=self._at(until), gap=self.root_gap, stop=self._halt.is_set, on_round=self._bounded(columns),
            tight_until=self._at(TIGHT_SHARE), best=lambda: self._week,
        )  # fmt: skip

    def _finish(self, columns: Columns | None = None) -> None:
        """What is done once weeks have been made; `columns` have day plans that may be of use."""
        self._phase("polish")
        self._polish(self.limits.seed, columns)

    def _polish(self, seed: int, columns: Columns | None = None, *, until: float = 1.0) -> None:
        """Polish the best week until so much of the time is over."""
        Polish(self.problem, *self._known, seed=seed, columns=columns).run(
            self.limits,
            deadline=self._at(until),
            bound=self.bound,
            cancel=self._halt,
            on_better=self.take,
            latest=lambda: self._known,
            may_recreate=lambda: self.phase == "polish",  # it holds up programs beside it
        )

    def _mend(self, part: float) -> bool:
        """Anneal the best week for so much of all the time; return whether there is a better one then.

        Its sections are then nearly the right ones, where there is time to change them.
        """
        before = self._known[1]
        self._phase("anneal")
        self._anneal(part)
        return self._known[1] < before

    def _mend_alone(self) -> None:
        """Anneal the first week where nobody proves a bound beside."""
        self._mend(HALF_PART if self._hurried else BRIEF_PART)

    def _lacks(self, sessions: float) -> bool:
        """Whether more than so many sessions of a care plan, or as much else, are unmet for each patient."""
        unmet = cost_of(needs_alone(self.problem, frozenset(each.slug for each in NEEDS)), self._week)
        return unmet > sessions * session_price(self.problem) * self.problem.n_patients

    def _anneal(self, part: float, *, cooling: Cooling | None = None, week: Outcome | None = None) -> Outcome | None:
        """Anneal a week, the best if nothing is said, for so much of all the time.

        Where weeks are also made from programs, a far better one of these ends it. Return what came of it, if anything.
        """
        week, cost = self._known if week is None else (week, cost_of(self.problem, week))
        recreate = self._recreate(week)
        if not recreate.holds or self._finished():
            return None
        constant = cost - recreate.cost

        def keep() -> None:
            self._take_annealed(recreate.outcome())

        def stop() -> bool:
            is_late = not self._hurried and self._known[1] < (1 - ELSEWHERE) * (recreate.best_cost + constant)
            return self._halt.is_set() or is_late

        cooling = cooling or cooling_for(part * self.limits.time_limit_s, self._size)
        recreate.anneal(self._annealing(part), stop=stop, cooling=cooling, on_better=keep)
        annealed = recreate.outcome()
        self._take_annealed(annealed)
        return annealed

    def _recreate(self, week: Outcome) -> Recreate:
        """Ruin and recreate from a week, among starts on the grid while it has no others."""
        seed = (self.limits.seed + self._annealings) % 2**31
        self._annealings += 1
        recreate = Recreate(self._gridded, week, seed=seed)
        if not recreate.holds and self._gridded is not self.problem:
            recreate = Recreate(self.problem, week, seed=seed)
        return recreate

    def _take_annealed(self, outcome: Outcome) -> None:
        self._take(outcome)

    def _annealing(self, part: float) -> Callable[[], float]:
        """How much is over of an annealing that may take this part of all the time."""
        return until(min(time.monotonic() + part * self.limits.time_limit_s, self._at(LAST_SHARE)))

    def _change(self, columns: Columns) -> None:
        """Change the timetable of the best week where prices say so, and make a week of it."""
        self._phase("days")
        running = Counter(section.cell for section in self._week.sections)
        columns.master.sections.hold(running)
        deadline, stop = self._part(TIMETABLE_PART), self._halt.is_set
        columns.refine(deadline=deadline, gap=self.root_gap, stop=stop, slow=CHANGE_SLOW)
        self._phase("timetable")
        solution = change_timetable(columns, running, deadline=deadline, stop=stop)
        if solution is not None and not self._finished():
            self._week_of(columns, solution, running)

    def _redraw(self, columns: Columns) -> bool:
        """From the open program to a timetable, to a week of days for it that are not whole at first, to better ones.

        Return whether a week came of it that meets the needs as the open program does.
        """
        self._phase("timetable")
        timetable = redrawn(
            columns,
            self._week,
            until=Until(self._at(EARLY_SHARE), self._at(REDRAWN_SHARE), self._at(FILLED_SHARE)),
            limits=self.limits,
            stop=self._halt.is_set,
            on_round=self._bounded(columns),
        )
        if timetable is None or self._finished():
            return False
        self._phase("days")
        limits = dataclasses.replace(self.limits, time_limit_s=max(self._at(FILLED_SHARE) - time.monotonic(), 0.01))
        wish = days_around(columns, timetable, below=None, limits=limits, cancel=self._halt)
        week = None if wish is None else self._follow(wish)
        if week is None:
            return False
        self._phase("anneal")
        mended = self._anneal(COLD_PART, cooling=COLD_COOLING, week=week)
        if mended is None or cost_of(self.problem, mended) > (1 + WORSE) * self._known[1]:
            return False
        self._days_anew(columns, mended)
        return True

    def _dive(self, columns: Columns) -> None:
        """From prices to a timetable, from that to a week."""
        self._phase("timetable")
        solution = dive_timetable(columns, deadline=self._part(TIMETABLE_PART), stop=self._halt.is_set)
        if solution is not None and not self._finished():
            self._week_of(columns, solution)

    def _week_of(self, columns: Columns, solution: LPSolution, running: Mapping[int, int] | None = None) -> None:
        """Make a week of the sections that the master holds, as `solution` would have it; `running` has a week already.

        If whole days and leaders are not found at once, leaders are named first and days are sought around them.
        """
        self._phase("days")
        refined = columns.refine(deadline=self._part(DAYS_PART), gap=self.root_gap, stop=self._halt.is_set)
        if refined is None or self._finished():
            return
        self._phase("week")
        week = self._assembled(columns, refined, self._part(WEEK_PART))
        if week is not None:
            self._follow(Wish(week.sections, [(day.patient, day.cells) for day in week.days]))
        elif columns.master.sections.held() != running and not self._finished():
            self._phase("leaders")
            deadline = self._part(1.0)
            timetable = self._staffed(columns, solution, deadline=deadline)
            self._days_around(columns, timetable, below=self._known[1], deadline=deadline)

    def _follow(self, wish: Wish) -> Outcome | None:
        week = first_fit(self.problem, wish=wish, stop=self._halt.is_set)
        self._take(week)
        return week

    def _assembled(self, columns: Columns, refined: LPSolution, deadline: float) -> Assembled | None:
        left_s = deadline - time.monotonic()
        if left_s < self._least_assembly_s:
            return None
        limits = dataclasses.replace(self.limits, time_limit_s=left_s)
        return assemble(columns, refined, below=self._known[1], limits=limits, cancel=self._halt)

    @property
    def _least_assembly_s(self) -> float:
        """Seconds in which it is worth trying to make a week whole."""
        return ASSEMBLY_S * self.problem.n_patients**2

    def _staffed(self, columns: Columns, solution: LPSolution, *, deadline: float) -> Outcome:
        return staffed(columns, solution, self._week, deadline=deadline, limits=self.limits)

    def _days_around(
        self,
        columns: Columns,
        timetable: Outcome,
        *,
        below: int,
        deadline: float,
        patients: BoolArray | None = None,
    ) -> Outcome | None:
        """Find the best days around a timetable and its leaders, and follow them as far as the rules allow."""
        if self._finished() or time.monotonic() >= deadline:
            return None
        limits = dataclasses.replace(self.limits, time_limit_s=deadline - time.monotonic())
        wish = days_around(
            columns,
            timetable,
            below=below,
            limits=limits,
            cancel=self._halt,
            decide_s=self._decide_s,
            on_decided=self._decided,
            patients=patients,
        )
        return None if wish is None else self._follow(wish)

    def _days_anew(self, columns: Columns, week: Outcome | None = None) -> None:
        """Find better days around a week's timetable and leaders, some patients at a time, while that pays.

        It is the best week, whoever finds it meanwhile, if nothing is said. Crowds of another are made smaller then.
        """
        self._phase("days")
        until, turn, parts = self._at(self.around_share), 0, 1
        mine, cost = self._known if week is None else (week, cost_of(self.problem, week))
        while parts <= (1 if week is None else MOST_PARTS) and time.monotonic() < until and not self._finished():
            before, vain = cost, 0
            divided = crowds(self.problem, mine, seed=self.limits.seed + turn, parts=parts)
            for n, crowd in enumerate(divided):
                if vain == VAIN * parts:
                    break
                if week is None:
                    mine, cost = self._known
                now = time.monotonic()
                deadline = now + (until - now) / min(len(divided) - n, 2)
                found = self._days_around(columns, mine, below=cost, deadline=deadline, patients=crowd)
                vain += 1
                if found is not None and (found_cost := cost_of(self.problem, found)) < cost:
                    mine, cost, vain = found, found_cost, 0
            if week is None:
                cost = self._known[1]
            if before - cost <= LITTLE * cost:
                parts *= 2
            turn += 1

    def _anneal_again(self) -> None:
        """Anneal the best week again and again in what time is left for weeks; the process beside takes other turns."""
        turn = self.limits.seed
        while time.monotonic() < self._at(self.around_share) and not self._finished():
            self._phase("anneal")
            over = (time.monotonic() - self.began) / self.limits.time_limit_s
            cooling = AGAIN_COOLINGS[turn % len(AGAIN_COOLINGS)]
            if self._anneal(min(AGAIN_PART, self.around_share - over), cooling=cooling) is None:
                break
            turn += 1

    def _bounded(self, columns: Columns) -> Callable[[float], None]:
        return lambda _: self._proved(columns.proved())

    def _part(self, part: float) -> float:
        """When a part of the time that is left will be over."""
        now = time.monotonic()
        return now + part * (self._at(LAST_SHARE) - now)

    def _decide_s(self, left_s: float) -> float:
        """How many seconds deciding the last days of a dive may take."""
        return left_s

    def _decided(self, seconds: float) -> None:
        """Count what that took."""

    @cached_property
    def _size(self) -> int:
        return self.problem.n_choices

    @cached_property
    def _gridded(self) -> Problem:
        return on_grid(self.problem)

    @cached_property
    def _hurried(self) -> bool:
        """Whether the week is too large for the time to change its timetable, or redrawn instead."""
        is_large = self._size > HURRIED * self.limits.time_limit_s
        return self._redraws or is_large or self._least_assembly_s > ASSEMBLY_PART * self.limits.time_limit_s
