"""The week in C does what the timetable in Python does, whatever is done to both."""

from collections import defaultdict
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.outcome import Section
from iopsched_solver.problem import NONE, UNLIMITED, Held

GENERATED = (("menu", "tight", 1), ("open", "overloaded", 1), ("php", "tight", 1))
TIMES = {"open": 3, "run": 2, "join": 6, "visit": 6, "leave": 5, "close": 3, "close_empty": 0.2, "copy": 0.3}
"""How often each is tried."""


BANDS = (
    (0, 4, (1, 0, 0), 0), (0, 8, (1, 1, 0), 1), (1, 6, (1, 1, 1), 1), (2, 5, (0, 2, 0), 0), (3, 1, (0, 0, 1), 1),
)  # fmt: skip
SLOTS = np.array([2, 3, 4, 1])


def drawn(clinic, seed):
    """A week of two days and two sites in which every rule of sections, leaders and places bites."""
    random, places = np.random.default_rng(seed), 3
    cells = [
        (int(random.integers(4)), f"{day} {hour}:{half}", int(random.integers(places)))
        for day in ("Mon", "Tue") for hour in range(8, 16) for half in ("00", "30") for _ in range(3)
    ]  # fmt: skip
    problem = clinic(*cells, patients=8, clinicians=8, rooms=4, sites=2, visits=(3,), bands=BANDS)
    return replace(
        problem,
        cells=replace(problem.cells, end=problem.cells.start + SLOTS[problem.cells.service]),
        services=replace(
            problem.services, slots=SLOTS, needs_room=np.array([True, True, False, True]),
            min_size=random.integers(1, 4, 4), seats_per_patient=random.integers(1, 3, 4),
            equipment=random.integers(0, 3, (4, 2)),
        ),
        offerings=replace(
            problem.offerings, sections_max=random.integers(1, 4, 4), meetings_max=random.integers(2, 9, 4),
            after=np.array([[1, 0]]),
        ),
        clinicians=_clinicians(problem.clinicians, random),
        rooms=replace(
            problem.rooms, count=random.integers(1, 3, 4), capacity=random.integers(1, 9, 4),
            turnover_slots=random.integers(0, 3, 4),
            masks={"room-features": random.random((4, len(cells))) < 0.7},
        ),
        held=_held(problem.held, random, len(cells)),
        equipment_quantity=np.array([3, 5]), equipment_open=random.random((2, len(cells))) < 0.9,
        family_slot_cells=random.random((2, len(cells))) < 0.2, family_slot_at_once=random.integers(1, 4, 2),
        clinician_gap_slots=random.integers(0, 3, (places, places)), unit_cost=defaultdict(int),
    )  # fmt: skip


def _clinicians(clinicians, random):
    n, roles = clinicians.role_held.shape
    return replace(
        clinicians, role_held=random.random((n, roles)) < 0.6,
        weekly_slots_max=random.choice([5, 9, 14, UNLIMITED], n), daily_slots_max=random.choice([4, 7, UNLIMITED], n),
        consecutive_slots_max=random.integers(3, 9, n), break_slots=random.integers(0, 3, n),
        caseload_max=random.integers(1, 5, n),
    )  # fmt: skip


def _held(held: Held, random, n_cells):
    """Leaders published for some groups, and some that have begun."""
    leads = [[int(random.integers(8)), k, NONE] for k in range(0, n_cells, 3)]
    begun = np.array([[k, int(random.integers(2))] for k in range(0, n_cells, 10)])
    return replace(held, leads=np.array(leads), begun=begun)


