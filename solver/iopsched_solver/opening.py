"""Where prices begin: at what a service day costs at least.

A program that has few days yet leaves most needs unmet, and each of its prices is then that of an unmet need, a hundred
times what meeting it takes: rounds go by before days priced so are of any use, and the bound is far below 0. Most of
what a week costs at least is known without a program: so many service days for each patient, a trip each, and a share
of a section for each seat.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from iopsched_solver.lp import FloatArray
from iopsched_solver.master import Master
from iopsched_solver.problem import NONE, Problem


def first_prices(problem: Problem, master: Master, least: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Prices (clipped) whose bound is each patient's cheapest service days, as many as are asked for.

    One pricing at the price of a missing service day tells what each costs at least. The dearest of as many as are
    asked for is the price at which these, and no others, are worth having.

    Parameters
    ----------
    problem
        The week.
    master
        Its program.
    least
        Of prices, (P, 7) at most the least reduced cost of a day plan; at most 0.
    """
    price = np.zeros(len(master.draft.row_low))
    seats = _seat_prices(master)
    price[list(seats)] = list(seats.values())
    rows, asked = master.patients.service_days, problem.patients.service_days_min
    who = np.flatnonzero((rows != NONE) & (asked > 0))
    price[rows[who]] = problem.unit_cost["service-days"] * problem.patients.weight[who]
    price = master.prices.clip(price)
    day = np.sort(least(price)[who] + price[rows[who], None], axis=1)
    """Of each patient what a service day costs at least, or its price, where that is lower: cheapest first."""
    last = np.minimum(asked[who], day.shape[1]) - 1
    price[rows[who]] = np.clip(day[np.arange(len(who)), last], 0.0, price[rows[who]])
    return master.prices.clip(price)


def _seat_prices(master: Master) -> dict[int, float]:
    """Of the row of each group cell's seats: a share of its cheapest section, for one."""
    least: dict[int, float] = {}
    for form in master.sections.forms:
        seat, _ = master.cells.attended[form.cell][0]
        least[seat] = min(least.get(seat, np.inf), master.draft.cost[form.column] / form.seats)
    return {seat: -cost for seat, cost in least.items()}
