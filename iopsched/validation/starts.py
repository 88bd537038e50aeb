"""Candidate starts: on the grid, and with an end on the same day."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.care import Starts
from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.time import DAY_MINUTES, format_moment
from iopsched.validation.found import error, warning


def start_grids(scenario: Scenario) -> Iterator[InputProblem]:
    """Check the starts of groups and of services offered freely or one to one."""
    slot = scenario.calendar.slot_minutes
    duration = {service.id: service.duration_minutes for service in scenario.services}
    for i, service in enumerate(scenario.services):
        if service.starts is not None:
            path = ("services", i, "starts")
            yield from _starts(path, f"service {service.id}", service.starts, service.duration_minutes, slot)
    for i, group in enumerate(scenario.groups):
        minutes = duration.get(group.service, slot)
        yield from _starts(("groups", i, "starts"), f"group {group.id}", group.starts, minutes, slot)


def _starts(path: Path, subject: str, starts: Starts, duration: int, slot: int) -> Iterator[InputProblem]:
    if not starts.at and not starts.within:
        yield error("no-start", path, f"{subject} has no start", "list moments under at, or windows under within")
    for number, moment in enumerate(starts.at):
        yield from moment_on_grid((*path, "at", number), f"a start of {subject}", moment, slot)
        if moment % DAY_MINUTES + duration > DAY_MINUTES or moment >= 7 * DAY_MINUTES:
            fact = f"a session of {subject} at {format_moment(moment)} would end after midnight"
            yield error("past-midnight", (*path, "at", number), fact, f"start {duration} min before it at the latest")
    yield from _step(path, subject, starts, slot)
    for number, window in enumerate(starts.within):
        if window.end - window.start < duration:
            fact = f"the window {window} of {subject} is shorter than a session of {duration} min"
            yield warning("window-too-short", (*path, "within", number), fact, "make it longer, or take it out")


def _step(path: Path, subject: str, starts: Starts, slot: int) -> Iterator[InputProblem]:
    step = starts.step_minutes
    if step is None:
        return
    if not starts.within:
        fact = f"{subject} has a step and no windows to step through"
        yield warning("ignored-field", (*path, "step_minutes"), fact, "add within, or take the step out")
    if step % slot:
        fact = f"the step of {subject} is {step} min, which is no multiple of the slot of {slot} min"
        yield error("off-grid", (*path, "step_minutes"), fact, f"write {_nearest(step, slot)}")
    for number, window in enumerate(starts.within):
        if window.start % slot:
            fact = f"the window {window} of {subject} begins off the grid of {slot} min, and with it every step"
            yield error("off-grid", (*path, "within", number), fact, "move its beginning")


def moment_on_grid(path: Path, subject: str, moment: int, slot: int) -> Iterator[InputProblem]:
    """Check that a moment is a multiple of the slot."""
    if moment % slot:
        before = moment - moment % slot
        fact = f"{subject} is {format_moment(moment)}, off the grid of {slot} min"
        proposal = f"write {format_moment(before)} or {format_moment(before + slot)}, or make the slot shorter"
        yield error("off-grid", path, fact, proposal)


def _nearest(minutes: int, slot: int) -> int:
    return max(slot, round(minutes / slot) * slot)