class Steps:
    """Steps drawn by a seed; each is one that a search could make."""

    def __init__(self, both, seed):
        self.both, self.table, self.problem = both, both.table, both.problem
        self.random, problem = Random(seed), both.problem  # noqa: S311  draws tests
        single = problem.services.one_to_one[problem.cells.service]
        self.groups = np.flatnonzero(problem.cell_open & ~single).tolist()
        may, may_visit = problem.may_attend, problem.may_visit
        self.joins = np.argwhere(may & ~single).tolist()
        self.visits = [
            (p, k, c)
            for p, k in np.argwhere(may & single).tolist()
            for c in np.flatnonzero(may_visit[p, :, problem.cells.service[k]] & problem.may_lead[:, k]).tolist()
        ]
        self.done = dict.fromkeys(TIMES, 0)

    def step(self):
        """Make one step; what cannot be tried in this week is not."""
        kind = self.random.choices(list(TIMES), list(TIMES.values()))[0]
        self.done[kind] += bool(getattr(self, kind)())

    def open(self):
        return bool(self.groups) and self.both.do("open", self.random.choice(self.groups))

    def run(self):
        """Try a section in any form, mostly with leaders who fill it."""
        if not self.groups:
            return False
        cell = self.random.choice(self.groups)
        bands = self.problem.bands
        band = self.random.choice(np.flatnonzero(bands.service == self.problem.cells.service[cell]).tolist())
        leaders = self.table.staff.leaders(cell, band)
        if leaders is None or self.random.random() < 0.1:
            leaders = sorted(self.random.sample(range(self.problem.n_clinicians), min(1, self.problem.n_clinicians)))
        room_class = NONE
        if self.table.places.needs_room[cell]:
            room_class = self.random.randrange(len(self.problem.rooms.count))
        return self.both.do("run", Section(cell, band, room_class, tuple(leaders)))

    def join(self):
        """Let somebody attend a group, mostly one that runs."""
        running = [(p, k) for p, k in self.joins if self.table.n_sections[k]]
        choice = running if running and self.random.random() < 0.7 else self.joins
        if not choice:
            return False
        p, k = self.random.choice(choice)
        return self._may_have(p, k) and self.both.do("join", p, k)

    def visit(self):
        """Let somebody see a clinician of theirs, in any room or in a certain one."""
        if not self.visits:
            return False
        p, k, c = self.random.choice(self.visits)
        room_class = self.random.choice([NONE, NONE, *range(len(self.problem.rooms.count))])
        can = self._may_have(p, k) and self.table.staff.may_take(p)[c]
        return can and self.both.do("visit", p, k, c, room_class)

    def leave(self):
        held = [(p, k) for p, week in enumerate(self.table.weeks) for k in week]
        if held:
            self.both.do("leave", *self.random.choice(held))
        return bool(held)

    def close(self):
        """Close a section; who has no seat then leaves first."""
        running = np.flatnonzero(self.table.n_sections).tolist()
        if not running:
            return False
        cell = self.random.choice(running)
        seats = self.table.seats[cell] - self.table.sections[cell][-1][1]
        while self.table.attendees[cell] > seats:
            self.both.do("leave", self.random.choice(self._who(cell)), cell)
        self.both.do("close", cell)
        return True

    def close_empty(self):
        self.both.close_empty()
        return True

    def copy(self):
        self.both.copy()
        return True

    def _who(self, cell):
        return [p for p, week in enumerate(self.table.weeks) if cell in week]

    def _may_have(self, patient, cell):
        week = self.table.weeks[patient]
        return cell not in week and len(week) < self.both.native.facts.most_sessions

    def undo(self):
        """Take everything back."""
        for p, week in enumerate(self.table.weeks):
            for k in list(week):
                self.both.do("leave", p, k)
        for k in np.flatnonzero(self.table.n_sections).tolist():
            while self.table.sections[k]:
                self.both.do("close", k)


def could_lead(staff, clinician):
    """The cells that a clinician could lead but for visits."""
    cells, free = staff.problem.cells, staff._may_lead[clinician].copy()
    for k in (k for booked in staff._booked[clinician] for k in booked):
        if not staff.problem.services.one_to_one[cells.service[k]]:
            near = np.flatnonzero(cells.day == cells.day[k])
            free[near] &= ~staff._meets(k, near)
    return free


