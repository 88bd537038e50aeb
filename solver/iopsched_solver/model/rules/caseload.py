"""caseload: a clinician sees at most so many patients one-to-one.

Per clinician: patients with any visit <= caseload.
"""

from __future__ import annotations

import numpy as np

from iopsched_solver.model.sums import Sums
from iopsched_solver.model.variables import Week
from iopsched_solver.problem import UNLIMITED


def add(week: Week) -> None:
    """Count whom each clinician sees."""
    most = week.problem.clinicians.caseload_max
    visits = week.visits.pick(most[week.visits.clinician] < UNLIMITED)
    n = week.problem.n_patients
    cases, row = np.unique(visits.clinician * n + visits.patient, return_inverse=True)
    is_seen = week.pool.any_of(Sums.of(len(cases), row, visits.column))
    week.pool.at_most(is_seen.gathered(len(most), cases // n), most)
