"""What each goal counts, worked out by hand in weeks where it alone decides."""

import pytest

from iopsched.model.weights import DEFAULTS, TIERS


def units(clinic, slug):
    """Return the goal's units in a legal week, after checking that its tier charges them."""
    report = clinic.check()
    assert report.violations == ()
    tier = next(tier for tier, slugs in TIERS.items() if slug in slugs)
    weight = clinic.scenario.tier_weights.model_dump()[tier]
    assert report.tiers[tier].cost == weight * sum(n * DEFAULTS[it] for it, n in report.tiers[tier].units.items())
    return report.tiers[tier].units[slug]


@pytest.fixture
def agreed(clinic):
    """A clinic whose published week has P-1 and P-2 in a group with C-1, and P-1 one-to-one with C-1."""
    clinic.session("meet", "Mon 10:00", "P-1 P-2").session("talk", "Tue 10:00", "P-1")
    clinic.clinician("C-2").week(published={"sessions": clinic.sessions})
    clinic.sessions = []
    return clinic


def test_a_kept_week_disrupts_nobody(agreed):
    agreed.session("meet", "Mon 10:00", "P-2 P-1").session("talk", "Tue 10:00", "P-1")

    assert agreed.check().tiers["disruption"].cost == 0


@pytest.mark.parametrize(
    ("start", "attendees", "site", "moved"),
    [
        ("Mon 11:00", "P-1 P-2", "north", 2),  # another start
        ("Mon 10:00", "P-1 P-2", "south", 2),  # another site
        ("Mon 10:00", "P-1 P-3", "north", 1),  # P-2 left out; new people cost nothing
    ],
)
def test_moved_patient_counts_attendances_not_kept(agreed, start, attendees, site, moved):
    agreed.session("meet", start, attendees, site=site).session("talk", "Tue 10:00", "P-1")
    agreed.patient("P-2")

    assert units(agreed, "moved-patient") == moved
    # With a published week one unit of disruption costs 1,000 x unit weight 4.
    assert agreed.check().tiers["disruption"].cost == moved * 4_000


def test_moved_patient_forgets_patients_who_left(agreed):
    agreed.patient("P-1")  # P-2 is no longer in the scenario

    assert units(agreed, "moved-patient") == 2  # P-1: the group and the one-to-one session


def test_changed_leader_counts_leaders_of_meetings_that_still_run(agreed):
    agreed.patient("P-2")
    agreed.session("meet", "Mon 10:00", "P-1", leaders="C-2").session("talk", "Tue 11:00", "P-1", leaders="C-2")

    # The group still runs without C-1; the one-to-one session moved, which `moved-patient` counts.
    assert units(agreed, "changed-leader") == 1


def test_changed_leader_of_a_one_to_one_session_is_about_its_patient(agreed):
    agreed.session("meet", "Mon 10:00", "P-1 P-2").session("talk", "Tue 10:00", "P-1", leaders="C-2")
    agreed.rooms["N-2"] = {"site": "north", "capacity": 2}
    agreed.session("talk", "Tue 10:00", "P-2", leaders="C-1", room="N-2")

    # C-1 still leads a session of that service then, but not P-1's.
    assert units(agreed, "changed-leader") == 1
    assert units(agreed, "changed-room") == 0


def test_changed_leader_forgets_leaders_who_left(agreed):
    del agreed.clinicians["C-1"]
    agreed.session("meet", "Mon 10:00", "P-1 P-2", leaders="C-2").session("talk", "Tue 10:00", "P-1", leaders="C-2")

    assert units(agreed, "changed-leader") == 0


def test_changed_leader_lets_sections_swap(agreed):
    agreed.rooms["N-2"] = {"site": "north", "capacity": 9}
    agreed.session("meet", "Mon 10:00", "P-1 P-2", leaders="C-2").session("talk", "Tue 10:00", "P-1")
    agreed.session("meet", "Mon 10:00", "P-3", leaders="C-1", room="N-2")

    assert units(agreed, "changed-leader") == 0


