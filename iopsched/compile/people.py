"""Patients named together: kept apart or kept together."""

from __future__ import annotations

import numpy as np

from iopsched.compile.index import Index, Offering, find
from iopsched.compile.patients import fits_group
from iopsched.compile.services import is_one_to_one
from iopsched.model.patient import KeepTogether, Patient
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
        patients = [scenario.patients[patient] for patient in together[number]]
        offerings[number] = [_shared(index, offering, pair, patients) for offering in index.offerings]
    return Pairs(
        apart=np.array(apart, dtype=np.int64).reshape(-1, 3),
        together=np.array(together, dtype=np.int64).reshape(-1, 2),
        together_offerings=offerings,
    )


def _shared(index: Index, offering: Offering, pair: KeepTogether, patients: list[Patient]) -> bool:
    """Whether the pair should share the offering's meetings: it is named, or none is named and both may attend it."""
    group, service = offering.group, index.services[offering.service]
    if is_one_to_one(service) or not service.patient_attends:
        return False
    if pair.groups:
        return group is not None and group.id in pair.groups
    planned = all(any(item.service == service.id for item in patient.care_plan.items) for patient in patients)
    return planned and (group is None or all(fits_group(patient, group) for patient in patients))
