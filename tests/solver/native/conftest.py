"""A week in Python and the same in C, changed alike and compared."""

import ctypes
from dataclasses import replace

import numpy as np
import pytest

from iopsched_solver.greedy.timetable import Timetable
from iopsched_solver.native.facts import MOST_LEADERS, Facts
from iopsched_solver.native.library import library
from iopsched_solver.native.reading import facts_of
from iopsched_solver.outcome import Section
from iopsched_solver.problem import DAYS_A_WEEK, NONE

Leaders = ctypes.c_int16 * MOST_LEADERS
Short, Int, Flag = ctypes.c_int16, ctypes.c_int32, ctypes.c_uint8


class CSection(ctypes.Structure):
    _fields_ = [*((name, Short) for name in ("band", "room", "seats", "n_leaders")), ("leaders", Leaders)]


class CSession(ctypes.Structure):
    _fields_ = [("cell", Int), ("clinician", Short), ("room", Short)]


KINDS = (
    (Int, "n_sections seats attendees"), (CSection, "sections"), (Flag, "blocked"),
    (Int, "at_once meetings n_sessions"), (CSession, "sessions"), (Flag, "can_lead"),
    (Int, "n_able week_slots day_slots n_booked booked"), (Flag, "sees"), (Int, "n_seen"),
    (Short, "rooms pieces families"), (Flag, "has_room"),
)  # fmt: skip


class CWeek(ctypes.Structure):
    """`week.h`."""

    _fields_ = [
        ("facts", ctypes.POINTER(Facts)),
        ("bytes", ctypes.c_size_t),
        ("block", ctypes.c_void_p),
        *((name, ctypes.POINTER(kind)) for kind, names in KINDS for name in names.split()),
    ]


SHAPES = {
    "n_sections": "n_cells", "seats": "n_cells", "attendees": "n_cells", "sections": "n_cells most_sections",
    "blocked": "n_cells", "at_once": "n_moments", "meetings": "n_offerings", "n_sessions": "n_patients",
    "sessions": "n_patients most_sessions", "can_lead": "n_clinicians n_cells", "n_able": "n_cells",
    "week_slots": "n_clinicians", "day_slots": "n_clinicians days", "n_booked": "n_clinicians days",
    "booked": "n_clinicians days most_booked", "sees": "n_clinicians n_patients", "n_seen": "n_clinicians",
    "rooms": "n_rooms n_slots", "pieces": "n_equipment n_slots", "families": "n_families n_slots",
    "has_room": "n_rooms n_cells",
}  # fmt: skip
Handle = ctypes.POINTER(CWeek)
SIGNATURES = {
    "new": (Handle, [ctypes.POINTER(Facts)]), "free": (None, [Handle]), "copy": (None, [Handle, Handle]),
    "follow": (None, [Handle, Handle, Handle]),
    "openable": (Int, [Handle, Int]), "open": (Int, [Handle, Int]),
    "run": (Int, [Handle, Int, Int, Int, ctypes.POINTER(Short), Int]), "close": (None, [Handle, Int]),
    "close_empty": (None, [Handle]), "join": (Int, [Handle, Int, Int]), "visit": (Int, [Handle, Int, Int, Int, Int]),
    "leave": (None, [Handle, Int, Int]), "may_take": (Int, [Handle, Int, Int]), "find": (Int, [Handle, Int, Int]),
    "could_lead": (Int, [Handle, Int, Int]), "clash": (Int, [ctypes.POINTER(Facts), Int, Int]),
}  # fmt: skip


class Native:
    """A week in C: its functions by name, its arrays as numpy sees them."""

    def __init__(self, facts):
        self.facts, self._library = facts, library()
        self.handle = self.call("new", facts)
        sizes = {name: getattr(facts, name) for name, kind in Facts._fields_ if kind is ctypes.c_int64}
        sizes["days"] = DAYS_A_WEEK
        self.arrays = {}
        for name, axes in SHAPES.items():
            shape = tuple(sizes[axis] for axis in axes.split())
            pointer = getattr(self.handle.contents, name)
            self.arrays[name] = np.ctypeslib.as_array(pointer, shape) if np.prod(shape) else np.zeros(shape, np.int32)

    def call(self, name, *arguments):
        function = getattr(self._library, f"week_{name}")
        function.restype, function.argtypes = SIGNATURES[name]
        return function(*arguments)

    def do(self, name, *arguments):
        return self.call(name, self.handle, *arguments)

    def __getitem__(self, name):
        return self.arrays[name]

    def copied(self):
        """Another week like this one, which is freed."""
        other = Native(self.facts)
        other.do("copy", self.handle)
        self.do("free")
        return other

    def written(self):
        """Every byte of it."""
        week = self.handle.contents
        return ctypes.string_at(week.block, week.bytes)

    def sections(self, cell):
        """The sections of a cell with their seats."""
        return [
            (Section(cell, int(band), int(room), tuple(leaders[:n].tolist())), int(seats))
            for band, room, seats, n, leaders in self["sections"][cell, : self["n_sections"][cell]]
        ]

    def week(self, patient):
        """A patient's cells, with clinician and room class."""
        rows = self["sessions"][patient, : self["n_sessions"][patient]].tolist()
        assert len({cell for cell, _, _ in rows}) == len(rows)
        return {cell: (clinician, room) for cell, clinician, room in rows}


