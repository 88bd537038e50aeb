"""No row of column generation forbids what a legal week may do: each of these weeks has what a row once forgot."""

import time

import pytest

from iopsched.compile import compile_scenario
from iopsched.model.scenario import Scenario
from iopsched_solver.columns import Columns
from iopsched_solver.limits import Limits
from iopsched_solver.model import solve_whole

SITES = [{"id": name, "hours": "Mon-Fri 0-24"} for name in "AB"]
VISIT = {"id": "visit", "format": "individual", "duration_minutes": 60, "contact_minutes": 60, "needs_room": False,
         "starts": {"at": ["Mon 9:00"]}}  # fmt: skip
VIDEO = {**VISIT, "telehealth": "only"}
KIN = {**VISIT, "format": "family", "contact_minutes": 0, "patient_attends": False}
KIN_GROUP = {"id": "visit", "duration_minutes": 60, "contact_minutes": 0, "patient_attends": False, "needs_room": False}
EMPTY = {"id": "visit", "duration_minutes": 60, "contact_minutes": 60, "min_size": 0, "needs_room": False}
LATE = {**VISIT, "starts": {"at": ["Mon 23:00"]}}
EARLY = {**VISIT, "id": "next", "starts": {"at": ["Tue 0:00"]}}


def week(services, patients=2, *, own=({}, {}), care=None, **more):
    """Patients who each ask for a visit, or for what `care` says; `own` is what each has beside that."""
    asked = care or [["visit"]] * patients
    return Scenario.model_validate({
        "calendar": {"slot_minutes": 30},
        "sites": SITES,
        "clinicians": [{"id": "C1"}, {"id": "C2"}],
        "services": services,
        "policies": [{"id": "plan", "source": "made up", "as_of": "2026-01-05"}],
        "patients": [
            {
                "id": f"P{n}",
                "policy": "plan",
                "care_plan": {"items": [{"service": name, "min": 1, "max": 1} for name in asked[n]]},
                **own[n],
            }
            for n in range(patients)
        ],
        **more,
    })  # fmt: skip


def grown(problem):
    """Column generation to its end."""
    columns, deadline = Columns(problem), time.monotonic() + 30.0
    columns.grow(deadline=deadline, gap=0.0, stop=lambda: False, on_round=lambda _: None, tight_until=deadline)
    return columns


def apart(service, scope, **more):
    """Two patients who must not meet and do not."""
    return week([service], keep_apart=[{"patients": ["P0", "P1"], "scope": scope}], **more)


def meetings(service, starts, least, **own):
    """One patient, and a group with so many meetings at least."""
    group = {"id": "G", "service": "visit", "starts": {"at": starts}, "sessions_per_week": {"min": least}}
    return week([service], 1, own=(own,), groups=[group])


def across_midnight(**clinician):
    """One clinician, a visit that ends at midnight and one that begins then."""
    services = [{**LATE, "documentation_minutes": 30}, EARLY]
    return week(services, care=[["visit"], ["next"]], clinicians=[{"id": "C1", **clinician}])


def uncounted(n):
    """One patient and n services that count nothing, the last on a day of its own; one that counts, without a limit."""
    kind = {"duration_minutes": 30, "needs_room": False, "leaders": []}
    starts = [f"Mon {8 + i}:00" for i in range(n - 1)] + ["Tue 9:00", "Wed 9:00"]
    services = [{"id": f"S{i}", "contact_minutes": 30 * (i == n), "max_per_day": None, **kind} for i in range(n + 1)]
    groups = [{"id": f"G{i}", "service": f"S{i}", "starts": {"at": [at]}} for i, at in enumerate(starts)]
    scenario = week(services, 1, care=[[each["id"] for each in services]], groups=groups)
    last = scenario.patients[0].care_plan.items[-1].model_copy(update={"max": 4})
    plan = scenario.patients[0].care_plan
    plan = plan.model_copy(update={"items": (*plan.items[:-1], last)})
    return scenario.model_copy(update={"patients": (scenario.patients[0].model_copy(update={"care_plan": plan}),)})


PUBLISHED = {"sessions": [{"service": "visit", "start": "Mon 9:00", "end": "Mon 10:00", "site": "A", "leaders": ["C1"],
                           "attendees": ["P0"]}]}  # fmt: skip
WEEKS = {
    "apart by session, each with a clinician of their own": apart(VISIT, "session"),
    "apart by time, both by video": apart(VIDEO, "time"),
    "apart by day, both by video": apart(VIDEO, "day"),
    "apart by time, at two sites": apart(VISIT, "time", own=({"sites": ["A"]}, {"sites": ["B"]})),
    "apart by day, at two sites": apart(VISIT, "day", own=({"sites": ["A"]}, {"sites": ["B"]})),
    "a published visit without the patient": week([KIN], 1, published=PUBLISHED),
    "a group without the patients": meetings(KIN_GROUP, ["Mon 9:00"], 1),
    "a meeting of nobody is one": meetings(
        EMPTY, ["Mon 9:00", "Tue 9:00"], 2, availability={"free": ["Mon 8:00-12:00"]}
    ),
    "documentation ends at midnight": across_midnight(),
    "a run ends at midnight": across_midnight(consecutive_minutes_max=60, break_minutes=30),
    "more that counts nothing than a day remembers": uncounted(9),
}


@pytest.mark.parametrize("scenario", WEEKS.values(), ids=WEEKS.keys())
def test_the_bound_is_no_higher_than_the_optimum(scenario):
    problem = compile_scenario(scenario).problem
    best = solve_whole(problem, Limits(time_limit_s=30, workers=1))
    columns = grown(problem)

    assert best.status == "optimal"
    assert columns.proved() <= best.cost


@pytest.mark.parametrize("scope", ["time", "day"])
def test_those_who_do_meet_are_still_kept_apart(scope):
    """At one site: only one of the two gets the visit, and the bound says so."""
    problem = compile_scenario(apart(VISIT, scope, sites=SITES[:1])).problem
    best = solve_whole(problem, Limits(time_limit_s=30, workers=1))
    columns = grown(problem)

    assert columns.proved() == best.cost > problem.unit_cost["care-plan"]
