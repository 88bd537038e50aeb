"""`iopsched.solve` and `iopsched.check`: what callers get, and the gate before it."""

import threading
from dataclasses import replace

import pytest

from iopsched import (
    Clash,
    EngineError,
    IllegalScheduleError,
    ImpossibleError,
    NoScheduleError,
    Scenario,
    ScenarioError,
    SolveOptions,
    check,
    solve,
    solving,
)
from iopsched.provenance import TRACE_MAX, Trace, input_sha256
from iopsched_scenarios.generate import generate
from iopsched_solver.limits import Found
from iopsched_solver.outcome import Outcome

OPTIONS = SolveOptions(time_limit_s=30, workers=1)
FACTS = {
    "calendar": {"slot_minutes": 30},
    "sites": [{"id": "A", "hours": "Mon-Fri 8-20"}],
    "rooms": [{"id": "R1", "site": "A", "capacity": 9}],
    "clinicians": [{"id": "C1"}],
    "services": [
        {"id": "skills", "duration_minutes": 60, "contact_minutes": 60},
        {"id": "talk", "format": "individual", "duration_minutes": 60, "contact_minutes": 60, "needs_room": False},
    ],
    "groups": [{"id": "G", "service": "skills", "starts": {"at": ["Mon 9:00", "Tue 9:00"]}}],
    "policies": [
        {"id": "plan", "source": "made up", "as_of": "2026-01-05", "weekly_contact_minutes": {"min": 90}}
    ],
    "patients": [
        {"id": name, "policy": "plan", "availability": {"busy": [{"when": "Mon"}]},
         "care_plan": {"items": [{"service": "skills", "max": 1}, {"service": "talk", "max": 0}]}}
        for name in ("P1", "P2")
    ],
}  # fmt: skip
"""Two patients who are free on Tuesdays: one group hour each, and half an hour short."""


def week(**parts):
    return Scenario.model_validate({**FACTS, **parts})


def test_result_tells_cost_by_tier_unmet_needs_and_how_it_was_found():
    result = solve(week(), OPTIONS)
    assert (result.status, result.gap) == ("optimal", 0.0)
    (session,) = result.require().sessions
    assert (session.start, session.attendees) == (24 * 60 + 9 * 60, ("P1", "P2"))
    # one half hour short each: 1 x 1,000 x weight 2; two trips: 2 x 2 x 15; two half hours led and a room: 3
    assert {tier: cost.cost for tier, cost in result.tiers.items()} == {
        "needs": 4_000, "disruption": 0, "experience": 60, "cost": 3,
    }  # fmt: skip
    assert result.cost == result.bound == 4_063
    assert [(need.rule, need.patient, need.units) for need in result.unmet] == [
        ("weekly-contact-minutes", "P1", 1),
        ("weekly-contact-minutes", "P2", 1),
    ]
    assert result.run.options["time_limit_s"] == 30
    assert {"compile", "decode", "check", "total"} <= set(result.run.seconds)
    assert {"iopsched", "numpy", "ortools", "python"} == set(result.run.versions)
    assert result.run.weights["tiers"]["needs"] == 1_000
    assert result.summary.patients[0].contact_minutes == 60


def test_input_is_named_by_its_meaning_not_its_spelling():
    spelled = week(sites=[{"id": "A", "hours": ["Mon-Tue 8-20", "Wed-Fri 08:00-20:00"]}])
    assert input_sha256(spelled) == input_sha256(week())
    assert input_sha256(week(title="another")) != input_sha256(week())


def test_wrong_scenario_is_refused_with_everything_wrong_in_it():
    wrong = week(groups=[{**FACTS["groups"][0], "service": "skils", "leaders": ["C9"]}])
    for call in (lambda: solve(wrong, OPTIONS), lambda: check(wrong, solve(week(), OPTIONS).schedule)):
        with pytest.raises(ScenarioError) as caught:
            call()
        assert {problem.place for problem in caught.value.problems} >= {"#/groups/0/service", "#/groups/0/leaders/0"}


@pytest.mark.parametrize(
    ("pins", "conflict"),
    [
        (
            [{"group": "G", "start": "Mon 9:00", "attendee": "P1"}],
            [Clash("pins", ("pin 1",)), Clash("patient-availability", ("G", "Mon 09:00", "P1"))],
        ),
        (
            [{"id": "keep", "group": "G", "start": "Wed 9:00"}],
            [Clash("pins", ("keep",)), Clash("candidate-starts", ("G", "Wed 09:00"))],
        ),
        (  # the second pin can stay; one meeting a week is too few for the first and the third
            [
                {"id": "early", "group": "G", "start": "Mon 9:00"},
                {"id": "who", "group": "G", "start": "Tue 9:00", "attendee": "P2"},
                {"id": "late", "group": "G", "start": "Tue 9:00"},
            ],
            [Clash("pins", ("early", "late")), Clash("sessions-per-week", ("G",))],
        ),
    ],
)
def test_impossible_week_names_a_minimal_conflict(pins, conflict):
    free = [{**patient, "availability": {}} for patient in FACTS["patients"]]
    result = solve(week(pins=pins, **({"patients": free} if len(pins) > 1 else {})), OPTIONS)
    assert (result.status, result.schedule, result.cost) == ("impossible", None, None)
    assert list(result.conflict) == conflict
    with pytest.raises(ImpossibleError, match="cannot all hold"):
        result.require()


