"""The pricing problem: every patient's best day at the prices the clinic asks, for many patients at once.

What is exact here: availability and all other masks, no overlap, buffer and travel, one session a day of each
remembered service and the limits on them together, the longest day, the service-day minimum, counted minutes a day,
trips, and everything charged by the session. What is relaxed (the bound stays valid): how often a day services are
attended that may be repeated (these are not remembered), and sessions a day beyond the remembered ones; idle time is
charged by the slot, not by the half hour begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from iopsched_solver.plans.days import FORBIDDEN, Arcs, FloatArray, States, best_days, make_states
from iopsched_solver.plans.local import own_costs
from iopsched_solver.problem import NONE, BoolArray, IntArray, Problem

MAX_BITS = 13
"""Services remembered in a day state; states of too many minutes are left out."""
JOINT_BITS = 12
"""Services of patients who are priced together."""
MAX_STATES = 3000
MAX_ROWS = 96
"""Patients priced at once: few enough to stay in the cache."""
Way = tuple[float, tuple[int, ...]]
"""Reduced cost and arcs in order of time."""

EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one patient does on one day."""

    patient: int
    day: int
    cells: tuple[tuple[int, int], ...]
    """(cell, clinician or NONE) in order of time."""
    reduced_cost: float


@dataclass(frozen=True)
class Batch:
    """Patients priced together, and their day states."""

    rows: IntArray
    states: States
    minutes: IntArray
    """(V,) counted minutes a day can have."""
    by_minutes: list[IntArray]
    """For each, the states that have them."""
    end: FloatArray
    """(P, V) what a day of so many minutes costs."""
    service_day: FloatArray
    """(P, V) 1 where it is a service day."""
    state_end: FloatArray
    """(X, P) what a day in such a state costs besides."""
    days: list[tuple[int, IntArray, Arcs]]
    """Day, ids and arcs of the services the batch attends."""


@dataclass(frozen=True)
class Priced:
    """The days that pay for themselves."""

    best: FloatArray
    """(P, 7) at most the reduced cost of every legal day plan; at most 0."""
    plans: list[DayPlan]


@dataclass(frozen=True)
class _Asked:
    """The prices of one round, as `Pricer` takes them."""

    toll: FloatArray
    visit_toll: FloatArray
    reward: FloatArray
    minute: FloatArray
    service_day: FloatArray
    surcharge: Mapping[int, FloatArray]
    day_charge: FloatArray


