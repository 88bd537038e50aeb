"""Patients priced together who remember the same services: all they attend, or as many as the states allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from iopsched_solver.plans.days import FORBIDDEN, Arcs, Days, FloatArray, States, best_days, make_states
from iopsched_solver.problem import BoolArray, IntArray, Problem

MAX_BITS = 13
"""Services remembered in a day state; states of too many minutes are left out."""
JOINT_BITS = 12
"""Services of patients who are priced together."""
MAX_STATES = 3000
MAX_ROWS = 96
"""Patients priced at once: few enough to stay in the cache."""
EPSILON = 1e-6
DayArcs = tuple[int, IntArray, Arcs]
"""Day, ids and arcs."""


class Way(NamedTuple):
    """A way through a day."""

    cost: float
    """Reduced cost, or less."""
    arcs: tuple[int, ...]
    """In order of time."""
    others: tuple[tuple[int, ...], ...] = ()
    """Ways seen before this one, which may be nearer to a legal day."""


def half_hours(minutes: IntArray) -> IntArray:
    """Half hours begun, elementwise."""
    return np.asarray(-(-np.maximum(minutes, 0) // 30))


@dataclass(frozen=True)
class Minutes:
    """What a day costs for its counted minutes."""

    minutes: IntArray
    """(V,) counted minutes a day can have."""
    end: FloatArray
    """(P, V) what a day of so many costs."""
    service_day: FloatArray
    """(P, V) 1 where it is a service day."""

    @classmethod
    def of(cls, problem: Problem, rows: IntArray, minutes: IntArray) -> Minutes:
        """For patients `rows`."""
        who = problem.patients
        floor = who.day_minutes_min[rows, None]
        service_day = (minutes[None, :] >= np.maximum(floor, 1)).astype(float)
        short = half_hours((floor - minutes) * (minutes > 0))
        end = (short * problem.unit_cost["service-day-minimum"] * who.weight[rows, None]).astype(float)
        end[who.hard["service-day-minimum"][rows, None] & (short > 0)] = FORBIDDEN
        end[minutes[None, :] > who.day_minutes_max[rows, None]] = FORBIDDEN
        return cls(minutes, end, service_day)


def once_a_day(problem: Problem) -> BoolArray:
    """(P, S) services that may be attended at most once a day, by a limit of the day or of the week."""
    who = problem.patients
    once: BoolArray = who.care_max <= 1
    for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
        if row.sum() == 1 and most <= 1:
            once = once | (people[:, None] & row)
    return once


class Batch:
    """Patients priced together, and their day states.

    Parameters
    ----------
    problem
        The week.
    rows
        Patients.
    takes
        (P, S) services each patient attends.
    days
        All arcs by day.
    """

    def __init__(self, problem: Problem, rows: IntArray, takes: BoolArray, days: list[DayArcs]) -> None:
        who = problem.patients
        self.problem = problem
        self.rows = rows[np.argsort(who.buffer_slots[rows], kind="stable")]
        services: BoolArray = np.asarray(takes[rows].any(axis=0))
        self.states = self._states(services, takes)
        unseen = services & (repeated(problem, rows, takes) | ~self.states.remembered)
        self.sees_all_days = not (unseen & (problem.services.contact_minutes == 0)).any()
        """False where a service that counts nothing may be repeated in a day or has no bit: states do not see that."""
        minutes, group = np.unique(self.states.minutes, return_inverse=True)
        self._level: IntArray = group.reshape(-1)
        """(X,) which of `minutes` a state has."""
        self.by_minutes = [np.flatnonzero(self._level == v) for v in range(len(minutes))]
        self.minutes = Minutes.of(problem, self.rows, minutes)
        self.state_end = self._state_costs()
        self.days: list[DayArcs] = []
        for d, ids, arcs in days:
            mine = np.flatnonzero(services[arcs.service])
            self.days.append((d, ids[mine], arcs.take(mine)))

    @classmethod
    def all(cls, problem: Problem, people: IntArray, takes: BoolArray, days: list[DayArcs]) -> list[Batch]:
        """Patients with much the same services together, so that few services need a bit."""
        parts: list[list[int]] = []
        union = np.zeros(takes.shape[1], dtype=bool)
        for p in sorted(people.tolist(), key=lambda p: tuple(takes[p])):
            if parts and (union | takes[p]).sum() <= JOINT_BITS and len(parts[-1]) < MAX_ROWS:
                parts[-1].append(p)
                union |= takes[p]
            else:
                parts.append([p])
                union = takes[p].copy()
        return [cls(problem, np.array(rows), takes, days) for rows in parts]

    def _states(self, services: BoolArray, takes: BoolArray) -> States:
        problem, who, rows = self.problem, self.problem.patients, self.rows
        counted = problem.services.contact_minutes
        most = int(np.minimum(who.day_minutes_max[rows], who.week_minutes_max[rows]).max())
        a_slot = (counted / problem.services.slots)[services].max(initial=0.0)
        most = min(most, int(a_slot * problem.midnight(0)))  # sessions of a day do not overlap
        ids = np.flatnonzero(services)
        asked = np.minimum(who.care_max[rows], 7).sum(axis=0)
        everybody = once_for_all(problem)
        ids = ids[np.lexsort((-asked[ids], ~everybody[ids], counted[ids] > 0))]
        kept = ids[~repeated(problem, rows, takes)[ids] | (counted[ids] == 0)]
        for n_bits in range(min(MAX_BITS, len(kept)), -1, -1):
            bits = np.full(len(services), -1, dtype=np.int64)
            bits[kept[:n_bits]] = np.arange(n_bits)
            states = make_states(counted, bits, services, rest_minutes_max=most, minutes_max=most)
            if len(states.minutes) <= MAX_STATES:
                break
        return states

    def _state_costs(self) -> FloatArray:
        """(X, P) cost of the number of sessions of a day, and what limits forbid, as far as the state tells it."""
        problem, who, rows, states = self.problem, self.problem.patients, self.rows, self.states
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

    def best_ways(
        self, day: int, who: IntArray, arcs: Arcs, price: FloatArray, end: FloatArray, trip: float
    ) -> dict[int, Way]:
        """The best way through one day for each of `who`, places in the batch; those left out whom no day pays.

        Parameters
        ----------
        day
            The day; states are the same on all.
        who
            Places in the batch.
        arcs
            The day's arcs, sorted by start.
        price
            (who, A) what each arc costs.
        end
            (who, V) what a day of so many minutes costs.
        trip
            Cost of coming on site.
        """
        del day
        days, full = self._days(who, arcs, price, trip)
        here = np.arange(len(who))
        cost = np.empty((len(self.by_minutes), len(who)))
        state = np.empty(cost.shape, dtype=np.int64)
        for v, members in enumerate(self.by_minutes):
            part = full if len(members) == len(full) else full[members]
            pick = part.argmin(axis=0)
            state[v] = members[pick]
            cost[v] = part[pick, here]
        cost += end.T
        level = cost.argmin(axis=0)
        pays = np.flatnonzero(cost[level, here] < -EPSILON)
        ways = days.ways(pays, state[level[pays], pays])
        least = cost[level[pays], pays].tolist()
        return {p: Way(value, way) for p, value, way in zip(who[pays].tolist(), least, ways, strict=True)}

    def _days(self, who: IntArray, arcs: Arcs, price: FloatArray, trip: float) -> tuple[Days, FloatArray]:
        """One day of each of `who`, and (X, who) what each state costs but for its minutes."""
        problem = self.problem
        days = best_days(
            arcs, self.states, price, idle_rate=problem.unit_cost["idle-gaps"] / problem.slots_per_half_hour,
            trip=trip, buffer=problem.patients.buffer_slots[self.rows[who]], gap=problem.patient_gap_slots,
        )  # fmt: skip
        full = days.cost + self.state_end[:, who]
        full[0] = FORBIDDEN
        return days, full

    def good_ways(
        self, arcs: Arcs, price: FloatArray, end: FloatArray, trip: float, *, worse: float, most: int
    ) -> list[tuple[int, Way]]:
        """The best ways to the best states of one day for everybody, places in the batch.

        Parameters
        ----------
        arcs, price, end, trip
            As for `best_ways`.
        worse
            Cost beyond that of the best way.
        most
            Ways for each.
        """
        who = np.arange(len(self.rows))
        days, full = self._days(who, arcs, price, trip)
        full = full + end.T[self._level]
        states = np.argpartition(full, min(most, len(full)) - 1, axis=0)[:most]
        cost = np.take_along_axis(full, states, axis=0)
        rank, place = np.nonzero(cost < np.minimum(cost.min(axis=0), 0.0) + worse)
        ways = days.ways(place, states[rank, place])
        found = zip(place.tolist(), cost[rank, place].tolist(), ways, strict=True)
        return [(p, Way(value, way)) for p, value, way in found]

    def mend(self, patient: int, arcs: Arcs, way: Way, price: FloatArray, end: FloatArray) -> Way | None:
        """Take the best way for a day as it is: nearly all are legal."""
        del self, patient, arcs, price, end
        return way


def once_for_all(problem: Problem) -> BoolArray:
    """(S,) services that everybody attends at most once a day."""
    who = problem.patients
    once = np.zeros(len(problem.services.slots), dtype=bool)
    for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
        if row.sum() == 1 and most == 1 and people.all():
            once |= row
    return once


def repeated(problem: Problem, rows: IntArray, takes: BoolArray) -> BoolArray:
    """(S,) services that some of the patients may attend more than once a day."""
    several = np.asarray((problem.patients.care_max[rows] > 1).any(axis=0))
    attended = np.asarray(takes[rows].any(axis=0))
    found: BoolArray = several & attended & ~once_for_all(problem)
    return found
