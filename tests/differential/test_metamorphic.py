"""Changes to a week whose effect on the optimum is known beforehand, tried on tiny weeks."""

import functools
from random import Random

import pytest

from iopsched import Scenario, SolveOptions, solve
from iopsched.compile import compile_scenario
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.model import cost_of

OPTIONS = SolveOptions(time_limit_s=60, workers=1)
NOT_IDS = {"format", "kind", "enrollment", "enforcement", "scope", "reason"}
"""Fields whose words may look like ids."""


@functools.cache
def optimum(scenario_json):
    result = solve(Scenario.model_validate_json(scenario_json), OPTIONS)
    assert result.status in {"optimal", "impossible"}
    return result


def best(scenario):
    return optimum(scenario.model_dump_json())


def edited(scenario, edit):
    words = scenario.model_dump(mode="json")
    edit(words)
    return Scenario.model_validate(words)


def solvable(seeds):
    """Yield tiny weeks that have a legal schedule, with their results."""
    for seed in seeds:
        scenario = tiny_scenario(seed)
        result = best(scenario)
        if result.status == "optimal":
            yield scenario, result


def renamed(scenario, prefix):
    """Give everything another id, in the reverse alphabetic order of the old."""
    words = scenario.model_dump(mode="json")
    listed = ("patients", "clinicians", "rooms", "services", "groups", "sites", "equipment", "family_slots", "policies")
    ids = sorted({item["id"] for part in listed for item in words[part]}, reverse=True)
    new = {name: f"{prefix}{number:03d}" for number, name in enumerate(ids)}

    def walk(value, field=""):
        if isinstance(value, dict):
            return {new.get(key, key) if field == "equipment" else key: walk(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [walk(part, field) for part in value]
        return new.get(value, value) if isinstance(value, str) and field not in NOT_IDS else value

    return walk(words)


@pytest.mark.parametrize("chunk", range(4))
def test_renaming_and_reordering_change_nothing(chunk):
    rng = Random(chunk)  # noqa: S311  seeded, repeatable: not cryptography
    for seed in range(chunk, 40, 4):
        scenario = tiny_scenario(seed)
        words = renamed(scenario, "X")
        for part in ("patients", "clinicians", "rooms", "services", "groups", "sites", "pins", "family_slots"):
            rng.shuffle(words[part])
        other = solve(Scenario.model_validate(words), OPTIONS)
        assert (other.status, other.cost) == (best(scenario).status, best(scenario).cost), scenario.title


def another_room(words):
    words["rooms"] += [{**room, "id": f"{room['id']}.2"} for room in words["rooms"]]
    for group in words["groups"]:
        group["rooms"] += [f"{room}.2" for room in group["rooms"]]


def another_clinician(words):
    words["clinicians"] += [{**clinician, "id": f"{clinician['id']}.2"} for clinician in words["clinicians"]]
    for group in words["groups"]:
        group["leaders"] += [f"{leader}.2" for leader in group["leaders"]]


def longer_hours(words):
    for site in words["sites"]:
        site["hours"] += ["Mon-Fri 7-20"]
    for slot in words["family_slots"]:
        slot["when"] += ["Mon-Fri 7-20"]


def more_seats(words):
    for service in words["services"]:
        service["max_size"] += 1
    for room in words["rooms"]:
        room["capacity"] += 1


def freer_people(words):
    for person in (*words["patients"], *words["clinicians"]):
        person["availability"] = {}


def another_start(words):
    for group in words["groups"]:
        group["starts"]["at"] += ["Thu 9:00"]


def more_equipment(words):
    for piece in words["equipment"]:
        piece["quantity"] += 1


@pytest.mark.parametrize(
    "loosen",
    [another_room, another_clinician, longer_hours, more_seats, freer_people, another_start, more_equipment],
    ids=lambda loosen: loosen.__name__,
)
def test_more_means_never_cost_more(loosen):
    for scenario, tight in solvable(range(0, 60, 3)):
        loose = best(edited(scenario, loosen))
        assert (loose.status, loose.cost <= tight.cost) == ("optimal", True), scenario.title


def twice(scenario):
    """Run the same week at two clinics that share nothing."""
    both = [renamed(scenario, "X"), renamed(scenario, "Y")]
    for words in both:
        sites = [site["id"] for site in words["sites"]]
        for person in (*words["patients"], *words["clinicians"]):
            person["sites"] = person["sites"] or sites
        for group in words["groups"]:
            group["sites"] = group["sites"] or ([] if group["telehealth"] else sites)
    whole = both[0]
    for part, value in both[1].items():
        if isinstance(value, list) and part != "closures":
            whole[part] = whole[part] + value
    if whole["published"] is not None:
        whole["published"]["sessions"] += both[1]["published"]["sessions"]
    return Scenario.model_validate(whole)


def test_two_clinics_that_share_nothing_cost_the_sum():
    """Family slots without a site and video sessions would be shared, so weeks with them are left out."""
    tried = 0
    for scenario, alone in solvable(range(1, 60, 2)):
        if scenario.family_slots:
            continue
        tried += 1
        assert best(twice(scenario)).cost == 2 * alone.cost, scenario.title
    assert tried >= 15


def pins_of(session):
    offering = {"group": session.group} if session.group else {"service": session.service}
    everybody = [{"leader": leader} for leader in session.leaders] or [{}]
    room = {"room": session.room} if session.room else {}
    return [
        {**offering, "start": session.start, "attendee": attendee, **leader, **room}
        for attendee in session.attendees
        for leader in everybody
    ]


@pytest.mark.parametrize("chunk", range(3))
def test_pinning_the_optimum_keeps_it(chunk):
    for scenario, result in solvable(range(chunk, 60, 6)):
        pins = [pin for session in result.require().sessions for pin in pins_of(session)]
        pinned = best(edited(scenario, lambda words, pins=pins: words["pins"].extend(pins)))
        assert (pinned.status, pinned.cost) == ("optimal", result.cost), scenario.title


def test_pin_to_what_is_best_anyway_changes_nothing():
    for scenario, result in solvable(range(2, 60, 4)):
        for session in result.require().sessions[:2]:
            pin = pins_of(session)[:1]
            held = best(edited(scenario, lambda words, pin=pin: words["pins"].extend(pin)))
            assert (held.status, held.cost) == ("optimal", result.cost), scenario.title


def test_published_optimum_stays_the_optimum_at_no_disruption():
    """A schedule from which nothing differs costs what it did, and everything else costs at least as much more."""
    tried = 0
    for scenario, result in solvable(range(3, 60, 4)):
        if scenario.published is not None:
            continue
        tried += 1
        tiers = {**scenario.tier_weights.model_dump(), "disruption": 9}
        again = scenario.model_copy(
            update={
                "published": result.schedule,
                "weights": scenario.weights.model_copy(update={"tiers": type(scenario.tier_weights)(**tiers)}),
            }
        )
        repeated = best(again)
        assert (repeated.cost, repeated.tiers["disruption"].cost) == (result.cost, 0), scenario.title
    assert tried >= 8


def test_optimum_encoded_again_costs_the_same():
    for scenario, result in solvable(range(0, 60, 2)):
        compiled = compile_scenario(scenario)
        outcome = compiled.encode(result.require())
        assert cost_of(compiled.problem, outcome) == result.cost, scenario.title
        assert compiled.decode(outcome) == result.schedule, scenario.title


@pytest.mark.parametrize("seed", range(0, 40, 8))
def test_same_seed_same_bytes_when_reproducible(seed):
    options = SolveOptions(time_limit_s=30, reproducible=True)
    first, second = (solve(tiny_scenario(seed), options).model_dump_json() for _ in range(2))
    assert first == second