def test_changed_room_counts_rooms_no_longer_used(agreed):
    agreed.rooms["N-2"] = {"site": "north", "capacity": 9}
    agreed.session("meet", "Mon 10:00", "P-1 P-2", room="N-2").session("talk", "Tue 10:00", "P-1", room="N-2")

    assert units(agreed, "changed-room") == 2
    del agreed.rooms["N-1"]
    assert units(agreed, "changed-room") == 0


def test_changed_room_lets_sections_swap(agreed):
    agreed.rooms["N-2"] = {"site": "north", "capacity": 9}
    agreed.session("meet", "Mon 10:00", "P-1 P-2", room="N-2").session("talk", "Tue 10:00", "P-1")
    agreed.session("meet", "Mon 10:00", "P-3", leaders="C-2")

    assert units(agreed, "changed-room") == 0


def test_primary_clinician_counts_one_to_one_sessions_with_somebody_else(clinic):
    clinic.patient("P-1", primary_clinician="C-2").clinician("C-2").service(
        "pills", format="individual", with_primary="no"
    )
    clinic.session("talk", "Mon 10:00").session("talk", "Tue 10:00", leaders="C-2").session("talk", "Wed 10:00", "P-2")
    clinic.session("meet", "Thu 10:00").session("pills", "Fri 10:00").session("visit", "Sat 10:00")

    # Monday, and Saturday's session with the family alone; P-2 has no primary clinician.
    assert units(clinic, "primary-clinician") == 2


def test_usual_group_counts_sessions_outside_it(clinic):
    clinic.group("G-a", "skills").group("G-b", "skills").service("skills")
    clinic.patient("P-1", usual_groups=["G-a", "G-gone"])
    clinic.session("G-a", "Mon 10:00", "P-1 P-2").session("G-b", "Tue 10:00", "P-1 P-2").session("meet", "Wed 10:00")
    clinic.session("G-b", "Thu 10:00", "P-1")

    # P-1 on Tuesday and Thursday; nothing is usual in Wednesday's service, and nothing at all for P-2.
    assert units(clinic, "usual-group") == 2


@pytest.mark.parametrize(
    ("service", "start", "site", "expected"),
    [
        ("meet", "Mon 11:50", "north", 0),  # morning
        ("meet", "Mon 12:00", "north", 1),  # afternoon
        ("meet", "Mon 16:50", "north", 1),
        ("meet", "Mon 17:00", "north", 0),  # evening
        ("meet", "Tue 11:00", "north", 1),  # another day
        ("meet", "Mon 11:00", "south", 1),  # the other site
        ("talk", "Mon 11:00", "", 0),  # telehealth has no site
        ("meet", "Tue 12:00", "south", 3),
        ("visit", "Tue 12:00", "south", 0),  # not attended by the patient
    ],
)
def test_preferences_count_part_of_day_day_and_site_each(clinic, service, start, site, expected):
    wishes = {"parts_of_day": ["morning", "evening"], "days": ["Mon"], "site": "north"}
    clinic.service("talk", telehealth="allowed").patient(preferences=wishes).session(service, start, site=site)
    clinic.session("meet", "Sun 13:00", "P-2", site="south")  # P-2 has no wishes

    assert units(clinic, "preferences") == expected


def test_idle_gaps_are_half_hours_begun_per_day(clinic):
    clinic.session("meet", "Mon 09:00").session("talk", "Mon 10:40").service("meet", max_per_day=None)
    clinic.session("meet", "Mon 12:00").session("meet", "Tue 10:00").session("visit", "Tue 16:00")

    # Monday 09:00 to 13:00 less 180 min of sessions is 60 min: 40 + 20, together two half hours. Tuesday none.
    assert units(clinic, "idle-gaps") == 2


def test_idle_gaps_round_up_once_a_day(clinic):
    clinic.session("meet", "Mon 09:00").session("talk", "Mon 10:10")

    assert units(clinic, "idle-gaps") == 1  # 10 min


