"""Patients named together: kept apart or kept together."""

from __future__ import annotations

import numpy as np

from iopsched.compile.index import Index, find
from iopsched.compile.services import is_one_to_one
from iopsched.model.scenario import Scenario
from iopsched_solver.problem import KEEP_APART_DAY, KEEP_APART_SESSION, KEEP_APART_TIME, Pairs

SCOPES = {"session": KEEP_APART_SESSION, "time": KEEP_APART_TIME, "day": KEEP_APART_DAY}


def solver_pairs(scenario: Scenario, index: Index) -> Pairs:
    """Turn pairs to keep apart or together into rows."""

    def both(patients: tuple[str, str]) -> list[int]:
        return [find(index.patient_of, "patient", patient) for patient in patients]

    apart = [(*both(pair.patients), SCOPES[pair.scope]) for pair in scenario.keep_apart]
    together = [both(pair.patients) for pair in scenario.keep_together]
    offerings = np.zeros((len(together), len(index.offerings)), dtype=np.bool_)
    for number, pair in enumerate(scenario.keep_together):
        offerings[number] = [
            not is_one_to_one(index.services[offering.service])
            and (not pair.groups or (offering.group is not None and offering.group.id in pair.groups))
            for offering in index.offerings
        ]
    return Pairs(
        apart=np.array(apart, dtype=np.int64).reshape(-1, 3),
        together=np.array(together, dtype=np.int64).reshape(-1, 2),
        together_offerings=offerings,
    )
