"""Prices of the rows: made clean, handed on to the pricing of days, and turned into a bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master.attendance import AttendanceRows
from iopsched_solver.master.draft import INF, Draft
from iopsched_solver.master.lacks import LackRows
from iopsched_solver.master.links import Links
from iopsched_solver.master.patients import PatientRows
from iopsched_solver.plans.days import Asked
from iopsched_solver.problem import NONE, IntArray


class Prices:
    """The arithmetic of prices, once all columns but day plans are there.

    Parameters
    ----------
    draft
        The program without day plans.
    seat_cost
        (K,) what a visit costs.
    """

    def __init__(
        self, draft: Draft, seat_cost: FloatArray, *, patients: PatientRows, links: Links,
        attendance: AttendanceRows, lacks: LackRows,
    ) -> None:  # fmt: skip
        self._draft, self._seat_cost = draft, seat_cost
        self._patients, self._links, self._attendance, self._lacks = patients, links, attendance, lacks
        self._n_fixed = len(draft.cost)
        self._limits = self._single_entry_limits()

    def _single_entry_limits(self) -> tuple[IntArray, FloatArray, FloatArray]:
        """Rows, and the lowest and highest price of each at which no column of a single entry pays."""
        rows, columns, values = self._draft.entries()
        alone = np.flatnonzero(np.bincount(columns, minlength=self._n_fixed)[columns] == 1)
        n_rows = len(self._draft.row_low)
        low, high = np.full(n_rows, -INF), np.full(n_rows, INF)
        for n in alone.tolist():
            limit = self._draft.cost[columns[n]] / values[n]
            if values[n] > 0:
                high[rows[n]] = min(high[rows[n]], limit)
            else:
                low[rows[n]] = max(low[rows[n]], limit)
        limited = np.unique(rows[alone])
        return limited, low[limited], high[limited]

    def clip(self, price: FloatArray) -> FloatArray:
        """Prices with the signs that rows open on one side allow, and no column of one entry worth more than it costs.

        An engine's prices are exact to a tolerance only, and such columns (what is unmet, unbalanced ...) have large
        upper bounds: without this a thousandth in a price costs the bound whole per cents. Rows
        added since have no price.
        """
        row_low, row_high = np.array(self._draft.row_low), np.array(self._draft.row_high)
        clean = np.pad(price, (0, len(row_low) - len(price)))
        lacks = self._lacks.all_rows
        clean[lacks] = np.clip(clean[lacks], 0.0, 1.0)
        left = self._lacks.left(clean)
        share = np.ones(len(clean))
        share[list(left)] = list(left.values())
        limited, *limits = self._limits
        least, most = (np.multiply(each, share[limited], where=np.isfinite(each), out=each.copy()) for each in limits)
        clean[limited] = np.clip(clean[limited], least, most)
        clean[np.isinf(row_low)] = np.minimum(clean[np.isinf(row_low)], 0.0)
        clean[np.isinf(row_high)] = np.maximum(clean[np.isinf(row_high)], 0.0)
        self._links.balance(clean)
        return clean

    def of_days(self, price: FloatArray) -> Asked:
        """Return what the parts of a day cost and are worth at prices (clipped)."""
        toll, visit_toll = self._links.tolls(price)
        surcharge, day_charge = self._attendance.surcharges(price)
        return Asked(
            toll=self._seat_cost + toll,
            visit_toll=visit_toll,
            reward=_at(price, self._patients.count),
            minute=_at(price, self._patients.minutes),
            service_day=self._patients.service_day_prices(price),
            surcharge=surcharge,
            day_charge=day_charge,
            need=self._lacks.charged(price),
        )

    def bound(self, price: FloatArray, best_day: FloatArray, held: Sequence[int] = ()) -> float:
        """A lower bound on the cost of every schedule, from any prices (clipped).

        Parameters
        ----------
        price
            One for each row.
        best_day
            (P, 7) least reduced cost of a day plan, its day row left out; at most 0, and 0 for whoever has no choice.
        held
            Columns of the day plans that these have.
        """
        draft, n_fixed, empty_column = self._draft, self._n_fixed, self._patients.empty_column
        clean = price.copy()
        clean[self._patients.day] = 0.0
        right = np.where(clean > 0, draft.row_low, draft.row_high)
        value = float((clean * np.where(clean != 0, right, 0.0)).sum())
        rows, columns, values = draft.entries()
        taken = np.bincount(columns, weights=values * clean[rows], minlength=len(draft.cost))
        reduced = np.array(draft.cost) - taken
        value += float(reduced[list(held)].sum())
        reduced = np.minimum(reduced[:n_fixed], 0.0) * np.array(draft.high[:n_fixed])
        weeks = best_day.sum(axis=1)
        nobody = np.flatnonzero(empty_column != NONE)
        empty = reduced[empty_column[nobody]].copy()
        reduced[empty_column[nobody]] = 0.0
        weeks[nobody] = np.minimum(weeks[nobody], empty)
        return value + float(reduced.sum() + weeks.sum())


def _at(price: FloatArray, rows: IntArray) -> FloatArray:
    """The prices of `rows`, 0 where there is none."""
    return np.where(rows == NONE, 0.0, price[rows])
