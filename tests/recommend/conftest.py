"""Every whole week of one patient in a schedule that stays, listed from the scenario, judged by the checker alone."""

from itertools import chain, combinations

import pytest

from iopsched.check import check
from iopsched.model.schedule import Schedule, Session

MENDED = {
    "pins", "cohort-all-or-none", "roster", "sessions-per-week", "group-size", "weekly-contact-minutes",
    "service-day-minimum", "service-days", "service-day-gap", "sessions-per-day", "rolling-cap",
}  # fmt: skip
"""Rules that more sessions of the patient may mend."""


class TooManyError(Exception):
    """More weeks than may be checked."""


def starts_of(starts, service, slot):
    if starts is None:
        return range(0, 7 * 1440, slot)
    inside = {
        minute
        for window in starts.within
        for minute in range(window.start, window.end - service.duration_minutes + 1, starts.step_minutes or slot)
    }
    return sorted({*starts.at, *inside})


def meetings(scenario):
    """Yield service, group id and start of everything that may be offered."""
    services = {service.id: service for service in scenario.services}
    slot = scenario.calendar.slot_minutes
    listed = [(services[group.service], group.id, group.starts) for group in scenario.groups]
    grouped = {group.service for group in scenario.groups}
    listed += [(service, None, service.starts) for service in scenario.services if service.id not in grouped]
    for service, group, starts in listed:
        yield from ((service, group, start) for start in starts_of(starts, service, slot))


def places(scenario, service):
    if service.telehealth != "no":
        yield None, None, True
    for site in scenario.sites:
        rooms = [room.id for room in scenario.rooms if room.site == site.id] if service.needs_room else [None]
        yield from ((site.id, room, False) for room in rooms)


def own_sessions(scenario, patient):
    """List sessions that the patient alone might have: visits, and groups opened for one."""
    planned = {item.service for item in patient.care_plan.items}
    clinicians = [clinician.id for clinician in scenario.clinicians]
    for service, group, start in meetings(scenario):
        if service.id not in planned or (service.format == "group" and service.min_size > 1):
            continue
        sizes = {1}
        if service.format == "group":
            sizes = {sum(r.count for r in service.leaders if r.from_size <= n) for n in range(service.max_size + 1)}
        for site, room, telehealth in places(scenario, service):
            for leaders in chain.from_iterable(combinations(clinicians, size) for size in sorted(sizes)):
                yield Session(
                    service=service.id, group=group, start=start, end=start + service.duration_minutes, site=site,
                    room=room, telehealth=telehealth, leaders=leaders, attendees=(patient.id,),
                )  # fmt: skip


def with_seat(session, patient):
    return session.model_copy(update={"attendees": tuple(sorted({*session.attendees, patient}))})


def without(session, *patients):
    return session.model_copy(update={"attendees": tuple(a for a in session.attendees if a not in patients)})


def with_only(session, patient):
    return session.model_copy(update={"attendees": (patient,)})


def meeting(session):
    return session.group or session.service, session.start, session.site


def planned(patient, session):
    return session.service in {item.service for item in patient.care_plan.items}


class EveryWeek:
    """All weeks for one patient, and for one other beside; at most `most` of them."""

    def __init__(self, scenario, schedule, patient, other=None, most=400):
        self.scenario, self.patient, self.left = scenario, patient, most
        self.formats = {service.id: service.format for service in scenario.services}
        placed = [patient] if other is None else [patient, other]
        names = {each.id for each in placed}
        gone = [s for s in schedule.sessions if names.issuperset(s.attendees) and not self.stays(s)]
        stay = [s for s in schedule.sessions if s not in gone]
        self.kept = [without(s, *names) for s in stay]
        self.emptied = [number for number, s in enumerate(stay) if s.attendees and names.issuperset(s.attendees)]
        self.seats = [
            (number, each.id)
            for each in placed
            for number, session in enumerate(self.kept)
            if self.formats[session.service] == "group" and planned(each, session)
        ]
        alone = [session for each in placed for session in own_sessions(scenario, each)]
        alone += [s.model_copy(update={"attendees": tuple(sorted(names))}) for s in self.shared(alone, placed)]
        self.own = [session for session in alone if self.is_hopeful([session])]
        self.absent = {service.id for service in scenario.services if not service.patient_attends}

    def stays(self, session):
        """Whether somebody other than the patient attends a group session: then it runs, whoever is moved."""
        return self.formats[session.service] == "group" and session.attendees != (self.patient.id,)

    def shared(self, alone, placed):
        """Yield what one of two placed may have opened and the other may join."""
        for session in alone if len(placed) > 1 else ():
            is_group = self.formats[session.service] == "group" and session.attendees == (placed[0].id,)
            if is_group and planned(placed[1], session):
                yield session

    def is_hopeful(self, own):
        """Whether nothing of it is broken for good: what more sessions of the patient could mend is let pass."""
        self.left -= 1
        if self.left < 0:
            raise TooManyError
        sessions = (*(s for number, s in enumerate(self.kept) if number not in self.emptied), *own)
        report = check(self.scenario, Schedule(sessions=sessions))
        return all(v.rule in MENDED for v in report.violations)

    def __iter__(self):
        """Yield (what is attended, cost, report) of each legal week."""
        yield from self.extend([], [], [*self.seats, *self.own])

    def extend(self, seats, own, candidates):
        sessions = list(self.kept)
        for number, name in seats:
            sessions[number] = with_seat(sessions[number], name)
        self.left -= 1
        if self.left < 0:
            raise TooManyError
        if all(sessions[number].attendees for number in self.emptied):
            report = check(self.scenario, Schedule(sessions=(*sessions, *own)))
            if report.legal and self.is_for_the_patient(sessions, own):
                mine = [s for s in (*sessions, *own) if self.patient.id in s.attendees]
                where = frozenset((s.group or s.service, s.start, s.site) for s in mine)
                yield where, report.cost, report
        for place, candidate in enumerate(candidates):
            mine = [*(with_only(self.kept[n], name) for n, name in seats), *own]
            session = candidate
            if isinstance(candidate, tuple):
                session = with_only(self.kept[candidate[0]], candidate[1])
            if any(self.clash(session, other) for other in mine):
                continue
            rest = candidates[place + 1 :]
            if isinstance(candidate, tuple):
                yield from self.extend([*seats, candidate], own, rest)
            else:
                yield from self.extend(seats, [*own, candidate], rest)

    def is_for_the_patient(self, sessions, own):
        """Whether sections beside one that runs are opened only where the patient attends."""
        running = {meeting(session) for session in self.kept}
        opened = {meeting(s) for s in own if self.formats[s.service] == "group"} & running
        return opened <= {meeting(s) for s in (*sessions, *own) if self.patient.id in s.attendees}

    def clash(self, one, other):
        same = not set(one.attendees).isdisjoint(other.attendees)
        present = same and one.service not in self.absent and other.service not in self.absent
        return present and one.start < other.end and other.start < one.end


@pytest.fixture(scope="session")
def every_week():
    """List every legal week of one patient, or jointly of two, as (what the first attends, cost, report).

    None if there are too many.
    """

    def listed(scenario, schedule, patient, other=None, most=400):
        try:
            return list(EveryWeek(scenario, schedule, patient, other, most))
        except TooManyError:
            return None

    return listed
