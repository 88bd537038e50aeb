"""What each patient's care plan asks for this week, per service."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from iopsched.compile.index import Index, find
from iopsched.compile.services import or_unlimited
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.patient import CareItem
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
            received = received_before(item, scenario.calendar.week)
            care_min[number, service] = max(0, item.min - received)
            care_max[number, service] = or_unlimited(None if item.max is None else max(0, item.max - received))
    return care_min, care_max


def received_before(item: CareItem, week: date | None) -> int:
    """Count the sessions of the n - 1 weeks before this one, for an item that counts over n weeks."""
    if item.every_weeks is None:
        return 0
    weeks_ago = sum(1 for ago in item.received_weeks_ago if 1 <= ago < item.every_weeks)
    if week is None:
        return weeks_ago
    first = week - timedelta(weeks=item.every_weeks - 1)
    return weeks_ago + sum(1 for day in item.received if first <= day < week)
