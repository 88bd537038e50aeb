"""What any repair of a published week costs at least, from what was published and what of it is no longer possible.

Moving anybody is dear. So of what can still be as published, everything is cheapest left alone, unless its own goals
cost more than moving it does; and what cannot be costs what losing or changing it costs. The sum of these is a bound:
each goal that is charged for a published session is saved only by giving that session up, and the price of giving it up
is taken to be lower by all that it could save (`_saved`). In numpy, without any engine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.cover import Cover, Prices
from iopsched_solver.problem import DAYS_A_WEEK, NONE, UNLIMITED, BoolArray, IntArray, Problem


@dataclass(frozen=True)
class _Published:
    """What was published and can still be, as arrays."""

    attends: IntArray
    """(n, 2): patient, cell."""
    lost: IntArray
    """(P,): attendances that cannot be kept."""
    leads: IntArray
    """(n, 3): clinician, cell, patient or NONE, all that can still be."""
    gone_leads: IntArray
    """The same, where the clinician can no longer lead a meeting that may go on."""
    rooms: IntArray
    gone_rooms: IntArray


def least_cost(problem: Problem, named: BoolArray) -> int:
    """Return a bound on the cost of every legal repair.

    Parameters
    ----------
    problem
        The week as it is now. Patients who are not `named` have no more sessions than were published.
    named
        (P,): patients who may have more sessions than were published.
    """
    was = _published(problem)
    moved, led = problem.unit_cost["moved-patient"], problem.unit_cost["changed-leader"]
    lost = int(was.lost.sum()) * moved
    saved, saved_lead = _saved(problem, was, named)
    giving_up = moved - saved
    least = int(giving_up.min(initial=moved))
    if least <= 0 or led <= saved_lead or problem.unit_cost["changed-room"] < problem.unit_cost["room-use"]:
        return 0
    at = {(int(k), int(p)): int(price) for (p, k), price in zip(was.attends.tolist(), giving_up, strict=True)}
    price = _forced(problem, was)
    cost = sum(min(price[key], at.get(key, least)) for key in price)
    prices = Prices(leader=led - saved_lead, least=least, attendance=at, forced=price)
    cost += Cover(problem, was.leads, was.attends, prices).chains(was.gone_leads)
    return lost + cost + _own(problem, was, named) + _clinic(problem, was) + _balance(problem, was, named)


def lost_and_idle(problem: Problem) -> tuple[IntArray, IntArray]:
    """(P,) each: published attendances that cannot be kept; idle half hours as published of who loses none."""
    was = _published(problem)
    return was.lost, np.where(was.lost == 0, _idle(problem, was), 0)


def _published(problem: Problem) -> _Published:
    held = problem.held
    may_attend = problem.may_attend & _seen(problem)
    known = held.attends[held.attends[:, 1] != NONE]
    keeps = may_attend[known[:, 0], known[:, 1]]
    lost = np.bincount(held.attends[held.attends[:, 1] == NONE, 0], minlength=problem.n_patients)
    lost += np.bincount(known[~keeps, 0], minlength=problem.n_patients)
    attends = known[keeps]
    goes_on = np.zeros((problem.n_patients + 1, problem.n_cells), dtype=np.bool_)
    goes_on[attends[:, 0], attends[:, 1]] = True
    goes_on[NONE] = goes_on.any(axis=0)  # a group meeting: somebody may keep it
    leads = held.leads[goes_on[held.leads[:, 2], held.leads[:, 1]]]
    rooms = held.rooms[goes_on[held.rooms[:, 2], held.rooms[:, 1]]]
    leading = problem.may_lead[leads[:, 0], leads[:, 1]]
    service = problem.cells.service[leads[:, 1]]
    leading &= (leads[:, 2] == NONE) | problem.may_visit[leads[:, 2], leads[:, 0], service]
    using = problem.may_use_room[rooms[:, 0], rooms[:, 1]]
    return _Published(attends, lost, leads[leading], leads[~leading], rooms[using], rooms[~using])


def _seen(problem: Problem) -> BoolArray:
    """(P, K): whether anybody at all could see the patient there and then; true for groups."""
    seen = np.ones((problem.n_patients, problem.n_cells), dtype=np.bool_)
    single = problem.services.one_to_one[problem.cells.service]
    for service in np.unique(problem.cells.service[single]).tolist():
        cells = np.flatnonzero(problem.cells.service == service)
        able = problem.may_visit[:, :, service].astype(np.int64)
        seen[:, cells] = able @ problem.may_lead[:, cells].astype(np.int64) > 0
    return seen


def _forced(problem: Problem, was: _Published) -> dict[tuple[int, int], int]:
    """What leaders and rooms that must change cost, by cell and patient or NONE, unless the session is given up."""
    price: dict[tuple[int, int], int] = {}
    for rows, slug in ((was.gone_leads, "changed-leader"), (was.gone_rooms, "changed-room")):
        for _, cell, patient in rows.tolist():
            price[cell, patient] = price.get((cell, patient), 0) + problem.unit_cost[slug]
    return price


def _own(problem: Problem, was: _Published, named: BoolArray) -> int:
    """Preferences, usual groups, trips and strangers of sessions that can be kept; idle time of whoever keeps all."""
    unit, cells = problem.unit_cost, problem.cells
    patient, cell = was.attends.T
    cost = sum(int(units[patient, cell].sum()) * unit[slug] for slug, units in problem.patients.goal_units.items())
    present = problem.services.patient_attends[cells.service[cell]]
    on_site = present & (cells.place[cell] != problem.telehealth_place)
    cost += len(np.unique(patient[on_site] * DAYS_A_WEEK + cells.day[cell[on_site]])) * unit["trips"]
    cost += int(_idle(problem, was)[(was.lost == 0) & ~named].sum()) * unit["idle-gaps"]
    clinician, at, whom = was.leads[was.leads[:, 2] != NONE].T
    strangers = int(problem.patients.stranger[whom, clinician, cells.service[at]].sum())
    return cost + (strangers + _new_strangers(problem, was)) * unit["primary-clinician"]


def _new_strangers(problem: Problem, was: _Published) -> int:
    """Count visits whose leader is away and that only strangers can take over."""
    gone = was.gone_leads[was.gone_leads[:, 2] != NONE]
    return sum(
        bool(
            problem.patients.stranger[patient, _able_to_see(problem, patient, cell), problem.cells.service[cell]].all()
        )
        for _, cell, patient in gone.tolist()
    )


def _able_to_see(problem: Problem, patient: int, cell: int) -> BoolArray:
    """(C,): who may see the patient there and then."""
    return problem.may_visit[patient, :, problem.cells.service[cell]] & problem.may_lead[:, cell]


def _idle(problem: Problem, was: _Published) -> IntArray:
    """(P,): half hours of idle time in the published days."""
    cells = problem.cells
    patient, cell = was.attends[problem.services.patient_attends[cells.service[was.attends[:, 1]]]].T
    shape = (problem.n_patients, DAYS_A_WEEK)
    first, last, busy = np.full(shape, UNLIMITED), np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    day = cells.day[cell]
    np.minimum.at(first, (patient, day), cells.start[cell])
    np.maximum.at(last, (patient, day), cells.end[cell])
    np.add.at(busy, (patient, day), cells.end[cell] - cells.start[cell])
    idle = np.where(last > 0, last - first - busy, 0)
    halves: IntArray = np.maximum(-(-idle // problem.slots_per_half_hour), 0).sum(axis=1)
    return halves


def _clinic(problem: Problem, was: _Published) -> int:
    """Leader time, rooms, fair load and overtime of what can be kept."""
    unit, slots = problem.unit_cost, problem.services.slots[problem.cells.service]
    per = problem.slots_per_half_hour
    led = was.leads[:, 1]
    cost = int((-(-slots[led] // per)).sum()) * unit["leader-time"] + len(was.rooms) * unit["room-use"]
    load = np.bincount(was.leads[:, 0], weights=slots[led], minlength=problem.n_clinicians).astype(np.int64)
    for slug, limit in (("fair-load", "target_slots"), ("overtime", "overtime_after_slots")):
        over = np.maximum(load - getattr(problem.clinicians, limit), 0)
        cost += int((-(-over // per)).sum()) * unit[slug]
    return cost


def _balance(problem: Problem, was: _Published, named: BoolArray) -> int:
    """Unbalanced groups, less what those who look for a session anew could even out.

    A section in a room of its own stays: a room given up costs more. Where no more sections may run, a crowd stays one.
    """
    services, service, offerings = problem.services, problem.cells.service, problem.offerings
    crowd = np.bincount(was.attends[:, 1], minlength=problem.n_cells)
    group = (crowd > 0) & ~services.one_to_one[service]
    sections = np.maximum(np.bincount(was.rooms[:, 1], minlength=problem.n_cells), 1)
    under = np.maximum(services.preferred_min[service] * sections - crowd, 0)
    is_full = sections >= offerings.sections_max[problem.cells.offering]
    over = np.maximum(crowd - services.preferred_max[service] * sections, 0) * is_full
    joins = int(was.lost.sum()) + int(np.minimum(problem.patients.care_max, DAYS_A_WEEK)[named].sum())
    return max(0, int((under + over)[group].sum()) - joins) * problem.unit_cost["balanced-groups"]


def _saved(problem: Problem, was: _Published, named: BoolArray) -> tuple[IntArray, int]:
    """Return the most that giving up each kept attendance, and any one kept leader, can save in other goals.

    What a group meeting costs is saved only when everybody gives it up, so each saves a share.
    """
    unit, services, service = problem.unit_cost, problem.services, problem.cells.service[was.attends[:, 1]]
    patient, cell = was.attends.T
    half = -(-services.slots // problem.slots_per_half_hour)
    leaders = np.zeros(len(services.slots), dtype=np.int64)
    np.maximum.at(leaders, problem.bands.service, problem.bands.leaders)
    lead = half * (unit["leader-time"] + unit["fair-load"] + unit["overtime"]) + unit["primary-clinician"]
    crowd = np.where(services.one_to_one[service], 1, np.bincount(cell, minlength=problem.n_cells)[cell])
    meeting = (lead * np.maximum(leaders, 1) + unit["room-use"])[service]
    uneven = np.maximum(services.preferred_min[service], crowd)
    own = unit["trips"] + unit["balanced-groups"] + -(-(meeting + unit["balanced-groups"] * uneven) // crowd)
    for slug, units in problem.patients.goal_units.items():
        own = own + units[patient, cell] * unit[slug]
    idle = np.where(named, 0, _idle(problem, was))[patient] * unit["idle-gaps"]
    saved: IntArray = own + idle
    return saved, int(lead[problem.cells.service[was.leads[:, 1]]].max(initial=0))
