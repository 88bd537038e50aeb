"""Room classes: rooms that nothing tells apart are counted, not numbered. Equipment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched.compile.cells import CellTable
from iopsched.compile.clock import covered, slots_up
from iopsched.compile.index import Index, find
from iopsched.model.clinic import Room
from iopsched.model.scenario import Scenario
from iopsched_solver.problem import BoolArray, IntArray, Rooms


@dataclass(frozen=True)
class RoomTable:
    """The solver's room classes and which rooms are in each."""

    rooms: Rooms
    class_of: IntArray
    """(rooms,): the class of each room of the scenario."""
    members: tuple[tuple[int, ...], ...]
    """Room numbers by class, in the scenario's order."""


def room_table(scenario: Scenario, index: Index, table: CellTable) -> RoomTable:
    """Merge rooms of one site, capacity, turnover, use and open hours, unless pinned or published."""
    slot = scenario.calendar.slot_minutes
    fits = _room_features(scenario, index, table)
    is_open = table.spread(
        covered(table.stretches, [room.availability.windows(scenario.calendar.week) for room in scenario.rooms])
    )
    named = {pin.room for pin in scenario.pins}
    if scenario.published is not None:
        named |= {session.room for session in scenario.published.sessions}
    classes: dict[object, list[int]] = {}
    for number, room in enumerate(scenario.rooms):
        key: object = number if room.id in named else _likeness(room, fits[number], is_open[number])
        classes.setdefault(key, []).append(number)
    members = tuple(tuple(alike) for alike in classes.values())
    class_of = np.zeros(len(scenario.rooms), dtype=np.int64)
    for number, alike in enumerate(members):
        class_of[list(alike)] = number
    first = [alike[0] for alike in members]
    samples = [scenario.rooms[number] for number in first]
    rooms = Rooms(
        count=np.array([len(each) for each in members], dtype=np.int64),
        site=np.array([find(index.site_of, "site", room.site) for room in samples], dtype=np.int64),
        capacity=np.array([room.capacity for room in samples], dtype=np.int64),
        turnover_slots=np.array([slots_up(room.turnover_minutes, slot) for room in samples], dtype=np.int64),
        masks={"room-features": fits[first], "room-no-overlap": is_open[first]},
    )
    return RoomTable(rooms, class_of, members)


def _likeness(room: Room, fits: BoolArray, is_open: BoolArray) -> object:
    return (room.site, room.capacity, room.turnover_minutes, fits.tobytes(), is_open.tobytes())


def _room_features(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    """(rooms, K): the cell needs a room, is at its site, and the room has the features and is among the group's."""
    by_offering = np.zeros((len(scenario.rooms), len(index.offerings)), dtype=np.bool_)
    for number, offering in enumerate(index.offerings):
        service, group = index.services[offering.service], offering.group
        allowed = frozenset(group.rooms) if group is not None else frozenset()
        by_offering[:, number] = [
            service.needs_room
            and set(service.room_features) <= set(room.features)
            and (not allowed or room.id in allowed)
            for room in scenario.rooms
        ]
    site = np.array([find(index.site_of, "site", room.site) for room in scenario.rooms], dtype=np.int64)
    fits: BoolArray = by_offering[:, table.offering] & (site[:, None] == table.place[None, :])
    return fits


def equipment_open(scenario: Scenario, index: Index, table: CellTable) -> BoolArray:
    """Tell which pieces are open and at hand in which cells; (E, K)."""
    is_open = table.spread(
        covered(table.stretches, [piece.availability.windows(scenario.calendar.week) for piece in scenario.equipment])
    )
    here = np.array(
        [[piece.site is None or piece.site == site for site in (*index.sites, None)] for piece in scenario.equipment],
        dtype=np.bool_,
    ).reshape(len(scenario.equipment), len(index.sites) + 1)
    return is_open & here[:, table.place]
