"""Features of the clinic: people, rooms, sites, hours, equipment and video."""

from __future__ import annotations

from random import Random

from iopsched_scenarios.tiny.draft import Draft


def second_clinician(draft: Draft, rng: Random) -> None:
    """Two clinicians, of whom each patient's primary may have to lead therapy."""
    draft.clinicians.append({"id": "C2", "credentials": [rng.choice(["LPC", "RN"])]})
    draft.therapy["leaders"] = [{"credentials": ["LPC"]}]
    draft.patients[0]["primary_clinician"] = "C2"
    draft.patients[-1]["primary_clinician"] = "C1"
    draft.therapy["with_primary"] = rng.choice(["preferred", "required"])


def second_room(draft: Draft, rng: Random) -> None:
    """A second room: features, turnover, capacity and rooms a group may use."""
    draft.rooms.append({"id": "R2", "site": "A", "capacity": rng.choice([2, 3]), "features": ["mats"]})
    draft.rooms[0]["turnover_minutes"] = rng.choice([0, 20])
    if rng.random() < 0.5:
        draft.rooms[0]["availability"] = {"busy": [{"when": "Mon 9:50-10:10"}]}
    if rng.random() < 0.4:
        draft.skills["room_features"] = ["mats"]
    elif rng.random() < 0.4:
        draft.group["rooms"] = ["R2"]
    else:
        draft.skills["seats_per_patient"] = 2


def second_site(draft: Draft, rng: Random) -> None:
    """A second site on the way."""
    draft.sites.append({"id": "B", "hours": ["Mon 8:00-12:00"]})
    draft.rooms.append({"id": "B1", "site": "B", "capacity": 3})
    draft.more["travel"] = [{"between": ["A", "B"], "minutes": rng.choice([20, 45])}]
    draft.group["sites"] = [rng.choice("AB")]
    draft.patients[0]["preferences"] = {"site": rng.choice("AB")}
    if rng.random() < 0.4:
        draft.patients[-1]["sites"] = ["A"]
    if rng.random() < 0.3:
        draft.clinicians[0]["sites"] = ["A"]


def clinician_limits(draft: Draft, rng: Random) -> None:
    """One of the limits that clinicians have."""
    draft.clinicians[0] |= rng.choice(
        [
            {"weekly_contact_minutes_max": 70},
            {"daily_contact_minutes_max": 50},
            {"caseload_max": 1},
            {"target_contact_minutes": 25, "overtime_after_minutes": 40},
            {
                "availability": {
                    "free": ["Mon 8:30-10:40", "Tue"],
                    "busy": [{"when": "Tue 9:50-12:00", "reason": "leave"}],
                }
            },
        ]
    )
    draft.therapy["starts"] = {"at": ["Mon 10:00", "Mon 11:00"]}


def breaks(draft: Draft, rng: Random) -> None:
    """Sessions back to back, and a break after so many minutes."""
    draft.group["starts"] = {"at": ["Mon 9:00", "Mon 11:00"]}
    draft.therapy["starts"] = {"at": ["Mon 9:30", "Mon 10:00"]}
    draft.clinicians[0].update({"consecutive_minutes_max": rng.choice([60, 80]), "break_minutes": rng.choice([25, 65])})


def documentation(draft: Draft, rng: Random) -> None:
    """Leaders are held after sessions, by number of attendees."""
    draft.skills.update(
        {
            "documentation_minutes": rng.choice([0, 10]),
            "documentation_minutes_per_attendee": rng.choice([10, 15]),
        }
    )
    draft.therapy["documentation_minutes"] = 20


def equipment(draft: Draft, rng: Random) -> None:
    """A cart that sessions share."""
    draft.more["equipment"] = [
        {
            "id": "cart",
            "quantity": rng.choice([1, 2]),
            "site": rng.choice([None, "A"]),
            "availability": {"busy": [{"when": "Tue"}]},
        }
    ]
    draft.skills["equipment"] = {"cart": 1}
    draft.therapy["equipment"] = {"cart": 1}
    draft.clinicians.append({"id": "C4"})


def closures(draft: Draft, rng: Random) -> None:
    """Opening hours off the grid, and a closure."""
    draft.more["calendar"] = {
        "slot_minutes": rng.choice([15, 30]),
        "closures": [{"when": rng.choice(["Mon 9:20-9:40", "Tue", "Wed"]), "sites": rng.choice([[], ["A"]])}],
    }
    draft.sites[0]["hours"] = ["Mon 9:00-10:40", "Tue-Wed 9:30-18:00"]


def telehealth(draft: Draft, rng: Random) -> None:
    """Sessions by video, with what payer, patient and clinician allow."""
    draft.therapy["telehealth"] = rng.choice(["allowed", "only"])
    draft.more["telehealth_gap_minutes"] = rng.choice([0, 30])
    if rng.random() < 0.5 and draft.groups:
        draft.skills["telehealth"] = "allowed"
        draft.group["telehealth"] = True
    draft.policy |= rng.choice(
        [{}, {"telehealth_sessions_max": 1}, {"telehealth_minutes_max": 40}, {"telehealth": False}]
    )
    draft.patients[-1]["telehealth"] = rng.random() < 0.7
    draft.clinicians[-1]["telehealth"] = rng.random() < 0.8