def _half_hours(minutes: IntArray) -> IntArray:
    """Half hours begun, elementwise."""
    return np.asarray(-(-np.maximum(minutes, 0) // 30))


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
        self.batches = self._batches()
        everybody = np.arange(problem.n_patients)
        self.sees_all_days = not (self._repeated(everybody) & (services.contact_minutes == 0)).any()
        """False where a service that counts nothing may be repeated in a day, which day states do not see: then the
        best day found may cost more than the best day there is."""

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

    def _once_a_day(self) -> BoolArray:
        """(S,) services that everybody attends at most once a day."""
        who = self.problem.patients
        once = np.zeros(len(self.problem.services.slots), dtype=bool)
        for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
            if row.sum() == 1 and most == 1 and people.all():
                once |= row
        return once

    def _repeated(self, rows: IntArray) -> BoolArray:
        """(S,) services that some of the patients may attend more than once a day."""
        several = np.asarray((self.problem.patients.care_max[rows] > 1).any(axis=0))
        attended = np.asarray(self.takes[rows].any(axis=0))
        repeated: BoolArray = several & attended & ~self._once_a_day()
        return repeated

    def _batches(self) -> list[Batch]:
        """Patients with much the same services together, so that few services need a bit."""
        once = self._once_a_day()
        order = sorted(range(self.problem.n_patients), key=lambda p: tuple(self.takes[p]))
        batches: list[Batch] = []
        rows: list[int] = []
        union = np.zeros(len(once), dtype=bool)
        for p in [*order, None]:
            if p is not None and (not rows or ((union | self.takes[p]).sum() <= JOINT_BITS and len(rows) < MAX_ROWS)):
                rows.append(p)
                union |= self.takes[p]
                continue
            if rows:
                batches.append(self._batch(np.array(rows), union, once))
            if p is not None:
                rows, union = [p], self.takes[p].copy()
        return batches

    def _batch(self, rows: IntArray, services: BoolArray, once: BoolArray) -> Batch:
        problem, who = self.problem, self.problem.patients
        counted = problem.services.contact_minutes
        rows = rows[np.argsort(who.buffer_slots[rows], kind="stable")]
        most = int(np.minimum(who.day_minutes_max[rows], who.week_minutes_max[rows]).max())
        ids = np.flatnonzero(services)
        asked = np.minimum(who.care_max[rows], 7).sum(axis=0)
        ids = ids[np.lexsort((-asked[ids], ~once[ids], counted[ids] > 0))]
        kept = ids[~self._repeated(rows)[ids] | (counted[ids] == 0)]
        for n_bits in range(min(MAX_BITS, len(kept)), -1, -1):
            bits = np.full(len(once), -1, dtype=np.int64)
            bits[kept[:n_bits]] = np.arange(n_bits)
            used = np.zeros(len(once), dtype=bool)
            used[ids] = True
            states = make_states(counted, bits, used, rest_minutes_max=most, minutes_max=most)
            if len(states.minutes) <= MAX_STATES:
                break
        minutes, group = np.unique(states.minutes, return_inverse=True)
        by_minutes = [np.flatnonzero(group.reshape(-1) == v) for v in range(len(minutes))]
        floor = who.day_minutes_min[rows, None]
        service_day = (minutes[None, :] >= np.maximum(floor, 1)).astype(float)
        short = _half_hours((floor - minutes) * (minutes > 0))
        end = (short * problem.unit_cost["service-day-minimum"] * who.weight[rows, None]).astype(float)
        end[who.hard["service-day-minimum"][rows, None] & (short > 0)] = FORBIDDEN
        end[minutes[None, :] > who.day_minutes_max[rows, None]] = FORBIDDEN
        days = []
        for d, ids_, arcs in self.days:
            mine = np.flatnonzero(services[arcs.service])
            days.append((d, ids_[mine], arcs.take(mine)))
        return Batch(rows, states, minutes, by_minutes, end, service_day, self._state_costs(rows, states), days)

    def _state_costs(self, rows: IntArray, states: States) -> FloatArray:
        """(X, P) cost of the number of sessions of a day, and what limits forbid, as far as the state tells it."""
        problem, who = self.problem, self.problem.patients
        n = states.sessions[None, :]
        off = np.maximum(n - who.day_sessions_max[rows, None], 0)
        if states.all_remembered:
            off = off + np.maximum(who.day_sessions_min[rows, None] - n, 0)
        cost: FloatArray = (off * problem.unit_cost["sessions-per-day"] * who.weight[rows, None]).astype(float)
        cost[who.hard["sessions-per-day"][rows, None] & (off > 0)] = FORBIDDEN
        attended = states.before >= 0
        for services, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
            over = (attended & states.remembered[:, None])[services].sum(axis=0) > most
            cost[np.ix_(people[rows], over)] = FORBIDDEN
        return np.ascontiguousarray(cost.T)

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
        """
        asked = _Asked(toll, visit_toll, reward, minute, service_day, surcharge, day_charge)
        best = np.zeros((self.problem.n_patients, 7))
        plans: list[DayPlan] = []
        for batch in self.batches:
            plans += self._price_batch(batch, asked, best)
        return Priced(best, plans)

    def _price_batch(self, batch: Batch, asked: _Asked, best: FloatArray) -> list[DayPlan]:
        rows = batch.rows
        price, clinician = self.prices(asked.toll, asked.visit_toll, asked.reward, rows)
        for n, p in enumerate(rows.tolist()):
            if p in asked.surcharge:
                price[n] += asked.surcharge[p]
        arc_price = np.full((len(rows), len(self.arc_cells)), FORBIDDEN)
        arc_cell = np.zeros(arc_price.shape, dtype=np.int64)
        here = np.arange(len(rows))
        worth = batch.end - asked.minute[rows, None] * batch.minutes
        plans: list[DayPlan] = []
        for d, ids, arcs in batch.days:
            end = worth - asked.service_day[rows, d, None] * batch.service_day + asked.day_charge[rows, d, None]
            for a in ids.tolist():
                members = self.arc_cells[a]
                arc_cell[:, a] = members[price[:, members].argmin(axis=1)] if len(members) > 1 else members[0]
                arc_price[:, a] = price[here, arc_cell[:, a]]
            found = self._price_day(batch, here, arcs, arc_price[:, ids], end)
            self._shorten(batch, arcs, arc_price[:, ids], end, found)
            for p, (least, way) in found.items():
                best[rows[p], d] = least
                cells = [int(arc_cell[p, ids[a]]) for a in way]
                pairs = tuple(
                    (k, int(clinician[p, self.single_index[k]]) if k in self.single_index else NONE) for k in cells
                )
                plans.append(DayPlan(int(rows[p]), d, pairs, least))
        return plans

    def _shorten(self, batch: Batch, arcs: Arcs, price: FloatArray, end: FloatArray, found: dict[int, Way]) -> None:
        """Price anew the days that are too long: as the best over windows of the longest day allowed."""
        spans = self.problem.patients.day_span_slots_max[batch.rows].tolist()
        length = {p: int(arcs.end[way[-1]] - arcs.start[way[0]]) for p, (_, way) in found.items()}
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
            part = self._price_day(batch, again, arcs.take(inside), price[np.ix_(again, inside)], end[again])
            _keep_better(found, part, inside)

    def _price_day(self, batch: Batch, who: IntArray, arcs: Arcs, price: FloatArray, end: FloatArray) -> dict[int, Way]:
        """The best way through one day for each of `who`, places in the batch; those left out whom no day pays."""
        found = self._price_trip(batch, who, arcs, price, end, float(self.problem.unit_cost["trips"]))
        video = np.flatnonzero(arcs.place == self.problem.telehealth_place)
        if len(video):  # a day by video alone saves the trip
            _keep_better(found, self._price_trip(batch, who, arcs.take(video), price[:, video], end, 0.0), video)
        return found

    def _price_trip(
        self, batch: Batch, who: IntArray, arcs: Arcs, price: FloatArray, end: FloatArray, trip: float
    ) -> dict[int, Way]:
        problem = self.problem
        days = best_days(
            arcs, batch.states, price, idle_rate=problem.unit_cost["idle-gaps"] / problem.slots_per_half_hour,
            trip=trip, buffer=problem.patients.buffer_slots[batch.rows[who]], gap=problem.patient_gap_slots,
        )  # fmt: skip
        full = days.cost + batch.state_end[:, who]
        full[0] = FORBIDDEN
        here = np.arange(len(who))
        cost = np.empty((len(batch.minutes), len(who)))
        state = np.empty(cost.shape, dtype=np.int64)
        for v, members in enumerate(batch.by_minutes):
            part = full if len(members) == len(full) else full[members]
            pick = part.argmin(axis=0)
            state[v] = members[pick]
            cost[v] = part[pick, here]
        cost += end.T
        level = cost.argmin(axis=0)
        pays = np.flatnonzero(cost[level, here] < -EPSILON)
        ways = days.ways(pays, state[level[pays], pays])
        return dict(zip(who[pays].tolist(), zip(cost[level[pays], pays].tolist(), ways, strict=True), strict=True))


def _keep_better(found: dict[int, Way], others: dict[int, Way], arcs: IntArray) -> None:
    """Take over those of `others`, ways through some `arcs` alone, that cost less."""
    for p, (least, way) in others.items():
        if p not in found or least < found[p][0]:
            found[p] = least, tuple(int(arcs[a]) for a in way)
