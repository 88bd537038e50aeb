"""When care is wanted and when there is room for more: three tables of hours by days.

Demand spreads the least counted hours that each patient is asked to attend evenly over the hours in which they are
free and a site they can reach is open: a patient with only two free evenings presses on these two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from iopsched.model.time import DAY_MINUTES, WHOLE_WEEK, Window, merge, subtract
from iopsched.page.source import Source
from iopsched.words import clock, day_short

HOUR_MINUTES = 60
SHADES = 8
"""Steps of colour besides none."""

Windows = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one day."""

    shown: str
    shade: int
    """0 for nothing, `SHADES` for the most in the table."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One table of hours by days."""

    title: str
    note: str
    unit: str
    tone: str
    """Which colour."""
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    """For each hour its time of day and its cells."""


def heat_maps(source: Source) -> tuple[HeatMap, ...]:
    """Return demand, free seats and idle clinicians by hour."""
    return (
        _table(source, _demand(source), "Wanted", "patients expected at once, if each spread their hours evenly over "
               "the hours they are free", "patients", "want"),
        _table(source, _free_seats(source), "Free seats", "empty seats in the groups that run", "seats", "free"),
        _table(source, _idle(source), "Free clinicians", "at work and leading nothing", "clinicians", "free"),
    )  # fmt: skip


def tightest(source: Source) -> str:
    """Say in which hour most is wanted for each seat that is free; empty if no hour wants more than is free."""
    wanted, free = _demand(source), _free_seats(source)
    running = _seated(source)
    hours = [(wanted(start), free(start), start) for start in _hours(source) if running(start)]
    crowded = [(want / (seats + 1), want, seats, start) for want, seats, start in hours if want >= 1]
    if not crowded:
        return ""
    _, want, seats, start = max(crowded)
    day = day_short(start // DAY_MINUTES, source.schedule.week)
    return f"Tightest hour: {day}, {clock(start)}: {want:.0f} patients expected, {seats:.0f} seats free"


def _hours(source: Source) -> list[int]:
    first, last = source.hours
    return [day * DAY_MINUTES + hour * HOUR_MINUTES for day in source.days for hour in range(first, last)]


Amount = Callable[[int], float]
"""Of the hour that begins at a minute of the week: how much on average in it."""


def _table(source: Source, amount: Amount, title: str, note: str, unit: str, tone: str) -> HeatMap:
    amounts = {start: amount(start) for start in _hours(source)}
    most = max(amounts.values(), default=0.0)
    first, last = source.hours
    rows = []
    for hour in range(first, last):
        starts = [day * DAY_MINUTES + hour * HOUR_MINUTES for day in source.days]
        rows.append((f"{hour:02d}:00", tuple(_cell(amounts[start], most) for start in starts)))
    days = tuple(day_short(day, source.schedule.week) for day in source.days)
    return HeatMap(title, note, unit, tone, days, tuple(rows))


def _cell(amount: float, most: float) -> Cell:
    barely = 0.05
    if amount < barely:
        return Cell("", 0)
    few = 9.95
    shown = f"{amount:.0f}" if amount >= few or amount == int(amount) else f"{amount:.1f}"
    return Cell(shown, max(1, round(amount / most * SHADES)))


def _demand(source: Source) -> Amount:
    opened = _opened(source)
    shares: list[tuple[float, Windows]] = []
    for patient in source.scenario.patients:
        reach = merge(window for site in patient.sites or opened for window in opened.get(site, ()))
        free = _common(source.facts.patient_open[patient.id], reach)
        length = sum(window.end - window.start for window in free)
        asked = (patient.care_plan.contact_minutes or source.facts.policy(patient).weekly_contact_minutes).min
        if length and not source.facts.is_exempt(patient, "weekly-contact-minutes"):
            shares.append((asked / max(length, asked), free))
    return lambda start: sum(share * _within(start, windows) for share, windows in shares) / HOUR_MINUTES


def _opened(source: Source) -> dict[str, Windows]:
    """Each site's hours less its closures."""
    facts = source.facts
    return {site: subtract(hours, facts.closed.get(site, ())) for site, hours in facts.site_hours.items()}


def _free_seats(source: Source) -> Amount:
    groups = [
        (max(0, (source.seats(session) or 0) - len(session.attendees)), (Window(session.start, session.end),))
        for session in source.sessions
        if source.is_group(session)
    ]
    return lambda start: sum(seats * _within(start, windows) for seats, windows in groups) / HOUR_MINUTES


def _seated(source: Source) -> Amount:
    spans = [Window(session.start, session.end) for session in source.sessions]
    return lambda start: sum(_within(start, (window,)) for window in spans) / HOUR_MINUTES


def _idle(source: Source) -> Amount:
    opened = merge(window for windows in _opened(source).values() for window in windows)
    idle: list[Windows] = []
    for clinician in source.scenario.clinicians:
        led = [Window(s.start, s.end) for s in source.sessions if clinician.id in s.leaders]
        idle.append(subtract(_common(source.facts.clinician_open[clinician.id], opened), led))
    return lambda start: sum(_within(start, windows) for windows in idle) / HOUR_MINUTES


def _common(one: Iterable[Window], other: Iterable[Window]) -> Windows:
    return subtract(one, subtract(WHOLE_WEEK, other))


def _within(start: int, windows: Iterable[Window]) -> int:
    """Minutes of the hour that begins at `start` which lie in the windows."""
    end = start + HOUR_MINUTES
    return sum(max(0, min(end, window.end) - max(start, window.start)) for window in windows)
