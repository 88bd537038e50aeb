"""The search of a large week.

First fit makes a legal week within seconds. Column generation says where its timetable should change; days and leaders
for that become whole at once. A process beside it proves a bound. Ruin and recreate and the constraint model polish the
best week in the end.
"""

from __future__ import annotations

import dataclasses
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cached_property

from iopsched_solver.assemble import Assembled, assemble
from iopsched_solver.background import Background, fault_of
from iopsched_solver.columns import Columns
from iopsched_solver.dive import dive_days
from iopsched_solver.greedy import Wish, first_fit
from iopsched_solver.leaders import staffed
from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule, relative_gap
from iopsched_solver.lp import LPSolution
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.native import Recreate, until
from iopsched_solver.outcome import Outcome
from iopsched_solver.polish import Polish
from iopsched_solver.problem import Problem
from iopsched_solver.proving import NotBegunError, Proving, Task
from iopsched_solver.timetable import change_timetable, dive_timetable

ROOT_GAP = 0.002
"""Distance from its bound at which the linear program counts as solved."""
TICK_S = 0.05
GRACE_S = 0.8
"""Seconds that the engines get to end by themselves after a cancel."""
LAST_SHARE = 0.97
"""Share of the time after which nothing but polish goes on."""
TURN_SHARE = 0.75
"""Share of the time after which prices end where the polish has to wait for that."""
CHANGE_SLOW = 0.02
"""Rounds that lower the cost by less than such a share are slow where the timetable is about to change."""
TIMETABLE_PART, DAYS_PART, WEEK_PART = 0.6, 0.5, 0.8
"""Parts of the time left that a timetable, prices of days for it, and a week made of these may take."""
EARLY_SHARE, AGAIN_SHARE = 0.35, 0.35
"""Shares of the time until which a dive on the open timetable is begun, and a change of the best week's."""
ALONE_SHARE = 0.85
"""Share of the time in which nobody polishes beside those who make weeks: they need the processors themselves."""
MEND_PART, HURRIED_PART = 0.12, 0.65
"""Part of the time in which the first week is annealed, and where nothing else makes weeks."""
ASSEMBLY_S = 0.002
"""Seconds that assembling a week takes at least, times patients squared."""
BETTER = 0.02
"""Share of its cost that a changed timetable must save for another change to be tried."""
TIGHT_SHARE = 0.4
"""Share of the time until which prices are sharpened once they have ended."""
HURRIED = 600
"""Single choices a second from which on the polish begins at once, and nobody searches for other timetables."""
FAR_OFF = 1.15
"""How many times what a timetable's linear program costs the best week must cost for it to be sought in steps: leaders
first, then days around them."""
REFINE_PART = 0.8
"""Part of the time for days around a timetable after which they are not dived for any more."""


