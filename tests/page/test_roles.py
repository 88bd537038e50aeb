"""Pages for one clinician, room or patient hold what these may see and nothing else."""

import re
from functools import cache
from importlib.resources import files

import pytest

from iopsched.model.scenario import Scenario
from iopsched.page import Source, View, parse_view, render

CANARY = "Zq7Canary"


@cache
def clinic():
    """The mixed clinic with a canary in every text of people that a page could show."""
    path = files("iopsched_scenarios") / "data" / "mixed-clinic.yaml"
    return Scenario.read(str(path)).model_copy(update={"title": f"{CANARY}-title"})


@pytest.fixture(scope="module")
def named(mixed):
    """The solved mixed clinic; every person has a canary for a name, and last week was another."""
    scenario = clinic()
    people = [one.id for one in (*scenario.patients, *scenario.clinicians)]
    names = {name: f"{CANARY}-{name}-end" for name in people}
    sessions = tuple(
        session.model_copy(update={"attendees": session.attendees[1:], "leaders": ("C-99",)})
        for session in mixed.schedule.sessions[3:]
    )
    gone = mixed.schedule.sessions[0].model_copy(update={"start": 0, "end": 60, "attendees": ("P-101", "P-102")})
    published = mixed.schedule.model_copy(update={"sessions": (gone, *sessions)})
    return Source.of(scenario, mixed.schedule, result=mixed.result, published=published, names=names)


def canaries(html):
    """Return whose canaries sing."""
    return set(re.findall(rf"{CANARY}-(\S+?)-end", html)) | ({"title"} if f"{CANARY}-title" in html else set())


def ids(named):
    return {one.id for one in (*named.scenario.patients, *named.scenario.clinicians)} | {"C-99"}


def people_in(named, html):
    """Return every person whom the page names, by name or by id."""
    return {name for name in ids(named) if re.search(rf"\b{re.escape(name)}\b", html)} | canaries(html)


def test_a_patient_sees_nobody_else(named):
    for patient in named.scenario.patients[::4]:
        html = render(named, View("patient", patient.id))
        assert people_in(named, html) == {patient.id}


def test_a_patients_page_has_all_their_sessions(named):
    html = render(named, View("patient", "P-101"))
    mine = [session for session in named.sessions if "P-101" in session.attendees]
    assert html.count('<li class="at-') == len(mine)
    assert "9 to 12 h planned" in html
    assert "<del>" in html  # a published session that is no more


def test_no_count_of_others_on_a_patients_page(named):
    html = render(named, View("patient", "P-101"))
    assert "seats" not in html
    assert "of 12" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_a_room_shows_counts_only(named):
    for room in named.scenario.rooms:
        html = render(named, View("room", room.id))
        assert people_in(named, html) == set()
    html = render(named, View("room", "group-1"))
    first = next(session for session in named.sessions if session.room == "group-1")
    assert f"{len(first.attendees) + len(first.leaders)} people" in html


def test_a_clinician_sees_whom_they_meet_and_nobody_else(named):
    for clinician in named.scenario.clinicians:
        html = render(named, View("clinician", clinician.id))
        mine = [session for session in named.sessions if clinician.id in session.leaders]
        met = {name for session in mine for name in (*session.attendees, *session.leaders)}
        assert people_in(named, html) == met | {clinician.id}


def test_every_page_for_one_has_no_script(named):
    for view in (View("patient", "P-101"), View("room", "group-1"), View("clinician", "C-05")):
        html = render(named, view)
        assert "<script" not in html
        assert "script-src &#39;none&#39;" in html


def test_the_whole_page_names_everyone(named):
    html = render(named)
    assert canaries(html) >= {one.id for one in named.scenario.patients} | {"title"}


@pytest.mark.parametrize("kind", ["clinician", "room", "patient"])
def test_who_is_not_there(named, kind):
    with pytest.raises(KeyError):
        render(named, View(kind, "nobody"))


@pytest.mark.parametrize("text", ["", "patient", "patient:", "everyone", "all:P-1", "Patient:P-1"])
def test_no_view(text):
    with pytest.raises(ValueError, match="clinician:ID"):
        parse_view(text)


def test_views():
    assert parse_view("all") == View()
    assert parse_view("clinician:C 1:b") == View("clinician", "C 1:b")


def badges(html):
    return re.findall(r'<span class="badge">(.*?)</span>', html)


def test_a_patient_is_told_of_own_changes_alone(named):
    # published were all sessions from the fourth on, without their first attendee and led by somebody else
    for patient in named.scenario.patients[::4]:
        mine = [session for session in named.sessions if patient.id in session.attendees]
        unpublished = named.schedule.sessions[:3]
        new = [one for one in mine if one in unpublished or one.attendees[0] == patient.id]
        assert badges(render(named, View("patient", patient.id))) == ["new"] * len(new)


def test_moves_and_other_rooms_are_told(mixed):
    one, two, *rest = [session for session in mixed.sessions if "P-101" in session.attendees]
    earlier = [one.model_copy(update={"room": "hall"}), two.model_copy(update={"start": 0, "end": 60}), *rest]
    others = [session for session in mixed.sessions if "P-101" not in session.attendees]
    published = mixed.schedule.model_copy(update={"sessions": (*earlier, *others)})
    shown = Source.of(mixed.scenario, mixed.schedule, result=mixed.result, published=published)
    assert badges(render(shown, View("patient", "P-101"))) == ["was in hall", "moved, was Mon 13 00:00-01:00"]
    assert "new" in badges(render(shown, View("room", one.room)))
    assert "No longer" in render(shown, View("room", "hall"))
    assert "No longer" not in render(shown, View("patient", "P-101"))


def test_who_changed_groups_is_no_business_of_the_others(mixed):
    place, group = next((i, s) for i, s in enumerate(mixed.sessions) if len(s.attendees) > 2)
    stays, left = group.attendees[:2]
    fewer = list(mixed.sessions)
    fewer[place] = group.model_copy(update={"attendees": tuple(name for name in group.attendees if name != left)})
    now = mixed.schedule.model_copy(update={"sessions": tuple(fewer)})
    shown = Source.of(mixed.scenario, now, published=mixed.schedule)
    assert badges(render(shown, View("patient", stays))) == []
    assert "No longer" in render(shown, View("patient", left))
    assert "other people" in badges(render(shown, View("clinician", group.leaders[0])))
