"""Gap over time as one SVG: a step line for each run, gaps on a logarithmic scale. No library, no script, no font."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from iopsched.bench.record import Measured

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 480, 60, 270, 34, 46
LEAST, MOST = 1e-4, 1.0
"""Gaps at the lower and upper edge; smaller ones are drawn on the edge."""
COLOURS = ("#0b6e99", "#b3491d", "#4b7d2b", "#7a3e9d", "#a07800", "#b5285f", "#2c3e8f", "#555555")
PARTS = 4
"""Parts of the time axis."""
DASHES = ("", "6 3", "2 3")
"""First, second and third seed; they repeat."""


def gap_plot(runs: Sequence[Measured]) -> str:
    """Draw every run that has a cost and a bound at some time; the others are named as never having had a gap."""
    limit = max((run.job.time_limit_s for run in runs), default=1.0)
    names = list(dict.fromkeys(_name(run) for run in runs))
    parts = [*_frame(limit)]
    seeds: dict[str, int] = {}
    for run in runs:
        name = _name(run)
        dash = DASHES[seeds.get(name, 0) % len(DASHES)]
        seeds[name] = seeds.get(name, 0) + 1
        parts += _line(run, limit, COLOURS[names.index(name) % len(COLOURS)], dash)
    drawn = {_name(run) for run in runs if _steps(run)}
    for n, name in enumerate(names):
        y = TOP + 14 + 18 * n
        label = name if name in drawn else f"{name} (no gap)"
        parts.append(f'<rect x="{WIDTH - RIGHT + 14}" y="{y - 8}" width="14" height="4" fill="{_colour(n)}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 34}" y="{y}">{escape(label)}</text>')
    height = max(HEIGHT, TOP + 18 * len(names) + BOTTOM)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="#222"><title>Gap over time</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>' + "".join(parts) + "</svg>\n"
    )


def _name(run: Measured) -> str:
    return f"{run.job.week}, {run.job.solver}"


def _colour(n: int) -> str:
    return COLOURS[n % len(COLOURS)]


def _x(seconds: float, limit: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(seconds, limit) / limit


def _y(gap: float) -> float:
    share = math.log(min(max(gap, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _frame(limit: float) -> list[str]:
    right, low = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for gap in (1.0, 0.3, 0.1, 0.05, 0.02, 0.01, 0.003, 0.001, LEAST):
        y = _y(gap)
        parts.append(f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{gap * 100:g} %</text>')
    for part in range(PARTS + 1):
        seconds = limit * part / PARTS
        x = _x(seconds, limit)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{low}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{low + 18}" text-anchor="middle">{seconds:.3g}</text>')
    parts.append(f'<text x="{(LEFT + right) / 2}" y="{low + 36}" text-anchor="middle">seconds</text>')
    parts.append(f'<text x="{LEFT}" y="{TOP - 14}">(cost - bound) / cost</text>')
    return parts


def _steps(run: Measured) -> list[tuple[float, float]]:
    """Seconds and gap wherever both cost and bound are known."""
    return [
        (point.seconds, (point.cost - point.bound) / point.cost if point.cost else 0.0)
        for point in run.trace
        if point.cost is not None and point.bound is not None
    ]


def _line(run: Measured, limit: float, colour: str, dash: str) -> list[str]:
    steps = _steps(run)
    if not steps:
        return []
    path = f"M{_x(steps[0][0], limit):.1f} {_y(steps[0][1]):.1f}"
    for seconds, gap in steps[1:]:
        path += f"H{_x(seconds, limit):.1f}V{_y(gap):.1f}"
    title = escape(f"{_name(run)}, seed {run.job.seed}: {steps[-1][1]:.2%} after {steps[-1][0]:.0f} s")
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6"{dashed}><title>{title}</title></path>']
