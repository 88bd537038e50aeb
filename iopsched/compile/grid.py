"""Refuses what lies off the grid of slots: the solver knows no minutes."""

from __future__ import annotations

from iopsched.model.care import Starts
from iopsched.model.errors import InputProblem, ScenarioError
from iopsched.model.scenario import Scenario
from iopsched.model.time import format_moment


def refuse_off_grid(scenario: Scenario) -> None:
    """Check that every duration and every start is a multiple of the slot.

    Raises
    ------
    ScenarioError
        With all that is not.
    """
    slot = scenario.calendar.slot_minutes
    problems = []
    for number, service in enumerate(scenario.services):
        place = f"#/services/{number}"
        if service.duration_minutes % slot:
            problems.append(
                _off_grid(f"{place}/duration_minutes", f"service {service.id} lasts {service.duration_minutes}", slot)
            )
        problems += _starts_off_grid(service.starts, f"{place}/starts", f"service {service.id}", slot)
    for number, group in enumerate(scenario.groups):
        problems += _starts_off_grid(group.starts, f"#/groups/{number}/starts", f"group {group.id}", slot)
    problems += [
        _off_grid(f"#/pins/{number}/start", f"a pin starts at {format_moment(pin.start)}", slot)
        for number, pin in enumerate(scenario.pins)
        if pin.start % slot
    ]
    if problems:
        raise ScenarioError(problems)


def _starts_off_grid(starts: Starts | None, place: str, subject: str, slot: int) -> list[InputProblem]:
    if starts is None:
        return []
    return [
        _off_grid(f"{place}/at/{number}", f"{subject} starts at {format_moment(moment)}", slot)
        for number, moment in enumerate(starts.at)
        if moment % slot
    ]


def _off_grid(place: str, fact: str, slot: int) -> InputProblem:
    return InputProblem(
        "off-grid",
        place,
        f"{fact}, off the grid of {slot} minutes",
        f"use multiples of {slot} minutes or a smaller slot_minutes",
    )
