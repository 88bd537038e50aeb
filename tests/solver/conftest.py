"""Small problems straight from arrays: everything allowed, nothing asked; a test changes what it is about."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from ortools.sat.python import cp_model

from iopsched_solver.limits import Limits
from iopsched_solver.model import Fragment, cost_of, solve_whole
from iopsched_solver.model.build import build
from iopsched_solver.model.needs import NEEDS
from iopsched_solver.model.rules import RULES
from iopsched_solver.model.sums import Sums
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import (
    NONE,
    ONE_TO_ONE,
    OPEN,
    UNLIMITED,
    Bands,
    Cells,
    Clinicians,
    Held,
    Offerings,
    Pairs,
    Patients,
    Problem,
    Rooms,
    Services,
)

PER_DAY = 48
"""Slots of half an hour."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVERY_RULE = frozenset(rule.slug for rule in (*RULES, *NEEDS))
LIMITS = Limits(time_limit_s=60, workers=1)


def ints(*values):
    return np.array(values, dtype=np.int64)


def every(n, value):
    return np.full(n, value, dtype=np.int64)


def yes(*shape):
    return np.ones(shape, dtype=np.bool_)


def no(*shape):
    return np.zeros(shape, dtype=np.bool_)


def slot_of(moment):
    """``Mon 10:30`` as a slot of the week."""
    day, clock = moment.split()
    hour, minute = clock.split(":")
    return DAYS.index(day) * PER_DAY + int(hour) * 2 + int(minute) // 30


def bands_of(n_services, bands):
    """By default one band of ten seats with one leader, in the one role there is."""
    rows = bands or [(service, 10, (1,), 0) for service in range(n_services)]
    service, seats, roles, hold = zip(*rows, strict=True)
    role_count = np.array(roles, dtype=np.int64)
    return Bands(ints(*service), ints(*seats), role_count.sum(axis=1), role_count, ints(*hold))


def patients_of(n, n_cells, n_services, n_clinicians):
    masks = ("patient-availability", "group-eligibility", "telehealth", "family-availability", "care-plan")
    needs = ("weekly-contact-minutes", "service-day-minimum", "service-days", "service-day-gap", "sessions-per-day")
    return Patients(
        weight=every(n, 1),
        masks={slug: yes(n, n_cells) for slug in masks},
        sees={"clinician-credentials": yes(n, n_clinicians, n_services)},
        goal_units={slug: np.zeros((n, n_cells), dtype=np.int64) for slug in ("preferences", "usual-group")},
        stranger=no(n, n_clinicians, n_services),
        care_min=np.zeros((n, n_services), dtype=np.int64),
        care_max=np.full((n, n_services), UNLIMITED),
        week_minutes_min=every(n, 0),
        week_minutes_max=every(n, UNLIMITED),
        day_minutes_min=every(n, 0),
        service_days_min=every(n, 0),
        service_days_max=every(n, 7),
        service_day_gap_max=every(n, 7),
        day_sessions_min=every(n, 0),
        day_sessions_max=every(n, UNLIMITED),
        rolling=np.zeros((0, 5), dtype=np.int64),
        hard={slug: no(n) for slug in needs},
        telehealth_sessions_max=every(n, UNLIMITED),
        telehealth_minutes_max=every(n, UNLIMITED),
        buffer_slots=every(n, 0),
        day_span_slots_max=every(n, UNLIMITED),
        day_minutes_max=every(n, UNLIMITED),
        same_day_services=no(0, n_services),
        same_day_patients=no(0, n),
        same_day_max=ints(),
    )


def make_problem(
    *cells,
    patients=1,
    clinicians=1,
    rooms=1,
    sites=1,
    visits=(),
    enrollment=None,
    slots=2,
    bands=None,
    needs_room=False,
    **prices,
):
    """Make a problem.

    `cells` are (offering, start) or (offering, start, place); offering n is of service n. Offerings in `visits` are
    one-to-one. Every session lasts one hour of the clock and of counted contact.
    """
    places = [(*cell, 0)[:3] for cell in cells]
    offering = ints(*(cell[0] for cell in places))
    start = ints(*(slot_of(cell[1]) for cell in places))
    n_services = max((cell[0] for cell in places), default=0) + 1
    one_to_one = np.isin(np.arange(n_services), visits)
    all_bands = bands_of(n_services, bands)
    n_cells, n_roles = len(cells), all_bands.role_count.shape[1]
    kinds = [ONE_TO_ONE if is_visit else OPEN for is_visit in one_to_one]
    for group, kind in (enrollment or {}).items():
        kinds[group] = kind
    cell_masks = ("candidate-starts", "site-hours", "family-slot", "telehealth")
    return Problem(
        slot_minutes=30,
        n_sites=sites,
        n_patients=patients,
        n_clinicians=clinicians,
        cells=Cells(
            offering=offering,
            service=offering,
            start=start,
            end=start + slots,
            day=start // PER_DAY,
            place=ints(*(cell[2] for cell in places)),
            masks={slug: yes(n_cells) for slug in cell_masks},
        ),
        offerings=Offerings(
            service=np.arange(n_services),
            enrollment=ints(*kinds),
            sections_max=every(n_services, 1),
            meetings_min=every(n_services, 0),
            meetings_max=every(n_services, UNLIMITED),
            members=no(n_services, patients),
            after=np.zeros((0, 2), dtype=np.int64),
        ),
        services=Services(
            one_to_one=one_to_one,
            slots=every(n_services, slots),
            contact_minutes=every(n_services, 60),
            min_size=every(n_services, 1),
            max_size=every(n_services, 10),
            preferred_min=every(n_services, 0),
            preferred_max=every(n_services, UNLIMITED),
            seats_per_patient=every(n_services, 1),
            needs_room=np.full(n_services, needs_room),
            patient_attends=yes(n_services),
            equipment=np.zeros((n_services, 1), dtype=np.int64),
        ),
        bands=all_bands,
        rooms=Rooms(
            count=every(rooms, 1),
            site=every(rooms, 0),
            capacity=every(rooms, 99),
            turnover_slots=every(rooms, 0),
            masks={slug: yes(rooms, n_cells) for slug in ("room-features", "room-no-overlap")},
        ),
        clinicians=Clinicians(
            role_held=yes(clinicians, n_roles),
            masks={
                slug: yes(clinicians, n_cells)
                for slug in ("clinician-availability", "clinician-credentials", "telehealth")
            },
            weekly_slots_max=every(clinicians, UNLIMITED),
            daily_slots_max=every(clinicians, UNLIMITED),
            consecutive_slots_max=every(clinicians, UNLIMITED),
            break_slots=every(clinicians, 1),
            caseload_max=every(clinicians, UNLIMITED),
            target_slots=every(clinicians, UNLIMITED),
            overtime_after_slots=every(clinicians, UNLIMITED),
        ),
        patients=patients_of(patients, n_cells, n_services, clinicians),
        pairs=Pairs(np.zeros((0, 3), dtype=np.int64), np.zeros((0, 2), dtype=np.int64), no(0, n_services)),
        held=Held(*(np.zeros((0, width), dtype=np.int64) for width in (5, 2, 3, 3))),
        equipment_quantity=every(1, 1),
        equipment_open=yes(1, n_cells),
        family_slot_cells=no(1, n_cells),
        family_slot_at_once=every(1, 1),
        patient_gap_slots=np.zeros((sites + 1, sites + 1), dtype=np.int64),
        clinician_gap_slots=np.zeros((sites + 1, sites + 1), dtype=np.int64),
        unit_cost={slug.replace("_", "-"): cost for slug, cost in prices.items()},
        rules=EVERY_RULE,
    )


