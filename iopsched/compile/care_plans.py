"""What each patient's care plan asks for this week, per service."""

from __future__ import annotations

import numpy as np

from iopsched.compile.index import Index, find
from iopsched.compile.services import or_unlimited
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.scenario import Scenario
from iopsched_solver.problem import IntArray


def care_bands(scenario: Scenario, index: Index) -> tuple[IntArray, IntArray]:
    """Return the sessions asked for and the most sessions allowed, both (P, S); 0 and 0 outside the care plan.

    Raises
    ------
    ScenarioError
        If a care plan lists a service twice.
    """
    shape = (len(index.patients), len(index.services))
    care_min, care_max = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for number, patient in enumerate(scenario.patients):
        items = patient.care_plan.items
        if len({item.service for item in items}) < len(items):
            message = f"the care plan of patient {patient.id} lists a service twice"
            place = f"#/patients/{number}/care_plan/items"
            raise ScenarioError([InputProblem("duplicate-care-item", place, message, "write one item for it")])
        for item in items:
            service = find(index.service_of, "service", item.service)
            received = item.received_before(scenario.calendar.week)
            care_min[number, service] = max(0, item.min - received)
            care_max[number, service] = or_unlimited(None if item.max is None else max(0, item.max - received))
    return care_min, care_max
