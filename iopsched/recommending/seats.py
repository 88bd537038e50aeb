"""A seat comes free: which session is meant, and in which order those who lack something are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from iopsched.compile import Compiled
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.patient import Patient
from iopsched.model.recommendation import Recommendation, SeatOffer
from iopsched.model.time import format_moment, parse_moment
from iopsched.model.wording import Lexicon, excerpt

if TYPE_CHECKING:
    from iopsched.recommending.recommender import Recommender

_MEETING = re.compile(r"^\s*([A-Za-z]{3})\s+(\d{1,2}(?::\d{2})?)\s+(\S.*?)\s*$")


def cells_of(compiled: Compiled, meeting: str) -> list[int]:
    """Return the cells of a session named as messages name it: ``Tue 18:00 relapse prevention``.

    Raises
    ------
    ScenarioError
        If it is not so named, or no such session can run this week.
    """
    match = _MEETING.match(meeting)
    if match is None:
        raise _wrong(f"{excerpt(meeting)} names no session", "write it as 'Tue 18:00 relapse prevention'")
    try:
        start = parse_moment(f"{match[1]} {match[2]}")
    except ValueError as error:
        raise _wrong(str(error), "") from None
    offering = compiled.index.offering_of(match[3], match[3]) if _is_group(compiled, match[3]) else None
    if offering is None:
        offering = compiled.index.offering_of(match[3], None)
    if offering is None:
        names = Lexicon([*compiled.index.group_of, *compiled.index.freely_of])
        raise _wrong(f"there is no group or service {excerpt(match[3])}", names.proposal(match[3]))
    cells = compiled.problem.cells
    at = np.flatnonzero((cells.offering == offering) & (cells.start * compiled.problem.slot_minutes == start))
    if not len(at):
        starts = np.unique(cells.start[cells.offering == offering]) * compiled.problem.slot_minutes
        shown = ", ".join(format_moment(minute) for minute in starts.tolist()[:8])
        raise _wrong(f"{match[3]} cannot start at {format_moment(start)}", f"it may start at {shown}" if shown else "")
    numbers: list[int] = at.tolist()
    return numbers


def _is_group(compiled: Compiled, name: str) -> bool:
    return name in compiled.index.group_of


def _wrong(message: str, proposal: str) -> ScenarioError:
    return ScenarioError([InputProblem("unknown-session", "--seat", message, proposal)])


@dataclass(frozen=True)
class Lacking:
    """A patient who lacks something and might take the seat."""

    patient: Patient
    lacks: int
    """What unmet needs cost, before priority."""
    weeks_since: int | None

    def offer(self, week: Recommendation) -> SeatOffer:
        """Return the offer of the seat with this week."""
        return SeatOffer(
            patient=self.patient.id,
            status=self.patient.status,
            priority=self.patient.weight,
            lacks=self.lacks,
            weeks_since=self.weeks_since,
            week=week,
        )


def in_order(recommender: Recommender, cells: list[int]) -> list[Lacking]:
    """List those who lack something, might attend one of the cells and do not, in the order of `SEAT_ORDER`."""
    scenario, staying = recommender.scenario, recommender.ready.staying
    service = recommender.ready.compiled.index.services[int(staying.problem.cells.service[cells[0]])].id
    cost: dict[str, int] = {}
    for need in recommender.unmet:
        cost[need.patient] = cost.get(need.patient, 0) + need.cost
    found = []
    for number, patient in enumerate(scenario.patients):
        reach = staying.within_reach(number)[cells].any()
        if patient.id in cost and reach and not np.isin(staying.of_patient(number), cells).any():
            since = _weeks_since(patient, service, scenario.calendar.week)
            found.append(Lacking(patient, cost[patient.id] // patient.weight, since))
    return sorted(found, key=lambda it: (-it.patient.weight, -it.lacks, _longest_first(it.weeks_since), it.patient.id))


def _longest_first(weeks: int | None) -> tuple[bool, int]:
    return weeks is None, -(weeks or 0)


def _weeks_since(patient: Patient, service: str, week: date | None) -> int | None:
    """Return the weeks since the patient last received the service, if the care plan says so."""
    items = (item for item in patient.care_plan.items if item.service == service)
    return min((ago for item in items for ago in item.weeks_ago(week)), default=None)
