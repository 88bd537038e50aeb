"""Who might be moved so that one patient finds a better week."""

from __future__ import annotations

import numpy as np

from iopsched_solver.problem import BoolArray
from iopsched_solver.staying import Staying


def movable(staying: Staying, patient: int) -> BoolArray:
    """Tell whose move can make way: others who sit where the patient might, or are seen when the patient might be.

    (P,). Moving anybody else frees nothing that the patient could use.
    """
    problem, reach = staying.problem, staying.within_reach(patient)
    starts, ends = problem.cells.start, problem.cells.end
    others, cells = staying.attended[staying.attended[:, 0] != patient].T
    near = reach[cells]
    one_to_one = problem.services.one_to_one[problem.cells.service]
    wanted = np.flatnonzero(reach & one_to_one)
    if len(wanted):
        meets = (starts[cells][:, None] < ends[wanted]) & (ends[cells][:, None] > starts[wanted])
        near |= one_to_one[cells] & meets.any(axis=1)
    found = np.zeros(problem.n_patients, dtype=np.bool_)
    found[others[near]] = True
    return found
