"""Days of patients who attend too many services to remember them all, day by day."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from iopsched_solver.plans.days import Arcs, Asked, DayPlan, FloatArray
from iopsched_solver.plans.memory import Remembering
from iopsched_solver.plans.ways import Way
from iopsched_solver.problem import DAYS_A_WEEK, IntArray, Problem


class Offers(NamedTuple):
    """What arcs cost patients, (rows, arcs) each."""

    price: FloatArray
    """At the cheapest cell and clinician; FORBIDDEN where there is none."""
    cell: IntArray
    clinician: IntArray
    """Or NONE."""


class ManyServices:
    """Prices such days, for many patients at once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def price(
        self, batch: Remembering, asked: Asked, offers: Offers, best: FloatArray, stop: Callable[[], bool]
    ) -> list[DayPlan]:
        """Price the days of those of a batch.

        Parameters
        ----------
        batch
            The patients.
        asked
            The prices.
        offers
            What each arc costs each of the patients.
        best
            (P, 7) where to write down what days cost at least.
        stop
            Asked before each day: what is left then is not priced.
        """
        rows = batch.rows
        everybody = np.arange(len(rows))
        plans: list[DayPlan] = []
        for d in set(range(DAYS_A_WEEK)).difference(d for d, _, _ in batch.days):
            best[rows, d] = 0.0
        for d, ids, arcs in batch.days:
            if stop():
                break
            end = _ends(batch, d, asked)
            price = offers.price[:, ids]
            found = self._price_day(batch, d, everybody, arcs, price, end)
            self._shorten(batch, d, arcs, price, end, found)
            best[rows, d] = 0.0
            for n, way in found.items():
                best[rows[n], d] = way.cost
                mended = batch.mend(n, arcs, way, price[n], end[n])
                if mended is not None:
                    at = ids[list(mended.arcs)]
                    cells = tuple(zip(offers.cell[n, at].tolist(), offers.clinician[n, at].tolist(), strict=True))
                    plans.append(DayPlan(int(rows[n]), d, cells, mended.cost))
        return plans

    def _shorten(
        self,
        batch: Remembering,
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
        self, batch: Remembering, day: int, who: IntArray, arcs: Arcs, price: FloatArray, end: FloatArray
    ) -> dict[int, Way]:
        """The best way through one day for each of `who`, places in the batch; those left out whom no day pays."""
        found = batch.best_ways(day, who, arcs, price, end, float(self.problem.unit_cost["trips"]))
        video = np.flatnonzero(arcs.place == self.problem.telehealth_place)
        if len(video):  # a day by video alone saves the trip
            _keep_better(found, batch.best_ways(day, who, arcs.take(video), price[:, video], end, 0.0), video)
        return found


def _ends(batch: Remembering, day: int, asked: Asked) -> FloatArray:
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
