"""What a change of a few sessions breaks and costs, looking only at what it touches.

A whole check of 400 patients takes a quarter of a second. A change touches the sessions of whoever is moved, of the
leaders, rooms, equipment and groups of the sessions that change, and of nobody else: every rule is about one of these.
So checking the touched sessions alone finds every rule that the change breaks, and both costs taken there differ by
exactly what the whole costs differ by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from iopsched.check.contents import RULES
from iopsched.check.facts import Facts
from iopsched.check.gate import judge
from iopsched.check.rules.group_eligibility import group_eligibility
from iopsched.check.week import Week, meeting_of
from iopsched.model.patient import Patient
from iopsched.model.result import UnmetNeed, Violation
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule, Session
from iopsched.model.time import DAY_MINUTES, format_moment
from iopsched.model.weights import TIERS

Trace = tuple[str, str]
"""What sessions share: a kind and an id."""
_BY_GROUP = {"sessions-per-week", "cohort-all-or-none", "roster", "group-order"}
"""Rules that look at all meetings of a group."""
_RULES = tuple(rule for rule in RULES if rule is not group_eligibility)
_BY_PATIENT = frozenset(TIERS["needs"])
"""Rules that say something of patients who are not here with all their sessions."""


@dataclass(frozen=True)
class Change:
    """What a change of sessions comes to."""

    violations: tuple[Violation, ...]
    """Rules broken after it, as far as it touches them."""
    unmet: tuple[UnmetNeed, ...]
    """What whoever is moved lacks after it; without reasons."""
    unmet_before: tuple[UnmetNeed, ...]
    tiers: dict[str, int]
    """What each tier costs more (less, if negative)."""

    @property
    def cost(self) -> int:
        """What the week costs more."""
        return sum(self.tiers.values())


class Changes:
    """A schedule whose changes are judged one after the other.

    Parameters
    ----------
    scenario
        A valid scenario.
    schedule
        The sessions before any change.
    """

    def __init__(self, scenario: Scenario, schedule: Schedule) -> None:
        self._scenario = scenario
        self._facts = Facts(scenario).looked_up()
        self._sessions = schedule.sessions
        self._by_trace: defaultdict[Trace, set[int]] = defaultdict(set)
        for number, session in enumerate(self._sessions):
            for trace in self._traces(session):
                self._by_trace[trace].add(number)
        published = () if scenario.published is None else scenario.published.sessions
        self._published = [(meeting_of(session), session) for session in published]
        pinned = {(_offering(pin.group, pin.service), pin.start) for pin in scenario.pins}
        self._always = {
            number
            for number, session in enumerate(self._sessions)
            if (_offering(session.group, session.service), session.start) in pinned
        }

    def judge(
        self, moved: Collection[str], gone: Sequence[Session], new: Sequence[Session], *, changed: Patient | None = None
    ) -> Change:
        """Judge one change.

        Parameters
        ----------
        moved
            Patients whose sessions change, by id.
        gone, new
            Sessions that are no more (objects of the schedule itself), and sessions in their place.
        changed
            A patient who is new in the week or differs from the one in it.
        """
        scenario = self._scenario
        if changed is not None:
            others = (patient for patient in scenario.patients if patient.id != changed.id)
            scenario = scenario.model_copy(update={"patients": (*others, changed)})
        near = {*moved, *self._partners(moved)}
        wanted = self._wanted(near, gone, new)
        touched = [
            self._sessions[number] for number in sorted(self._always.union(*(self._by_trace[t] for t in wanted)))
        ]
        groups = {name for kind, name in wanted if kind in {"group", "service"}}
        lost = {id(session) for session in gone}
        after = [*new, *(session for session in touched if id(session) not in lost)]
        few = _with_only(scenario, near)
        few = few.model_copy(update={"published": self._published_at([*touched, *new], near), "now": None})
        facts = self._facts.of_others(few, changed if changed is not None and changed.id in near else None)
        was, week = (Week.listed(facts, Schedule(sessions=tuple(sessions))) for sessions in (touched, after))
        now, then = judge(was, (), with_reasons=False), judge(week, _RULES, with_reasons=False)
        theirs = (_only(session, near) for session in after if not near.isdisjoint(session.attendees))
        own = Week.listed(facts, Schedule(sessions=tuple(theirs)))
        return Change(
            violations=(
                *self._rewritten([*gone, *new]),
                *(v for v in then.violations if _is_of(v, near, groups)),
                *group_eligibility(own),
            ),
            unmet=tuple(need for need in then.unmet if need.patient in moved),
            unmet_before=tuple(need for need in now.unmet if need.patient in moved),
            tiers={tier: then.tiers[tier].cost - now.tiers[tier].cost for tier in TIERS},
        )

    def _rewritten(self, sessions: Iterable[Session]) -> Iterator[Violation]:
        """Yield what has taken place and is changed all the same."""
        now = self._scenario.now
        for session in sessions:
            if now is not None and session.start < now:
                name, moment = session.group or session.service, format_moment(session.start)
                message = f"{moment} {name} started before {format_moment(now)} and cannot change"
                yield Violation(rule="pins", subjects=(name, moment), message=message)

    def _wanted(self, near: Collection[str], gone: Sequence[Session], new: Sequence[Session]) -> set[Trace]:
        """Tell what the change touches.

        Sessions that only seat somebody else take nothing from a room and no more of their leaders' week, only of the
        day, by documentation.
        """
        seated = {_unseated(session) for session in gone} & {_unseated(session) for session in new}
        wanted: set[Trace] = {("patient", patient) for patient in near}
        for session in (*gone, *new):
            whole = _unseated(session) not in seated
            wanted |= {trace for trace in self._traces(session) if whole or trace[0] in {"group", "clinician day"}}
        wanted -= {trace for trace in wanted if trace[0] == "patient" and trace[1] not in near}
        return wanted | {linked for trace in wanted if trace[0] == "group" for linked in self._linked(trace[1])}

    def _published_at(self, sessions: Iterable[Session], near: Collection[str]) -> Schedule | None:
        if self._scenario.published is None:
            return None
        here = {meeting_of(session) for session in sessions}
        return Schedule(
            sessions=tuple(
                session
                for meeting, session in self._published
                if meeting in here or not set(session.attendees).isdisjoint(near)
            )
        )

    def _traces(self, session: Session) -> Iterator[Trace]:
        """Yield what a session shares with others."""
        day = str(session.start // DAY_MINUTES)
        service = self._facts.services.get(session.service)
        if service is None or service.format == "group" or session.group is not None:
            yield _offering(session.group, session.service)
        else:
            pass
        yield from (("patient", patient) for patient in session.attendees)
        for leader in session.leaders:
            yield "clinician", leader
            yield "clinician day", f"{leader} {day}"
        if session.room is not None:
            yield "room day", f"{session.room} {day}"
        if service is not None:
            yield from (("equipment day", f"{piece} {day}") for piece in service.equipment)
            if service.family_slot:
                yield "family day", day

    def _linked(self, group: str) -> Iterator[Trace]:
        """Yield the groups that must come before or after."""
        for other in self._scenario.groups:
            if group in other.after:
                yield "group", other.id
            elif other.id == group:
                yield from (("group", earlier) for earlier in other.after)

    def _partners(self, moved: Collection[str]) -> set[str]:
        pairs = [pair.patients for pair in self._scenario.keep_apart]
        pairs += [pair.patients for pair in self._scenario.keep_together]
        return {patient for pair in pairs if not set(pair).isdisjoint(moved) for patient in pair}


def _with_only(scenario: Scenario, patients: set[str]) -> Scenario:
    return scenario.model_copy(
        update={
            "patients": tuple(patient for patient in scenario.patients if patient.id in patients),
            "keep_apart": tuple(pair for pair in scenario.keep_apart if patients.issuperset(pair.patients)),
            "keep_together": tuple(pair for pair in scenario.keep_together if patients.issuperset(pair.patients)),
        }
    )


def _offering(group: str | None, service: str | None) -> Trace:
    return ("group", group) if group is not None else ("service", service or "")


def _unseated(session: Session) -> Session:
    return session.model_copy(update={"attendees": ()})


def _only(session: Session, near: set[str]) -> Session:
    return session.model_copy(update={"attendees": tuple(name for name in session.attendees if name in near)})


def _is_of(violation: Violation, near: set[str], groups: set[str]) -> bool:
    """Whether a violation is of this change, and not of what is not here: other patients, other groups' meetings."""
    if violation.rule in _BY_GROUP:
        return not groups.isdisjoint(violation.subjects)
    if violation.rule in _BY_PATIENT:
        return not near.isdisjoint(violation.subjects)
    return True
