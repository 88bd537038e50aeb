"""Weeks to measure with: made once, outside every timed call."""

from functools import cache

import numpy as np
import pytest

from iopsched.compile import compile_scenario
from iopsched_scenarios.families import family
from iopsched_solver.columns import Columns
from iopsched_solver.outcome import Outcome, Section
from iopsched_solver.problem import NONE

ROUNDS = 3
"""Rounds of column generation that a grown master has behind it."""


@cache
def _scenario(name):
    return family(name)


@cache
def _compiled(name):
    return compile_scenario(_scenario(name))


@cache
def _schedule(name):
    return _compiled(name).decode(first_fit(_compiled(name).problem))


@cache
def _columns(name):
    """A master after a fixed number of rounds, so that every run measures the same program."""
    columns = Columns(_compiled(name).problem)
    rounds = []
    columns.grow(deadline=np.inf, gap=0.0, stop=lambda: len(rounds) >= ROUNDS, on_round=rounds.append)
    return columns


@pytest.fixture(scope="session")
def scenario():
    """A function from a family's name to its scenario."""
    return _scenario


@pytest.fixture(scope="session")
def compiled():
    """A function from a family's name to its compiled scenario."""
    return _compiled


@pytest.fixture(scope="session")
def schedule():
    """A function from a family's name to a full week of groups, found by first fit."""
    return _schedule


@pytest.fixture(scope="session")
def columns():
    """A function from a family's name to a master with a few rounds of columns."""
    return _columns


def first_fit(problem):
    """Fill groups in order of time with whoever is free and still has sessions of the service to come.

    One section a cell, of the largest band that leaders and a room can be found for; no visits. What a person with a
    wall planner does first; good enough to give the checker a full week to read.
    """
    cells, services, bands, rooms = problem.cells, problem.services, problem.bands, problem.rooms
    may_attend, may_lead, may_use = problem.may_attend, problem.may_lead, problem.may_use_room
    slots = int(cells.end.max()) + 1
    free = np.ones((problem.n_patients, slots), dtype=bool)
    at_work = np.ones((problem.n_clinicians, slots), dtype=bool)
    open_rooms = np.repeat(rooms.count[:, None], slots, axis=1)
    left = problem.patients.care_max.copy()
    sections, attends = [], []
    groups = problem.cell_open & ~services.one_to_one[cells.service]
    for k in np.flatnonzero(groups)[np.argsort(cells.start[groups], kind="stable")].tolist():
        s, time = int(cells.service[k]), slice(int(cells.start[k]), int(cells.end[k]))
        who = np.flatnonzero(may_attend[:, k] & (left[:, s] > 0) & free[:, time].all(axis=1))
        fitting = np.flatnonzero(may_use[:, k] & (open_rooms[:, time] > 0).all(axis=1))
        room = int(fitting[rooms.capacity[fitting].argmax()]) if len(fitting) else NONE
        if room == NONE and services.needs_room[s] and cells.place[k] != problem.telehealth_place:
            continue
        band = int(np.flatnonzero(bands.service == s)[0])
        leaders = []
        for role, count in enumerate(bands.role_count[band].tolist()):
            able = problem.clinicians.role_held[:, role] & may_lead[:, k] & at_work[:, time].all(axis=1)
            leaders += [c for c in np.flatnonzero(able).tolist() if c not in leaders][:count]
        seats = int(bands.seats[band])
        if room != NONE:
            seats = min(seats, int(rooms.capacity[room] - len(leaders)) // int(services.seats_per_patient[s]))
        who = who[:seats]
        if len(who) < max(1, services.min_size[s]) or len(leaders) < bands.leaders[band]:
            continue
        free[who, time] = False
        left[who, s] -= 1
        at_work[leaders, time.start : time.stop + int(bands.hold_slots[band])] = False
        if room != NONE:
            open_rooms[room, time.start : time.stop + int(rooms.turnover_slots[room])] -= 1
        sections.append(Section(k, band, room, tuple(sorted(leaders))))
        attends += [(p, k) for p in who.tolist()]
    return Outcome(tuple(sorted(sections)), tuple(sorted(attends)), ())