def is_possible(problem, *claims):
    """Whether a week exists in which every claim holds: (what, arguments ..., how often)."""
    week = build(problem, Fragment.whole(problem, Outcome()))
    for what, *arguments, value in claims:
        row = {"sections": lambda cell: week.sections().take(ints(cell))}.get(what) or getattr(week, what)
        week.pool.exactly(row(*arguments), value)
    return solved(week.pool.write(hint=False)) in {"OPTIMAL", "FEASIBLE"}


def solved(model):
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.status_name(solver.solve(model))


def expresses(problem, outcome):
    """Whether a legal week has exactly these sections, leaders, attendances and visits."""
    cells = [part.cell for part in (*outcome.sections, *outcome.visits)]
    used = np.isin(np.arange(problem.n_cells), cells)  # what is not free stays empty: so do all other cells
    week = build(problem, replace(Fragment.whole(problem, outcome), cells=used))
    sections, seats, visits, rooms, leading = (
        week.group_sections, week.group_attendance, week.visits, week.visit_rooms, week.leading
    )  # fmt: skip
    led = [(s.cell, leader) for s in outcome.sections for leader in s.leaders]
    for table, keys, wanted in (
        (sections, (sections.cell, week.ways.band[sections.way], sections.room_class), [
            (s.cell, s.band, s.room_class) for s in outcome.sections
        ]),
        (seats, (seats.patient, seats.cell), outcome.attends),
        (visits, (visits.cell, visits.patient, visits.clinician), [
            (v.cell, v.patient, v.clinician) for v in outcome.visits
        ]),
        (rooms, (rooms.cell, rooms.room_class), [
            (v.cell, v.room_class) for v in outcome.visits if v.room_class != NONE
        ]),
        (leading, (leading.cell, leading.clinician), led + [(v.cell, v.clinician) for v in outcome.visits]),
    ):  # fmt: skip
        said, count = list(zip(*(key.tolist() for key in keys), strict=True)), Counter(wanted)
        number = {key: place for place, key in enumerate({*said, *count})}
        sums = Sums.of(len(number), ints(*(number[key] for key in said)), table.column)
        week.pool.exactly(sums, ints(*(count[key] for key in number)))
    return solved(week.pool.write(hint=False)) in {"OPTIMAL", "FEASIBLE"}


@pytest.fixture
def clinic():
    """Makes problems."""
    return make_problem


@pytest.fixture
def possible():
    """Tells whether claims can all hold."""
    return is_possible


@pytest.fixture
def expressed():
    """Tells whether an outcome is legal in a problem."""
    return expresses


@pytest.fixture
def optimum():
    """Solves to the end and returns the cost, which the week found must have."""

    def cost(problem):
        found = solve_whole(problem, LIMITS)
        assert found.status == "optimal"
        assert found.bound == found.cost == cost_of(problem, found.outcome)
        return found.cost

    return cost


@pytest.fixture
def least_cost():
    """Solves a model to the end and returns its cost."""

    def cost(week):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.status_name(solver.solve(week.pool.write(hint=False))) == "OPTIMAL"
        return round(solver.objective_value)

    return cost


@pytest.fixture
def judge():
    """Judges a hard rule: no harm where nothing is claimed, kept, broken, and really off when not in force."""

    def check(slug, problem, *, kept, broken):
        without = replace(problem, rules=problem.rules - {slug})
        assert is_possible(problem), "trivial"
        assert is_possible(problem, *kept), "kept"
        assert not is_possible(problem, *broken), "broken"
        assert is_possible(without, *broken), "off"

    return check
