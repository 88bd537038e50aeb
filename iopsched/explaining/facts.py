"""What a rule rests on for one patient, in one sentence; and what of an answer the patient may not read."""

from __future__ import annotations

from collections.abc import Collection

from iopsched.check.eligibility import is_eligible, why_not
from iopsched.check.facts import Facts as Lookup
from iopsched.check.words import count
from iopsched.explaining.aims import Aim, Attend, MeetNeed
from iopsched.model.care import Service
from iopsched.model.explanation import Audience, Explanation
from iopsched.model.patient import CareItem, Patient
from iopsched.model.rules import HARD_RULES
from iopsched.model.schedule import Session
from iopsched.model.time import WHOLE_WEEK, format_moment, format_windows, is_open, subtract
from iopsched.recommending import Recommender

SHOWN = 4
"""Sessions or items that one sentence lists."""
ORDER = (
    "patient-availability", "group-eligibility", "care-plan", "patient-day-length", "one-of-a-kind-a-day", "telehealth",
    "family-availability", "family-slot", "clinician-credentials", "clinician-availability", "site-hours",
    "room-features", "weekly-contact-minutes", "service-day-minimum", "service-days", "service-day-gap",
    "sessions-per-day", "rolling-cap", "keep-apart", "group-size", "clinician-no-overlap", "room-no-overlap",
)  # fmt: skip
"""Rules that speak of the patient come before those that speak of others, where either would do."""
NEED_WORDS = {
    "weekly-contact-minutes": "the counted minutes of the week must not get fewer, nor more than allowed",
    "service-day-minimum": "a day with counted minutes must have enough of them",
    "service-days": "the number of service days must stay in its band",
    "service-day-gap": "service days must not lie too far apart",
    "sessions-per-day": "the number of sessions on a day must stay in its band",
    "rolling-cap": "no more than so much in so many days",
    "keep-together": "those who should be together must not be parted more than now",
}


def asked_first(rules: Collection[str]) -> list[str]:
    """Put rules in order of preference."""
    place = {rule: number for number, rule in enumerate(ORDER)}
    return sorted(rules, key=lambda rule: (place.get(rule, len(ORDER)), rule))


