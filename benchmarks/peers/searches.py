"""Everybody who takes part: the name of each and its search, all of one form."""

import dataclasses
import time

from iopsched.bench.measuring import iopsched_search
from iopsched_solver.greedy import first_fit
from iopsched_solver.limits import Event, Found
from iopsched_solver.model import solve_whole
from iopsched_solver.model.build import cost_of
from iopsched_solver.outcome import Outcome
from peers.mip import search_with


def greedy(problem, limits, on_event):  # noqa: ARG001  it needs no limits: it ends by itself
    """First fit: what a careful person does."""
    began = time.monotonic()
    outcome = first_fit(problem)
    outcome = Outcome() if outcome is None else outcome
    cost, seconds = cost_of(problem, outcome), time.monotonic() - began
    on_event(Event("first fit", seconds, cost, None))
    return Found("feasible", outcome, cost, None, "stall", "greedy", {"solve": seconds})


def cp_sat(threads):
    """The whole constraint model by CP-SAT alone, without a bound or a start from elsewhere."""

    def search(problem, limits, on_event):
        return solve_whole(problem, dataclasses.replace(limits, workers=threads), on_event=on_event)

    return search


SEARCHES = {
    "iopsched": iopsched_search,
    "greedy": greedy,
    "cp-sat, 2 workers": cp_sat(2),
    "cp-sat, 8 workers": cp_sat(8),
    "highs": search_with("highs"),
    "scip": search_with("scip"),
    "cbc": search_with("cbc"),
}
