"""Sum a schedule up: contact hours by patient, hours led by clinician, seats by group session."""

from __future__ import annotations

from collections import Counter, defaultdict

from iopsched.model.patient import Patient
from iopsched.model.policy import Policy
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.summary import ClinicianWeek, PatientWeek, SessionFill, Summary
from iopsched.model.time import DAY_MINUTES


def summarise(scenario: Scenario, schedule: Schedule) -> Summary:
    """Return the figures of `schedule` for everyone in `scenario`.

    Sessions of services the scenario does not know are left out of the figures.
    """
    services = {service.id: service for service in scenario.services}
    known = [session for session in schedule.sessions if session.service in services]
    return Summary(
        title=scenario.title,
        week=scenario.calendar.week,
        patients=_patients(scenario, known),
        clinicians=_clinicians(scenario, known),
        groups=_groups(scenario, known),
    )


def _patients(scenario: Scenario, sessions: list[Session]) -> tuple[PatientWeek, ...]:
    services = {service.id: service for service in scenario.services}
    policies = {policy.id: policy for policy in scenario.policies}
    attended: Counter[str] = Counter()
    counted: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for session in sessions:
        service = services[session.service]
        if service.patient_attends:
            for patient in session.attendees:
                attended[patient] += 1
                counted[patient][session.start // DAY_MINUTES] += service.contact_minutes
    return tuple(
        _patient(patient, policies[patient.policy], attended[patient.id], counted[patient.id])
        for patient in scenario.patients
        if patient.policy in policies
    )


def _patient(patient: Patient, policy: Policy, attended: int, counted: Counter[int]) -> PatientWeek:
    exempt = {rule for exemption in policy.exemptions if exemption.phase == patient.phase for rule in exemption.rules}
    band = patient.care_plan.contact_minutes or policy.weekly_contact_minutes
    day_minimum = policy.service_day_minimum
    day_floor = 1
    if day_minimum is not None and "service-day-minimum" not in exempt:
        day_floor = max(1, day_minimum.minutes)
    return PatientWeek(
        patient=patient.id,
        status=patient.status,
        sessions=attended,
        contact_minutes=sum(counted.values()),
        contact_minutes_min=0 if "weekly-contact-minutes" in exempt else band.min,
        contact_minutes_max=band.max,
        service_days=sum(minutes >= day_floor for minutes in counted.values()),
        service_days_min=0 if "service-days" in exempt else policy.service_days.min,
    )


def _clinicians(scenario: Scenario, sessions: list[Session]) -> tuple[ClinicianWeek, ...]:
    led = Counter(leader for session in sessions for leader in session.leaders)
    minutes: Counter[str] = Counter()
    for session in sessions:
        for leader in session.leaders:
            minutes[leader] += session.end - session.start
    return tuple(
        ClinicianWeek(
            clinician=clinician.id,
            sessions=led[clinician.id],
            led_minutes=minutes[clinician.id],
            led_minutes_max=clinician.weekly_contact_minutes_max,
        )
        for clinician in scenario.clinicians
    )


def _groups(scenario: Scenario, sessions: list[Session]) -> tuple[SessionFill, ...]:
    services = {service.id: service for service in scenario.services}
    capacity = {room.id: room.capacity for room in scenario.rooms}
    fills = []
    for session in sessions:
        service = services[session.service]
        if service.format != "group":
            continue
        seats = service.max_size
        if session.room in capacity:
            seats = min(seats, (capacity[session.room] - len(session.leaders)) // service.seats_per_patient)
        fills.append(
            SessionFill(
                service=session.service,
                group=session.group,
                start=session.start,
                site=session.site,
                room=session.room,
                attendees=len(session.attendees),
                seats=max(0, seats),
            )
        )
    return tuple(fills)
