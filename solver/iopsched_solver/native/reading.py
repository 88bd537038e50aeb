"""A problem written down as the facts that the C sources read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iopsched_solver.native.facts import MOST_BOOKED, MOST_LEADERS, MOST_SECTIONS, MOST_SERVICES, MOST_SESSIONS, Facts
from iopsched_solver.plans.local import own_costs
from iopsched_solver.problem import COHORT, DAYS_A_WEEK, NONE, ONE_TO_ONE, ROSTER, UNLIMITED, IntArray, Problem

_UNITS = {
    "care_plan": "care-plan",
    "weekly_minutes": "weekly-contact-minutes",
    "day_minimum": "service-day-minimum",
    "service_days": "service-days",
    "day_gap": "service-day-gap",
    "sessions_a_day": "sessions-per-day",
    "rolling_cap": "rolling-cap",
    "idle": "idle-gaps",
    "trips": "trips",
    "primary": "primary-clinician",
    "leader_time": "leader-time",
    "room_use": "room-use",
    "balanced": "balanced-groups",
    "fair_load": "fair-load",
    "overtime": "overtime",
    "together": "keep-together",
    "changed_leader": "changed-leader",
}


def facts_of(problem: Problem) -> Facts:
    """Read a problem.

    Raises
    ------
    OverflowError
        Where the fixed arrays of the C sources have no room for it, or numbers are too large.
    """
    if len(problem.services.slots) > MOST_SERVICES or problem.bands.leaders.max(initial=0) > MOST_LEADERS:
        raise OverflowError(f"more than {MOST_SERVICES} services, or than {MOST_LEADERS} leaders of a session")
    parts = _counts, _cells, _offerings, _services, _places, _clinicians, _patients, _options, _pairs, _prices
    values: dict[str, Any] = {}
    for part in parts:
        values.update(part(problem))
    return Facts(values)


def _counts(problem: Problem) -> dict[str, Any]:
    groups = problem.offerings.enrollment[problem.cells.offering] != ONE_TO_ONE
    at_once = problem.offerings.sections_max[problem.cells.offering][groups]
    asked = problem.patients.care_max.sum(axis=1, dtype=np.int64).max(initial=0)
    ends = int(problem.cells.end.max(initial=0)) + int(problem.rooms.turnover_slots.max(initial=0))
    return {
        "n_patients": problem.n_patients,
        "n_clinicians": problem.n_clinicians,
        "n_cells": problem.n_cells,
        "n_services": len(problem.services.slots),
        "n_offerings": len(problem.offerings.service),
        "n_roles": problem.clinicians.role_held.shape[1],
        "n_rooms": len(problem.rooms.count),
        "n_equipment": len(problem.equipment_quantity),
        "n_families": len(problem.family_slot_at_once),
        "n_places": problem.n_sites + 1,
        "n_slots": ends + 2,
        "slots_per_half_hour": problem.slots_per_half_hour,
        "telehealth": problem.telehealth_place,
        "most_sections": min(int(at_once.max(initial=1)), MOST_SECTIONS),
        "most_booked": min(problem.slots_a_week // DAYS_A_WEEK, MOST_BOOKED),
        "most_sessions": min(int(asked), MOST_SESSIONS),
    }


def _cells(problem: Problem) -> dict[str, Any]:
    cells, services = problem.cells, problem.services
    enrollment = problem.offerings.enrollment[cells.offering]
    pair = cells.offering * (int(cells.end.max(initial=0)) + 1) + cells.start
    moments, moment = np.unique(pair, return_inverse=True)
    fixed = np.isin(enrollment, (COHORT, ROSTER))
    most = np.full(problem.n_cells, UNLIMITED)
    if "pins" in problem.rules:
        pinned = problem.held.pins[:, 1]
        fixed[pinned[pinned != NONE]] = True
        fixed[problem.held.begun[:, 0]] = True
        most[problem.held.begun[:, 0]] = problem.held.begun[:, 1]
    wished: list[list[int]] = [[] for _ in range(problem.n_cells)]
    for clinician, cell, patient in problem.held.leads.tolist():
        if patient == NONE:
            wished[cell].append(clinician)
    hours = cells.day, cells.start, cells.end, problem.service_hold_slots[cells.service], cells.place
    shapes, shape = np.unique(np.stack(hours), axis=1, return_inverse=True)
    on_site = cells.place != problem.telehealth_place
    return {
        "offering": cells.offering,
        "service": cells.service,
        "start": cells.start,
        "end": cells.end,
        "day": cells.day,
        "place": cells.place,
        "moment": moment.reshape(-1),
        "n_moments": len(moments),
        "fixed": fixed,
        "sections_most": most,
        "needs_room": services.needs_room[cells.service] & on_site,
        "takes_equipment": services.equipment[cells.service].any(axis=1),
        "in_family_slot": problem.family_slot_cells.any(axis=0),
        **_listed("day_first", "day_cell", _places_of(cells.day, DAYS_A_WEEK)),
        "shape": shape.reshape(-1),
        "shape_first": np.searchsorted(shapes[0], np.arange(DAYS_A_WEEK + 1)),
        **_listed("wished_first", "wished", wished),
    }


def _offerings(problem: Problem) -> dict[str, Any]:
    offerings, n = problem.offerings, len(problem.offerings.service)
    before: list[list[int]] = [[] for _ in range(n)]
    after: list[list[int]] = [[] for _ in range(n)]
    for later, earlier in offerings.after.tolist():
        after[later].append(earlier)
        before[earlier].append(later)
    return {
        "sections_max": offerings.sections_max,
        "meetings_min": offerings.meetings_min,
        "meetings_max": offerings.meetings_max,
        **_listed("after_first", "after", after),
        **_listed("before_first", "before", before),
        **_listed("offering_first", "offering_cell", _places_of(problem.cells.offering, n)),
    }


def _services(problem: Problem) -> dict[str, Any]:
    services, bands = problem.services, problem.bands
    in_order = [
        sorted(
            np.flatnonzero(bands.service == service).tolist(),
            key=lambda b: (-int(bands.seats[b]) / max(int(bands.leaders[b]), 0.1), -int(bands.seats[b])),
        )
        for service in range(len(services.slots))
    ]
    return {
        "one_to_one": services.one_to_one,
        "attends": services.patient_attends,
        "slots": services.slots,
        "contact": services.contact_minutes,
        "min_size": services.min_size,
        "max_size": services.max_size,
        "preferred_min": services.preferred_min,
        "preferred_max": services.preferred_max,
        "seats_each": services.seats_per_patient,
        "hold": problem.service_hold_slots,
        "n_leaders": [bands.leaders[order[0]] if order else 1 for order in in_order],
        "equipment": services.equipment,
        "band_seats": bands.seats,
        "role_count": bands.role_count,
        **_listed("band_first", "band", in_order),
    }


def _places(problem: Problem) -> dict[str, Any]:
    cells, services, rooms = problem.cells, problem.services, problem.rooms
    least = np.where(services.one_to_one, 1, services.min_size)[cells.service]
    seats = (rooms.capacity[:, None] - 1) // services.seats_per_patient[cells.service][None, :]
    return {
        "room_count": rooms.count,
        "room_capacity": rooms.capacity,
        "room_turnover": rooms.turnover_slots,
        "room_flexible": problem.may_use_room.sum(axis=1),
        "may_use": problem.may_use_room & (seats >= np.maximum(least, 1)[None, :]),
        "quantity": problem.equipment_quantity,
        "equipment_open": problem.equipment_open,
        "family_cells": problem.family_slot_cells,
        "family_at_once": problem.family_slot_at_once,
    }


def _clinicians(problem: Problem) -> dict[str, Any]:
    people, cells = problem.clinicians, problem.cells
    longest = np.minimum(np.minimum(people.daily_slots_max, people.weekly_slots_max), people.consecutive_slots_max)
    may_lead = problem.may_lead & ((cells.end - cells.start)[None, :] <= longest[:, None])
    fills = np.zeros((problem.n_clinicians, len(problem.services.slots)), dtype=np.bool_)
    for service, roles in zip(problem.bands.service.tolist(), problem.bands.role_count, strict=True):
        fills[:, service] |= people.role_held[:, roles > 0].any(axis=1)
    return {
        "role_held": people.role_held,
        "n_roles_held": people.role_held.sum(axis=1),
        "may_lead": may_lead,
        "fills": fills,
        "week_most": people.weekly_slots_max,
        "day_most": people.daily_slots_max,
        "run_most": people.consecutive_slots_max,
        "pause": people.break_slots,
        "caseload": people.caseload_max,
        "target": people.target_slots,
        "overtime_after": people.overtime_after_slots,
        "n_ever": np.maximum((may_lead & fills[:, cells.service]).sum(axis=0), 1),
    }


def _patients(problem: Problem) -> dict[str, Any]:
    who = problem.patients
    lost = np.zeros(problem.n_patients, dtype=np.int64)
    np.add.at(lost, problem.held.attends[:, 0], problem.unit_cost["moved-patient"])
    rolling: list[list[int]] = [[] for _ in range(problem.n_patients)]
    for p, *row in who.rolling.tolist():
        rolling[p] += row
    limits: list[list[tuple[int, int]]] = [[] for _ in range(problem.n_patients)]
    once = [0] * problem.n_patients
    for row, people, most in zip(who.same_day_services, who.same_day_patients, who.same_day_max.tolist(), strict=True):
        services = sum(1 << s for s in np.flatnonzero(row).tolist())
        for p in np.flatnonzero(people).tolist():
            if most == 1 and services.bit_count() == 1:
                once[p] |= services
            else:
                limits[p].append((services, most))
    return {
        "weight": who.weight,
        "may": problem.may_attend,
        "own": own_costs(problem),
        "lost": lost,
        "stranger": who.stranger,
        "may_visit": problem.may_visit,
        "care_min": who.care_min,
        "care_max": who.care_max,
        "week_min": who.week_minutes_min,
        "week_max": who.week_minutes_max,
        "days_min": who.service_days_min,
        "days_max": who.service_days_max,
        "gap_max": who.service_day_gap_max,
        "day_min": who.day_minutes_min,
        "day_max": who.day_minutes_max,
        "span_max": who.day_span_slots_max,
        "sessions_min": who.day_sessions_min,
        "sessions_max": who.day_sessions_max,
        "buffer": who.buffer_slots,
        "videos_max": who.telehealth_sessions_max,
        "video_minutes_max": who.telehealth_minutes_max,
        "short_is_hard": who.hard["service-day-minimum"],
        "off_is_hard": who.hard["sessions-per-day"],
        "week_is_hard": who.hard["weekly-contact-minutes"],
        "days_is_hard": who.hard["service-days"],
        "gap_is_hard": who.hard["service-day-gap"],
        **_listed("rolling_first", "rolling", rolling),
        "once": np.array(once, dtype=np.uint64),
        **_listed("limit_first", "limit_services", [[services for services, _ in each] for each in limits], np.uint64),
        "limit_most": _listed("", "most", [[most for _, most in each] for each in limits])["most"],
    }


def _options(problem: Problem) -> dict[str, Any]:
    """By patient: the cells that they may attend, in order of service and day."""
    cells, services, may = problem.cells, problem.services, problem.may_attend
    single, usable = services.one_to_one[cells.service], services.patient_attends[cells.service]
    closed = np.isin(problem.offerings.enrollment[cells.offering], (COHORT, ROSTER))
    order = np.lexsort((cells.start, cells.day, cells.service))
    kinds = {"group": ~single & ~closed & usable, "visit": single & usable, "absent": single & ~usable}
    listed: dict[str, Any] = {}
    for name, kind in kinds.items():
        each = [order[(row & kind)[order]].tolist() for row in may]
        listed |= _listed(f"{name}_first", f"{name}_cell", each)
    return listed


def _pairs(problem: Problem) -> dict[str, Any]:
    pairs, weight, n = problem.pairs, problem.patients.weight, problem.n_patients
    apart: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    if "keep-apart" in problem.rules:
        for one, other, scope in pairs.apart.tolist():
            apart[one].append((other, scope))
            apart[other].append((one, scope))
    friends: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for number, (one, other) in enumerate(pairs.together.tolist()):
        friends[one].append((other, number))
        friends[other].append((one, number))
    leads = problem.held.leads
    return {
        **_listed("apart_first", "apart_other", [[other for other, _ in each] for each in apart]),
        "apart_scope": _listed("", "scope", [[scope for _, scope in each] for each in apart])["scope"],
        **_listed("friend_first", "friend_other", [[other for other, _ in each] for each in friends]),
        "friend_pair": _listed("", "pair", [[pair for _, pair in each] for each in friends])["pair"],
        "n_pairs": len(pairs.together),
        "pair_one": pairs.together[:, 0],
        "pair_other": pairs.together[:, 1],
        "pair_weight": np.maximum(weight[pairs.together[:, 0]], weight[pairs.together[:, 1]]),
        "pair_offering": pairs.together_offerings,
        "n_leads": len(leads),
        "lead_clinician": leads[:, 0],
        "lead_cell": leads[:, 1],
        "lead_patient": leads[:, 2],
    }


def _prices(problem: Problem) -> dict[str, Any]:
    units = {name: problem.unit_cost[slug] for name, slug in _UNITS.items()}
    return {"patient_gap": problem.patient_gap_slots, "clinician_gap": problem.clinician_gap_slots, **units}


def _places_of(owner: IntArray, n: int) -> list[list[int]]:
    """By owner: where it stands in the array."""
    order = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[order], np.arange(n + 1))
    return [order[first:last].tolist() for first, last in pairwise(ends)]


def _listed(first: str, values: str, lists: Iterable[Sequence[int]], dtype: type = np.int64) -> dict[str, Any]:
    """Lists one after the other, and where each begins."""
    held = list(lists)
    begins = np.concatenate([[0], np.cumsum([len(each) for each in held], dtype=np.int64)])
    together: NDArray[Any] = np.array([value for each in held for value in each], dtype=dtype)
    return {first: begins, values: together} if first else {values: together}
