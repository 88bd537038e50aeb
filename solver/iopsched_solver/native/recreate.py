"""Ruin and recreate, compiled: a legal week is made better, a few patients at a time.

Thousands of steps a second, without holding the interpreter: what else runs in the process goes on.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.native.cooling import Cooling
from iopsched_solver.native.facts import MOST_LEADERS, MOST_SECTIONS, MOST_SESSIONS
from iopsched_solver.native.library import library
from iopsched_solver.native.reading import facts_of
from iopsched_solver.outcome import Outcome, Section, Visit
from iopsched_solver.problem import NONE, Problem

BURST = 64
"""Steps after which the clock is looked at."""
MOST_STEPS = 10_000
"""Steps of one annealing for each patient, at most: more time is better spent otherwise."""
EVERY_S = 1.0
"""Seconds between two reports."""

_Rows = NDArray[np.int32]


def session_price(problem: Problem) -> float:
    """What an unmet session of a care plan costs, or what comes nearest where that is free."""
    return float(problem.unit_cost["care-plan"] or problem.unit_cost["weekly-contact-minutes"] or 1)


def until(deadline: float) -> Callable[[], float]:
    """What share of the time from now to the deadline, on the monotonic clock, is over, as `Recreate.anneal` asks."""
    began = time.monotonic()
    return lambda: (time.monotonic() - began) / max(deadline - began, 1e-9)


class Recreate:
    """A legal week of which the best so far is kept.

    Parameters
    ----------
    problem
        The week.
    outcome
        A legal week to begin with.
    seed
        Of all random choices.
    """

    def __init__(self, problem: Problem, outcome: Outcome, *, seed: int) -> None:
        self._search: int | None = None
        self.problem = problem
        self._session_price = session_price(problem)
        self.holds = False
        """Whether the week could be taken over as it is."""
        try:
            self._facts = facts_of(problem)
        except OverflowError:
            return
        self._library = library()
        self._search = self._library.search_new(ctypes.byref(self._facts), seed)
        if not self._search:
            raise MemoryError
        sections, sessions = _rows(outcome)
        self.holds = bool(
            self._library.search_take(self._search, _at(sections), len(sections), _at(sessions), len(sessions))
        )
        self.best_cost = self.cost
        """What the best week costs, as `cost` has it."""

    def __del__(self) -> None:
        if self._search:
            self._library.search_free(self._search)

    @property
    def cost(self) -> int:
        """What the week costs from which the next step is taken, but for constants and what is published of rooms."""
        return int(self._library.search_cost(self._search))

    def steps(self, number: int, *, temperature: float = 0.0) -> int:
        """Take steps; a week that costs more is gone on from with probability exp(-more / temperature).

        Returns
        -------
        int
            The best cost so far, as `cost` has it.
        """
        self.best_cost = int(self._library.search_steps(self._search, number, temperature))
        return self.best_cost

    def anneal(
        self,
        over: Callable[[], float],
        *,
        stop: Callable[[], bool],
        cooling: Cooling,
        on_better: Callable[[], object] = lambda: None,
    ) -> None:
        """Take steps, ever less willing to go on from worse weeks, `MOST_STEPS` for each patient at most.

        Parameters
        ----------
        over
            What share of the annealing is done, asked before every `BURST` steps; it ends at 1.
        stop
            Asked as often.
        cooling
            Temperatures from beginning to end.
        on_better
            Called when there is a better week than when it was called last, once a second at most.
        """
        told, told_s = self.best_cost, time.monotonic()
        taken, most = 0, max(MOST_STEPS * self.problem.n_patients, 1)
        while (share := max(over(), taken / most)) < 1.0 and not stop():
            taken += BURST
            self.steps(BURST, temperature=self._session_price * cooling.at(share))
            if self.best_cost < told and time.monotonic() > told_s + EVERY_S:
                on_better()
                told, told_s = self.best_cost, time.monotonic()

    def back_to_best(self) -> None:
        """Go on from the best week."""
        self._library.search_return(self._search)

    def outcome(self) -> Outcome:
        """The best week."""
        most = self.problem.n_patients * MOST_SESSIONS + self.problem.n_cells * MOST_SECTIONS
        sections = np.zeros((most, 4 + MOST_LEADERS), dtype=np.int32)
        sessions = np.zeros((most, 4), dtype=np.int32)
        n_sections, n_sessions = ctypes.c_int64(), ctypes.c_int64()
        self._library.search_best(
            self._search, _at(sections), ctypes.byref(n_sections), _at(sessions), ctypes.byref(n_sessions), most
        )
        return _outcome(sections[: n_sections.value], sessions[: n_sessions.value])


def _rows(outcome: Outcome) -> tuple[_Rows, _Rows]:
    """A week as `recreate.h` reads it."""
    sections = np.full((len(outcome.sections), 4 + MOST_LEADERS), NONE, dtype=np.int32)
    for n, section in enumerate(outcome.sections):
        leaders = section.leaders
        sections[n, : 4 + len(leaders)] = section.cell, section.band, section.room_class, len(leaders), *leaders
    attends = [(p, k, NONE, NONE) for p, k in outcome.attends]
    visits = [(visit.patient, visit.cell, visit.clinician, visit.room_class) for visit in outcome.visits]
    return sections, np.array([*attends, *visits], dtype=np.int32).reshape(-1, 4)


def _outcome(sections: _Rows, sessions: _Rows) -> Outcome:
    ran = [Section(k, b, q, tuple(leaders[:n])) for k, b, q, n, *leaders in sections.tolist()]
    had = sessions.tolist()
    return Outcome(
        tuple(sorted(ran)),
        tuple(sorted((p, k) for p, k, c, _ in had if c == NONE)),
        tuple(sorted(Visit(k, p, c, q) for p, k, c, q in had if c != NONE)),
    )


def _at(rows: _Rows) -> ctypes._Pointer[ctypes.c_int32]:
    return rows.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
