"""What the page says, worked out by hand on a small week."""

import json
import re

import pytest

from iopsched.model.result import Result, Run, TracePoint
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched.page import Source, render
from iopsched.page.chart import chart
from iopsched.page.cost import GOAL_WORDS, tiers
from iopsched.page.data import week_data
from iopsched.page.headline import headline
from iopsched.page.hours import heat_maps, tightest
from iopsched.page.needs import NEED_WORDS, short
from iopsched.summary import summarise

WEEK = {
    "title": "two evenings",
    "calendar": {"week": "2026-11-23", "zone": "America/Chicago"},
    "sites": [{"id": "main", "hours": ["Mon-Tue 16:00-20:00"]}],
    "rooms": [{"id": "R-1", "site": "main", "capacity": 8}, {"id": "R-2", "site": "main", "capacity": 3}],
    "clinicians": [{"id": "C-1", "weekly_contact_minutes_max": 600}, {"id": "C-2", "weekly_contact_minutes_max": 300}],
    "services": [
        {"id": "process", "duration_minutes": 60, "contact_minutes": 60, "max_size": 6},
        {"id": "talk", "format": "individual", "duration_minutes": 60, "contact_minutes": 60},
    ],
    "groups": [{"id": "evening", "service": "process", "starts": {"at": ["Mon 18:00", "Tue 18:00"]},
                "sessions_per_week": {"min": 1, "max": 2}}],
    "policies": [{"id": "payer", "source": "made up", "as_of": "2026-01-01",
                  "weekly_contact_minutes": {"min": 120, "max": 300}}],
    "patients": [
        {"id": "P-1", "policy": "payer", "care_plan": {"items": [{"service": "process", "max": 2},
                                                                {"service": "talk", "max": 1}]}},
        {"id": "P-2", "policy": "payer", "availability": {"free": ["Mon 18:00-20:00"]},
         "care_plan": {"items": [{"service": "process", "max": 2}]}},
        {"id": "P-3", "policy": "payer", "status": "waitlisted"},
    ],
}  # fmt: skip
GROUP = {"service": "process", "group": "evening", "site": "main", "room": "R-1", "leaders": ["C-1"]}
SESSIONS = [
    {"service": "talk", "start": "Mon 16:00", "end": "Mon 17:00", "site": "main", "room": "R-2", "leaders": ["C-2"],
     "attendees": ["P-1"]},
    {**GROUP, "start": "Mon 18:00", "end": "Mon 19:00", "attendees": ["P-1", "P-2"]},
]  # fmt: skip


def source(sessions=(), *, published=None, names=None, **changes):
    scenario = Scenario.model_validate({**WEEK, **changes})
    schedule = Schedule.model_validate({"sessions": list(sessions) or SESSIONS, "week": "2026-11-23"})
    earlier = Schedule.model_validate({"sessions": published}) if published is not None else None
    return Source.of(scenario, schedule, published=earlier, names=names)


def with_result(shown, *, trace=(), status="feasible", bound=0):
    points = tuple(TracePoint(seconds=s, cost=c, bound=b) for s, c, b in trace)
    weights = {"tiers": shown.scenario.tier_weights.model_dump(), "units": dict(shown.scenario.weights.units)}
    run = Run(
        versions={}, options={}, seed=0, stop_rule="time", engine="cp-sat", seconds={}, trace=points, weights=weights
    )
    cost = shown.report.cost
    result = Result(
        status=status, cost=cost, bound=bound, gap=(cost - bound) / cost, tiers=shown.report.tiers,
        unmet=shown.report.unmet, schedule=shown.schedule, summary=summarise(shown.scenario, shown.schedule), run=run,
    )  # fmt: skip
    return Source.of(shown.scenario, shown.schedule, result=result)


def test_who_misses_something_is_said_first():
    said = headline(source())
    # P-2 has one of two hours, P-3 waits
    assert said.tone == "short"
    assert said.sentence == "1 of 2 patients misses something they need; 1 patient stays on the waitlist"
    figures = {figure.label: (figure.value, figure.note) for figure in said.figures}
    assert figures == {
        "Patients with all they need": ("1", "of 2"),
        "Contact hours": ("3 h", "counted; at least 4 h asked"),
        "Group seats taken": ("2", "of 6"),
        "Hours led": ("2 h", "of 15 h"),
        "Sessions": ("2", "1 group, 1 one-to-one"),
    }


def test_all_is_met():
    week = {**WEEK, "patients": WEEK["patients"][:1]}
    said = headline(source([SESSIONS[0], {**SESSIONS[1], "attendees": ["P-1"]}], **week))
    assert (said.tone, said.sentence) == ("good", "Every need of 1 patient is met")
    assert "not known" in said.proof


