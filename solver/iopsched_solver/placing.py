"""One patient placed anew in a week that stays: the best few whole weeks for them, or any that meets what is asked.

Everybody else keeps what they attend, and every session that others attend keeps its time, place, leaders and rooms.
The patient may take seats, be seen one-to-one where clinician and room are free, and have a session opened that is
legal with them alone. It is the model of `iopsched_solver.model` over a fragment with one free patient, so every rule
holds as it does anywhere else.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from ortools.sat.python import cp_model

from iopsched_solver.equals import with_few
from iopsched_solver.limits import Limits
from iopsched_solver.model.build import build
from iopsched_solver.model.decode import decode
from iopsched_solver.model.engine import Solutions, Watched
from iopsched_solver.model.fragment import Fragment
from iopsched_solver.model.needs import NEEDS
from iopsched_solver.model.pool import INT_MAX
from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import BoolArray, IntArray
from iopsched_solver.staying import ALWAYS, Part, Staying

LEAST_S = 0.05
"""Seconds a search gets that was begun in time."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One week that was found."""

    outcome: Outcome
    cost: int
    """More than the week the search began with (less, if negative)."""
    cells: tuple[int, ...]
    """What the patient attends."""
    proved: bool
    """Whether no week that is not excluded costs less."""


class Placing:
    """The model of one patient's week, searched as often as asked.

    Parameters
    ----------
    staying
        The week.
    patient
        Whose part of it is up for decision.
    others
        (P,): patients who may be moved too.
    moved_max
        At most so many of them.
    is_relaxed
        Rules are left out: then every clinician, room and seat counts, and nothing is left out as being equal.
    """

    def __init__(
        self,
        staying: Staying,
        patient: int,
        *,
        others: BoolArray | None = None,
        moved_max: int = 0,
        is_relaxed: bool = False,
    ) -> None:
        self.patient, self._is_relaxed = patient, is_relaxed
        problem = staying.for_patient(patient)
        cells = staying.within_reach(patient)
        stays = staying.runs & staying.settled & ~staying.own_cells(patient)
        free = np.zeros(problem.n_patients, dtype=np.bool_)
        if is_relaxed:
            stays &= False
        elif others is None:
            problem = with_few(problem, staying.standing, patient, ALWAYS)
        if others is not None:
            free |= others
            for other in np.flatnonzero(others).tolist():
                cells = cells | staying.within_reach(other)
            stays &= False
        free[patient] = True
        self.cells = np.flatnonzero(cells)
        self.week = build(problem, Fragment(free, cells & ~stays, staying.base))
        self._began = self.week.pool.cost_at(self.week.pool.start)
        _keep_sections(self.week, patient, np.array(staying.own.get(patient, ()), dtype=np.int64))
        if "group-size" in problem.rules:
            _keep_sizes(self.week, staying.parted)
        if others is not None:
            _move_few(self.week, np.flatnonzero(others & (np.arange(len(free)) != patient)), moved_max)

    def attend(self, cells: Collection[int]) -> None:
        """Ask that the patient attends one of the cells at least."""
        self.week.pool.at_least(self._attends(np.array(sorted(cells), dtype=np.int64)).total(), 1)

    def charge(self, cells: IntArray, cost: IntArray) -> None:
        """Price that the patient attends these cells, besides what they cost already."""
        self.week.pool.charge(self._attends(cells), cost)

    def charge_visits(self, clinician: IntArray, cell: IntArray, cost: IntArray) -> None:
        """Price that these clinicians see the patient in these cells."""
        self.week.pool.charge(self.week.visit(np.full_like(cell, self.patient), cell, clinician), cost)

    def meet(self, slug: str, service: int | None, most: Mapping[tuple[str, int | None], int]) -> None:
        """Ask that a need is met, of one service if it is `care-plan`, and bound the unmet units of the others.

        Parameters
        ----------
        slug, service
            The need.
        most
            Units that other needs may lack at most, by slug and, for `care-plan`, service; what is left out is free.
        """
        for need in NEEDS:
            units = need.units(self.week)
            own = units.sums.take(np.flatnonzero(units.patient == self.week.place_of[self.patient]))
            if need.slug == "care-plan":
                ends = [0 if (need.slug, s) == (slug, service) else most.get((need.slug, s)) for s in range(own.n)]
                rows = np.array([s for s, end in enumerate(ends) if end is not None], dtype=np.int64)
                self.week.pool.at_most(own.take(rows), np.array([e for e in ends if e is not None], dtype=np.int64))
            elif need.slug == slug:
                self.week.pool.at_most(own.total(), 0)
            elif (need.slug, None) in most:
                self.week.pool.at_most(own.total(), most[need.slug, None])

    def best(self, limits: Limits, *, cancel: threading.Event | None = None) -> Placed | None:
        """Return the cheapest week that is not excluded, or none if there is none.

        Raises
        ------
        TimeoutError
            If none was found in time.
        """
        pool, found = self.week.pool, _Best()
        watched = Watched(limits, max(limits.time_limit_s, LEAST_S), cancel, is_broad=False)
        _be_quick(watched)
        if self._is_relaxed:
            _be_thorough(watched, is_priced=bool(pool.costs().any()))

        def keep(values: IntArray, _: float) -> None:
            complete = pool.completed(values)
            cost = pool.cost_at(complete)
            if found.values is None or cost < found.cost:
                found.values, found.cost = complete, cost

        answer = watched.run(self._model, Solutions(watched, keep))
        if found.values is None:
            if answer.verdict == "impossible":
                return None
            raise TimeoutError
        cells = tuple(self.cells[self._claims.at(found.values) > 0].tolist())
        return Placed(decode(self.week, found.values), found.cost - self._began, cells, answer.verdict == "complete")

    def exclude(self, cells: Collection[int]) -> None:
        """Let the patient not attend exactly these cells."""
        claims, proto = self._claims, self._model.proto
        chosen = np.isin(self.cells, np.array(sorted(cells), dtype=np.int64))
        sign = np.where(chosen, 1, -1)
        cut = proto.constraints.add().linear
        cut.vars.extend(claims.column.tolist())
        cut.coeffs.extend((claims.factor * sign[claims.row]).tolist())
        cut.domain.extend([-INT_MAX // 2, len(cells) - 1 - int((claims.constant * sign).sum())])

    @cached_property
    def _claims(self) -> Sums:
        """Whether the patient attends each of `cells`."""
        return self.week.pool.any_of(self._attends(self.cells), exact=True)

    @cached_property
    def _model(self) -> cp_model.CpModel:
        _ = self._claims
        return self.week.pool.write(hint=True)

    def _attends(self, cells: IntArray) -> Sums:
        return self.week.attends(self.patient, cells)


def _be_quick(watched: Watched) -> None:
    """Prepare little, and relax nothing: models of a few hundred columns, and the slowest, take two thirds then."""
    parameters = watched.solver.parameters
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.max_presolve_iterations = 1
    parameters.linearization_level = 0


def _be_thorough(watched: Watched, *, is_priced: bool) -> None:
    """Prove what is best with the linear relaxation: 0.5 s instead of 50 s. To find any week preparing takes longer."""
    watched.solver.parameters.linearization_level = int(is_priced)
    watched.solver.parameters.cp_model_presolve = is_priced


@dataclass
class _Best:
    """The best values so far."""

    values: IntArray | None = None
    cost: int = 0


def _keep_sections(week: Week, patient: int, own: IntArray) -> None:
    """What others attend keeps its leaders, ways of running and rooms; only a section besides has other leaders.

    `own` are the places of sections that nobody else attends.
    """
    cell, band, room = week.base.sections.T
    is_kept = week.fragment.cells[cell]
    is_kept[own] = False
    kept = np.flatnonzero(is_kept)
    if not week.fragment.cells[cell].any():
        return
    section, leader = week.base.leading(kept)
    led = cell[kept][section]
    week.pool.at_least(week.leads(leader, led), 1)
    _besides(week, patient, kept, set(zip(led.tolist(), leader.tolist(), strict=True)))
    both = np.concatenate([week.ways.role_count, week.problem.bands.role_count])
    alike = np.unique(both, axis=0, return_inverse=True)[1].reshape(-1)
    by_way, by_band = np.split(alike, [len(week.ways.role_count)])
    table = week.group_sections
    runs = Counter(zip(cell[kept].tolist(), by_band[band[kept]].tolist(), room[kept].tolist(), strict=True))
    for (at, kind, where), count in runs.items():
        same = (table.cell == at) & (by_way[table.way] == kind) & (table.room_class == where)
        week.pool.at_least(Sums.added(table.column[same]), count)


def _besides(week: Week, patient: int, kept: IntArray, now: set[tuple[int, int]]) -> None:
    """Let a cell have a section besides those kept only for the patient, and only then other leaders."""
    leads, n = week.group_leads, week.problem.n_cells
    cells = week.base.sections[kept, 0]
    here = np.bincount(cells, minlength=n)
    pairs = zip(leads.cell.tolist(), leads.clinician.tolist(), strict=True)
    others = leads.pick(np.array([here[cell] > 0 and (cell, who) not in now for cell, who in pairs], dtype=np.bool_))
    besides = week.sections() - here
    free = np.flatnonzero(here * week.fragment.cells)
    week.pool.at_most((besides.take(free) - week.attends(patient, free)), 0)
    most = int(week.ways.leaders.max(initial=0))
    week.pool.at_most((Sums.of(n, others.cell, others.column) - besides * most).take(np.unique(others.cell)), 0)


def _keep_sizes(week: Week, parted: Mapping[int, tuple[Part, ...]]) -> None:
    """Let nobody leave a section too small beside a larger one of the same meeting, unless others join it."""
    is_free = week.fragment.patients
    for cell, parts in parted.items():
        if not any(is_free[part.patients].any() for part in parts):
            continue
        seated = np.concatenate([part.patients for part in parts])
        missing = week.attends(np.setdiff1d(np.flatnonzero(is_free), seated), cell).total() * -1
        for part in parts:
            free = part.patients[is_free[part.patients]]
            stay = week.attends(free, cell).total()
            missing = missing + week.pool.excess(stay * -1 + np.array([len(free) - part.spare]))
        week.pool.at_most(missing, 0)


def _move_few(week: Week, others: IntArray, moved_max: int) -> None:
    """Let at most so many of the others have anything else than now."""
    pool = week.pool
    moved = pool.new(1, np.zeros(len(others), dtype=np.int64))
    owner = np.full(week.problem.n_patients, -1, dtype=np.int64)
    owner[others] = moved
    for table in (week.group_attendance, week.visits):
        rows = table.pick((owner[table.patient] >= 0) & (table.column >= 0))
        n, row = len(rows), np.arange(len(rows), dtype=np.int64)
        is_so = pool.start[rows.column].astype(np.bool_)
        change = Sums.of(n, row, rows.column, np.where(is_so, -1, 1)) + is_so.astype(np.int64)
        pool.at_most(change - Sums.of(n, row, owner[rows.patient]), 0)
    pool.at_most(Sums.added(moved), moved_max)


def best_weeks(
    placing: Placing, limits: Limits, k: int, *, cancel: threading.Event | None = None
) -> tuple[list[Placed], bool]:
    """Return the k cheapest weeks that differ in what the patient attends, and whether they are proved to be these."""
    deadline_s = time.monotonic() + limits.time_limit_s
    found: list[Placed] = []
    while len(found) < k:
        left_s = limits.time_limit_s if limits.reproducible else deadline_s - time.monotonic()
        if left_s <= 0 or (cancel is not None and cancel.is_set()):
            return found, False
        try:
            placed = placing.best(replace(limits, time_limit_s=left_s), cancel=cancel)
        except TimeoutError:
            return found, False
        if placed is None:
            break
        found.append(placed)
        placing.exclude(placed.cells)
    return found, all(placed.proved for placed in found)
