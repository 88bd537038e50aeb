"""Repair: an agreed week after something changed, with as little as possible moved.

It starts from a legal week with what was published and may still be. Those who lost something, or what they lost, are
placed anew by the constraint model over a fragment: first they alone, then with those around them. What any repair
costs at least is known beforehand (`least.py`): moving anybody is dear, so nearly all of the published week is best.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator

import numpy as np

from iopsched_solver.kept import as_published, lost_by, no_more_than_published
from iopsched_solver.least import least_cost
from iopsched_solver.limits import Event, Found, Limits, OnEvent, Status, StopRule, relative_gap
from iopsched_solver.model import Fragment, cost_of, solve_fragment, solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem

WHOLE_MODEL_SIZE = 3_000
"""Single choices (patient and cell) up to which one model is the better engine."""
KEPT_SHARE = 0.5
"""Share of the time for keeping what can be kept, where that is not known beforehand."""
FIRST_SIZE = 8
"""Patients in the first neighbourhood beyond those who lost something."""
GROW, SHRINK = 1.15, 0.8
ROUND_S = 4.0
"""Seconds a neighbourhood may take."""
MANY = 24
"""Patients who lost something and are placed anew at a time."""
TIRED = 16
"""Neighbourhoods in a row without anything better after which repairing ends: there is little left to find."""


def repair(
    problem: Problem,
    limits: Limits,
    *,
    start: Outcome | None,
    hint: Outcome,
    named: BoolArray,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
) -> Found:
    """Repair a week.

    Parameters
    ----------
    problem
        The week as it is now; `held` says what was published and `agreed` what was unmet.
    limits
        Stop rules and ways of working.
    start
        A legal week with what of the published one may be kept; none if none is known.
    hint
        What was published, as far as the problem can express it; need not be legal.
    named
        (P,): patients whom the change is about. Nobody else gets more sessions than were published.
    on_event
        Called with every step of progress.
    cancel
        Set from any thread: the best so far is returned soon.
    """
    capped = no_more_than_published(problem, named)
    return _Repair(capped, limits, named, on_event, cancel or threading.Event()).run(start, hint)


class _Repair:
    """One repair; the best week so far is held here."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        named: BoolArray,
        on_event: OnEvent | None,
        cancel: threading.Event,
    ) -> None:
        self.problem, self.limits, self.named = problem, limits, named
        self.on_event, self.cancel = on_event, cancel
        self.began = time.monotonic()
        self.seconds: dict[str, float] = {}
        self.bound = least_cost(problem, named)
        self.outcome, self.cost = Outcome(), 0
        self.is_settled = True
        """Whether the last neighbourhood was solved to the end."""
        self._random = np.random.default_rng(limits.seed)
        self._single: BoolArray = problem.services.one_to_one[problem.cells.service]

    def run(self, start: Outcome | None, hint: Outcome) -> Found:
        """Keep, then place anew."""
        if start is None:
            kept = self._keep(hint)
            if kept.outcome is None:
                # What is pinned now was not published: there is nothing to start from.
                return self._whole(None) if self._left_s > 0 and not self.cancel.is_set() else kept
            start = kept.outcome
        self._take(start, cost_of(self.problem, start), "kept")
        if self.limits.reproducible or int(self.problem.may_attend.sum()) <= WHOLE_MODEL_SIZE:
            return self._whole(start)
        return self._around()

    @property
    def _left_s(self) -> float:
        return self.began + self.limits.time_limit_s - time.monotonic()

    def _keep(self, hint: Outcome) -> Found:
        """Hold on to all that was published and may still be, by one model over that alone."""
        share = 1.0 if self.limits.reproducible else KEPT_SHARE
        limits = dataclasses.replace(self.limits, time_limit_s=share * self.limits.time_limit_s, gap=0.0, stall_s=None)
        found = solve_whole(as_published(self.problem), limits, hint=hint, cancel=self.cancel)
        self.seconds["kept"] = round(time.monotonic() - self.began, 3)
        return found

    def _whole(self, start: Outcome | None) -> Found:
        """Decide a small week with one model."""
        spent = time.monotonic() - self.began

        def told(event: Event) -> None:
            if self.on_event is not None:
                self.on_event(dataclasses.replace(event, seconds=event.seconds + spent))

        left = self.limits.time_limit_s if self.limits.reproducible else max(self._left_s, 0.01)
        limits = dataclasses.replace(self.limits, time_limit_s=left)
        found = solve_whole(self.problem, limits, start=start, floor=self.bound, on_event=told, cancel=self.cancel)
        return dataclasses.replace(found, seconds={**self.seconds, **found.seconds})

    def _around(self) -> Found:
        """Place those who lost something anew, then with others around them, as long as that helps."""
        began, tired = time.monotonic(), 0
        for patients, cells in self._neighbourhoods():
            if self._is_over or tired >= TIRED:
                break
            tired = 0 if self._place(patients, cells) else tired + 1
        self.seconds["placed"] = round(time.monotonic() - began, 3)
        return self._found()

    def _neighbourhoods(self) -> Iterator[tuple[IntArray, BoolArray]]:
        """Yield patients and cells to decide anew: what broke, those who lost something, then others around them."""
        broken = self._broken_cells()
        yield np.flatnonzero(lost_by(self.problem, self.outcome) | self.named)[:MANY], broken
        lost = np.flatnonzero(lost_by(self.problem, self.outcome) | self.named)
        for first in range(0, len(lost), MANY):
            chosen = lost[first : first + MANY]
            yield chosen, self._single | broken
            yield self._stand_ins(chosen), self._single | broken
            yield chosen, self._single | broken | self._wanted(chosen)
        size = float(FIRST_SIZE)
        for number in range(10**6):
            still = np.flatnonzero(lost_by(self.problem, self.outcome) | self.named)
            if not len(still):
                return
            chosen = self._near(int(self._random.choice(still)), round(size))
            moves_groups = number % 3 == 1
            yield chosen, self._single | self._wanted(chosen[:2]) if moves_groups else self._single
            if not moves_groups:
                size = float(np.clip(size * (GROW if self.is_settled else SHRINK), 2, self.problem.n_patients))

    def _broken_cells(self) -> BoolArray:
        """(K,): where something published was lost: attendance, leader or room."""
        cells = np.zeros(self.problem.n_cells, dtype=np.bool_)
        kept = {*self.outcome.attends, *((visit.patient, visit.cell) for visit in self.outcome.visits)}
        leads = {(c, s.cell) for s in self.outcome.sections for c in s.leaders}
        leads |= {(visit.clinician, visit.cell) for visit in self.outcome.visits}
        for p, k in self.problem.held.attends.tolist():
            cells[k] |= k != NONE and (p, k) not in kept
        for c, k, _ in self.problem.held.leads.tolist():
            cells[k] |= (c, k) not in leads
        return cells | self._beside(cells)

    def _beside(self, broken: BoolArray) -> BoolArray:
        """(K,): group cells at the same time: their leaders may stand in."""
        start, end = self.problem.cells.start, self.problem.cells.end
        beside = np.zeros(self.problem.n_cells, dtype=np.bool_)
        for k in np.flatnonzero(broken).tolist():
            beside |= (start < end[k]) & (end > start[k])
        return np.asarray(beside & ~self._single, dtype=np.bool_)

    def _stand_ins(self, patients: IntArray) -> IntArray:
        """Return these patients and those who are seen, when these lost a session, by who could take it over."""
        problem, kept = self.problem, {*self.outcome.attends, *((v.patient, v.cell) for v in self.outcome.visits)}
        start, end, found = problem.cells.start, problem.cells.end, list(patients.tolist())
        for p, k in problem.held.attends[np.isin(problem.held.attends[:, 0], patients)].tolist():
            if k == NONE or (p, k) in kept or not self._single[k]:
                continue
            able = problem.may_visit[p, :, problem.cells.service[k]] & problem.may_lead[:, k]
            found.extend(
                visit.patient
                for visit in self.outcome.visits
                if able[visit.clinician] and start[visit.cell] < end[k] and end[visit.cell] > start[k]
            )
        return np.array(list(dict.fromkeys(found))[: 2 * MANY], dtype=np.int64)

    def _wanted(self, patients: IntArray) -> BoolArray:
        """(K,): group cells of services of which these patients have fewer sessions than were published or needed."""
        problem = self.problem
        shape = (problem.n_patients, len(problem.services.slots))
        had, published = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for p, k in self.outcome.attends:
            had[p, problem.cells.service[k]] += 1
        for p, k in problem.held.attends.tolist():
            published[p, problem.cells.service[k]] += k != NONE
        asked = np.where(self.named[:, None], problem.patients.care_min, published)
        lacks = (had[patients] < asked[patients]).any(axis=0)
        wanted: BoolArray = problem.may_attend[patients].any(axis=0) & lacks[problem.cells.service] & ~self._single
        return wanted

    def _near(self, first: int, size: int) -> IntArray:
        """One patient and those who share most of their hours or clinicians."""
        may: BoolArray = self.problem.may_attend
        either = np.maximum((may[first] | may).sum(axis=1), 1)
        score = (may[first] & may).sum(axis=1) / either + self._random.random(len(may)) * 0.5
        if self._random.integers(2):
            sees = np.asarray(np.any(self.problem.may_visit & ~self.problem.patients.stranger, axis=2))
            score += (sees & sees[first]).sum(axis=1) / max(1, int(sees[first].sum()))
        score[first] = np.inf
        return np.argsort(-score, kind="stable")[: max(2, min(size, len(may)))]

    def _place(self, patients: IntArray, cells: BoolArray) -> bool:
        """Decide a neighbourhood anew; return whether that made the week better."""
        free = np.zeros(self.problem.n_patients, dtype=np.bool_)
        free[patients] = True
        limits = dataclasses.replace(
            self.limits,
            time_limit_s=max(0.01, min(ROUND_S, self._left_s)),
            gap=0.0,
            stall_s=None,
            seed=int(self._random.integers(2**31)),
        )
        fragment = Fragment(free, cells, self.outcome)
        found = solve_fragment(self.problem, fragment, limits, base_cost=self.cost, cancel=self.cancel)
        self.is_settled = found.status == "optimal"
        if found.outcome is None or found.cost is None or found.cost >= self.cost:
            return False
        self._take(found.outcome, found.cost, "placed")
        return True

    def _take(self, outcome: Outcome, cost: int, phase: str) -> None:
        self.outcome, self.cost = outcome, cost
        if self.on_event is not None:
            self.on_event(Event(phase, time.monotonic() - self.began, cost, self.bound))

    @property
    def _is_over(self) -> bool:
        gap = relative_gap(self.cost, self.bound)
        return self.cancel.is_set() or self._left_s <= 0 or (gap is not None and gap <= self.limits.gap)

    def _found(self) -> Found:
        gap = relative_gap(self.cost, self.bound)
        stopped: StopRule = "stall"
        if gap is not None and gap <= self.limits.gap:
            stopped = "gap" if gap else "proved"
        elif self.cancel.is_set():
            stopped = "cancelled"
        elif self._left_s <= 0:
            stopped = "time"
        status: Status = "optimal" if gap == 0 else "feasible"
        return Found(status, self.outcome, self.cost, self.bound, stopped, "repair", dict(self.seconds))
