"""Patients priced together who attend too many services to remember them all: each remembers those that matter.

Decremental state-space relaxation (Righini & Salani 2008; Boland, Dethridge & Dumitrescu 2006). Where the best day of a
patient has a service twice that may be had once, that service is remembered for this patient and weekday, and the day
is priced again, until the best day is legal or too many are remembered. What is found on the way is a lower bound.
Prices change slowly, so what is remembered is kept from round to round, until the best days do without it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from iopsched_solver.plans.days import Arcs, FloatArray
from iopsched_solver.plans.labels import Labels, Rates
from iopsched_solver.plans.mend import Mend, Priced
from iopsched_solver.plans.ways import DayArcs, Minutes, Way
from iopsched_solver.problem import DAYS_A_WEEK, BoolArray, IntArray, Problem

MAX_REMEMBERED = 7
STEEPER = 1.25
"""By how much what a session costs rises at least, where there are still too many."""
WORTH_A_TRY = 0.001
"""Share of a day's reduced cost that charging too much for a session must be able to hide, for less to be tried."""
TRIES = 6
"""Charges tried between one too low and one too high, a round."""
OTHERS = 2
"""Ways seen before the best one of a day that are mended too."""
FORGET_AFTER = 3
"""Rounds for which a service is remembered that the best day does not have."""


@dataclass
class _Bracket:
    """Charges for a session at which the best day has too many, and fewer than the most."""

    low: float = 0.0
    high: float = math.inf
    tries: int = 0


