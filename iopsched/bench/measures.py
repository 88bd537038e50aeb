"""What a trace of cost and bound says: pure arithmetic, every claim of which holds for any run.

Write C for the cost of the schedule, N for its needs (tier 1) and R = C - N for the other tiers; B for the bound on the
whole cost and M for the bound on needs. ``docs/benchmarking.md`` derives the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from iopsched.model.result import TracePoint

GAPS = (0.05, 0.02, 0.01)
"""Gaps whose times are reported."""
MOSTLY = 0.9
"""Share of the price of all needs whose saving counts as most needs met."""


def seconds_to_gap(trace: Sequence[TracePoint], gap: float) -> float | None:
    """Seconds until (cost - bound) / cost was proved to be at most `gap`; None if it never was.

    Examples
    --------
    >>> points = [TracePoint(seconds=1, cost=200, bound=100), TracePoint(seconds=4, cost=104, bound=100)]
    >>> seconds_to_gap(points, 0.05), seconds_to_gap(points, 0.01)
    (4.0, None)
    """
    for point in trace:
        if point.cost is not None and point.bound is not None and point.cost - point.bound <= gap * point.cost:
            return point.seconds
    return None


def seconds_to_cost(trace: Sequence[TracePoint], cost: float) -> float | None:
    """Seconds until the cost was at most `cost`; None if it never was.

    Examples
    --------
    >>> seconds_to_cost([TracePoint(seconds=1, cost=200, bound=None)], 300)
    1.0
    """
    return next((point.seconds for point in trace if point.cost is not None and point.cost <= cost), None)


def primal_integral(trace: Sequence[TracePoint], best: int, time_limit_s: float, empty: int) -> float:
    """Seconds, each weighted with how far the cost of that moment was above the best known: 0 is ideal.

    Parameters
    ----------
    trace
        Of the run.
    best
        Cost of the best schedule known for the week.
    time_limit_s
        Until when.
    empty
        Cost of the empty week: as long as there is nothing better, the weight is 1.

    Examples
    --------
    >>> points = [TracePoint(seconds=2, cost=200, bound=None), TracePoint(seconds=6, cost=100, bound=None)]
    >>> primal_integral(points, best=100, time_limit_s=10, empty=1000)
    4.0
    """
    total, since, weight = 0.0, 0.0, 1.0
    for point in trace:
        if point.cost is None or point.cost >= empty:
            continue
        now = min(point.seconds, time_limit_s)
        total += weight * max(0.0, now - since)
        since, weight = max(since, now), (point.cost - best) / point.cost if point.cost else 0.0
    return total + weight * max(0.0, time_limit_s - since)


def rest_gap(cost: int, needs: int, bound: int | None) -> float | None:
    """The gap of tiers 2-4 with the needs held at what was reached: (C - B) / R, at most 1.

    Every legal week with needs of at most N costs at least B - N in its other tiers, and at least 0.

    Examples
    --------
    >>> rest_gap(cost=1500, needs=1000, bound=1400)
    0.2
    """
    if bound is None:
        return None
    rest = cost - needs
    return min(1.0, (cost - bound) / rest) if rest else 0.0


def needs_above(needs: int, needs_bound: int | None, half_hour_price: int) -> int | None:
    """What stayed unmet above its bound, in half hours of an ordinary patient, begun ones included.

    Examples
    --------
    >>> needs_above(10_500, 4_000, 2_000)
    4
    """
    if needs_bound is None:
        return None
    return math.ceil(max(0, needs - needs_bound) / max(1, half_hour_price))


def growth(points: Sequence[tuple[int, float]]) -> tuple[float, float] | None:
    """Fit seconds = a x patients^b by least squares of the logarithms; return (a, b), None below two sizes.

    Examples
    --------
    >>> a, b = growth([(60, 6.0), (150, 15.0), (400, 40.0)])
    >>> round(a, 3), round(b, 3)
    (0.1, 1.0)
    """
    logs = [(math.log(size), math.log(max(seconds, 1e-3))) for size, seconds in points]
    if len({x for x, _ in logs}) < 2:  # noqa: PLR2004  a line takes two points
        return None
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)
    return math.exp(mean_y - slope * mean_x), slope
