"""Small changes to a scenario or a schedule, each a function of both: for tests and what-if questions.

Fields are written as in a file (``availability={"free": "Mon 9-12"}``) and checked like one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from iopsched.model.base import Model
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.model.time import parse_moment

Week = tuple[Scenario, Schedule]
Edit = Callable[[Week], Week]
_Model = TypeVar("_Model", bound=Model)


def changed(item: _Model, /, **fields: object) -> _Model:
    """Return a copy with `fields` in place of the old ones; what nobody wrote down stays so."""
    written = {name: getattr(item, name) for name in item.model_fields_set}
    return type(item).model_validate({**written, **fields})


def alter(part: str, name: str, /, **fields: object) -> Edit:
    """Change the item `name` of the scenario's list `part`."""

    def edit(week: Week) -> Week:
        scenario, schedule = week
        items = [changed(item, **fields) if item.id == name else item for item in getattr(scenario, part)]
        return changed(scenario, **{part: items}), schedule

    return edit


def alter_scenario(**fields: object) -> Edit:
    """Change fields of the scenario itself."""
    return lambda week: (changed(week[0], **fields), week[1])


def published_besides(now: str, /, **session: object) -> Edit:
    """Publish the schedule and one session more, and let it be `now`."""

    def edit(week: Week) -> Week:
        sessions = [*week[1].sessions, session]
        return changed(week[0], now=now, published=changed(week[1], sessions=sessions)), week[1]

    return edit


def close(when: str, *sites: str) -> Edit:
    """Close the sites, or all of them, in the hours `when`."""

    def edit(week: Week) -> Week:
        calendar = week[0].calendar
        closures = [*calendar.closures, {"when": when, "sites": sites}]
        return changed(week[0], calendar=changed(calendar, closures=closures)), week[1]

    return edit


def add(part: str, *items: object) -> Edit:
    """Add items to the scenario's list `part`."""
    return lambda week: (changed(week[0], **{part: [*getattr(week[0], part), *items]}), week[1])


def own_policy(patient: str, /, **fields: object) -> Edit:
    """Give one patient a policy of their own that differs in `fields`."""

    def edit(week: Week) -> Week:
        scenario = week[0]
        old = next(item.policy for item in scenario.patients if item.id == patient)
        policy = next(item for item in scenario.policies if item.id == old)
        own = changed(policy, id=f"{old} of {patient}", **fields)
        return alter("patients", patient, policy=own.id)(add("policies", own)(week))

    return edit


def alter_plan(patient: str, service: str, /, **fields: object) -> Edit:
    """Change one item of a patient's care plan; without `fields`, take it out."""

    def edit(week: Week) -> Week:
        plan = next(item.care_plan for item in week[0].patients if item.id == patient)
        items = [changed(item, **fields) if item.service == service else item for item in plan.items]
        kept = [item for item in items if fields or item.service != service]
        return alter("patients", patient, care_plan=changed(plan, items=kept))(week)

    return edit


def target(patient: str, /, **minutes: int) -> Edit:
    """Give a patient a band of counted minutes of their own."""

    def edit(week: Week) -> Week:
        plan = next(item.care_plan for item in week[0].patients if item.id == patient)
        return alter("patients", patient, care_plan=changed(plan, contact_minutes=minutes))(week)

    return edit


def alter_session(service: str, start: str, attendee: str, /, **fields: object) -> Edit:
    """Change the session of `service` that `attendee` has at `start`."""

    def edit(week: Week) -> Week:
        place = _place(week[1], service, start, attendee)
        sessions = list(week[1].sessions)
        sessions[place] = changed(sessions[place], **fields)
        return week[0], changed(week[1], sessions=sessions)

    return edit


def repeat_session(service: str, start: str, attendee: str, /, **fields: object) -> Edit:
    """Add a copy of the session that `attendee` has, with `fields` in place of its own."""

    def edit(week: Week) -> Week:
        session = week[1].sessions[_place(week[1], service, start, attendee)]
        return week[0], changed(week[1], sessions=[*week[1].sessions, changed(session, **fields)])

    return edit


def drop_attendee(service: str, start: str, attendee: str) -> Edit:
    """Take the patient out of the session."""

    def edit(week: Week) -> Week:
        session = week[1].sessions[_place(week[1], service, start, attendee)]
        left = [name for name in session.attendees if name != attendee]
        return alter_session(service, start, attendee, attendees=left)(week)

    return edit


def _place(schedule: Schedule, service: str, start: str, attendee: str) -> int:
    wanted = service, parse_moment(start)
    found = [
        number
        for number, session in enumerate(schedule.sessions)
        if (session.service, session.start) == wanted and attendee in session.attendees
    ]
    if len(found) != 1:
        msg = f"{attendee} has {len(found)} sessions of {service} at {start}: name one that there is once"
        raise ValueError(msg)
    return found[0]
