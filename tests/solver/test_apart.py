"""Parts of a week searched apart: the same optimum, sums that add up, time shared."""

import json
import threading

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched.solving import verified
from iopsched_scenarios.generate import generate
from iopsched_scenarios.tiny import tiny_scenario
from iopsched_solver.apart import Apart
from iopsched_solver.components import components
from iopsched_solver.limits import Event, Found, Limits
from iopsched_solver.model import cost_of, solve_whole
from iopsched_solver.outcome import Outcome
from iopsched_solver.parts import joined, problem_of
from iopsched_solver.search import search

LIMITS = Limits(time_limit_s=60, workers=1)
WITH_IDS = (
    "sites", "rooms", "clinicians", "services", "groups", "policies", "patients", "equipment", "family_slots",
)  # fmt: skip
LISTS = (*WITH_IDS, "travel", "keep_apart", "keep_together", "pins")
WORDS = ("format", "status", "scope", "kind", "enrollment", "title", "weights")
SEEDS = (0, 3, 6, 12, 18, 30, 39, 48, 57, 78, 90, 108)
"""Between them most features; by video, clinicians see patients of the other site, so that is left out."""


def renamed(words, ids, letter):
    """Put a letter before every id."""
    if isinstance(words, dict):
        return {key: value if key in WORDS else renamed(value, ids, letter) for key, value in words.items()}
    if isinstance(words, list):
        return [renamed(each, ids, letter) for each in words]
    return f"{letter}{words}" if words in ids else words


def own_week(scenario, letter):
    """One tiny week in which everybody and everything belongs to its own sites."""
    week = json.loads(scenario.model_dump_json())
    week = renamed(week, {each["id"] for kind in WITH_IDS for each in week[kind]}, letter)
    sites = [site["id"] for site in week["sites"]]
    for service in week["services"]:
        service["equipment"] = {f"{letter}{piece}": count for piece, count in service["equipment"].items()}
    for each in (*week["clinicians"], *week["patients"], *week["calendar"]["closures"]):
        each["sites"] = each["sites"] or sites
    return week


def side_by_side(seed):
    """Two tiny weeks as one network; the prices are the first's."""
    first, second = (own_week(tiny_scenario(number, 3), letter) for number, letter in ((seed, "X"), (seed + 1, "Y")))
    week = {**first, **{kind: first[kind] + second[kind] for kind in LISTS}}
    week["calendar"]["closures"] += second["calendar"]["closures"]
    if second["published"] is not None:
        week["published"] = first["published"] or {**second["published"], "sessions": []}
        week["published"]["sessions"] += second["published"]["sessions"]
    return Scenario.model_validate(week)


@pytest.fixture(scope="module", params=SEEDS)
def network(request):
    """Two tiny weeks as one scenario, compiled, and the parts of it."""
    scenario = side_by_side(request.param)
    compiled = compile_scenario(scenario)
    parts = components(compiled.problem)
    assert len(parts) > 1
    return scenario, compiled, parts


def test_the_best_of_the_parts_is_the_best_of_the_whole(network):
    scenario, compiled, _ = network
    whole, found = solve_whole(compiled.problem, LIMITS), search(compiled.problem, LIMITS)

    assert (found.status, found.stop_rule, found.cost) == (whole.status, whole.stop_rule, whole.cost)
    if found.outcome is not None:
        assert (found.status, found.bound) == ("optimal", found.cost)
        assert verified(scenario, compiled.decode(found.outcome), found).cost == found.cost


def test_costs_of_parts_add_up(network):
    _, compiled, parts = network
    problems = [problem_of(compiled.problem, part) for part in parts]
    empty, best = [Outcome() for _ in parts], [solve_whole(problem, LIMITS).outcome for problem in problems]

    for weeks in (empty, best):
        if None not in weeks:
            costs = [cost_of(problem, week) for problem, week in zip(problems, weeks, strict=True)]
            assert sum(costs) == cost_of(compiled.problem, joined(zip(parts, weeks, strict=True)))