class PriceAndDive:
    """One search of a large week; the best week so far is held here, outside every engine.

    Two searches run side by side: one makes weeks, the other, a process of its own, proves a bound; both polish in the
    end, and tell each other what they find.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        on_event: OnEvent | None,
        cancel: threading.Event,
        *,
        known: Found | None = None,
    ) -> None:
        self.problem, self.limits, self.on_event, self.cancel = problem, limits, on_event, cancel
        self.began = time.monotonic()
        self.best: tuple[Outcome, int] | None = None
        """The best week so far and its cost, set together. The empty week is legal unless something is pinned."""
        if not len(problem.held.pins):
            self.best = (Outcome(), cost_of(problem, Outcome()))
        if known is not None and known.outcome is not None and known.cost is not None:
            self.best = (known.outcome, known.cost)
        self.bound = None if known is None else known.bound
        self.seconds: dict[str, float] = {} if known is None else dict(known.seconds)
        self.root_gap = ROOT_GAP if known is None else 0.0
        self.phase = "first fit"
        self._phase_began = self.began
        self._halt = threading.Event()
        """Set when cancelled, and when the gap is reached."""
        self._lock = threading.RLock()
        self._proving: Proving | None = None
        self._faults: list[BaseException] = []
        """What broke so far."""

    def run_cancellable(self) -> Found:
        """Run in a thread of its own, which is left to itself if it does not end soon after a cancel.

        The linear programming engines cannot be interrupted; the best so far is held here and need not wait for them.
        What breaks inside is raised as long as no more than the empty week is known, and what `on_event` raises in any
        case. Later the best so far comes back, and says in `Found.faults` what broke.
        """
        whole = Background(self.run, "iopsched-search")
        cancelled_s = None
        try:
            while whole.is_alive and (cancelled_s is None or time.monotonic() - cancelled_s < GRACE_S):
                whole.wait(TICK_S)
                if cancelled_s is None and self.cancel.is_set():
                    cancelled_s = time.monotonic()
                    self._halt.set()
        except BaseException:  # an interrupt: what it leaves behind ends too
            self._halt.set()
            raise
        if whole.is_alive:
            self.on_event = None
            return self._found()
        if whole.error is None or self.best is None or self.best[0] == Outcome():
            return whole.result()
        self._broke(whole.error)
        return self._found()

    def _broke(self, error: BaseException) -> None:
        """Note an error of ours; one that `on_event` raised, or that is none of ours, is raised."""
        frames = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
        if not isinstance(error, Exception) or self._tell.__name__ in frames:
            self._halt.set()
            raise error
        self._faults.append(error)

    def run(self) -> Found:
        """First fit; then weeks of better timetables, a bound, and polish."""
        self._take(first_fit(self.problem, stop=self.cancel.is_set))
        if self.cancel.is_set():
            self._halt.set()
        if self.best is None:  # pins that first fit cannot hold: one model finds a way, or proves that there is none
            limits = self._left()
            return solve_whole(self.problem, limits, floor=self.bound, on_event=self.on_event, cancel=self.cancel)
        if self.limits.threads == 1:
            self._price_and_dive()
            self._finish()
        else:
            self._side_by_side()
        self._phase("end")
        return self._found()

    def _side_by_side(self) -> None:
        """One thread makes weeks, the other proves a bound; whichever is done polishes.

        Where one breaks the other goes on.
        """
        work = [Background(self._weeks, "iopsched-weeks"), Background(self._prove, "iopsched-prove")]
        try:
            while work and not self._finished():
                work = [each for each in work if not self._ended(each, TICK_S)]
        finally:
            self._halt.set()  # who is late in an engine does not go on in the next
            if self._proving is not None:
                self._proving.end()
        until = time.monotonic() + GRACE_S
        for each in work:
            self._ended(each, max(until - time.monotonic(), 0.0))

    def _ended(self, work: Background[None], seconds: float) -> bool:
        """Wait so long at most; return whether the work has ended, noting what broke it."""
        work.wait(seconds)
        if work.is_alive:
            return False
        if work.error is not None:
            self._broke(work.error)
        return True

    def _weeks(self) -> None:
        """Mend what can be mended at once, change timetables as long as that helps, then polish."""
        self._mend()
        columns = Columns(self.problem)
        while not self._hurried and not self._finished():
            before = self._known[1]
            columns.take_in(self._week)
            self._change(columns)
            columns.reopen()
            if self._known[1] > (1 - BETTER) * before or time.monotonic() > self._at(AGAIN_SHARE):
                break
        self._finish(columns)

    def _prove(self) -> None:
        """Let a process of its own prove a bound and look for weeks, or prove it here; then polish."""
        if self._finished():
            return
        began = time.monotonic()
        seed = (self.limits.seed + 1) % 2**31
        left = dataclasses.replace(self._left(), seed=seed)
        if not self._has_proved_beside(Task(self.problem, self._week, left, self.root_gap)):
            columns = Columns(self.problem)
            columns.take_in(self._week)
            self._grow(columns, until=LAST_SHARE)
            self.seconds["prices"] = round(time.monotonic() - began, 3)
        while self.phase != "polish" and time.monotonic() < self._at(ALONE_SHARE) and not self._finished():
            time.sleep(TICK_S)
        self._polish(seed)

    def _has_proved_beside(self, task: Task) -> bool:
        """Take what a process answers until it has ended; return whether there was one."""
        try:
            self._proving = Proving(task)
        except OSError:
            return False
        began = time.monotonic()
        if self._finished():  # while it was being started
            self._proving.end()
        try:
            for answer in self._proving.answers():
                if isinstance(answer, Outcome):
                    self.take(answer, cost_of(self.problem, answer), is_news=False)
                else:
                    self._proved(answer)
                    self.seconds["prices"] = round(time.monotonic() - began, 3)
        except NotBegunError as error:
            self._broke(error)
            return False
        return True

    def _price_and_dive(self) -> None:
        """A better timetable than the first; then prices of the open week, which prove the bound; then a dive."""
        columns = Columns(self.problem)
        self._mend()
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

    def _grow(self, columns: Columns, *, until: float) -> None:
        columns.grow(
            deadline=self._at(until), gap=self.root_gap, stop=self._halt.is_set, on_round=self._bounded(columns),
            tight_until=self._at(TIGHT_SHARE),
        )  # fmt: skip

    def _finish(self, columns: Columns | None = None) -> None:
        """What is done once weeks have been made; `columns` have day plans that may be of use."""
        self._phase("polish")
        self._polish(self.limits.seed, columns)

    def _polish(self, seed: int, columns: Columns | None = None, *, until: float = 1.0) -> None:
        """Polish the best week until so much of the time is over."""
        if columns is not None:
            columns.reopen()
        Polish(self.problem, *self._known, seed=seed, columns=columns).run(
            self.limits,
            deadline=self._at(until),
            bound=self.bound,
            cancel=self._halt,
            on_better=self.take,
            latest=lambda: self._known,
            may_recreate=lambda: self.phase == "polish",  # it holds up programs beside it
        )

    def _mend(self) -> None:
        """Anneal the first week; its sections are then nearly the right ones, where there is time to change them."""
        self._phase("anneal")
        recreate = Recreate(self.problem, self._week, seed=self.limits.seed)
        if not recreate.holds or self._finished():
            return

        def keep() -> None:
            outcome = recreate.outcome()
            PriceAndDive.take(self, outcome, cost_of(self.problem, outcome))

        part = HURRIED_PART if self._hurried else MEND_PART
        recreate.anneal(self._annealing(part), stop=self._halt.is_set, on_better=keep)
        keep()

    def _annealing(self, part: float) -> Callable[[], float]:
        """How much is over of an annealing that may take this part of all the time."""
        return until(time.monotonic() + part * self.limits.time_limit_s)

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
            self._week_of(columns, solution)

    def _dive(self, columns: Columns) -> None:
        """From prices to a timetable, from that to a week."""
        self._phase("timetable")
        solution = dive_timetable(columns, deadline=self._part(TIMETABLE_PART), stop=self._halt.is_set)
        if solution is not None and not self._finished():
            self._week_of(columns, solution)

    def _week_of(self, columns: Columns, solution: LPSolution) -> None:
        """Make a week of the sections that the master holds, as `solution` would have it.

        If whole days and leaders are not found at once, and no other week is near, leaders are named first and days are
        sought around them.
        """
        self._phase("days")
        refined = columns.refine(deadline=self._part(DAYS_PART), gap=self.root_gap, stop=self._halt.is_set)
        if refined is None or self._finished():
            return
        self._phase("week")
        week = self._assembled(columns, refined, self._part(WEEK_PART))
        if week is not None:
            self._follow(Wish(week.sections, [(day.patient, day.cells) for day in week.days]))
        elif self._known[1] > FAR_OFF * (refined.cost + columns.lost) and not self._finished():
            self._phase("leaders")
            deadline = self._part(1.0)
            self._days_around(columns, self._staffed(columns, solution, deadline=deadline), deadline=deadline)

    def _follow(self, wish: Wish) -> None:
        self._take(first_fit(self.problem, wish=wish, stop=self._halt.is_set))

    def _take(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.take(outcome, cost_of(self.problem, outcome))

    def _assembled(self, columns: Columns, refined: LPSolution, deadline: float) -> Assembled | None:
        left_s = deadline - time.monotonic()
        if left_s < ASSEMBLY_S * self.problem.n_patients**2:
            return None
        limits = dataclasses.replace(self.limits, time_limit_s=left_s)
        return assemble(columns, refined, below=self._known[1], limits=limits, cancel=self._halt)

    def _staffed(self, columns: Columns, solution: LPSolution, *, deadline: float) -> Outcome:
        return staffed(columns, solution, deadline=deadline, reproducible=self.limits.reproducible)

    def _days_around(self, columns: Columns, timetable: Outcome, *, deadline: float) -> None:
        """Find everybody's best days around a timetable and its leaders.

        Every program on the way is followed as far as the rules allow, which makes a legal week of it at once.
        """
        stop = self._halt.is_set
        if self._finished() or time.monotonic() >= deadline:
            return
        self._phase("days")
        columns.settle(timetable)
        last = time.monotonic() + REFINE_PART * (deadline - time.monotonic())
        refined = columns.refine(deadline=last, gap=self.root_gap, stop=stop)

        def follow(solution: LPSolution) -> None:
            self._follow(Wish(timetable.sections, [(day.patient, day.cells) for day in columns.likeliest(solution)]))

        self._phase("week")
        if refined is not None and time.monotonic() < last:
            dive_days(columns, refined, deadline=deadline, stop=stop, on_step=follow)
        elif refined is not None:
            follow(refined)

    def take(self, outcome: Outcome, cost: int, *, is_news: bool = True) -> bool:
        """Keep a legal week if it is the best so far, news for the process beside; return whether it is."""
        with self._lock:
            if self.best is not None and cost >= self.best[1]:
                return False
            self.best = (outcome, cost)
            if self._proving is not None and is_news:
                self._proving.tell(outcome)
            self._tell()
        return True

    def _bounded(self, columns: Columns) -> Callable[[float], None]:
        return lambda _: self._proved(columns.proved())

    def _proved(self, bound: int) -> None:
        with self._lock:
            self.bound = max(self.bound or 0, bound)
            self._tell()

    def _tell(self) -> None:
        """Tell how far the search is, and end it where that is far enough."""
        if self._is_close:
            self._halt.set()
        if self.on_event is not None and self.phase != "end":
            self.on_event(Event(self.phase, time.monotonic() - self.began, self._cost, self.bound))

    def _phase(self, name: str) -> None:
        with self._lock:
            if self.phase == "end":  # somebody who is late: all has been told
                return
            now = time.monotonic()
            self.seconds[self.phase] = round(self.seconds.get(self.phase, 0.0) + now - self._phase_began, 3)
            self.phase, self._phase_began = name, now
            self._tell()

    def _part(self, part: float) -> float:
        """When a part of the time that is left will be over."""
        now = time.monotonic()
        return now + part * (self._at(LAST_SHARE) - now)

    def _at(self, share: float) -> float:
        return self.began + share * self.limits.time_limit_s

    def _left(self) -> Limits:
        return dataclasses.replace(self.limits, time_limit_s=max(self._at(1.0) - time.monotonic(), 0.01))

    @cached_property
    def _hurried(self) -> bool:
        """Whether the week is too large for the time to search for days before polishing."""
        return int(self.problem.may_attend.sum()) > HURRIED * self.limits.time_limit_s

    @property
    def _known(self) -> tuple[Outcome, int]:
        if self.best is None:
            raise RuntimeError("no week is known yet")
        return self.best

    @property
    def _week(self) -> Outcome:
        return self._known[0]

    @property
    def _cost(self) -> int | None:
        return None if self.best is None else self.best[1]

    @property
    def _is_close(self) -> bool:
        gap = relative_gap(self._cost, self.bound)
        return gap is not None and gap <= self.limits.gap

    def _finished(self) -> bool:
        return self._halt.is_set() or time.monotonic() >= self._at(1.0)

    def _found(self) -> Found:
        outcome, cost = (None, None) if self.best is None else self.best
        bound = self.bound
        gap = relative_gap(cost, bound)
        stopped: StopRule = "time"
        if gap is not None and gap <= self.limits.gap:
            stopped = "gap" if gap else "proved"
        elif self.cancel.is_set():
            stopped = "cancelled"
        elif time.monotonic() < self._at(1.0):
            stopped = "stall"
        status: Status = "nothing-found" if outcome is None else "optimal" if gap == 0 else "feasible"
        faults = tuple(fault_of(error) for error in self._faults)
        return Found(status, outcome, cost, bound, stopped, "columns", dict(self.seconds), faults=faults)
