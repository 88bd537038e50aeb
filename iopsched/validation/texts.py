"""Free texts and tags: nothing that steers a terminal, no tag that only looks like another."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.validation.found import error


def control_characters(scenario: Scenario) -> Iterator[InputProblem]:
    """Find texts with characters that cannot be printed."""
    for path, text in _texts(scenario):
        at = next((i for i, letter in enumerate(text) if not letter.isprintable()), None)
        if at is not None:
            field = next(step for step in reversed(path) if isinstance(step, str))
            message = f"character {at + 1} of {field} cannot be printed (U+{ord(text[at]):04X})"
            yield error("control-character", path, message, "remove it")


def loose_tags(scenario: Scenario) -> Iterator[InputProblem]:
    """Find tags that are empty or have spaces around them, and so match none that look the same."""
    for path, tags in _tags(scenario):
        for number, tag in enumerate(tags):
            if tag != tag.strip(" "):
                yield error("loose-tag", (*path, number), "a tag begins or ends with a space", "take the space out")


def _texts(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    if scenario.title is not None:
        yield ("title",), scenario.title
    for i, policy in enumerate(scenario.policies):
        yield ("policies", i, "source"), policy.source
    for i, service in enumerate(scenario.services):
        if service.billing_label is not None:
            yield ("services", i, "billing_label"), service.billing_label
    for i, pin in enumerate(scenario.pins):
        if pin.note is not None:
            yield ("pins", i, "note"), pin.note
    for path, tags in _tags(scenario):
        for number, tag in enumerate(tags):
            yield (*path, number), tag


def _tags(scenario: Scenario) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for i, room in enumerate(scenario.rooms):
        yield ("rooms", i, "features"), room.features
    for i, clinician in enumerate(scenario.clinicians):
        yield ("clinicians", i, "credentials"), clinician.credentials
    for i, service in enumerate(scenario.services):
        yield ("services", i, "room_features"), service.room_features
        for j, role in enumerate(service.leaders):
            yield ("services", i, "leaders", j, "credentials"), role.credentials
    for i, group in enumerate(scenario.groups):
        for field in ("tags_any", "tags_all", "tags_none", "phases"):
            yield ("groups", i, field), getattr(group, field)
    for i, patient in enumerate(scenario.patients):
        yield ("patients", i, "tags"), patient.tags
