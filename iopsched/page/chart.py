"""How cost and bound came together while the week was solved, as lines to draw.

Takes the trace of a run; gives points in the units of an SVG picture. Costs that differ widely are drawn on a
logarithmic scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from iopsched.model.result import TracePoint
from iopsched.page.source import Source
from iopsched.words import percent

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 76, 8, 14, 28
LOG_FROM = 20
"""Costs that differ by more than this factor get a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One moment, for the table."""

    seconds: str
    cost: str
    bound: str
    gap: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Two lines over time."""

    cost: str
    """Points of the line of the best cost, as SVG writes them."""
    bound: str
    between: str
    """The area between the two lines while both are known."""
    costs: tuple[Tick, ...]
    seconds: tuple[Tick, ...]
    rows: tuple[Row, ...]
    is_logarithmic: bool
    sentence: str


def chart(source: Source) -> Chart | None:
    """Return the picture of how the schedule was found; none if nothing is known of it."""
    trace = source.result.run.trace if source.result is not None else ()
    costs = [point.cost for point in trace if point.cost is not None]
    if not costs:
        return None
    bounds = [point.bound for point in trace if point.bound is not None and point.bound > 0]
    low, high = min([*bounds, *costs]), max(costs)
    axis = _Axis(low, high)
    length = max(trace[-1].seconds, 0.001)
    x = _scale(0.0, length, LEFT, WIDTH - RIGHT)
    best, proved = (_steps(((x(p.seconds), cost(p)) for p in trace), axis) for cost in (_cost, _bound))
    known = [point for point in trace if point.cost is not None and point.bound is not None]
    above, below = (_steps(((x(p.seconds), cost(p)) for p in known), axis) for cost in (_cost, _bound))
    return Chart(
        cost=_points(best),
        bound=_points(proved),
        between=_points([*above, *reversed(below)]),
        costs=axis.ticks(),
        seconds=tuple(Tick(x(second), f"{second:g} s") for second in _round_steps(length)),
        rows=tuple(_row(point) for point in _few(trace)),
        is_logarithmic=axis.is_logarithmic,
        sentence=_sentence(trace),
    )


def _cost(point: TracePoint) -> int | None:
    return point.cost


def _bound(point: TracePoint) -> int | None:
    return point.bound


class _Axis:
    """Where a cost stands."""

    def __init__(self, low: int, high: int) -> None:
        self.is_logarithmic = low > 0 and high / low > LOG_FROM
        self._low = low if self.is_logarithmic else low - max(1, high - low) * 0.08
        self._high = high if high > low else high + 1
        self._at = _scale(self._value(self._low), self._value(self._high), HEIGHT - BOTTOM, TOP)

    def _value(self, cost: float) -> float:
        return math.log10(max(cost, self._low)) if self.is_logarithmic else max(cost, self._low)

    def at(self, cost: float) -> float:
        """Return the height of a cost in the picture."""
        return self._at(self._value(cost))

    def ticks(self) -> tuple[Tick, ...]:
        """Return three to five marks."""
        if self.is_logarithmic:
            powers = range(math.ceil(math.log10(self._low)), math.floor(math.log10(self._high)) + 1)
            costs = [10.0**power for power in powers] or [self._low, self._high]
        else:
            costs = [it + self._low for it in _round_steps(self._high - self._low)]
            step = costs[1] - costs[0] if len(costs) > 1 else 1.0
            costs = [math.ceil(self._low / step) * step + step * number for number in range(len(costs))]
        return tuple(Tick(self.at(cost), f"{cost:,.0f}") for cost in costs if self._low <= cost <= self._high)


def _scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    return lambda value: round(first + (value - low) / (high - low) * (last - first), 1)


def _steps(points: Iterable[tuple[float, int | None]], axis: _Axis) -> list[tuple[float, float]]:
    """Return the corners of a line that keeps its height until the next point."""
    corners: list[tuple[float, float]] = []
    for across, cost in points:
        if cost is None:
            continue
        if corners:
            corners.append((across, corners[-1][1]))
        corners.append((across, axis.at(cost)))
    return corners


def _points(corners: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{across:g},{down:g}" for across, down in corners)


def _round_steps(length: float) -> list[float]:
    """Return 0 and three to six round numbers up to `length`."""
    most = 6
    power = 10.0 ** math.floor(math.log10(length)) / 10
    step = next(power * factor for factor in (1, 2, 5, 10, 20, 50) if length / (power * factor) <= most)
    return [round(step * number, 6) for number in range(int(length / step) + 1)]


def _few(trace: tuple[TracePoint, ...]) -> tuple[TracePoint, ...]:
    """Return at most a dozen points, first and last among them."""
    most = 12
    if len(trace) <= most:
        return trace
    return tuple(trace[round(number * (len(trace) - 1) / (most - 1))] for number in range(most))


def _row(point: TracePoint) -> Row:
    gap = _gap(point)
    return Row(
        seconds=f"{point.seconds:.1f} s",
        cost=f"{point.cost:,}" if point.cost is not None else "none yet",
        bound=f"{point.bound:,}" if point.bound is not None else "nothing proved",
        gap=percent(gap) if gap is not None else "",
    )


def _gap(point: TracePoint) -> float | None:
    if point.cost is None or point.bound is None:
        return None
    return (point.cost - point.bound) / point.cost if point.cost else 0.0


def _sentence(trace: tuple[TracePoint, ...]) -> str:
    first = next(point for point in trace if point.cost is not None)
    last = trace[-1]
    gap = _gap(last)
    ends = f"{last.cost:,} after {last.seconds:.0f} s"
    proof = f", gap to the bound {percent(gap)}" if gap else ", proved best" if gap == 0 else ""
    return f"First legal schedule after {first.seconds:.1f} s at {first.cost:,}; best {ends}{proof}."