def test_trips_are_days_on_site(clinic):
    clinic.service("talk", telehealth="allowed").session("meet", "Mon 09:00", "P-1 P-2").session("talk", "Mon 12:00")
    clinic.session("talk", "Tue 09:00", site="").session("visit", "Wed 09:00").session("talk", "Thu 09:00", site="")
    clinic.session("meet", "Thu 12:00", site="south")

    # P-1 on Monday (two sessions) and Thursday (video, then south), P-2 on Monday.
    assert units(clinic, "trips") == 3


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        (["P-1"], 2),  # 3 - 1
        (["P-1 P-2 P-3"], 0),
        (["P-1 P-2 P-3 P-4 P-5 P-6"], 2),  # 6 - 4
        (["P-1 P-2 P-3 P-4 P-5 P-6", "P-7 P-8"], 0),  # 8 in two sections: 6 to 8 are preferred
        (["P-1 P-2 P-3 P-4 P-5", "P-6 P-7 P-8 P-9"], 1),  # 9 - 8
        (["P-1 P-2", "P-3"], 3),  # 2 x 3 - 3
    ],
)
def test_balanced_groups_looks_at_meetings(clinic, sections, expected):
    clinic.service("meet", preferred_size={"min": 3, "max": 4}).clinician("C-2")
    clinic.rooms["N-2"] = {"site": "north", "capacity": 99}
    for number, attendees in enumerate(sections, start=1):
        clinic.session("meet", "Mon 10:00", attendees, leaders=f"C-{number}", room=f"N-{number}")
    clinic.session("talk", "Tue 10:00")

    assert units(clinic, "balanced-groups") == expected


@pytest.mark.parametrize(("target", "expected"), [(None, 0), (120, 0), (119, 1), (90, 1), (89, 2), (0, 4)])
@pytest.mark.parametrize(
    ("goal", "field"), [("fair-load", "target_contact_minutes"), ("overtime", "overtime_after_minutes")]
)
def test_leading_beyond_a_limit_counts_half_hours_begun(clinic, goal, field, target, expected):
    clinic.clinician("C-1", **{field: target}).session("meet", "Mon 10:00").session("talk", "Tue 10:00")

    assert units(clinic, goal) == expected  # 120 min led


def test_leader_time_counts_half_hours_per_session_and_leader(clinic):
    clinic.service("short", duration_minutes=40, contact_minutes=40, leaders=[{"count": 2}]).clinician("C-2")
    clinic.service("peers", leaders=[])
    clinic.session("short", "Mon 10:00", leaders="C-1 C-2").session("meet", "Tue 10:00").session(
        "peers", "Wed 10:00", leaders=""
    )

    # Two leaders x 2 half hours (40 min), one leader x 2, none.
    assert units(clinic, "leader-time") == 6


def test_room_use_counts_sessions_in_rooms(clinic):
    clinic.service("walk", needs_room=False).service("talk", telehealth="allowed")
    clinic.session("meet", "Mon 10:00").session("visit", "Tue 10:00").session("walk", "Wed 10:00", room=None)
    clinic.session("talk", "Thu 10:00", site="")

    assert units(clinic, "room-use") == 2


def test_weights_of_the_scenario_price_every_tier(clinic):
    clinic.week(
        weights={
            "tiers": {"needs": 7, "disruption": 5, "experience": 3, "cost": 2},
            "units": {"room-use": 11, "trips": 0},
        }
    )
    clinic.pays(service_days={"min": 2}).session("meet", "Mon 10:00")

    tiers = clinic.check().tiers

    assert tiers["needs"].cost == 1 * 7 * 2 * 2  # one day x tier x unit weight x active patient
    assert tiers["experience"].cost == 0  # one trip at 0
    assert tiers["cost"].cost == 2 * (2 * 1 + 1 * 11)  # two half hours of leader time, one room
    assert clinic.check().cost == 28 + 26
