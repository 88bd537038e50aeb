"""Cells: every offering at every start and place it may have, and what lets each of them run.

Takes the scenario and its index; gives a `CellTable`, from which cells that could never run are later left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from iopsched.compile.clock import Stretches, clock_changes, covered, stretches_of
from iopsched.compile.index import Index, find
from iopsched.compile.starts import candidate_starts
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Pin
from iopsched.model.time import DAY_MINUTES, WHOLE_WEEK, Window, merge, subtract
from iopsched_solver.problem import BoolArray, IntArray


@dataclass(frozen=True)
class CellTable:
    """Cells with what compiling needs to know about them; arrays over (K,)."""

    offering: IntArray
    service: IntArray
    start: IntArray
    """Slot of the week."""
    end: IntArray
    place: IntArray
    is_candidate: BoolArray
    """False for a meeting that only a pin asks for."""
    is_pinned: BoolArray
    """Some pin concerns it."""
    slot_minutes: int

    @property
    def n(self) -> int:
        """Number of cells."""
        return len(self.start)

    @property
    def day(self) -> IntArray:
        """(K,) day of the week."""
        return self.start // (DAY_MINUTES // self.slot_minutes)

    @cached_property
    def stretches(self) -> Stretches:
        """The distinct stretches of clock time."""
        return stretches_of(self.start * self.slot_minutes, self.end * self.slot_minutes)

    @cached_property
    def number_of(self) -> dict[tuple[int, int, int], int]:
        """(offering, start slot, place) to cell."""
        keys = zip(self.offering.tolist(), self.start.tolist(), self.place.tolist(), strict=True)
        return {key: cell for cell, key in enumerate(keys)}

    def select(self, keep: BoolArray) -> CellTable:
        """Return only the cells to keep."""
        return CellTable(
            self.offering[keep],
            self.service[keep],
            self.start[keep],
            self.end[keep],
            self.place[keep],
            self.is_candidate[keep],
            self.is_pinned[keep],
            self.slot_minutes,
        )

    def spread(self, by_stretch: BoolArray) -> BoolArray:
        """Turn what is known per stretch, (..., U), into what is known per cell, (..., K)."""
        return by_stretch[..., self.stretches.number]


def cell_table(scenario: Scenario, index: Index) -> CellTable:
    """List all candidate meetings, and the meetings that pins ask for, in order of offering, start and place."""
    slot = scenario.calendar.slot_minutes
    blocks = []
    for number, offering in enumerate(index.offerings):
        starts = candidate_starts(offering.starts, index.services[offering.service].duration_minutes, slot)
        places = np.array(offering.places, dtype=np.int64)
        block = np.empty((len(starts) * len(places), 3), dtype=np.int64)
        block[:, 0] = number
        block[:, 1] = np.repeat(starts, len(places))
        block[:, 2] = np.tile(places, len(starts))
        blocks.append(block)
    candidates = np.concatenate(blocks) if blocks else np.empty((0, 3), dtype=np.int64)
    pinned = _pinned(scenario, index)
    rows = np.unique(np.concatenate([candidates, pinned]), axis=0)
    services = np.array([offering.service for offering in index.offerings], dtype=np.int64)
    durations = np.array([service.duration_minutes // slot for service in index.services], dtype=np.int64)
    service = services[rows[:, 0]]
    return CellTable(
        offering=rows[:, 0],
        service=service,
        start=rows[:, 1],
        end=rows[:, 1] + durations[service],
        place=rows[:, 2],
        is_candidate=_among(rows, candidates),
        is_pinned=_among(rows, pinned),
        slot_minutes=slot,
    )


def pin_places(scenario: Scenario, index: Index, pin: Pin, offering: int) -> tuple[int, ...]:
    """Return the places at which a pinned meeting may be: the room's site, or all of the offering's."""
    if pin.room is None:
        return index.offerings[offering].places
    return (find(index.site_of, "site", scenario.rooms[find(index.room_of, "room", pin.room)].site),)


def _pinned(scenario: Scenario, index: Index) -> IntArray:
    slot = scenario.calendar.slot_minutes
    per_day = DAY_MINUTES // slot
    rows = []
    for pin in scenario.pins:
        offering = index.offering_of(pin.service, pin.group)
        start = pin.start // slot
        if offering is None or start >= 7 * per_day:
            continue
        service = index.services[index.offerings[offering].service]
        if start % per_day + service.duration_minutes // slot <= per_day:
            rows += [(offering, start, place) for place in pin_places(scenario, index, pin, offering)]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _among(rows: IntArray, some: IntArray) -> BoolArray:
    if not len(some):
        return np.zeros(len(rows), dtype=np.bool_)
    base = int(max(rows.max(), some.max())) + 1
    scale = np.array([base * base, base, 1], dtype=np.int64)
    return np.isin(rows @ scale, some @ scale)


def cell_masks(scenario: Scenario, index: Index, table: CellTable) -> dict[str, BoolArray]:
    """Tell by slug which cells the rules that concern a meeting as such let run; each (K,)."""
    return {
        "candidate-starts": table.is_candidate,
        "site-hours": site_hours(scenario, table),
        "family-slot": _family_slot(scenario, index, table),
        "telehealth": _telehealth(index, table),
    }


def site_hours(scenario: Scenario, table: CellTable) -> BoolArray:
    """Tell which cells lie in their site's hours (telehealth: in the week) and touch no closure; (K,)."""
    changes = clock_changes(scenario.calendar)
    open_hours = [subtract(merge(site.hours), (*_closed(scenario, site.id), *changes)) for site in scenario.sites] + [
        subtract(WHOLE_WEEK, (*_closed(scenario, None), *changes))
    ]
    by_place = covered(table.stretches, open_hours)
    return by_place[table.place, table.stretches.number]


def _closed(scenario: Scenario, site: str | None) -> list[Window]:
    return [
        window
        for closure in scenario.calendar.closures
        if not closure.sites or site in closure.sites
        for window in closure.when
    ]


def family_slot_cells(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    """Tell which cells of services that need a family slot lie in one window of which; (F, K)."""
    needs = np.array([service.family_slot for service in index.services], dtype=np.bool_)[table.service]
    inside = np.zeros((len(scenario.family_slots), table.n), dtype=np.bool_)
    for number, slot in enumerate(scenario.family_slots):
        in_window = table.spread(covered(table.stretches, [(window,) for window in slot.when]))
        inside[number] = in_window.any(axis=0)
    at = np.array(
        [[slot.site is None or slot.site == site for site in (*index.sites, None)] for slot in scenario.family_slots],
        dtype=np.bool_,
    ).reshape(len(scenario.family_slots), len(index.sites) + 1)
    return inside & at[:, table.place] & needs


def _family_slot(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    needs = np.array([service.family_slot for service in index.services], dtype=np.bool_)[table.service]
    inside: BoolArray = ~needs | family_slot_cells(scenario, index, table).any(axis=0)
    return inside


def _telehealth(index: Index, table: CellTable) -> BoolArray:
    allowed = np.zeros((len(index.offerings), 2), dtype=np.bool_)
    for number, offering in enumerate(index.offerings):
        telehealth = index.services[offering.service].telehealth
        allowed[number] = telehealth != "only", telehealth != "no"
        if offering.group is not None:
            allowed[number, int(not offering.group.telehealth)] = False
    meets: BoolArray = allowed[table.offering, (table.place == index.telehealth).astype(np.int64)]
    return meets
