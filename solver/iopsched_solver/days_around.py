"""Whole days around a timetable that stays, its leaders too: of everybody, or of as many as one program can take.

A program of days around named leaders is within a few parts in a thousand of the best week around them, and a dive on
it, finished by the constraint solver, comes as close. Ruin and recreate ends two per cent above that at 150 patients.
"""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections.abc import Callable

import numpy as np

from iopsched_solver.columns import Columns, days_of
from iopsched_solver.dive import dive_days
from iopsched_solver.greedy import Wish
from iopsched_solver.last_days import LastDays, shared
from iopsched_solver.limits import Limits
from iopsched_solver.outcome import Outcome
from iopsched_solver.problem import BoolArray, Problem

MANY = 30_000
"""Single choices (patient and cell) of those whose days are sought at once, where the others have theirs: of 150
patients where groups have a handful of starts, of 60 where they may begin at any half hour."""
PROMISED = 0.0005
"""Share of the cost that the program must promise to save for its days to be made whole."""
REFINE_PART, DIVE_PART = 0.5, 0.7
"""Parts of the time left that prices of days, and a dive on these, may take."""
NEAR, SLOW = 0.001, 0.0005
"""Distance of the program from its bound, and share of the cost gained by a round, at which days are priced no more."""


def days_around(
    columns: Columns,
    timetable: Outcome,
    *,
    below: float | None,
    limits: Limits,
    cancel: threading.Event,
    decide_s: Callable[[float], float] = lambda left_s: left_s,
    on_decided: Callable[[float], None] = lambda _: None,
    patients: BoolArray | None = None,
) -> Wish | None:
    """Find the best days around a timetable and its leaders.

    Parameters
    ----------
    columns
        Days found so far. They are left settled and in part held: open or settle them before any other use.
    timetable
        Its sections stay; and, where `patients` are named, what others do.
    below
        What the week must cost less than for its last days to be decided at once. If nothing is said they are not.
    limits
        Time, threads and seed.
    cancel
        Ends it at once.
    decide_s, on_decided
        How many seconds deciding the last days may take when so many are left, and told how many it took: of the
        clock, or the engine's own where the search is reproducible.
    patients
        (P,) whose days are sought; everybody's, if nothing is said.

    Returns
    -------
    Wish
        A week that may break rules: where no whole days were found, all that the program takes any of, the likeliest
        first. None when time ran out, or where somebody named finds no better days, or the program promises next to
        none.
    """
    deadline = time.monotonic() + limits.time_limit_s

    def part(share: float) -> float:
        now = time.monotonic()
        return now + share * (deadline - now)

    columns.settle(timetable)
    if patients is not None and not columns.hold_others(timetable, patients):
        return None
    refined = columns.refine(deadline=part(REFINE_PART), gap=NEAR, stop=cancel.is_set, slow=SLOW)
    if refined is None:
        return None
    if below is not None and patients is not None and refined.cost + columns.lost >= (1 - PROMISED) * below:
        return None
    solution = dive_days(columns, refined, deadline=part(DIVE_PART), stop=cancel.is_set)
    if solution is None or cancel.is_set():
        return None
    week = None
    if below is not None:
        last = LastDays(columns, solution, timetable)
        limits = dataclasses.replace(limits, time_limit_s=decide_s(deadline - time.monotonic()))
        week = last.decide(below=below, limits=limits, deadline=deadline, cancel=cancel)
        on_decided(last.seconds)
        if week is None and patients is not None:
            return None
    days = columns.likeliest(solution) if week is None else week.days
    return Wish(timetable.sections, [(day.patient, day.cells) for day in days])


def crowds(problem: Problem, outcome: Outcome, *, seed: int, parts: int = 1) -> list[BoolArray]:
    """Divide patients, (P,) each, into as few crowds of about one size as programs can take, or so many times as many.

    Who is seen by the same clinicians and sits in the same sessions comes together, around somebody chosen by chance.
    """
    n_crowds = min(parts * math.ceil(problem.n_choices / MANY), problem.n_patients)
    shares = shared(problem, days_of(problem, outcome))
    random, left = np.random.default_rng(seed), np.ones(problem.n_patients, dtype=np.bool_)
    divided: list[BoolArray] = []
    for n in range(n_crowds, 0, -1):
        near = shares @ shares[random.choice(np.flatnonzero(left))] + random.random(problem.n_patients)
        near[~left] = -np.inf
        crowd = np.zeros(problem.n_patients, dtype=np.bool_)
        crowd[np.argsort(-near, kind="stable")[: math.ceil(left.sum() / n)]] = True
        divided.append(crowd)
        left &= ~crowd
    return divided
