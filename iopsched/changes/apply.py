"""Changes written into a scenario: a pure function, from the week as it was agreed to the week as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from iopsched.changes.hours import ahead, with_busy, with_free, with_only
from iopsched.changes.leaving import discharged
from iopsched.check.facts import Facts
from iopsched.check.week import Meeting, meeting_of
from iopsched.model.base import Band
from iopsched.model.care import Group, Service, Starts
from iopsched.model.change import (
    Change,
    ClinicianAway,
    GroupCancelled,
    PatientAdmitted,
    PatientAvailability,
    PatientDischarged,
    RoomClosed,
    SiteClosed,
)
from iopsched.model.clinic import Closure
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Session
from iopsched.model.time import WEEK_MINUTES, Window, format_moment, is_open
from iopsched.validation.known import Known


def apply_changes(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """Return the scenario as it is after the changes; the one given stays as it is.

    Only hours ahead of ``scenario.now`` change. A group's least number of meetings is lowered by the meetings that can
    no longer be as published, so that what is left of it may go on.

    Raises
    ------
    ScenarioError
        With every change that names nothing, or nothing ahead.

    Examples
    --------
    >>> from iopsched_scenarios.mutations import base_week
    >>> scenario, _ = base_week()
    >>> week = apply_changes(scenario, [ClinicianAway(clinician="C-1", when="Tue")])
    >>> week.clinicians[0].availability.busy[-1].reason
    'leave'
    """
    changed, problems = scenario, []
    listed = tuple(changes)
    for number, change in enumerate(listed):
        found = _problems(changed, change, f"#/changes/{number}")
        problems += found
        if not found:
            changed = _apply(changed, change)
    if problems:
        raise ScenarioError(problems)
    return _fewer_meetings(changed, changed.published.sessions if changed.published else ()) if listed else changed


def _problems(scenario: Scenario, change: Change, place: str) -> list[InputProblem]:
    known = Known.of(scenario)
    kind, name = _subject(change)
    if isinstance(change, PatientAdmitted):
        if known.has("patient", name or ""):
            fact = f"patient {name} is in this week already"
            return [InputProblem("duplicate-id", place, fact, "give the new patient an id of their own")]
        return []
    if name is not None and not known.has(kind, name):
        return [InputProblem("dangling-id", place, f"there is no {kind} {name}", known.proposal(kind, name))]
    if scenario.now is not None and not _hours_ahead(scenario, change):
        fact = f"all hours of {change.kind} {name or 'all'} lie before {format_moment(scenario.now)}, which is now"
        return [InputProblem("nothing-ahead", place, fact, "leave the change out, or correct its hours")]
    return []


def _subject(change: Change) -> tuple[str, str | None]:
    """Return kind and id of what a change names."""
    match change:
        case ClinicianAway():
            return "clinician", change.clinician
        case RoomClosed():
            return "room", change.room
        case PatientAvailability() | PatientDischarged():
            return "patient", change.patient
        case PatientAdmitted():
            return "patient", change.patient.id
        case GroupCancelled():
            return "group", change.group
        case SiteClosed():
            return "site", change.site


def _hours_ahead(scenario: Scenario, change: Change) -> bool:
    now = scenario.now or 0
    match change:
        case PatientAdmitted():
            return True
        case PatientDischarged():
            return now < WEEK_MINUTES
        case PatientAvailability():
            return bool(ahead([*change.busy, *change.free, *(change.only or ())], now, ())) or change.only == ()
        case _:
            return bool(ahead(change.when, now, ()))


def _apply(scenario: Scenario, change: Change) -> Scenario:
    now, week = scenario.now or 0, scenario.calendar.week
    sessions = scenario.published.sessions if scenario.published is not None else ()
    match change:
        case ClinicianAway():
            when = ahead(change.when, now, [s for s in sessions if change.clinician in s.leaders])
            return _edited(
                scenario,
                "clinicians",
                change.clinician,
                lambda one: {"availability": with_busy(one.availability, week, when, change.reason)},
            )
        case RoomClosed():
            when = ahead(change.when, now, [s for s in sessions if s.room == change.room])
            return _edited(
                scenario,
                "rooms",
                change.room,
                lambda one: {"availability": with_busy(one.availability, week, when, change.reason)},
            )
        case PatientAvailability():
            return _edited(
                scenario, "patients", change.patient, lambda one: {"availability": _hours(scenario, change, one)}
            )
        case PatientAdmitted():
            return scenario.model_copy(update={"patients": (*scenario.patients, change.patient)})
        case PatientDischarged():
            return discharged(scenario, change.patient, max(now, change.since))
        case GroupCancelled():
            when = ahead(change.when, now, [s for s in sessions if s.group == change.group])
            return _edited(scenario, "groups", change.group, lambda one: _cancelled(scenario, one, when))
        case SiteClosed():
            begun = [s for s in sessions if change.site is None or s.site == change.site]
            closure = Closure(
                when=ahead(change.when, now, begun),
                reason=change.reason,
                sites=() if change.site is None else (change.site,),
            )
            closures = (*scenario.calendar.closures, closure)
            return scenario.model_copy(update={"calendar": scenario.calendar.model_copy(update={"closures": closures})})


def _edited(scenario: Scenario, field: str, name: str, edit: Any) -> Scenario:  # noqa: ANN401  of any kind
    items = [item.model_copy(update=edit(item)) if item.id == name else item for item in getattr(scenario, field)]
    return scenario.model_copy(update={field: tuple(items)})


def _hours(scenario: Scenario, change: PatientAvailability, patient: Any) -> Any:  # noqa: ANN401
    now, week = scenario.now or 0, scenario.calendar.week
    sessions = scenario.published.sessions if scenario.published is not None else ()
    begun = [session for session in sessions if change.patient in session.attendees]
    hours = patient.availability
    if change.only is not None:
        running = [Window(s.start, s.end) for s in begun if s.start < now < s.end]
        hours = with_only(hours, week, (*ahead(change.only, now, ()), *running), now)
    if change.free:
        hours = with_free(hours, week, ahead(change.free, now, ()))
    if change.busy:
        hours = with_busy(hours, week, ahead(change.busy, now, begun), change.reason)
    return hours


def _cancelled(scenario: Scenario, group: Group, when: Sequence[Window]) -> dict[str, Any]:
    """Return the group's starts that are left; a group that has none never runs."""
    starts = _remaining(scenario, group, when)
    return {"starts": starts} if starts.at else {"sessions_per_week": Band(min=0, max=0)}


