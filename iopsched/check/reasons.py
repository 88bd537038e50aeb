"""Why a need is unmet, as far as simple facts of the scenario and the schedule tell.

Each reason is a fact that was checked, not a proof that nothing else stands in the way; it names the patient's own
side, services and clinicians, and never another patient. Where no simple fact tells, the reason is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from iopsched.check.eligibility import is_eligible
from iopsched.check.facts import Facts
from iopsched.check.roles import qualifies
from iopsched.check.week import Entries, Entry, Week
from iopsched.check.words import count
from iopsched.model.care import Service
from iopsched.model.patient import Patient
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.time import WHOLE_WEEK, Window, is_open, subtract

Windows = Iterable[Window]


def reason_for(scenario: Scenario, schedule: Schedule, unmet: UnmetNeed) -> str:
    """Return why `schedule` leaves `unmet` unmet, in one phrase; empty where no simple fact tells."""
    return Reasons(Week.of(scenario, schedule)).of(unmet)


@dataclass(frozen=True)
class Reasons:
    """The reasons of one schedule's unmet needs."""

    week: Week

    def of(self, unmet: UnmetNeed) -> str:
        """Return why `unmet` is unmet, in one phrase; empty where no simple fact tells."""
        facts = self.week.facts
        patient = facts.patients[unmet.patient]
        if unmet.rule == "weekly-contact-minutes":
            planned = [facts.services[item.service] for item in patient.care_plan.items]
            counted = [service.id for service in planned if service.contact_minutes > 0]
            return _too_few_hours(facts, patient) or self._no_seat(patient, counted, "group")
        if unmet.rule == "service-days":
            return _too_few_days(facts, patient)
        if unmet.rule == "care-plan" and unmet.service is not None:
            service = facts.services[unmet.service]
            if service.format == "group":
                return self._no_seat(patient, (service.id,), service.id)
            return _no_visit(facts, patient, service)
        return ""

    def _no_seat(self, patient: Patient, services: Collection[str], word: str) -> str:
        """Say what keeps the patient out of every other group session of the services; empty if one would do."""
        groups = (entry for entry in self.week.naming.get(patient.id, ()) if entry.is_group)
        kind = f"{'other ' if any(entry.service.id in services for entry in groups) else ''}eligible {word}"
        attended, has_seat = self.week.attended_by(patient.id), False
        for entry in self._timely(patient, services, self._with_seats):
            if not any(entry.overlaps(own) for own in attended):
                return ""
            has_seat = True
        if has_seat:
            return f"all {kind} sessions with a seat overlap sessions the patient attends"
        if any(True for _ in self._timely(patient, services, self.week.of_service)):
            return f"all {kind} sessions in the patient's free hours are full"
        if any(True for _ in self._eligible(patient, services, self.week.of_service)):
            return f"no {kind} session that runs lies in the patient's free hours"
        return f"no {kind} session runs"

    def _timely(self, patient: Patient, services: Collection[str], listing: Mapping[str, Entries]) -> Iterator[Entry]:
        free = self.week.facts.patient_open[patient.id]
        for entry in self._eligible(patient, services, listing):
            if is_open(free, entry.start, entry.end):
                yield entry

    def _eligible(self, patient: Patient, services: Collection[str], listing: Mapping[str, Entries]) -> Iterator[Entry]:
        """Yield the listed group sessions that the patient is not in and may join."""
        mine = {entry.meeting for entry in self.week.naming.get(patient.id, ())}
        groups: dict[str | None, bool] = {}
        for entry in (entry for service in services for entry in listing.get(service, ())):
            if entry.is_group and entry.meeting not in mine:
                name = entry.session.group
                if name not in groups:
                    groups[name] = is_eligible(patient, entry.group)
                if groups[name]:
                    yield entry

    @cached_property
    def _with_seats(self) -> Mapping[str, Entries]:
        """By service: sessions that are not full."""
        return {
            service: tuple(entry for entry in entries if not self._is_full(entry))
            for service, entries in self.week.of_service.items()
        }

    def _is_full(self, entry: Entry) -> bool:
        seats = entry.service.max_size
        room = self.week.facts.rooms.get(entry.session.room or "")
        if room is not None:
            seats = min(seats, (room.capacity - len(entry.leaders)) // entry.service.seats_per_patient)
        return len(entry.attendees) >= seats


def _too_few_hours(facts: Facts, patient: Patient) -> str:
    needed = (patient.care_plan.contact_minutes or facts.policy(patient).weekly_contact_minutes).min
    free = _minutes(_in_opening_hours(facts, patient))
    if free < needed:
        return f"free {_hours(free)} h in opening hours, needs {_hours(needed)} h"
    allowed = _minutes_allowed(facts, patient)
    if allowed is not None and allowed < needed:
        return f"the care plan allows {_hours(allowed)} h at most, needs {_hours(needed)} h"
    return ""


def _minutes_allowed(facts: Facts, patient: Patient) -> int | None:
    """Counted minutes of the care plan's maxima; none if a service has no maximum."""
    minutes = 0
    for item in patient.care_plan.items:
        service = facts.services[item.service]
        if not service.patient_attends or service.contact_minutes == 0:
            continue
        if item.max is None:
            return None
        minutes += max(0, item.max - facts.already_received(item)) * service.contact_minutes
    return minutes


def _too_few_days(facts: Facts, patient: Patient) -> str:
    needed = facts.policy(patient).service_days.min
    free = _in_opening_hours(facts, patient)
    enough = max(1, facts.day_minimum_minutes(patient))
    days = sum(_minutes(window for window in free if window.day == day) >= enough for day in range(7))
    return f"free long enough on {count(days, 'day')}, needs {needed}" if days < needed else ""


def _no_visit(facts: Facts, patient: Patient, service: Service) -> str:
    """Say why no one-to-one session of the service would do."""
    if not any(qualifies(it, role) for it in facts.scenario.clinicians for role in service.leaders[:1]):
        return f"no clinician is qualified for {service.id}" if service.leaders else ""
    free = facts.patient_open[patient.id] if service.patient_attends else WHOLE_WEEK
    where = "in common"
    if service.family_slot:
        where = "in a family slot"
        free = _common(free, (window for slot in facts.scenario.family_slots for window in slot.when))
        if not _fits(free, service):
            return f"the patient is not free {where}"
    ready = sum(_fits(_common(free, member), service) for member in facts.family_open[patient.id])
    if ready < service.family_members_min:
        if ready == 0:
            return f"no family member is free {where}"
        return f"{ready} of {service.family_members_min} family members needed are free {where}"
    primary = patient.primary_clinician
    if service.with_primary != "required" or primary is None:
        return ""
    if _fits(_common(free, facts.clinician_open.get(primary, ())), service):
        return ""
    return f"primary clinician {primary} has no {service.duration_minutes} min free in common with the patient"


def _in_opening_hours(facts: Facts, patient: Patient) -> tuple[Window, ...]:
    """Return the patient's free hours in which a site they can reach is open, or in which they may meet by video."""
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
