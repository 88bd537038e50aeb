"""What differs from the published schedule: which sessions are new, moved, changed or cancelled, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from iopsched.check.week import meeting_of
from iopsched.model.schedule import Session

Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How one session differs from what was published."""

    kind: Literal["new", "moved", "changed"]
    before: Session | None
    """As it was published; none if it is new."""

    def joined(self, now: Session) -> tuple[str, ...]:
        """Patients who were not in it."""
        return () if self.before is None else _without(now.attendees, self.before.attendees)

    def left(self, now: Session) -> tuple[str, ...]:
        """Patients who are no longer in it."""
        return () if self.before is None else _without(self.before.attendees, now.attendees)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs."""

    marks: Mapping[int, Change]
    """By place of the session in the list compared."""
    cancelled: tuple[Session, ...]
    """Published sessions that are no more, in order of time."""
    patients: frozenset[str]
    """Who attends another set of meetings than before."""

    def count(self, kind: str) -> int:
        """How many sessions changed in one way."""
        return sum(change.kind == kind for change in self.marks.values())


def compare(now: Sequence[Session], before: Sequence[Session], is_group: Callable[[Session], bool]) -> Changes:
    """Compare the sessions `now` with those published `before`.

    A session is the same if it is of the same meeting (one-to-one: and for the same patient). What is left over on
    both sides and is of the same group (one-to-one: of the same service for the same patient) has moved.
    """

    def meeting(session: Session) -> Key:
        return (meeting_of(session), *(() if is_group(session) else session.attendees))

    def offering(session: Session) -> Key:
        return (meeting_of(session).offering, *(() if is_group(session) else session.attendees))

    marks: dict[int, Change] = {}
    new_left, old_left = dict(enumerate(now)), dict(enumerate(before))
    for key, is_same in ((meeting, True), (offering, False)):
        for index, old in _paired(new_left, old_left, key):
            session, published = new_left.pop(index), old_left.pop(old)
            if not is_same:
                marks[index] = Change("moved", published)
            elif _differs(session, published):
                marks[index] = Change("changed", published)
    marks |= {index: Change("new", None) for index in new_left}
    return Changes(marks, tuple(sorted(old_left.values(), key=lambda s: s.start)), _affected(now, before))


def _paired(
    now: Mapping[int, Session], before: Mapping[int, Session], key: Callable[[Session], Key]
) -> list[tuple[int, int]]:
    """Pair places of the same key in both: those in the same room first, then in order."""
    waiting: defaultdict[Key, list[int]] = defaultdict(list)
    for place, session in before.items():
        waiting[key(session)].append(place)
    pairs: dict[int, int] = {}
    for same_room in (True, False):
        for index, session in now.items():
            candidates = [] if index in pairs else waiting[key(session)]
            fitting = (it for it in candidates if not same_room or before[it].room == session.room)
            old = next(fitting, None)
            if old is not None:
                candidates.remove(old)
                pairs[index] = old
    return list(pairs.items())


def _differs(now: Session, old: Session) -> bool:
    return (
        now.room != old.room
        or now.end != old.end
        or set(now.leaders) != set(old.leaders)
        or set(now.attendees) != set(old.attendees)
    )


def _affected(now: Iterable[Session], before: Iterable[Session]) -> frozenset[str]:
    meetings: tuple[defaultdict[str, set[Key]], ...] = (defaultdict(set), defaultdict(set))
    for side, sessions in zip(meetings, (now, before), strict=True):
        for session in sessions:
            for patient in session.attendees:
                side[patient].add((meeting_of(session),))
    everyone = meetings[0].keys() | meetings[1].keys()
    return frozenset(patient for patient in everyone if meetings[0].get(patient) != meetings[1].get(patient))


def _without(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    gone = set(others)
    return tuple(one for one in some if one not in gone)
