"""The pricing problem: every patient's best day at the prices the clinic asks, for many patients at once.

What is exact here: availability and all other masks, no overlap, buffer and travel, one session a day of each
remembered service and the limits on them together, the longest day, the service-day minimum, counted minutes a day,
trips, and everything charged by the session. What is relaxed (the bound stays valid): how often a day services are
attended that may be repeated (these are not remembered), and sessions a day beyond the remembered ones; idle time is
charged by the slot, not by the half hour begun.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from iopsched_solver.plans.batches import JOINT_BITS, Batch, Way
from iopsched_solver.plans.days import FORBIDDEN, Arcs, FloatArray
from iopsched_solver.plans.local import own_costs
from iopsched_solver.plans.memory import Remembering
from iopsched_solver.problem import DAYS_A_WEEK, NONE, BoolArray, IntArray, Problem


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one patient does on one day."""

    patient: int
    day: int
    cells: tuple[tuple[int, int], ...]
    """(cell, clinician or NONE) in order of time."""
    reduced_cost: float


@dataclass(frozen=True)
class Priced:
    """The days that pay for themselves."""

    best: FloatArray
    """(P, 7) at most the reduced cost of every legal day plan; at most 0; minus infinity where not priced."""
    plans: list[DayPlan]


@dataclass(frozen=True)
class Asked:
    """The prices of one round, as `Pricer` takes them in a call."""

    toll: FloatArray
    visit_toll: FloatArray
    reward: FloatArray
    minute: FloatArray
    service_day: FloatArray
    surcharge: Mapping[int, FloatArray]
    day_charge: FloatArray