def test_how_good_it_is_if_that_is_known():
    shown = source()
    assert "proved" in headline(with_result(shown, status="optimal", bound=shown.report.cost)).proof.lower()
    assert "at most 50.0 %" in headline(with_result(shown, bound=-(-shown.report.cost // 2))).proof


def test_a_broken_schedule_says_so_and_names_the_rules():
    broken = source([*SESSIONS, {**SESSIONS[0], "room": "R-1"}])
    assert headline(broken).tone == "broken"
    html = render(broken)
    assert "patient-no-overlap" in html
    assert "must not be handed out" in html


def test_a_result_changed_by_hand_is_not_believed():
    shown = with_result(source(), status="optimal", bound=source().report.cost)
    changed = Schedule.model_validate({"sessions": SESSIONS[1:]})
    assert Source.of(shown.scenario, changed, result=shown.result).result is None


def test_hours_wanted_and_free():
    wanted, seats, idle = heat_maps(source())
    assert [hour for hour, _ in wanted.rows] == ["16:00", "17:00", "18:00"]
    # P-1 and P-3 spread 2 h over 8 h, P-2 has but 2 h: 1/4 + 1/4, and with P-2 1/4 + 1/4 + 1
    shown = {hour: [cell.shown for cell in cells] for hour, cells in wanted.rows}
    assert shown == {"16:00": ["0.5", "0.5"], "17:00": ["0.5", "0.5"], "18:00": ["1.5", "0.5"]}
    assert dict(wanted.rows)["18:00"][0].shade == 8
    # 6 seats less 2
    assert [[cell.shown for cell in cells] for _, cells in seats.rows] == [["", ""], ["", ""], ["4", ""]]
    # both at work always; C-2 leads at 16, C-1 at 18
    assert [[cell.shown for cell in cells] for _, cells in idle.rows] == [["1", "2"], ["2", "2"], ["1", "2"]]
    assert tightest(source()) == "Tightest hour: Mon 23, 18:00: 2 patients expected, 4 seats free"


def test_unmet_needs_in_words_with_reasons():
    missing, waiting = short(source(names={"P-2": "Bo"}))
    assert (missing.patient, missing.name) == ("P-2", "Bo")
    assert (waiting.patient, waiting.cost) == ("P-3", 4_000)
    (need,) = missing.needs
    assert (need.words, need.missing) == ("contact hours this week", "1 h")
    assert "group session" in need.reason


def test_cost_by_tier():
    needs, disruption, experience, cost = tiers(source())
    # P-2 misses 2 half hours x 1,000 x weight 2, P-3 on the waitlist 4 half hours x 1,000 x weight 1
    assert (needs.cost, [(item.units, item.cost) for item in needs.items]) == (8_000, [(6, 8_000)])
    assert (disruption.cost, disruption.items) == (0, ())
    # two patients come on one day each (2 x 15 a trip), and P-1 waits an hour (2 half hours x 15)
    assert {item.slug: item.cost for item in experience.items} == {"trips": 60, "idle-gaps": 30}
    # two hours led, two rooms
    assert {item.slug: item.cost for item in cost.items} == {"leader-time": 4, "room-use": 2}


def test_every_need_and_goal_has_words():
    from iopsched.model.weights import TIERS

    assert {slug for slugs in TIERS.values() for slug in slugs} == NEED_WORDS.keys() | GOAL_WORDS.keys()


def test_the_chart_of_a_run():
    shown = source()
    cost = shown.report.cost
    drawn = chart(with_result(shown, trace=[(1, cost * 90, None), (2, cost * 2, cost // 2), (4, cost, cost // 2)]))
    assert drawn.is_logarithmic
    assert [row.gap for row in drawn.rows] == ["", "75.0 %", "50.0 %"]
    assert "after 1.0 s" in drawn.sentence
    assert "50.0 %" in drawn.sentence
    heights = [float(point.split(",")[1]) for point in drawn.cost.split()]
    assert heights == sorted(heights)  # down the picture is less
    assert chart(shown) is None
    assert "How it was found" not in render(shown)


@pytest.mark.parametrize("trace", [[(0.0, 5, 5)], [(0.0, 5, 0), (0.0, 5, 5)], [(3, 10, 1), (7, 9, 9)]])
def test_any_trace_can_be_drawn(trace):
    drawn = chart(with_result(source(), trace=trace))
    assert drawn.costs
    numbers = [float(number) for number in re.findall(r"[-\d.]+", f"{drawn.cost} {drawn.bound}")]
    assert all(0 <= number <= 720 for number in numbers)


def test_data_for_the_browser():
    data = week_data(source(names={"P-1": "Ann"}))
    assert [day["short"] for day in data["days"]] == ["Mon 23", "Tue 24"]
    assert (data["first"], data["last"]) == (16 * 60, 19 * 60)
    assert data["patients"][0]["name"] == "Ann"
    assert data["patients"][0]["counted"] == [120, 0]
    assert data["patients"][2]["waits"] is True
    assert [session["patients"] for session in data["sessions"]] == [[0], [0, 1]]
    assert "seats" not in data["sessions"][0]
    assert data["sessions"][1]["seats"] == 6


def test_the_page_names_its_own_parts_alone():
    html = render(source())
    assert html.startswith("<!doctype html>")
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", html)
    assert " style=" not in html
    assert "'unsafe" not in html
    json.loads(re.search(r'id="data">(.*?)</script>', html)[1])


def test_a_week_without_sessions_and_without_date():
    empty = Source.of(Scenario.model_validate({**WEEK, "calendar": {}}), Schedule())
    assert "miss something they need" in render(empty)


def test_marking_changes_costs_the_proof_nothing():
    shown = with_result(source(), status="optimal", bound=source().report.cost)
    earlier = Schedule.model_validate({"sessions": SESSIONS[:1]})
    marked = Source.of(shown.scenario, shown.schedule, result=shown.result, published=earlier)
    assert headline(marked).proof == headline(shown).proof
    assert [tier.cost for tier in tiers(marked)] == [tier.cost for tier in tiers(shown)]
    assert marked.changes.count("new") == 1


def test_a_week_solved_against_the_published_one_is_believed_without_it():
    earlier = [{**SESSIONS[1], "room": "R-2"}]
    priced = with_result(source(published=earlier), bound=1)
    alone = Source.of(source().scenario, priced.schedule, result=priced.result)
    assert alone.result is priced.result
    assert sum(tier.cost for tier in tiers(alone)) == priced.report.cost
    assert tiers(alone)[1].cost > 0
    for tier in tiers(alone):
        assert sum(item.cost for item in tier.items) == tier.cost
