"""Why something could not be had: rules that together make it impossible, what would help, and what it would cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from iopsched.model.base import Id, Model
from iopsched.model.recommendation import WeekSession
from iopsched.model.result import UnmetNeed

Audience = Literal["staff", "patient"]
"""`patient`: for the patient concerned, so nothing in it tells of another one."""

Verdict = Literal["impossible", "possible", "not offered", "not verified in time"]
"""`impossible` and `possible`: with everybody else's week as it is."""


class Reason(Model):
    """One rule (or other need) that has a part in it, and the facts it rests on here."""

    code: str
    """The slug of the rule or need."""
    fact: str
    """One sentence."""


class FixStep(Model):
    """One thing to change."""

    kind: Literal["seat", "session", "patient hours", "clinician hours"]
    subject: str
    """The session, such as ``Tue 18:00 relapse prevention``, the patient or the clinician."""
    hours: str | None = None
    """Hours to be free besides, such as ``Thu 20:00-20:30``."""
    words: str
    """One sentence."""


class Fix(Model):
    """Changes with which it is so, everybody else's week as it is. Verified: a whole week was found and checked."""

    steps: tuple[FixStep, ...]
    minutes: int
    """Minutes of hours to be free besides."""
    sessions: tuple[WeekSession, ...]
    """The patient's week then."""


class Price(Model):
    """What it costs the clinic."""

    cost: int
    """More than now; less, if negative."""
    tiers: dict[str, int]
    moved: int = 0
    """Other patients whose sessions change."""
    moved_patients: tuple[Id, ...] = ()
    """Who they are; left out for the patient."""
    proved: bool
    """Whether it is the least; else the best found in time."""


class Explanation(Model):
    """Why one thing is not so."""

    patient: Id
    subject: str
    """What is asked: ``care-plan individual``, ``weekly-contact-minutes``, or a session."""
    unmet: tuple[UnmetNeed, ...] = ()
    """What is missing, if it is a need."""
    verdict: Verdict
    core: tuple[Reason, ...] = ()
    """If impossible: the fewest rules that make it so; without any one of them these no longer do."""
    smallest: bool = False
    """Whether it is proved that fewer rules do not."""
    fixes: tuple[Fix, ...] = ()
    """The cheapest first: fewest steps, then fewest minutes."""
    price: Price | None = None
    """What it costs: if possible, with everybody else as they are; if not, with others moved, as far as found."""
    outbid: bool = False
    """Whether it could be had only at the expense of others."""
    open_questions: tuple[str, ...] = ()
    """What was not verified in time."""


class Explanations(Model):
    """Everything asked, in the order of the patients."""

    schema_version: Literal[1] = 1
    audience: Audience
    explanations: tuple[Explanation, ...]
    seconds: float = Field(ge=0)