def same_answers(both):
    """What is asked, but changes nothing, is answered alike."""
    table, native, problem = both.table, both.native, both.problem
    n, day = problem.n_cells, problem.cells.day
    openable = [native.do("openable", k) for k in range(n)]
    assert np.array_equal(openable, table.openable(np.arange(n)))
    for c in range(problem.n_clinicians):
        assert np.array_equal([native.do("could_lead", c, k) for k in range(n)], could_lead(table.staff, c))
        took = [native.do("may_take", c, p) for p in range(problem.n_patients)]
        assert np.array_equal(took, [table.staff.may_take(p)[c] for p in range(problem.n_patients)])
    for k in range(0, n, max(1, n // 20)):
        near = np.flatnonzero(day == day[k])
        assert np.array_equal(
            [native.call("clash", native.facts, k, other) for other in near], table.staff._meets(k, near)
        )
        for p, week in enumerate(table.weeks):
            assert (native.do("find", p, k) == NONE) == (k not in week)


def changed_alike(both, seed, n):
    """Make so many steps; return how often each kind was made."""
    steps = Steps(both, seed)
    for i in range(n):
        steps.step()
        both.compare()
        if i % 3 == 0:
            both.follow()
    same_answers(both)
    steps.undo()
    both.compare()
    assert np.array_equal(both.native["can_lead"], both.table.staff._may_lead)
    return steps.done


def test_tiny_weeks_are_changed_alike(both):
    done = dict.fromkeys(TIMES, 0)
    for seed in range(60):
        for kind, n in changed_alike(both(compile_scenario(tiny_scenario(seed)).problem), seed, 60).items():
            done[kind] += n
    assert min(done.values()) > 10, done


@pytest.mark.parametrize(("shape", "tightness", "seed"), GENERATED)
def test_generated_weeks_are_changed_alike(both, shape, tightness, seed):
    problem = compile_scenario(generate(24, shape=shape, tightness=tightness, seed=seed)).problem
    done = changed_alike(both(problem), seed, 400)
    assert min(done.values()) > 0, done
    assert done["join"] > 20
    assert done["visit"] > 20


def test_weeks_in_which_every_rule_bites_are_changed_alike(both, clinic):
    for seed in range(30):
        changed_alike(both(drawn(clinic, seed)), seed, 150)


@pytest.fixture(scope="module")
def problem():
    return compile_scenario(generate(24, shape="menu", tightness="ample", seed=2)).problem


def test_no_more_sections_than_there_is_room_for(both, clinic):
    offerings = replace(clinic((0, "Mon 10:00")).offerings, sections_max=np.array([2]))
    problem = replace(clinic((0, "Mon 10:00"), clinicians=2), offerings=offerings, unit_cost=defaultdict(int))
    for most in (2, 1):
        week = both(problem, most_sections=most).native
        assert week.do("open", 0)
        assert week.do("openable", 0) == (most == 2)
        assert week.do("open", 0) == (most == 2)


def test_no_more_sessions_than_there_is_room_for(both, problem):
    """Neither groups nor visits; the next patient is not kept from the cell."""
    week, steps = both(problem, most_sessions=1).native, Steps(both(problem), 1)
    patient, cell, clinician = steps.visits[0]
    group = steps.groups[0]
    assert week.do("visit", patient, cell, clinician, NONE)
    assert not week.do("join", patient, group)
    assert not week["n_sections"][group]
    assert not week["blocked"].any()
    week.do("leave", patient, cell)
    assert week.do("join", patient, group)
    assert not week.do("visit", patient, cell, clinician, NONE)


def test_nobody_is_booked_more_often_than_there_is_room_for(both, problem):
    week, steps = both(problem, most_booked=1).native, Steps(both(problem), 1)
    for p, k, c in steps.visits:
        if problem.cells.day[k] == 0 and week.do("may_take", c, p) and week["can_lead"][c, k]:
            week.do("visit", p, k, c, NONE)
    for k in steps.groups:
        week.do("open", k)
    assert week["n_booked"].max() == 1
    assert (week["n_booked"][:, 0] == 1).sum() > 1
    assert week["can_lead"][week["n_booked"][:, 0] == 1][:, problem.cells.day == 0].any()
