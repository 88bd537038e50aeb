"""`care-plan`: a patient has as many sessions of each service as the care plan asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iopsched.check.lack import Finding, Lack
from iopsched.check.week import Week
from iopsched.check.words import count
from iopsched.model.patient import Patient
from iopsched.model.result import Violation


def care_plan(week: Week) -> Iterator[Finding]:
    """Find care plan items that are short, and sessions that the care plan does not allow.

    Sessions are those with the patient among the attendees, held with or without the patient. Units: per item,
    sessions missing to its `min`. More than `max`, or any of a service that is not in the plan, is not legal. With
    `every_weeks` n the sessions received in the n - 1 weeks before count towards both; a maximum they have used up
    leaves 0.
    """
    for patient in week.facts.scenario.patients:
        sessions = Counter(entry.service.id for entry in week.naming.get(patient.id, ()))
        for item in patient.care_plan.items:
            yield from Lack(
                rule="care-plan",
                patient=patient,
                units=item.min - week.facts.already_received(item) - sessions[item.service],
                unit="sessions",
                fact="",
                service=item.service,
            ).findings(week)
        yield from _beyond(week, patient, sessions)


def _beyond(week: Week, patient: Patient, sessions: Counter[str]) -> Iterator[Finding]:
    planned = {item.service for item in patient.care_plan.items}
    for service, number in sessions.items():
        if service not in planned:
            yield Violation(
                rule="care-plan",
                subjects=(patient.id, service),
                message=f"patient {patient.id} has {count(number, 'session')} of {service}, not in their care plan",
            )
    for item in patient.care_plan.items:
        if item.max is None:
            continue
        left = max(0, item.max - week.facts.already_received(item))
        if sessions[item.service] > left:
            yield Violation(
                rule="care-plan",
                subjects=(patient.id, item.service),
                message=f"patient {patient.id} has {count(sessions[item.service], 'session')} of {item.service}, "
                f"the care plan allows {left}",
            )
