"""Bringing others into sections that are still too small, one session of theirs exchanged for one."""

from __future__ import annotations

import numpy as np

from iopsched_solver.greedy.placer import Placer
from iopsched_solver.greedy.trial import Trial
from iopsched_solver.problem import NONE

ASKED = 40
"""Patients asked for each section."""
MISSING = 4
"""Attendees that may be missing to one cell."""


def fill(trial: Trial, placer: Placer, random: np.random.Generator) -> bool:
    """Fill every section that is too small with those whom it costs least; return whether that was possible."""
    table = placer.table
    missing = np.maximum(table.least, 1) * table.n_sections - table.attendees
    return int(missing.max(initial=0)) <= MISSING and all(
        _recruit(trial, placer, random, k) for k in np.flatnonzero(missing > 0).tolist()
    )


def _recruit(trial: Trial, placer: Placer, random: np.random.Generator, cell: int) -> bool:
    """Let others attend a cell until it is large enough; return whether it is."""
    table = placer.table
    able = np.flatnonzero(placer.choices.may[:, cell])
    asked = random.permutation(able)[:ASKED].tolist()
    offers = sorted(offer for patient in asked for offer in _offers(placer, patient, cell))
    for _, p, left in offers:
        if table.attendees[cell] >= table.least[cell] * table.n_sections[cell]:
            break
        if cell in table.weeks[p] or (left != NONE and not _spares(placer, left)):
            continue
        trial.keep(p)
        if left != NONE:
            table.leave(p, left)
        table.join(p, cell)
        trial.placed(p)
    return bool(table.attendees[cell] >= table.least[cell] * table.n_sections[cell])


def _offers(placer: Placer, patient: int, cell: int) -> list[tuple[float, int, int]]:
    """What it would cost a patient to attend a cell, beside what they have or for one session of the same service."""
    week, local = placer.table.weeks[patient], placer.local
    if cell in week or placer.choices.forbidden(patient)[cell]:
        return []
    same = [k for k, c in week.items() if c == NONE and local.service[k] == local.service[cell]]
    now, offers = placer.cost(patient), []
    for left in (NONE, *(k for k in same if k not in placer.fixed[patient] and _spares(placer, k))):
        cost = local.cost(patient, [(cell, NONE), *((k, c) for k, c in week.items() if k != left)])
        if cost is not None:
            offers.append((cost - now, patient, left))
    return offers


def _spares(placer: Placer, cell: int) -> bool:
    """Whether a cell's sections remain large enough with one less."""
    table = placer.table
    return bool(table.attendees[cell] > max(int(table.least[cell]), 1) * table.n_sections[cell])
