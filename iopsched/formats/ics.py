"""Calendars: one iCalendar file (RFC 5545) for each clinician, room or patient.

A patient's calendar says when and where, and neither service nor leader: other people look at telephones. Every
entry is private. Times are wall times with their zone, so they stay right across clock changes. A later edition
replaces an earlier one entry by entry (same UID, higher SEQUENCE) and cancels what is gone. The files carry no METHOD:
they are snapshots to import or subscribe to, not invitations.
"""

from __future__ import annotations

import string
import uuid
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from icalendar import Calendar, Event, Timezone

from iopsched.formats.agenda import ITSELF, Entry, Owner, agendas
from iopsched.formats.atomic import PathLike, write_text
from iopsched.formats.edition import Edition
from iopsched.formats.zones import timezone_of
from iopsched.model.errors import FileFormatError
from iopsched.model.schedule import Schedule

Titles = Literal["neutral", "service"]

NEUTRAL = {"patient": "Appointment", "clinician": "Session", "room": "Session"}
"""Titles that say nothing."""
_FILE_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-_+#.")
_FILE_NAME_MAX = 160


def calendars(edition: Edition, *, owners: Collection[Owner] = (), titles: Titles | None = None) -> dict[Owner, str]:
    """Write calendars as iCalendar texts.

    Parameters
    ----------
    edition
        The week, its dates, and what it replaces.
    owners
        Whose calendars; empty means everybody's.
    titles
        Whether titles name the group or service; none means that only clinicians' do.

    Returns
    -------
    dict
        The text of each calendar; who has no session, and had none in the edition before, has no calendar.
    """
    now = _agendas(edition, edition.schedule)
    before = {} if edition.previous is None else _agendas(edition, edition.previous)
    zone = timezone_of(edition.dates)
    texts = {}
    for owner in owners or sorted(now.keys() | before.keys()):
        kept = {entry.uid for entry in now.get(owner, ())}
        gone = [entry for entry in before.get(owner, ()) if entry.uid not in kept]
        show = titles or ("service" if owner.kind == "clinician" else "neutral")
        events = [_event(entry, owner, edition, show) for entry in now.get(owner, ())]
        events += [_event(entry, owner, edition, show, gone=True) for entry in gone]
        if events:
            texts[owner] = _text(owner, events, zone, edition)
    return texts


def write_calendars(
    folder: PathLike, texts: Mapping[Owner, str], *, inputs: Iterable[PathLike] = ()
) -> dict[Owner, Path]:
    """Write each calendar into `folder`, as ``patient-P-01.ics``, ``clinician-C-2.ics`` or ``room-R-3.ics``.

    Characters of an id that no file's name should have stand as ``%2F``.

    Returns
    -------
    dict
        Where each calendar is.

    Raises
    ------
    FileFormatError
        If a file is one of `inputs`, or cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FileFormatError(f"cannot make the folder: {reason}", str(target)) from error
    paths: dict[Owner, Path] = {}
    taken: set[str] = set()
    for owner, text in texts.items():
        name = _file_name(owner)
        if name.casefold() in taken:
            name = f"{name}~{_short(owner)}"
        taken.add(name.casefold())
        paths[owner] = target / f"{name}.ics"
        write_text(text, paths[owner], inputs=inputs)
    return paths


def left_over(folder: PathLike, written: Collection[Path]) -> list[Path]:
    """Return calendars in `folder` that an earlier edition left and this one did not write."""
    here = [path for kind in NEUTRAL for path in Path(folder).glob(f"{kind}-*.ics")]
    return sorted(set(here) - set(written))


def _agendas(edition: Edition, schedule: Schedule) -> dict[Owner, tuple[Entry, ...]]:
    found = agendas(edition.scenario, schedule, edition.dates.week, edition.system)
    return {owner: entries for owner, entries in found.items() if owner != ITSELF}


def _text(owner: Owner, events: list[Event], zone: Timezone, edition: Edition) -> str:
    calendar = Calendar()
    calendar.add("prodid", f"-//iopsched//iopsched {version('iopsched')}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = "Appointments" if owner.kind == "patient" else edition.name(owner.id)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    if any("TZID" in event["dtstart"].params for event in events):
        calendar.add_component(zone)
    for event in events:
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode()


def _event(entry: Entry, owner: Owner, edition: Edition, titles: Titles, *, gone: bool = False) -> Event:
    """Write one entry; one that is gone as cancelled, in its title too, for programs that show it like others."""
    session, dates = entry.session, edition.dates
    title = edition.name(entry.title) if titles == "service" else NEUTRAL[owner.kind]
    where = ["Video"] if session.telehealth else [edition.name(it) for it in (session.site, session.room) if it]
    about = "" if gone else "\n".join(_about(entry, owner, edition, titles))
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", edition.made_at)
    event.add("sequence", edition.number)
    event.add("dtstart", dates.at(session.start))
    event.add("dtend", dates.at(session.end))
    event.add("summary", f"Cancelled: {title}" if gone else title)
    if where:
        event.add("location", ", ".join(where))
    if about:
        event.add("description", about)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if gone else "OPAQUE")
    return event


def _about(entry: Entry, owner: Owner, edition: Edition, titles: Titles) -> list[str]:
    """Say who is there: to clinicians everybody, to rooms how many, to patients at most who leads."""
    session = entry.session
    leaders = [edition.name(it) for it in session.leaders if it != owner.id]
    if owner.kind == "room":
        seats = 1 if entry.service is None else entry.service.seats_per_patient
        return [f"People: {len(session.attendees) * seats + len(session.leaders)}"]
    if owner.kind == "patient":
        return [f"With: {', '.join(leaders)}"] if leaders and titles == "service" else []
    lines = [f"With: {', '.join(leaders)}"] if leaders else []
    if session.attendees:
        lines.append(f"Patients: {', '.join(edition.name(it) for it in session.attendees)}")
    return lines


def _file_name(owner: Owner) -> str:
    kept = "".join(
        letter if letter in _FILE_CHARACTERS else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in owner.id
    )
    if len(kept) > _FILE_NAME_MAX:
        kept = f"{kept[:_FILE_NAME_MAX]}~{_short(owner)}"
    return f"{owner.kind}-{kept}"


def _short(owner: Owner) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, "/".join(owner)).hex[:12]