def _remaining(scenario: Scenario, group: Group, when: Sequence[Window]) -> Starts:
    """Return the group's candidate starts whose meetings touch no cancelled hour."""
    from iopsched.compile.starts import candidate_starts  # noqa: PLC0415  numpy is loaded only where it is needed

    service = next(service for service in scenario.services if service.id == group.service)
    slot = scenario.calendar.slot_minutes
    starts = (int(start) * slot for start in candidate_starts(group.starts, service.duration_minutes, slot))
    return Starts(at=tuple(start for start in starts if not _touches(when, start, service)))


def _touches(when: Sequence[Window], start: int, service: Service) -> bool:
    return any(window.overlaps(start, start + service.duration_minutes) for window in when)


def _fewer_meetings(scenario: Scenario, sessions: Sequence[Session]) -> Scenario:
    """Lower each group's least number of meetings by those that cannot be as published any more."""
    facts = Facts(scenario)
    lost: defaultdict[str, set[Meeting]] = defaultdict(set)
    for session in sessions:
        group = facts.groups.get(session.group or "")
        if group is not None and session.start >= (scenario.now or 0) and not _may_be(scenario, facts, session):
            lost[group.id].add(meeting_of(session))
    if not lost:
        return scenario
    groups = []
    for group in scenario.groups:
        band = group.sessions_per_week
        fewer = Band(min=max(0, band.min - len(lost[group.id])), max=band.max)
        groups.append(group.model_copy(update={"sessions_per_week": fewer}) if lost[group.id] else group)
    return scenario.model_copy(update={"groups": tuple(groups)})


def _may_be(scenario: Scenario, facts: Facts, session: Session) -> bool:
    """Whether a published group session may still be there and then, with its leaders and in its room."""
    group = facts.groups[session.group or ""]
    start, end = session.start, session.end
    closed = facts.closed.get(None if session.telehealth else session.site, ())
    return (
        all(
            is_open(facts.clinician_open[leader], start, end)
            for leader in session.leaders
            if leader in facts.clinicians
        )
        and (session.room not in facts.rooms or is_open(facts.room_open[session.room or ""], start, end))
        and not any(window.overlaps(start, end) for window in closed)
        and start in _remaining(scenario, group, ()).at
    )
