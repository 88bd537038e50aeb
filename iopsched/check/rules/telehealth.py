"""`telehealth`: video is allowed by service, patient, payer and clinician, within the payer's caps."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.check.week import Entry, Week
from iopsched.model.result import Violation


def telehealth(week: Week) -> Iterator[Violation]:
    """Check that video is allowed by service, patient, payer and clinician, within the payer's caps.

    A telehealth session has no site and no room; its service, every attendee, their policy and every leader allow
    telehealth. A service with `only` always, a group exactly when it says so, meets by telehealth. A patient's
    attended telehealth sessions and their counted minutes are at most the policy's caps.
    """
    for entry in week.entries:
        for subject, fact in _faults(week, entry):
            yield Violation(
                rule="telehealth",
                subjects=(subject, *entry.subjects) if subject else entry.subjects,
                message=f"{entry} {fact}",
            )
    yield from _over_caps(week)


def _faults(week: Week, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield who forbids it (none: the session itself) and fact."""
    by_video = entry.place is None
    if entry.group is not None and entry.group.telehealth != by_video:
        yield "", f"meets {'by video' if by_video else 'on site'}, its group {'on site' if by_video else 'by video'}"
    if not by_video:
        if entry.service.telehealth == "only":
            yield "", "meets on site, its service by video only"
        return
    if entry.session.site is not None or entry.session.room is not None:
        yield "", "meets by video and names a site or room"
    if entry.service.telehealth == "no":
        yield "", "meets by video, its service never"
    for name in entry.attendees:
        patient = week.facts.patients.get(name)
        if patient is not None and not patient.telehealth:
            yield name, f"meets by video, which patient {name} may not"
        if patient is not None and not week.facts.policy(patient).telehealth:
            yield name, f"meets by video, which policy {patient.policy} of patient {name} does not allow"
    for name in entry.leaders:
        clinician = week.facts.clinicians.get(name)
        if clinician is not None and not clinician.telehealth:
            yield name, f"meets by video, which clinician {name} may not lead"


def _over_caps(week: Week) -> Iterator[Violation]:
    for name in week.attended:
        patient = week.facts.patients.get(name)
        if patient is None:
            continue
        policy = week.facts.policy(patient)
        entries = [entry for entry in week.attended_by(name) if entry.place is None]
        minutes = sum(entry.service.contact_minutes for entry in entries)
        for amount, unit, cap in (
            (len(entries), "telehealth sessions", policy.telehealth_sessions_max),
            (minutes, "counted telehealth minutes", policy.telehealth_minutes_max),
        ):
            if cap is not None and amount > cap:
                yield Violation(
                    rule="telehealth",
                    subjects=(name,),
                    message=f"patient {name} has {amount} {unit}, policy {policy.id} allows {cap}",
                )
