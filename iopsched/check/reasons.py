"""Why a need is unmet, as far as simple facts of the scenario and the schedule tell.

Each reason is a fact that was checked, not a proof that nothing else stands in the way; it names the patient's own
side, services and clinicians, and never another patient. Where no simple fact tells, the reason is empty.
"""

from __future__ import annotations

from collections.abc import Iterable

from iopsched.check.eligibility import is_eligible
from iopsched.check.roles import qualifies
from iopsched.check.week import Entry, Week
from iopsched.model.care import Service
from iopsched.model.patient import Patient
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.time import WHOLE_WEEK, Window, is_open, subtract

Windows = Iterable[Window]


def reason_for(scenario: Scenario, schedule: Schedule, unmet: UnmetNeed) -> str:
    """Return why `schedule` leaves `unmet` unmet, in one phrase; empty where no simple fact tells."""
    return reason_in(Week.of(scenario, schedule), unmet)


def reason_in(week: Week, unmet: UnmetNeed) -> str:
    """Return the same for a schedule that is listed already."""
    patient = week.facts.patients[unmet.patient]
    if unmet.rule == "weekly-contact-minutes":
        return _too_little_contact(week, patient)
    if unmet.rule == "service-days":
        return _too_few_days(week, patient)
    if unmet.rule == "care-plan" and unmet.service is not None:
        service = week.facts.services[unmet.service]
        if service.format == "group":
            return _no_seat(week, patient, (service,), service.id)
        return _no_visit(week, patient, service)
    return ""


def _too_little_contact(week: Week, patient: Patient) -> str:
    needed = (patient.care_plan.contact_minutes or week.facts.policy(patient).weekly_contact_minutes).min
    free = _minutes(_in_opening_hours(week, patient))
    if free < needed:
        return f"free {_hours(free)} h in opening hours, needs {_hours(needed)} h"
    allowed = _minutes_allowed(week, patient)
    if allowed is not None and allowed < needed:
        return f"the care plan allows {_hours(allowed)} h at most, needs {_hours(needed)} h"
    planned = [week.facts.services[item.service] for item in patient.care_plan.items]
    return _no_seat(week, patient, [service for service in planned if service.contact_minutes > 0], "group")


def _minutes_allowed(week: Week, patient: Patient) -> int | None:
    """Counted minutes of the care plan's maxima; none if a service has no maximum."""
    minutes = 0
    for item in patient.care_plan.items:
        if item.max is None:
            return None
        left = max(0, item.max - week.facts.already_received(item))
        minutes += left * week.facts.services[item.service].contact_minutes
    return minutes


def _too_few_days(week: Week, patient: Patient) -> str:
    needed = week.facts.policy(patient).service_days.min
    free = _in_opening_hours(week, patient)
    enough = max(1, week.facts.day_minimum_minutes(patient))
    days = sum(_minutes(window for window in free if window.day == day) >= enough for day in range(7))
    return f"free long enough on {days} days, needs {needed}" if days < needed else ""


def _no_seat(week: Week, patient: Patient, services: Iterable[Service], word: str) -> str:
    """Say why no other group session of the services would do."""
    mine = {entry.meeting for entry in week.naming.get(patient.id, ())}
    running = [entry for it in services if it.format == "group" for entry in week.of_service.get(it.id, ())]
    attends = any(entry.meeting in mine for entry in running)
    kind = f"{'other ' if attends else ''}eligible {word}"
    others = [entry for entry in running if entry.meeting not in mine and is_eligible(patient, entry.group)]
    if not others:
        return f"no {kind} session runs"
    free = week.facts.patient_open[patient.id]
    timely = [entry for entry in others if is_open(free, entry.start, entry.end)]
    if not timely:
        return f"no {kind} session lies in the patient's free hours"
    spare = [entry for entry in timely if not _is_full(week, entry)]
    if not spare:
        return f"all {kind} sessions in the patient's free hours are full"
    attended = week.attended_by(patient.id)
    if all(any(entry.overlaps(own) for own in attended) for entry in spare):
        return f"all {kind} sessions with a seat overlap sessions the patient attends"
    return ""


def _is_full(week: Week, entry: Entry) -> bool:
    seats = entry.service.max_size
    room = week.facts.rooms.get(entry.session.room or "")
    if room is not None:
        seats = min(seats, (room.capacity - len(entry.leaders)) // entry.service.seats_per_patient)
    return len(entry.attendees) >= seats


def _no_visit(week: Week, patient: Patient, service: Service) -> str:
    """Say why no one-to-one session of the service would do."""
    if not any(qualifies(it, role) for it in week.facts.scenario.clinicians for role in service.leaders[:1]):
        return f"no clinician is qualified for {service.id}" if service.leaders else ""
    free = week.facts.patient_open[patient.id] if service.patient_attends else WHOLE_WEEK
    where = "in common"
    if service.family_slot:
        where = "in a family slot"
        free = _common(free, (window for slot in week.facts.scenario.family_slots for window in slot.when))
        if not _fits(free, service):
            return f"the patient is not free {where}"
    members = week.facts.family_open[patient.id]
    ready = sum(_fits(_common(free, member), service) for member in members)
    if ready < service.family_members_min:
        return f"{ready or 'no'} family member{'s are' if ready > 1 else ' is'} free {where}" + (
            f", needs {service.family_members_min}" if ready else ""
        )
    primary = patient.primary_clinician
    if service.with_primary != "required" or primary is None:
        return ""
    if _fits(_common(free, week.facts.clinician_open.get(primary, ())), service):
        return ""
    return f"primary clinician {primary} has no {service.duration_minutes} min free in common with the patient"


def _in_opening_hours(week: Week, patient: Patient) -> tuple[Window, ...]:
    """Return the patient's free hours in which a site they can reach is open, or in which they may meet by video."""
    facts = week.facts
    hours: list[Window] = []
    for site in patient.sites or facts.sites:
        hours += subtract(facts.site_hours.get(site, ()), facts.closed.get(site, ()))
    planned = [facts.services[item.service] for item in patient.care_plan.items]
    by_video = any(service.telehealth != "no" for service in planned)
    if by_video and patient.telehealth and facts.policy(patient).telehealth:
        hours += subtract(WHOLE_WEEK, facts.closed[None])
    return _common(facts.patient_open[patient.id], hours)


def _common(one: Windows, other: Windows) -> tuple[Window, ...]:
    return subtract(one, subtract(WHOLE_WEEK, other))


def _fits(windows: Windows, service: Service) -> bool:
    return any(window.end - window.start >= service.duration_minutes for window in windows)


def _minutes(windows: Windows) -> int:
    return sum(window.end - window.start for window in windows)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")