def test_hard_need_may_be_part_of_a_conflict():
    """A waitlisted patient gets 90 minutes or nothing, and 60 are all there is."""
    waitlisted = [{**FACTS["patients"][0], "status": "waitlisted"}]
    pins = [{"group": "G", "start": "Tue 9:00", "attendee": "P1"}]
    result = solve(week(patients=waitlisted, pins=pins), OPTIONS)
    assert list(result.conflict) == [
        Clash("pins", ("pin 1",)),
        Clash("weekly-contact-minutes", ("P1",)),
        Clash("care-plan", ("P1", "skills")),  # one hour of each kind at most
    ]


def test_pin_is_obeyed():
    talk = {"service": "talk", "min": 1, "max": 1}
    patients = [{**patient, "care_plan": {"items": [talk]}, "availability": {}} for patient in FACTS["patients"]]
    pins = [{"service": "talk", "start": "Thu 17:30", "attendee": "P2", "leader": "C1"}]
    sessions = solve(week(patients=patients, pins=pins), OPTIONS).require().sessions
    assert (3 * 24 * 60 + 17 * 60 + 30, ("P2",)) in {(session.start, session.attendees) for session in sessions}


def test_progress_is_told_in_the_callers_words():
    told = []
    result = solve(week(), OPTIONS, on_progress=told.append)
    assert told
    assert (told[-1].cost, told[-1].bound, told[-1].gap) == (result.cost, result.bound, 0.0)
    assert [event.seconds for event in told] == sorted(event.seconds for event in told)


def test_cancelled_before_it_began():
    cancel = threading.Event()
    cancel.set()
    result = solve(week(), OPTIONS, cancel=cancel)
    if result.schedule is None:
        assert result.status == "nothing-found"
        with pytest.raises(NoScheduleError, match="allow more time"):
            result.require()
    else:
        assert check(week(), result.schedule).legal


def test_reproducible_result_holds_no_clock():
    options = SolveOptions(time_limit_s=30, reproducible=True)
    assert solve(week(), options).run.seconds == {}


def tampered(monkeypatch, change):
    """Let the search return something else than it found."""
    real = solving.search
    monkeypatch.setattr(solving, "search", lambda *given, **named: change(real(*given, **named)))


def test_cost_that_the_checker_does_not_confirm_never_gets_out(monkeypatch):
    tampered(monkeypatch, lambda found: replace(found, cost=found.cost + 1))
    with pytest.raises(EngineError, match="the checker finds a cost of 4063, the solver one of 4064"):
        solve(week(), OPTIONS)


def test_bound_above_the_cost_never_gets_out(monkeypatch):
    tampered(monkeypatch, lambda found: replace(found, bound=found.cost + 1))
    with pytest.raises(EngineError, match="bound"):
        solve(week(), OPTIONS)


def test_schedule_that_the_checker_rejects_never_gets_out(monkeypatch):
    def without_leader(found):
        (section,) = found.outcome.sections
        return replace(found, outcome=Outcome((replace(section, leaders=()),), found.outcome.attends))

    tampered(monkeypatch, without_leader)
    with pytest.raises(IllegalScheduleError, match="leaders-by-size"):
        solve(week(), OPTIONS)


def test_every_unmet_need_has_a_reason() -> None:
    result = solve(generate(24, shape="menu", tightness="overloaded", seed=2), SolveOptions(time_limit_s=5))
    assert result.unmet
    assert all(need.reason for need in result.unmet)


def test_the_trace_shows_how_cost_and_bound_came_together():
    trace = solve(week(), OPTIONS).run.trace
    assert [point.seconds for point in trace] == sorted(point.seconds for point in trace)
    assert (trace[-1].cost, trace[-1].bound) == (4_063, 4_063)
    costs = [point.cost for point in trace if point.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert solve(week(), OPTIONS.model_copy(update={"reproducible": True})).run.trace == ()


def test_a_trace_keeps_changes_alone_and_never_too_many():
    trace = Trace()
    for second in range(10):
        trace.add(second, None, None)
    for second in range(10, 3 * TRACE_MAX):
        trace.add(second, 5_000 - second // 2, 0)
    found = Found("feasible", None, cost=7, bound=7, stop_rule="proved", engine="cp-sat")
    points = trace.ended(9_999, found)
    assert points[0].seconds == 10
    assert (points[-1].seconds, points[-1].cost, points[-1].bound) == (9_999, 7, 7)
    assert TRACE_MAX // 2 <= len(points) <= TRACE_MAX + 1
    assert len({point.cost for point in points}) == len(points)
