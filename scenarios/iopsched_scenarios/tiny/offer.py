"""Features of what is offered: groups, cohorts, rosters, sections, leaders and families."""

from __future__ import annotations

from random import Random

from iopsched_scenarios.tiny.draft import STARTS, Draft


def second_group(draft: Draft, rng: Random) -> None:
    """Two groups of one service; one may have to come after the other."""
    draft.groups.append({"id": "G2", "service": "skills", "starts": {"at": [rng.choice(STARTS)]}})
    draft.group["starts"]["at"] = draft.group["starts"]["at"][:1]
    draft.group["sessions_per_week"] = {"min": 1, "max": 1}
    draft.patients[0]["usual_groups"] = ["G2"]
    if rng.random() < 0.5:
        draft.groups[1]["after"] = ["G1"]


def cohort(draft: Draft, rng: Random) -> None:
    """The group is a series for the same people."""
    draft.group["enrollment"] = "cohort"
    draft.group["sessions_per_week"] = {"min": rng.choice([1, 2]), "max": 2}
    if rng.random() < 0.4:
        draft.group["members"] = [patient["id"] for patient in draft.patients[:2]]


def roster(draft: Draft, rng: Random) -> None:
    """The group is for the people named."""
    draft.group["enrollment"] = "roster"
    draft.group["members"] = [patient["id"] for patient in draft.patients[: rng.choice([1, 2])]]
    draft.skills["min_size"] = 1


def sections(draft: Draft, rng: Random) -> None:
    """Two parallel sections without rooms."""
    draft.group["sections"] = 2
    draft.group["starts"]["at"] = draft.group["starts"]["at"][:1]
    draft.skills.update({"min_size": 1, "max_size": 2, "needs_room": False, "room_features": []})
    draft.clinicians.append({"id": "C9"})
    draft.skills["preferred_size"] = {"min": 1, "max": rng.choice([1, 2])}


def freely(draft: Draft, rng: Random) -> None:
    """The group service is offered without a group, at certain starts or all morning."""
    del draft.groups[:]
    draft.skills["starts"] = rng.choice(
        [{"at": ["Mon 9:00", "Tue 10:00"]}, {"within": "Mon 9:00-10:30", "step_minutes": 60}]
    )
    draft.skills.update({"sessions_at_once": rng.choice([1, 2]), "sessions_per_week_max": rng.choice([1, 2])})


def leaders_by_size(draft: Draft, rng: Random) -> None:
    """A second leader from the second attendee on."""
    second = {"credentials": rng.choice([[], ["LPC"]]), "from_size": 2}
    draft.skills["leaders"] = [{"credentials": ["LPC"]}, second]
    draft.skills["min_size"] = 1
    draft.clinicians.append({"id": "C3", "credentials": rng.choice([[], ["LPC"]])})
    if rng.random() < 0.3 and draft.groups:
        draft.group["leaders"] = ["C1", "C3"]


def peer_led(draft: Draft, rng: Random) -> None:
    """Nobody leads the group, and it may be empty."""
    draft.skills.update({"leaders": [], "min_size": rng.choice([0, 1])})
    if rng.random() < 0.5:
        draft.skills.update({"needs_room": False, "room_features": []})


def family(draft: Draft, rng: Random) -> None:
    """Family sessions, with or without the patient, in reserved windows."""
    family = {
        "id": "family", "format": "family", "duration_minutes": 30, "contact_minutes": 30, "needs_room": False,
        "patient_attends": rng.random() < 0.5, "family_members_min": 1, "family_slot": True,
        "starts": {"at": ["Mon 10:00", "Tue 9:00"]},
    }  # fmt: skip
    draft.services.append(family)
    draft.more["family_slots"] = [
        {"id": "F1", "when": ["Mon 10:00-11:00"], "site": rng.choice(["A", None]), "families_at_once": 1},
        {"id": "F2", "when": ["Tue 9:10-10:00", "Tue 8:00-9:30"]},
    ]
    for patient in draft.patients[:2]:
        draft.item(patient, "family")
        patient["family"] = [
            {"id": f"{patient['id']}.kin", "availability": {"busy": [{"when": rng.choice(["Mon 10:05-12", "Tue"])}]}}
        ]
    draft.clinicians[0]["caseload_max"] = rng.choice([1, 2])


def tags(draft: Draft, rng: Random) -> None:
    """Only some may attend the group."""
    draft.patients[0] |= {"tags": ["adult", "women"], "phase": "core"}
    draft.patients[-1]["tags"] = ["adult"]
    if draft.groups and draft.group.get("enrollment") != "roster":
        draft.group.update(
            rng.choice(
                [{"tags_any": ["women"]}, {"tags_all": ["adult"]}, {"tags_none": ["women"]}, {"phases": ["core"]}]
            )
        )
        draft.skills["min_size"] = 1