class Remembering:
    """Patients of one buffer between sessions, and what each of them remembers of each day.

    Parameters
    ----------
    problem
        The week.
    rows
        Patients, all with the same buffer.
    takes
        (P, S) services each patient attends.
    days
        All arcs by day.
    """

    def __init__(self, problem: Problem, rows: IntArray, takes: BoolArray, days: list[DayArcs]) -> None:
        who, counted = problem.patients, problem.services.contact_minutes
        self.problem, self.rows = problem, rows
        self.sees_all_days = True
        services: BoolArray = np.asarray(takes[rows].any(axis=0))
        most = int(np.minimum(who.day_minutes_max[rows], who.week_minutes_max[rows]).max())
        unit = int(np.gcd.reduce(counted[services])) or 1
        n_levels = min(most, int((who.care_max[rows].clip(max=DAYS_A_WEEK) @ counted).max())) // unit + 1
        self.levels = counted // unit
        self.minutes = Minutes.of(problem, rows, unit * np.arange(n_levels))
        self.days: list[DayArcs] = []
        for d, ids, arcs in days:
            mine = np.flatnonzero(services[arcs.service])
            self.days.append((d, ids[mine], arcs.take(mine)))
        self.wait = np.maximum(who.buffer_slots[rows[0]], problem.patient_gap_slots)
        self.idle = problem.unit_cost["idle-gaps"] / problem.slots_per_half_hour
        self._mend = Mend(problem, self.levels)
        self._toll: dict[tuple[int, int], float] = defaultdict(float)
        """Of each place in `rows` and day: what each session costs, the most allowed being free (see `_charge`)."""
        self._remembered: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        """Of each place in `rows` and day: services, and the rounds since the best day had them."""

    def best_ways(
        self, day: int, who: IntArray, arcs: Arcs, price: FloatArray, end: FloatArray, trip: float
    ) -> dict[int, Way]:
        """The best way through one day for each of `who`, places in `rows`; those left out whom no day pays.

        A way may have services too often where that many cannot be remembered.

        Parameters
        ----------
        day
            The day.
        who
            Places in `rows`.
        arcs
            The day's arcs, sorted by start.
        price
            (who, A) what each arc costs.
        end
            (who, L) what a day of so many minutes costs.
        trip
            Cost of coming on site.
        """
        if not len(arcs.start):
            return {}
        labels = Labels(arcs, self.levels, Rates(len(self.minutes.minutes), self.idle, trip, self.wait))
        found: dict[int, Way] = {}
        brackets: dict[int, _Bracket] = defaultdict(_Bracket)
        pending = list(range(len(who)))
        while pending:
            again: list[int] = []
            for part in self._parts(day, who, pending):
                for n, way in self._price(day, who, part, labels, price, end):
                    place = int(who[n])
                    before = found.pop(place, None)
                    if way is None:
                        continue
                    found[place] = way if before is None else _later(before, way)
                    charged = self._charge(place, day, Priced(arcs, price[n], end[n]), way, brackets[place])
                    if self._remember(place, day, arcs.service[list(way.arcs)].tolist()) or charged:
                        again.append(n)
            pending = again
        for place, best in found.items():
            self._forget(self._remembered[place, day], set(arcs.service[list(best.arcs)].tolist()))
        return found

    @staticmethod
    def _forget(known: dict[int, int], services: set[int]) -> None:
        """Forget what the best day has not had for long; `services` are those it has now."""
        for s in list(known):
            known[s] = 0 if s in services else known[s] + 1
            if known[s] > FORGET_AFTER:
                del known[s]

    def _parts(self, day: int, who: IntArray, pending: list[int]) -> list[list[int]]:
        """Those together who remember equally many services."""
        by_bits: dict[int, list[int]] = defaultdict(list)
        for n in pending:
            by_bits[len(self._remembered[int(who[n]), day])].append(n)
        return [members for _, members in sorted(by_bits.items())]

    def _price(
        self, day: int, who: IntArray, part: list[int], labels: Labels, price: FloatArray, end: FloatArray
    ) -> list[tuple[int, Way | None]]:
        """The best way of each of `part` with what they remember now; none where no day pays."""
        known = [sorted(self._remembered[int(who[n]), day]) for n in part]
        remembered = np.array(known, dtype=np.int64).reshape(len(part), -1)
        toll = np.array([self._toll[int(who[n]), day] for n in part])
        rows = self.rows[who[part]]
        free = toll * self.problem.patients.day_sessions_max[rows]
        forbidden = self._forbidden(rows, remembered)
        ways = labels.best(remembered, forbidden, price[part] + toll[:, None], end[part] - free[:, None])
        return list(zip(part, ways, strict=True))

    def _forbidden(self, rows: IntArray, remembered: IntArray) -> BoolArray:
        """(rows, sets) sets of more remembered services than a limit on several allows."""
        who = self.problem.patients
        n_bits = remembered.shape[1]
        bits = (np.arange(1 << n_bits)[:, None] >> np.arange(n_bits)) & 1
        forbidden = np.zeros((len(rows), 1 << n_bits), dtype=np.bool_)
        for services, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max, strict=True):
            if services.sum() > most:
                over = services[remembered].astype(np.int64) @ bits.T > most
                forbidden |= over & people[rows, None]
        return forbidden

    def _remember(self, n: int, day: int, services: list[int]) -> bool:
        """Remember more of what a day has too often; whether anything is new."""
        known = self._remembered[n, day]
        p = int(self.rows[n])
        fresh = [s for s in self._mend.too_often(p, services) if self._mend.once[p, s] and s not in known]
        more = fresh[: MAX_REMEMBERED - len(known)]
        known.update(dict.fromkeys(more, 0))
        return bool(more)

    def _charge(self, n: int, day: int, priced: Priced, way: Way, bracket: _Bracket) -> bool:
        """Set what a session beyond the most costs by how many the best day has; whether to price it again."""
        p, who = int(self.rows[n]), self.problem.patients
        most, toll = int(who.day_sessions_max[p]), self._toll[n, day]
        highest = float(self.problem.unit_cost["sessions-per-day"] * who.weight[p])
        if who.hard["sessions-per-day"][p]:
            highest = math.inf
        arcs = list(way.arcs)
        if len(arcs) > most and toll < highest:
            taken = self.levels[priced.arcs.service[arcs]]
            level = int(taken.sum())
            loss = np.sort(priced.end[level - taken] - priced.end[level] - priced.price[arcs])
            steeper = max(float(loss[len(arcs) - most - 1]), STEEPER * toll, 1.0)
            bracket.low = toll
            toll = min(highest, steeper)
        elif len(arcs) < most and toll * (most - len(arcs)) > WORTH_A_TRY * abs(way.cost):
            bracket.high = toll
        else:
            return False
        if toll >= bracket.high:
            toll = (bracket.low + bracket.high) / 2
            bracket.tries += 1
        if bracket.tries > TRIES:
            return False
        self._toll[n, day] = toll
        return True

    def mend(self, n: int, arcs: Arcs, way: Way, price: FloatArray, end: FloatArray) -> Way | None:
        """A legal day near the best way of place n in `rows`; none where it does not pay.

        Parameters
        ----------
        n
            Place in `rows`.
        arcs
            The day's arcs.
        way
            The best way found.
        price
            (A,) what each arc costs.
        end
            (L,) what a day of so many minutes costs.
        """
        return self._mend(int(self.rows[n]), Priced(arcs, price, end), way)


def _later(before: Way, way: Way) -> Way:
    """The way found with more remembered: the higher of two bounds, and the last ways seen."""
    return Way(max(before.cost, way.cost), way.arcs, (before.arcs, *before.others)[:OTHERS])
