"""Sessions as the entries of somebody's calendar, each with an identity that lasts from one edition to the next.

Schedules have no ids for sessions: a solve makes them anew. Two entries are the same when all of these are:

- whose calendar it is (a patient's, a clinician's, a room's), or that it is the session itself, for records;
- the week;
- the group, or for one-to-one and freely offered sessions the service;
- the patient, for one-to-one sessions;
- the day of the week, and which of such sessions on that day it is (first, second ...).

So another time on the same day, another room or another leader is a change of the same entry. Another day is a
cancellation and a new entry: that is how people speak of it. The identity needs no memory: it follows from the
schedule alone, and says nothing to those who do not know the ids.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from iopsched.model.care import Service
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import DAY_MINUTES

_NAMESPACE = uuid.UUID("9a1f5c52-6f0d-5a0e-8f5e-3c1f0c7a2b64")
"""Of version 5 identifiers made here; it never changes, or no update would find what it replaces."""


class Owner(NamedTuple):
    """Whose calendar."""

    kind: Literal["patient", "clinician", "room", "session"]
    """``session``: nobody's, the session itself."""
    id: str


ITSELF = Owner("session", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One session in one calendar."""

    uid: str
    """The identity, a UUID in its usual form."""
    index: int
    """Which session of the schedule it is."""
    session: Session
    service: Service | None
    """None if the scenario does not know it (any more)."""

    @property
    def is_one_to_one(self) -> bool:
        """Whether it is one patient's own."""
        return _is_one_to_one(self.session, self.service)

    @property
    def title(self) -> str:
        """The id of what is offered."""
        return self.session.group or self.session.service


def agendas(scenario: Scenario, schedule: Schedule, week: date, system: str) -> dict[Owner, tuple[Entry, ...]]:
    """Return everybody's entries in order of start, and under `ITSELF` every session.

    A patient's calendar has the sessions that the patient attends, not those held without.

    Parameters
    ----------
    scenario
        What the services are.
    schedule
        The sessions.
    week
        The Monday; in place of the schedule's own, which may have none.
    system
        Namespace of the clinic's ids.
    """
    services = {service.id: service for service in scenario.services}
    of: defaultdict[Owner, list[tuple[int, Session]]] = defaultdict(list)
    for index, session in sorted(enumerate(schedule.sessions), key=lambda pair: _in_order(pair[1])):
        for owner in _owners(session, services):
            of[owner].append((index, session))
    return {owner: tuple(_entries(owner, of[owner], services, (system, week.isoformat()))) for owner in sorted(of)}


def identify(*parts: str | int) -> str:
    """Return the UUID of what `parts` describe: the same for the same parts, always and everywhere."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps(parts)))


def _in_order(session: Session) -> tuple[int, int, str, str, str, str, tuple[str, ...]]:
    return (
        session.start,
        session.end,
        session.service,
        session.group or "",
        session.site or "",
        session.room or "",
        tuple(sorted(session.attendees)),
    )


def _owners(session: Session, services: Mapping[str, Service]) -> Iterator[Owner]:
    service = services.get(session.service)
    yield ITSELF
    if session.room is not None:
        yield Owner("room", session.room)
    yield from (Owner("clinician", leader) for leader in dict.fromkeys(session.leaders))
    if service is None or service.patient_attends:
        yield from (Owner("patient", patient) for patient in dict.fromkeys(session.attendees))


def _entries(
    owner: Owner, sessions: list[tuple[int, Session]], services: Mapping[str, Service], world: tuple[str, str]
) -> Iterator[Entry]:
    seen: Counter[tuple[str | int, ...]] = Counter()
    for index, session in sessions:
        service = services.get(session.service)
        patients = sorted(session.attendees) if _is_one_to_one(session, service) else ()
        offering = ("service", session.service) if session.group is None else ("group", session.group)
        like = (*offering, *patients, session.start // DAY_MINUTES)
        seen[like] += 1
        yield Entry(identify(*world, *owner, *like, seen[like]), index, session, service)


def _is_one_to_one(session: Session, service: Service | None) -> bool:
    if service is None:
        return session.group is None and len(session.attendees) == 1
    return service.format != "group"