class Facts:
    """The facts of one question.

    Parameters
    ----------
    recommender
        The week.
    patient
        Whom it is about.
    aim
        What is asked for.
    audience
        Who reads it.
    """

    def __init__(self, recommender: Recommender, patient: Patient, aim: Aim, audience: Audience) -> None:
        self._recommender, self._patient, self._aim, self._audience = recommender, patient, aim, audience
        self._lookup = Lookup(recommender.scenario)

    def of(self, rule: str) -> str:
        """Return the facts of a rule."""
        own = {
            "weekly-contact-minutes": self._minutes,
            "patient-availability": self._hours,
            "group-size": self._seats,
            "room-capacity": self._seats,
            "group-eligibility": self._eligibility,
            "care-plan": self._plan,
            "clinician-availability": self._clinicians,
            "clinician-credentials": self._clinicians,
            "clinician-no-overlap": self._clinicians,
            "keep-apart": self._apart,
        }.get(rule)
        return (own() if own is not None else "") or NEED_WORDS.get(rule) or HARD_RULES.get(rule, rule)

    def for_audience(self, answer: Explanation) -> Explanation:
        """Leave out what tells of another patient, if the patient reads it."""
        if self._audience == "staff":
            return answer
        price = answer.price
        if price is not None:
            price = price.model_copy(update={"moved_patients": ()})
        unmet = tuple(need.model_copy(update={"other": None}) for need in answer.unmet)
        return answer.model_copy(update={"price": price, "unmet": unmet})

    @property
    def _services(self) -> list[Service]:
        """Services that would help."""
        services = self._lookup.services
        planned = [services[item.service] for item in self._patient.care_plan.items]
        if isinstance(self._aim, MeetNeed) and self._aim.service is not None:
            return [services[self._aim.service]]
        if isinstance(self._aim, Attend):
            problem, index = self._recommender.ready.compiled.problem, self._recommender.ready.compiled.index
            numbers = {int(problem.cells.service[cell]) for cell in self._aim.cells if cell < problem.n_cells}
            return [index.services[number] for number in sorted(numbers)]
        return [service for service in planned if service.contact_minutes > 0]

    def _hours(self) -> str:
        opening = [hour for hours in self._lookup.site_hours.values() for hour in hours]
        free = subtract(opening, subtract(WHOLE_WEEK, self._lookup.patient_open[self._patient.id]))
        shown = ", ".join(format_windows(free)) if free else "at no time"
        return f"in opening hours {self._patient.id} is free {shown}"

    def _running(self) -> list[Session]:
        """Sessions of the services that would help, which the patient may join and does not attend."""
        wanted = {service.id for service in self._services if service.format == "group"}
        return [
            session
            for session in self._recommender.ready.schedule.sessions
            if session.service in wanted
            and self._patient.id not in session.attendees
            and is_eligible(self._patient, self._lookup.groups.get(session.group or ""))
        ]

    def _seats(self) -> str:
        free = self._lookup.patient_open[self._patient.id]
        timely = [session for session in self._running() if is_open(free, session.start, session.end)]
        full = [s for s in timely if len(s.attendees) >= self._recommender.ready.seats(s)]
        least = sorted({service.min_size for service in self._services if service.format == "group"})
        opening = f"; a session that does not run yet needs {least[0]} attendees" if least and least[0] > 1 else ""
        if not timely:
            return f"no session runs that {self._patient.id} may join in free hours{opening}"
        names = [f"{format_moment(s.start)} {s.group or s.service} ({len(s.attendees)} attend)" for s in full[:SHOWN]]
        more = f" and {len(full) - SHOWN} more" if len(full) > SHOWN else ""
        shown = f"{len(full)} of {count(len(timely), 'session')} in free hours full"
        return f"{shown}{': ' if names else ''}{', '.join(names)}{more}{opening}"

    def _eligibility(self) -> str:
        wanted = {service.id for service in self._services}
        groups = [group for group in self._recommender.scenario.groups if group.service in wanted]
        facts = sorted({f"{self._patient.id} {why}" for g in groups if (why := why_not(self._patient, g))})
        closed = sum(bool(why_not(self._patient, group)) for group in groups)
        return f"{closed} of {count(len(groups), 'group')} closed to the patient: {'; '.join(facts)}" if closed else ""

    def _plan(self) -> str:
        def band(item: CareItem) -> str:
            most = (
                "any number"
                if item.max is None
                else f"at most {max(0, item.max - self._lookup.already_received(item))}"
            )
            return f"{item.service} {most}"

        shown = [band(item) for item in self._patient.care_plan.items]
        return f"the care plan allows {', '.join(shown)}; needs met now stay met" if shown else "the care plan is empty"

    def _minutes(self) -> str:
        policy = self._lookup.policy(self._patient).weekly_contact_minutes
        most = (self._patient.care_plan.contact_minutes or policy).max
        limit = f"at most {most} counted minutes a week are allowed" if most is not None else "no limit above"
        return f"{limit}, and there must be no fewer than now where the minimum is not met"

    def _clinicians(self) -> str:
        primary = self._patient.primary_clinician
        required = [service.id for service in self._services if service.with_primary == "required"]
        if primary is not None and required:
            hours = ", ".join(format_windows(self._lookup.clinician_open.get(primary, ())))
            return f"{', '.join(required)} is with primary clinician {primary}, at work {hours or 'at no time'}"
        return ""

    def _apart(self) -> str:
        if self._audience == "patient":
            return "somebody who must be kept apart is there"
        pairs = [pair.patients for pair in self._recommender.scenario.keep_apart if self._patient.id in pair.patients]
        others = sorted({name for pair in pairs for name in pair} - {self._patient.id})
        return f"{self._patient.id} must not meet {', '.join(others)}"
