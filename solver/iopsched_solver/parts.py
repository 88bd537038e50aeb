"""One part of a week as a problem of its own, and the outcomes of all parts as one.

Patients, clinicians and cells are numbered anew. Places, services, offerings, roles, room classes, equipment and family
slots keep their numbers: those that a part has no cells for do nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

import numpy as np

from iopsched_solver.components import Part
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import (
    NONE,
    BoolArray,
    Cells,
    Clinicians,
    Held,
    IntArray,
    Pairs,
    Patients,
    Problem,
)


def problem_of(problem: Problem, part: Part) -> Problem:
    """Return the problem of deciding one part.

    The costs of all parts' outcomes add up to the cost of the joined outcome.
    """
    k, c = part.cells, part.clinicians
    pairs, together = _pairs(problem, part)
    agreed = {
        slug: units[together if slug == "keep-together" else part.patients] for slug, units in problem.agreed.items()
    }
    return replace(
        problem,
        n_patients=len(part.patients),
        n_clinicians=len(c),
        cells=_cells(problem.cells, k),
        offerings=replace(problem.offerings, members=problem.offerings.members[:, part.patients]),
        rooms=replace(problem.rooms, masks={slug: mask[:, k] for slug, mask in problem.rooms.masks.items()}),
        clinicians=_clinicians(problem.clinicians, c, k),
        patients=_patients(problem, part),
        pairs=pairs,
        held=_held(problem, part),
        equipment_open=problem.equipment_open[:, k],
        family_slot_cells=problem.family_slot_cells[:, k],
        agreed=agreed,
    )


def joined(outcomes: Iterable[tuple[Part, Outcome]]) -> Outcome:
    """Return the week that outcomes of the parts make together."""
    sections: list[Section] = []
    attends: list[tuple[int, int]] = []
    visits: list[Visit] = []
    for part, outcome in outcomes:
        p, k, c = part.patients.tolist(), part.cells.tolist(), part.clinicians.tolist()
        sections += [
            replace(s, cell=k[s.cell], leaders=tuple(c[leader] for leader in s.leaders)) for s in outcome.sections
        ]
        attends += [(p[patient], k[cell]) for patient, cell in outcome.attends]
        visits += [replace(v, cell=k[v.cell], patient=p[v.patient], clinician=c[v.clinician]) for v in outcome.visits]
    return Outcome(tuple(sorted(sections)), tuple(sorted(attends)), tuple(sorted(visits)))


def _cells(cells: Cells, k: IntArray) -> Cells:
    return Cells(
        offering=cells.offering[k],
        service=cells.service[k],
        start=cells.start[k],
        end=cells.end[k],
        day=cells.day[k],
        place=cells.place[k],
        masks={slug: mask[k] for slug, mask in cells.masks.items()},
    )


def _clinicians(clinicians: Clinicians, c: IntArray, k: IntArray) -> Clinicians:
    """Every array is over clinicians first."""
    own = {f.name: getattr(clinicians, f.name)[c] for f in fields(clinicians) if f.name != "masks"}
    return Clinicians(masks={slug: mask[np.ix_(c, k)] for slug, mask in clinicians.masks.items()}, **own)


def _patients(problem: Problem, part: Part) -> Patients:
    """Arrays are over patients first, but for the limit rows and the caps over some days."""
    who, p, k = problem.patients, part.patients, part.cells
    caps = _numbers(problem.n_patients, p)[who.rolling[:, 0]]
    other = {
        "masks": {slug: mask[np.ix_(p, k)] for slug, mask in who.masks.items()},
        "sees": {slug: pairs[np.ix_(p, part.clinicians)] for slug, pairs in who.sees.items()},
        "goal_units": {slug: units[np.ix_(p, k)] for slug, units in who.goal_units.items()},
        "stranger": who.stranger[np.ix_(p, part.clinicians)],
        "hard": {slug: is_hard[p] for slug, is_hard in who.hard.items()},
        "rolling": np.column_stack([caps, who.rolling[:, 1:]])[caps != NONE],
        "same_day_services": who.same_day_services,
        "same_day_patients": who.same_day_patients[:, p],
        "same_day_max": who.same_day_max,
    }
    return Patients(**{f.name: getattr(who, f.name)[p] for f in fields(who) if f.name not in other}, **other)


def _pairs(problem: Problem, part: Part) -> tuple[Pairs, BoolArray]:
    """Pairs within the part, and which of all the pairs to be kept together these are.

    Two who are in different parts cannot meet where they are to be kept apart.
    """
    pairs, number = problem.pairs, _numbers(problem.n_patients, part.patients)
    apart, together = number[pairs.apart[:, :2]], number[pairs.together]
    is_apart, is_together = (apart != NONE).all(axis=1), (together != NONE).all(axis=1)
    own = Pairs(
        apart=np.column_stack([apart, pairs.apart[:, 2]])[is_apart],
        together=together[is_together],
        together_offerings=pairs.together_offerings[is_together],
    )
    return own, is_together


def _held(problem: Problem, part: Part) -> Held:
    """Pins and the published week of the part's patients and cells.

    A row of a pin that cannot hold, and a published attendance that is lost whatever is done, stay without a cell. What
    was published of visits that cannot be any more is charged in no week, and left out where its cell or clinician is
    of another part.
    """
    held = problem.held
    p = _numbers(problem.n_patients, part.patients)
    k = _numbers(problem.n_cells, part.cells)
    c = _numbers(problem.n_clinicians, part.clinicians)
    pins = held.pins[part.pins]
    pin, cell, patient, clinician, room = pins.T
    own = np.column_stack([pin, k[cell], p[patient], c[clinician], room])
    own[((own[:, 2:4] == NONE) & (pins[:, 2:4] != NONE)).any(axis=1), 1] = NONE
    attends = np.column_stack([p[held.attends[:, 0]], k[held.attends[:, 1]]])
    leader, led, seen = held.leads.T
    used, at, visitor = held.rooms.T
    is_led = (c[leader] != NONE) & (k[led] != NONE) & ((seen == NONE) | (p[seen] != NONE))
    is_used = (k[at] != NONE) & ((visitor == NONE) | (p[visitor] != NONE))
    begun = np.column_stack([k[held.begun[:, 0]], held.begun[:, 1]])
    return Held(
        pins=own,
        attends=attends[attends[:, 0] != NONE],
        leads=np.column_stack([c[leader], k[led], p[seen]])[is_led],
        rooms=np.column_stack([used, k[at], p[visitor]])[is_used],
        begun=begun[begun[:, 0] != NONE],
    )


def _numbers(n: int, part: IntArray) -> IntArray:
    """(n + 1,): the number of each in the part, or NONE; nobody, asked for as NONE, stays nobody."""
    number = np.full(n + 1, NONE, dtype=np.int64)
    number[part] = np.arange(len(part))
    return number
