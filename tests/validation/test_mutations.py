"""A sound week with anything at all changed in it: read or refused in words, and what is accepted compiles."""

from __future__ import annotations

import copy
import json
from random import Random

import pytest

from iopsched.compile import compile_scenario
from iopsched.formats import json_
from iopsched.formats.reading import Document, scenario_of
from iopsched.formats.shape import fields_at
from iopsched.model.errors import ScenarioError
from iopsched.model.scenario import Scenario

MORE = {
    "family_slots": [{"id": "S-1", "when": "Mon 9-12", "site": "main"}],
    "keep_apart": [{"patients": ["P-1", "P-2"], "scope": "time"}],
    "keep_together": [{"patients": ["P-1", "P-2"], "groups": ["G-2"]}],
    "pins": [{"group": "G-1", "start": "Mon 18:00", "attendee": "P-1", "leader": "C-1", "room": "R-1"}],
    "published": {"sessions": [{"service": "process", "group": "G-1", "start": "Mon 18:00", "end": "Mon 19:00",
                                "site": "main", "room": "R-1", "leaders": ["C-1"], "attendees": ["P-1"]}]},
    "weights": {"units": {"trips": 3}},
}  # fmt: skip

ODD = [
    None, 0, 1, -1, 2, 7, 5, 10**17, 1.5, True, False, "", "x", "\x00", "a" * 100,
    "P-1", "C-1", "main", "G-1", "process", "therapy", "family",
    "only", "allowed", "roster", "cohort", "group", "individual", "UTC",
    "Mon 9-9", "Mon 9-12", "Sun 24:00", "Mon 18:05", "Mon 18:00",
    "2026-01-06", "2026-01-12", "9999-12-27", "0001-01-01",
    [], ["P-1"], ["x"], ["main"], ["Mon 18:00"], [None], [{}],
    {}, {"min": 1}, {"x": 1}, {"at": ["Mon 18:00"]}, {"within": ["Mon 9-12"]}, {"min": 5, "max": 1},
]  # fmt: skip


def paths_of(value, path=()):
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from paths_of(below, (*path, step))


def mutate(rng, values):
    """Change one thing: a number a little, a field that the model has, or anything to anything."""
    *around, last = rng.choice([path for path in paths_of(values) if path])
    here = values
    for step in around:
        here = here[step]
    value = here[last]
    fields = fields_at(Scenario, (*around, last)) if isinstance(value, dict) else ()
    if isinstance(value, int) and rng.random() < 0.8:
        here[last] = max(0, value + rng.choice([-60, -10, -1, 1, 10, 60]))
    elif fields and rng.random() < 0.8:
        value[rng.choice(fields)] = copy.deepcopy(rng.choice(ODD))
    elif rng.random() < 0.3:
        del here[last]
    elif isinstance(here, list) and rng.random() < 0.3:
        here.append(copy.deepcopy(value))
    else:
        here[last] = copy.deepcopy(rng.choice(ODD))


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_changed_is_refused_in_words_or_compiles(week, seed):
    rng = Random(seed)  # noqa: S311  the same changes each time
    accepted = 0
    for _ in range(40):
        values = copy.deepcopy(week) | copy.deepcopy(MORE)
        for _ in range(rng.choice([1, 1, 2])):
            mutate(rng, values)
        document = Document("week.json", "", json_.parse(json.dumps(values, indent=1), "week.json"))
        try:
            scenario = scenario_of(document)
        except ScenarioError as error:
            for problem in error.problems:
                assert problem.message.isprintable()
                assert len(problem.message) < 300
                assert problem.place.startswith("week.json:")
                assert problem.code != "invalid-value"
        else:
            accepted += 1
            compile_scenario(scenario)
    assert accepted > 0