class Both:
    """The two weeks; what is done is done to both."""

    def __init__(self, problem, **bounds):
        self.problem, self.table = problem, Timetable(problem)
        facts = facts_of(problem)
        for name, value in bounds.items():
            setattr(facts, name, value)
        self.native, self.follower = Native(facts), Native(facts)

    def do(self, name, *arguments):
        """Do something and compare what came of it."""
        method = getattr(self.table, name)
        result = method(*arguments)
        if name == "run":
            section = arguments[0]
            leaders = Leaders(*section.leaders)
            arguments = (section.cell, section.band, section.room_class, leaders, len(section.leaders))
        got = self.native.do(name, *arguments)
        assert got == (None if result is None else int(result)), (name, arguments)
        return bool(result)

    def copy(self):
        """Go on with a copy."""
        self.native = self.native.copied()
        self.follower.do("copy", self.native.handle)

    def follow(self):
        """Bring another week to where this one is, by what was written since."""
        self.follower.do("follow", self.native.handle, self.native.handle)
        assert self.follower.written() == self.native.written()

    def close_empty(self):
        table, n = self.table, self.native.facts.n_cells
        may_close = ~np.array(self.native.facts.fixed[:n], dtype=np.bool_)
        for k in np.flatnonzero((table.n_sections > 0) & (table.attendees == 0) & may_close).tolist():
            while table.sections[k]:
                table.close(k)
        self.native.do("close_empty")

    def compare(self):
        """Both weeks are the same."""
        for name, wanted in self._arrays().items():
            assert np.array_equal(self.native[name], wanted), name
        for k in np.flatnonzero(self.table.n_sections).tolist():
            assert self.native.sections(k) == self.table.sections[k]
        for p, week in enumerate(self.table.weeks):
            rooms = {k: NONE if c == NONE else self.table.room_of(p, k) for k, c in week.items()}
            assert self.native.week(p) == {k: (c, rooms[k]) for k, c in week.items()}
        for c, days in enumerate(self.table.staff._booked):
            for d, booked in enumerate(days):
                n = self.native["n_booked"][c, d]
                assert sorted(self.native["booked"][c, d, :n].tolist()) == sorted(booked)

    def _arrays(self):
        table, staff, places = self.table, self.table.staff, self.table.places
        sees = np.zeros((self.problem.n_clinicians, self.problem.n_patients), dtype=np.int64)
        for c, seen in enumerate(staff._sees):
            for p, often in seen.items():
                sees[c, p] = often
        return {
            "n_sections": table.n_sections, "seats": table.seats, "attendees": table.attendees,
            "blocked": table.blocked, "at_once": table._at_once[: len(self.native["at_once"])],
            "meetings": table._meetings, "can_lead": staff.can_lead, "n_able": staff.n_able,
            "week_slots": staff.week_slots, "day_slots": staff._day_slots, "sees": sees,
            "n_seen": (sees > 0).sum(axis=1), "rooms": places._rooms, "pieces": places._pieces,
            "families": places._families, "has_room": places.has_room,
        }  # fmt: skip


@pytest.fixture
def both():
    """Makes a week in Python and one in C."""
    made = []

    def make(problem, **bounds):
        made.append(Both(problem, **bounds))
        return made[-1]

    yield make
    for pair in made:
        pair.native.do("free")
        pair.follower.do("free")


@pytest.fixture
def other_rules():
    """Gives every patient of a problem rules as a random generator draws them, and every session a place."""
    return _other_rules


def _other_rules(problem, random):
    who, n, n_services = problem.patients, problem.n_patients, len(problem.services.slots)
    gaps = random.choice([0, 0, 1, 6], (3, 3))
    np.fill_diagonal(gaps, 0)
    rolling = [[p, *row] for p in range(n) for row in _caps(random)]
    changed = replace(
        who, weight=random.integers(1, 4, n), hard={slug: random.random(n) < 0.1 for slug in who.hard},
        rolling=np.array(rolling, dtype=np.int64).reshape(-1, 5), buffer_slots=random.integers(0, 2, n),
        same_day_services=random.random((6, n_services)) < random.choice([0.15, 0.5], (6, 1)),
        same_day_patients=random.random((6, n)) < 0.3, same_day_max=random.integers(1, 4, 6),
        service_day_gap_max=random.integers(1, 4, n), service_days_max=random.integers(2, 5, n),
        telehealth_sessions_max=random.integers(0, 4, n), telehealth_minutes_max=random.choice([60, 120, 500], n),
        day_sessions_min=random.integers(1, 3, n), day_sessions_max=random.integers(2, 6, n),
        day_minutes_max=random.choice([180, 240, 400], n), day_span_slots_max=random.integers(8, 30, n),
    )  # fmt: skip
    cells = replace(problem.cells, place=random.integers(0, 3, problem.n_cells))
    return replace(problem, patients=changed, cells=cells, n_sites=2, patient_gap_slots=gaps, clinician_gap_slots=gaps)


def _caps(random):
    """Rows of days, sessions, minutes and whether that is hard, for one patient."""
    return [
        (int(random.integers(1, 8)), int(random.integers(2, 12)), int(random.choice([120, 300, 600])), int(hard))
        for hard in random.random(int(random.integers(3))) < 0.1
    ]
