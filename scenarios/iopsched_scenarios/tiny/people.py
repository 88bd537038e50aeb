"""Features of patients and their policies: pairs, care plans, preferences and the rules of the week."""

from __future__ import annotations

from random import Random

from iopsched_scenarios.tiny.draft import STARTS, Draft


def keep_apart(draft: Draft, rng: Random) -> None:
    """Two patients who must not meet."""
    draft.more["keep_apart"] = [{"patients": ["P1", "P2"], "scope": rng.choice(["session", "time", "day"])}]
    draft.skills["min_size"] = 1


def keep_together(draft: Draft, rng: Random) -> None:
    """Two patients who should share groups."""
    draft.more["keep_together"] = [
        {"patients": ["P1", "P2"], "groups": [g["id"] for g in draft.groups if rng.random() < 0.5]}
    ]
    draft.skills["min_size"] = 1


def every_weeks(draft: Draft, rng: Random) -> None:
    """Care that counts over several weeks."""
    item = draft.item(draft.patients[0], "therapy")
    item |= {"min": 1, "max": 2, "every_weeks": rng.choice([2, 4]), "received_weeks_ago": [rng.choice([1, 2])]}


def preferences(draft: Draft, rng: Random) -> None:
    """Parts of day and days that patients prefer."""
    for patient in draft.patients:
        patient["preferences"] = {
            "parts_of_day": [rng.choice(["morning", "afternoon"])],
            "days": [rng.choice(["Mon", "Tue"])],
        }
    draft.therapy["starts"] = {"at": [rng.choice(["Mon 12:00", "Mon 17:00"]), rng.choice(STARTS)]}


def whole_week(draft: Draft, rng: Random) -> None:
    """All or nothing for one patient, exemptions for another."""
    draft.patients[0]["status"] = "waitlisted"
    draft.policy["weekly_contact_minutes"]["enforcement"] = rng.choice(["priced", "hard"])
    draft.patients[-1]["phase"] = "step-down"
    rules = [
        "weekly-contact-minutes",
        "service-day-minimum",
        "service-days",
        "service-day-gap",
        "sessions-per-day",
        "rolling-cap",
    ]
    draft.policy["exemptions"] = [{"phase": "step-down", "rules": rng.sample(rules, 3)}]
    draft.patients[0]["care_plan"]["contact_minutes"] = {"min": rng.choice([60, 90]), "max": rng.choice([None, 120])}


def service_days(draft: Draft, rng: Random) -> None:
    """Service days: how many, how long, how far apart."""
    enforcement = rng.choice(["priced", "hard"])
    draft.policy["weekly_contact_minutes"].pop("max", None)
    draft.policy["service_day_minimum"] = {"minutes": rng.choice([40, 60, 80]), "enforcement": enforcement}
    draft.policy["service_days"] = {"min": rng.choice([1, 2]), "max": rng.choice([1, 2, None])}
    if draft.policy["service_days"]["max"] == 1:
        draft.policy["service_days"]["min"] = 1
    draft.policy["service_day_gap"] = {"days": 1, "enforcement": rng.choice(["priced", "hard"])}


def gap(draft: Draft, rng: Random) -> None:
    """Service days that should not be far apart, with a group far apart."""
    draft.policy["service_days"] = {"min": rng.choice([0, 2]), "max": 2, "enforcement": rng.choice(["priced", "hard"])}
    draft.policy["service_day_gap"] = {"days": rng.choice([1, 2]), "enforcement": rng.choice(["priced", "hard"])}
    draft.skills.update({"duration_minutes": 60, "contact_minutes": 60, "min_size": 1})
    draft.group["starts"] = {"at": ["Mon 9:00", rng.choice(["Wed 9:00", "Thu 9:00"])]}
    draft.sites[0]["hours"] = ["Mon-Fri 8:00-18:00"]


def day_rules(draft: Draft, rng: Random) -> None:
    """What a day may hold."""
    draft.policy["sessions_per_day"] = {
        "min": rng.choice([0, 2]),
        "max": 2,
        "enforcement": rng.choice(["priced", "hard"]),
    }
    contact = None if "service_days" in draft.policy else 60
    draft.policy |= rng.choice([{}, {"day_span_minutes_max": 110}, {"day_contact_minutes_max": contact}])
    draft.patients[0] |= rng.choice(
        [{"buffer_minutes": 20}, {"day_span_minutes_max": 80}, {"day_contact_minutes_max": contact}]
    )
    draft.policy["same_day_limits"] = [{"services": ["skills", "therapy"], "max": rng.choice([1, 2])}]
    draft.skills["max_per_day"] = rng.choice([1, 2, None])


def rolling(draft: Draft, rng: Random) -> None:
    """Caps over consecutive days."""
    draft.policy["rolling_caps"] = [
        {
            "days": rng.choice([1, 2]),
            "sessions_max": rng.choice([1, None]),
            "contact_minutes_max": rng.choice([45, None]),
            "enforcement": rng.choice(["priced", "hard"]),
        }
    ]