class Recorded:
    """Stands in for the search of a part: says what it is told to say and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers = dict(enumerate(answers))
        self.asked = []

    def __call__(self, _, limits, on_event, __, *, known=None):
        number = len(self.asked)
        self.asked.append((limits.time_limit_s, known))
        rule, cost, bound, *faults = self.answers.get(number, ("proved", 0, 0))
        on_event(Event("stub", 0.0, cost, bound))
        if rule == "breaks":
            raise KeyError("somebody")
        status = "impossible" if rule == "impossible" else "feasible"
        outcome = None if cost is None else Outcome()
        return Found(status, outcome, cost, bound, rule, "columns", {"stub": 1.0}, faults=tuple(faults))


@pytest.fixture(scope="module")
def sites():
    """Three small sites of which nobody goes to another."""
    problem = compile_scenario(generate(30, shape="calendar", tightness="tight", seed=1, sites=3)).problem
    return problem, components(problem)


def run(sites, stub, limits, cancel=None, on_event=None):
    return Apart(*sites, stub, limits, on_event, cancel or threading.Event()).run()


def test_each_part_gets_time_by_its_size_and_what_is_left(sites):
    stub = Recorded()
    found = run(sites, stub, Limits(time_limit_s=1000))
    sizes = [part.size for part in sites[1]]

    shares = [asked / 1000 for asked, _ in stub.asked]
    wanted = [size / sum(sizes[number:]) for number, size in enumerate(sizes)]  # the stub takes no time at all
    assert shares == pytest.approx(wanted, abs=0.02)
    assert (found.status, found.stop_rule, found.cost, found.bound) == ("optimal", "proved", 0, 0)
    assert found.engine == "columns"
    assert found.seconds["stub"] == 3.0


def test_who_ran_out_of_time_goes_on_from_what_is_known(sites):
    stub = Recorded(("proved", 7, 7), ("time", 9, 5), ("stall", 8, 4), ("stall", 6, 5))
    found = run(sites, stub, Limits(time_limit_s=1000))

    assert len(stub.asked) == 4
    assert [known is not None for _, known in stub.asked] == [False, False, False, True]
    assert stub.asked[3][1].cost == 9
    assert stub.asked[3][0] == pytest.approx(1000, rel=0.02)
    assert (found.stop_rule, found.cost, found.bound) == ("stall", 7 + 6 + 8, 7 + 5 + 4)


def test_what_broke_before_is_told_however_a_part_goes_on(sites):
    stub = Recorded(("time", 9, 5, "KeyError"), ("time", 9, 5), ("stall", 8, 4), ("stall", 6, 5, "ValueError"))
    found = run(sites, stub, Limits(time_limit_s=1000))

    assert len(stub.asked) >= 4
    assert found.faults == ("KeyError", "ValueError")


def test_a_part_that_breaks_keeps_its_first_week_and_stops_no_other(sites):
    stub = Recorded(("proved", 0, 0), ("breaks", None, 0), ("proved", 0, 0))
    found = run(sites, stub, Limits(time_limit_s=1000))

    assert len(stub.asked) == 3
    assert [fault.split(":")[0] for fault in found.faults] == ["KeyError at test_apart.py"]
    assert (found.status, found.stop_rule) == ("feasible", "stall")
    assert {patient for patient, _ in found.outcome.attends} <= set(sites[1][1].patients.tolist())
    assert found.outcome.attends


def test_what_the_caller_raises_is_raised(sites):
    def refuse(event):
        if event.phase.startswith("stub"):
            raise RuntimeError("told")

    with pytest.raises(RuntimeError, match="told"):
        run(sites, Recorded(), Limits(time_limit_s=1000), on_event=refuse)


def test_a_part_of_which_nothing_is_known_must_not_break(sites, monkeypatch):
    monkeypatch.setattr("iopsched_solver.apart.first_fit", lambda *_, **__: None)
    with pytest.raises(KeyError):
        run(sites, Recorded(("breaks", None, None)), Limits(time_limit_s=1000))


def test_the_search_ends_when_time_is_up(sites):
    stub = Recorded()
    found = run(sites, stub, Limits(time_limit_s=0.0))

    assert stub.asked == []
    assert (found.status, found.stop_rule, found.bound) == ("feasible", "time", None)
    assert found.cost == cost_of(sites[0], found.outcome) < cost_of(sites[0], Outcome())


def test_the_search_ends_where_the_sums_are_close_enough(sites):
    stub = Recorded(("gap", 100, 99), ("gap", 100, 99), ("time", 100, 90), ("proved", 100, 100))
    found = run(sites, stub, Limits(time_limit_s=1000, gap=0.05))

    assert len(stub.asked) == 3  # 288 of 300 proved: the third need not get to 5 % by itself
    assert (found.stop_rule, found.cost, found.bound) == ("gap", 300, 288)


def test_a_part_that_is_impossible_ends_the_search(sites):
    stub = Recorded(("proved", 7, 7), ("impossible", None, None))
    found = run(sites, stub, Limits(time_limit_s=1000))

    assert len(stub.asked) == 2
    assert (found.status, found.outcome, found.cost, found.bound) == ("impossible", None, None, None)


def test_what_a_part_loses_is_taken_from_its_first_week(sites):
    stub = Recorded(*[("stall", 10**9, 0)] * 3)
    found = run(sites, stub, Limits(time_limit_s=1000))

    assert found.cost == cost_of(sites[0], found.outcome) < 10**9


def test_cancelled_before_it_began_the_empty_week_is_legal(sites):
    stub, cancel = Recorded(), threading.Event()
    cancel.set()
    found = run(sites, stub, Limits(time_limit_s=1000), cancel)

    assert stub.asked == []
    assert (found.status, found.stop_rule) == ("feasible", "cancelled")
    assert found.cost == cost_of(sites[0], found.outcome)


def test_cancelled_while_searching_every_site_has_a_week(sites):
    cancel, events = threading.Event(), []

    def stop(event):
        events.append(event)
        if event.phase.endswith("part 1 of 3"):
            cancel.set()

    found = search(sites[0], Limits(time_limit_s=15, workers=1), on_event=stop, cancel=cancel)
    costs = [event.cost for event in events]

    assert found.stop_rule == "cancelled"
    assert found.bound <= found.cost == cost_of(sites[0], found.outcome) <= costs[0]
    assert costs == sorted(costs, reverse=True)
    served = {patient for patient, _ in found.outcome.attends}
    assert all(served & set(part.patients.tolist()) for part in sites[1])
    assert not any(event.phase.endswith("part 2 of 3") for event in events)


def test_events_tell_the_sums(sites):
    events = []
    stub = Recorded(("proved", 7, 7), ("proved", 9, 9), ("proved", 8, 8))
    run(sites, stub, Limits(time_limit_s=1000), on_event=events.append)
    costs = [event.cost for event in events]

    assert costs == sorted(costs, reverse=True)
    assert (costs[-1], events[-1].bound) == (24, 24)
    assert [event.phase for event in events] == ["first fit", *(f"stub, part {n} of 3" for n in (1, 2, 3))]


def test_reproducible_shares_do_not_depend_on_the_clock(sites):
    stub = Recorded(*[("time", 5, 1)] * 3)
    found = run(sites, stub, Limits(time_limit_s=30, reproducible=True))
    sizes = [part.size for part in sites[1]]

    assert [asked for asked, _ in stub.asked] == [30 * size / sum(sizes) for size in sizes]
    assert found.stop_rule == "time"


def test_reproducible_searches_find_the_same():
    problem = compile_scenario(side_by_side(3)).problem
    assert len(components(problem)) == 2
    limits = Limits(time_limit_s=20, seed=3, reproducible=True)
    first, second = search(problem, limits), search(problem, limits)

    assert (first.outcome, first.cost, first.bound) == (second.outcome, second.cost, second.bound)