class Pricer:
    """Prices weeks; holds what does not change from round to round."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        cells, services, who = problem.cells, problem.services, problem.patients
        self.may = problem.may_attend & (who.care_max[:, cells.service] > 0)
        self.own_cost = own_costs(problem).astype(float)
        self._one_to_one()
        self._arcs()
        self.takes = (who.care_max > 0) & (
            self.may @ (cells.service[:, None] == np.arange(len(services.slots)))
        ).astype(bool)
        self.take_up(np.ones(problem.n_patients, dtype=np.bool_))

    def take_up(self, asked: BoolArray) -> None:
        """Price the days of some patients, (P,), from here on."""
        problem, who = self.problem, self.problem.patients
        many = self.takes.sum(axis=1) > JOINT_BITS
        few = np.flatnonzero(asked & ~many)
        self.batches: list[Batch | Remembering] = [*Batch.all(problem, few, self.takes, self.days)]
        for slots in np.unique(who.buffer_slots[asked & many]).tolist():
            rows = np.flatnonzero(asked & many & (who.buffer_slots == slots))
            self.batches.append(Remembering(problem, rows, self.takes, self.days))
        self.sees_all_days = all(batch.sees_all_days for batch in self.batches)
        """False where the best day found may cost more than the best day there is."""

    def only(self, patients: BoolArray) -> Pricer:
        """The same for some patients, (P,), alone."""
        part = copy.copy(self)
        part.take_up(patients)
        return part

    def _one_to_one(self) -> None:
        problem = self.problem
        single = problem.services.one_to_one[problem.cells.service]
        self.single_cells = np.flatnonzero(single & self.may.any(axis=0))
        self.single_index = {int(k): n for n, k in enumerate(self.single_cells)}
        price = problem.unit_cost["primary-clinician"]
        may_see, may_lead = problem.may_visit, problem.may_lead
        self.pair_cost = np.where(may_see, problem.patients.stranger * float(price), FORBIDDEN)
        self.lead_cost = np.where(may_lead, 0.0, FORBIDDEN)

    def _arcs(self) -> None:
        """Join cells that differ in offering alone."""
        problem = self.problem
        cells = problem.cells
        useful = np.flatnonzero(self.may.any(axis=0) & problem.services.patient_attends[cells.service])
        key = np.stack([cells.day, cells.start, cells.end, cells.service, cells.place], axis=1)[useful]
        unique, which = np.unique(key, axis=0, return_inverse=True)
        which = which.reshape(-1)
        self.arc_cells = [useful[which == a] for a in range(len(unique))]
        self.days: list[tuple[int, IntArray, Arcs]] = []
        for d in sorted(set(unique[:, 0].tolist())):
            ids = np.flatnonzero(unique[:, 0] == d)
            part = unique[ids]
            self.days.append((int(d), ids, Arcs(part[:, 3], part[:, 1], part[:, 2], part[:, 4])))

    def close(self, busy: BoolArray) -> None:
        """Take clinicians as not to be had for visits where `busy` (C, K), and only there."""
        self.lead_cost = np.where(self.problem.may_lead & ~busy, 0.0, FORBIDDEN)

    def prices(
        self, toll: FloatArray, visit_toll: FloatArray, reward: FloatArray, rows: IntArray
    ) -> tuple[FloatArray, IntArray]:
        """What each cell costs each patient now, and for one-to-one cells the best clinician.

        Parameters
        ----------
        toll
            (K,) price of a seat in a group cell, of a room hour ... added to the patient's own cost.
        visit_toll
            (C, K) price of a clinician's time in one-to-one cells.
        reward
            (P, S) taken off for each session of a service.
        rows
            Patients.
        """
        problem = self.problem
        service = problem.cells.service
        price = np.where(self.may[rows], self.own_cost[rows] + toll, FORBIDDEN) - reward[rows][:, service]
        clinician = np.full((len(rows), len(self.single_cells)), NONE, dtype=np.int64)
        for n, k in enumerate(self.single_cells.tolist()):
            ask = self.pair_cost[rows, :, service[k]] + (visit_toll[:, k] + self.lead_cost[:, k])[None, :]
            clinician[:, n] = ask.argmin(axis=1)
            price[:, k] += ask[np.arange(len(rows)), clinician[:, n]]
        np.minimum(price, FORBIDDEN, out=price)
        return price, clinician

    def __call__(
        self,
        toll: FloatArray,
        visit_toll: FloatArray,
        reward: FloatArray,
        minute: FloatArray,
        service_day: FloatArray,
        surcharge: Mapping[int, FloatArray],
        day_charge: FloatArray,
        *,
        stop: Callable[[], bool] = lambda: False,
    ) -> Priced:
        """Price everybody's days.

        Parameters
        ----------
        toll, visit_toll, reward
            As in `prices`.
        minute
            (P,) taken off for each counted minute.
        service_day
            (P, 7) taken off for a service day.
        surcharge
            By patient (K,): added for attending a cell.
        day_charge
            (P, 7) added for any day.
        stop
            Asked before each day: what is left then is not priced, and has no bound.
        """
        asked = Asked(toll, visit_toll, reward, minute, service_day, surcharge, day_charge)
        best = np.full((self.problem.n_patients, DAYS_A_WEEK), -np.inf)
        plans: list[DayPlan] = []
        for batch in self.batches:
            if stop():
                break
            plans += self._price_batch(batch, asked, best, stop)
        return Priced(best, plans)

    def good(self, asked: Asked, *, worse: float, most: int) -> list[DayPlan]:
        """Days of everybody that cost little more than their best: no two of a day have the same services.

        Nobody has any who remembers services day by day. Some may break a rule that is relaxed in prices.

        Parameters
        ----------
        asked
            The prices.
        worse
            Reduced cost beyond that of the best day.
        most
            Days for each patient and weekday.
        """
        trip = float(self.problem.unit_cost["trips"])
        plans: list[DayPlan] = []
        for batch in self.batches:
            if not isinstance(batch, Batch):
                continue
            price, clinician = self._prices_of(batch, asked)
            for d, ids, arcs in batch.days:
                arc_price, arc_cell = self._cheapest(ids, price)
                for n, way in batch.good_ways(arcs, arc_price, _ends(batch, d, asked), trip, worse=worse, most=most):
                    cells = self._with_clinicians(arc_cell[n, list(way.arcs)].tolist(), clinician[n])
                    plans.append(DayPlan(int(batch.rows[n]), d, cells, way.cost))
        return plans

    def _prices_of(self, batch: Batch | Remembering, asked: Asked) -> tuple[FloatArray, IntArray]:
        """What each cell costs everybody of a batch, and for one-to-one cells the best clinician."""
        price, clinician = self.prices(asked.toll, asked.visit_toll, asked.reward, batch.rows)
        for n, p in enumerate(batch.rows.tolist()):
            if p in asked.surcharge:
                price[n] += asked.surcharge[p]
        return price, clinician

    def _price_batch(
        self, batch: Batch | Remembering, asked: Asked, best: FloatArray, stop: Callable[[], bool]
    ) -> list[DayPlan]:
        rows = batch.rows
        price, clinician = self._prices_of(batch, asked)
        everybody = np.arange(len(rows))
        plans: list[DayPlan] = []
        for d in set(range(DAYS_A_WEEK)).difference(d for d, _, _ in batch.days):
            best[rows, d] = 0.0
        for d, ids, arcs in batch.days:
            if stop():
                break
            end = _ends(batch, d, asked)
            arc_price, arc_cell = self._cheapest(ids, price)
            found = self._price_day(batch, d, everybody, arcs, arc_price, end)
            self._shorten(batch, d, arcs, arc_price, end, found)
            best[rows, d] = 0.0
            for n, way in found.items():
                best[rows[n], d] = way.cost
                mended = batch.mend(n, arcs, way, arc_price[n], end[n])
                if mended is not None:
                    cells = arc_cell[n, list(mended.arcs)].tolist()
                    plans.append(DayPlan(int(rows[n]), d, self._with_clinicians(cells, clinician[n]), mended.cost))
        return plans

    def _with_clinicians(self, cells: list[int], clinician: IntArray) -> tuple[tuple[int, int], ...]:
        """Cells and the best clinician for each that needs one, of those for `single_cells`."""
        single = self.single_index
        return tuple((k, int(clinician[single[k]]) if k in single else NONE) for k in cells)

    def _cheapest(self, ids: IntArray, price: FloatArray) -> tuple[FloatArray, IntArray]:
        """(P, arcs) the price of each of the arcs `ids` at its cheapest cell, and that cell."""
        first = np.array([self.arc_cells[a][0] for a in ids.tolist()], dtype=np.int64)
        cell = np.broadcast_to(first, (len(price), len(ids))).copy()
        for n, a in enumerate(ids.tolist()):
            members = self.arc_cells[a]
            if len(members) > 1:
                cell[:, n] = members[price[:, members].argmin(axis=1)]
        return np.take_along_axis(price, cell, axis=1), cell

    def _shorten(
        self,
        batch: Batch | Remembering,
        day: int,
        arcs: Arcs,
        price: FloatArray,
        end: FloatArray,
        found: dict[int, Way],
    ) -> None:
        """Price anew the days that are too long: as the best over windows of the longest day allowed."""
        spans = self.problem.patients.day_span_slots_max[batch.rows].tolist()
        length = {p: int(arcs.end[way.arcs[-1]] - arcs.start[way.arcs[0]]) for p, way in found.items()}
        again = np.array([p for p in found if length[p] > spans[p]], dtype=np.int64)
        if not len(again):
            return
        for p in again.tolist():
            del found[p]
        span = max(spans[p] for p in again.tolist())
        covered: IntArray = np.zeros(0, dtype=np.int64)
        for first in np.unique(arcs.start).tolist():
            inside = np.flatnonzero((arcs.start >= first) & (arcs.end <= first + span))
            if np.isin(inside, covered).all():  # the window before holds all of this one
                continue
            covered = inside
            part = self._price_day(batch, day, again, arcs.take(inside), price[np.ix_(again, inside)], end[again])
            _keep_better(found, part, inside)

    def _price_day(
        self, batch: Batch | Remembering, day: int, who: IntArray, arcs: Arcs, price: FloatArray, end: FloatArray
    ) -> dict[int, Way]:
        """The best way through one day for each of `who`, places in the batch; those left out whom no day pays."""
        found = batch.best_ways(day, who, arcs, price, end, float(self.problem.unit_cost["trips"]))
        video = np.flatnonzero(arcs.place == self.problem.telehealth_place)
        if len(video):  # a day by video alone saves the trip
            _keep_better(found, batch.best_ways(day, who, arcs.take(video), price[:, video], end, 0.0), video)
        return found


def _ends(batch: Batch | Remembering, day: int, asked: Asked) -> FloatArray:
    """(P, V) what a day of so many minutes costs beside its sessions."""
    rows, minutes = batch.rows, batch.minutes
    worth = minutes.end - asked.minute[rows, None] * minutes.minutes
    return worth - asked.service_day[rows, day, None] * minutes.service_day + asked.day_charge[rows, day, None]


def _keep_better(found: dict[int, Way], others: dict[int, Way], arcs: IntArray) -> None:
    """Take over those of `others`, ways through some `arcs` alone, that cost less."""
    for p, way in others.items():
        if p not in found or way.cost < found[p].cost:
            found[p] = Way(way.cost, _among(way.arcs, arcs), tuple(_among(other, arcs) for other in way.others))


def _among(way: tuple[int, ...], arcs: IntArray) -> tuple[int, ...]:
    """A way through some `arcs` alone as one through all."""
    return tuple(int(arcs[a]) for a in way)
