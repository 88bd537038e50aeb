"""Free texts and tags: nothing that steers a terminal, no tag that only looks like another."""

from __future__ import annotations

from collections.abc import Iterator

from iopsched.model.errors import InputProblem
from iopsched.model.place import Path
from iopsched.model.scenario import Scenario
from iopsched.model.wording import Lexicon, excerpt
from iopsched.validation.found import error, warning

_ASKED = {
    ("services", "room_features"): "feature", ("services", "credentials"): "credential", ("groups", "tags_any"): "tag",
    ("groups", "tags_all"): "tag", ("groups", "tags_none"): "tag", ("groups", "phases"): "phase",
}  # fmt: skip
"""Fields that ask for what others have, and what that is."""


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


def near_tags(scenario: Scenario) -> Iterator[InputProblem]:
    """Find tags, phases, credentials and features asked for that only differ in case or dashes from what somebody has.

    Others that nobody has this week may be meant: ``track A`` beside ``track B``.
    """
    had = {
        "tag": Lexicon(tag for patient in scenario.patients for tag in patient.tags),
        "phase": Lexicon(patient.phase for patient in scenario.patients if patient.phase is not None),
        "credential": Lexicon(tag for clinician in scenario.clinicians for tag in clinician.credentials),
        "feature": Lexicon(tag for room in scenario.rooms for tag in room.features),
    }
    for path, kind, tag in _asked(scenario):
        near = None if tag in had[kind] else had[kind].spelt(tag)
        if near is not None:
            fact = f"{kind} {excerpt(tag)} is asked for, and nothing has it"
            yield warning("unknown-tag", path, fact, f"did you mean {excerpt(near)}?")


def _asked(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    for path, tags in _tags(scenario):
        kind = _ASKED.get((str(path[0]), str(path[-1])))
        if kind is not None:
            for number, tag in enumerate(tags):
                yield (*path, number), kind, tag
    for i, policy in enumerate(scenario.policies):
        for j, exemption in enumerate(policy.exemptions):
            yield ("policies", i, "exemptions", j, "phase"), "phase", exemption.phase


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
