"""A week with names in place of ids: made just before it is printed, and never kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from iopsched.cli.text.week import Week
from iopsched.model.result import UnmetNeed
from iopsched.model.schedule import Session
from iopsched.model.summary import Summary


def named(week: Week, names: Mapping[str, str]) -> Week:
    """Return `week` with each id replaced by its name; a name that several ids share gets the id behind it."""
    label = labels(names)
    sessions = tuple(_session(session, label) for session in week.schedule.sessions)
    return Week(
        week.schedule.model_copy(update={"sessions": sessions}),
        _summary(week.summary, label) if week.summary is not None else None,
        tuple(_need(need, label) for need in week.unmet),
        frozenset(label.get(name, name) for name in week.only),
    )


def labels(names: Mapping[str, str]) -> Mapping[str, str]:
    """Return what to show for each id, different for different ids.

    Examples
    --------
    >>> labels({"P-1": "Ann", "P-2": "Bo", "P-3": "Ann"})
    {'P-1': 'Ann (P-1)', 'P-2': 'Bo', 'P-3': 'Ann (P-3)'}
    """
    often = Counter(names.values())
    return {one: name if often[name] == 1 and name not in names else f"{name} ({one})" for one, name in names.items()}


def used(week: Week, names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of those ids that the sessions shown hold."""
    ids: set[str | None] = set(week.patients)
    for session in week.sessions:
        ids.update(session.attendees if not week.only else week.only.intersection(session.attendees), session.leaders)
        ids.update((session.service, session.group, session.site, session.room))
    return {one: name for one, name in names.items() if one in ids}


def _session(session: Session, label: Mapping[str, str]) -> Session:
    return session.model_copy(
        update={
            "service": label.get(session.service, session.service),
            "group": _maybe(session.group, label),
            "site": _maybe(session.site, label),
            "room": _maybe(session.room, label),
            "leaders": tuple(label.get(name, name) for name in session.leaders),
            "attendees": tuple(label.get(name, name) for name in session.attendees),
        }
    )


def _maybe(name: str | None, label: Mapping[str, str]) -> str | None:
    return None if name is None else label.get(name, name)


def _summary(summary: Summary, label: Mapping[str, str]) -> Summary:
    return summary.model_copy(
        update={
            "patients": tuple(
                week.model_copy(update={"patient": label.get(week.patient, week.patient)}) for week in summary.patients
            ),
            "clinicians": tuple(
                week.model_copy(update={"clinician": label.get(week.clinician, week.clinician)})
                for week in summary.clinicians
            ),
            "groups": tuple(
                fill.model_copy(
                    update={
                        "service": label.get(fill.service, fill.service),
                        "group": _maybe(fill.group, label),
                        "site": _maybe(fill.site, label),
                        "room": _maybe(fill.room, label),
                    }
                )
                for fill in summary.groups
            ),
        }
    )


def _need(need: UnmetNeed, label: Mapping[str, str]) -> UnmetNeed:
    people = {"patient": label.get(need.patient, need.patient), "other": _maybe(need.other, label)}
    return need.model_copy(update={**people, "service": _maybe(need.service, label)})
