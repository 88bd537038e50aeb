"""A week as the C sources read it: the structure of `facts.h`, field by field."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_LEADERS, MOST_SERVICES, MOST_SESSIONS, MOST_A_DAY = 4, 64, 64, 24
"""Sizes of fixed arrays, as in `facts.h`: a week with more is not searched this way."""
MOST_SECTIONS, MOST_BOOKED = 12, 96
"""Sections of one cell, and sessions of one clinician on one day, that there is room for at most."""
MOST = 2**30
"""Largest number of a week that is searched this way: sums of two are exact in C."""

Numbers, Flags, Bits = (ctypes.POINTER(kind) for kind in (ctypes.c_int32, ctypes.c_uint8, ctypes.c_uint64))
_DTYPES: dict[type, type[np.generic]] = {Numbers: np.int32, Flags: np.uint8, Bits: np.uint64}
Count = ctypes.c_int64

_NAMES: Sequence[tuple[type, str]] = (
    (Count, "n_patients n_clinicians n_cells n_services n_offerings n_roles n_rooms n_equipment n_families"),
    (Count, "n_places n_slots n_moments slots_per_half_hour telehealth most_sections most_booked most_sessions"),
    (Numbers, "offering service start end day place moment"),
    (Flags, "fixed"),
    (Numbers, "sections_most"),
    (Flags, "needs_room takes_equipment in_family_slot"),
    (Numbers, "day_first day_cell shape shape_first wished_first wished"),
    (Numbers, "sections_max meetings_min meetings_max"),
    (Numbers, "after_first after before_first before offering_first offering_cell"),
    (Flags, "one_to_one attends"),
    (Numbers, "slots contact min_size max_size preferred_min preferred_max seats_each hold n_leaders equipment"),
    (Numbers, "band_first band band_seats role_count"),
    (Numbers, "room_count room_capacity room_turnover room_flexible"),
    (Flags, "may_use"),
    (Numbers, "quantity"),
    (Flags, "equipment_open family_cells"),
    (Numbers, "family_at_once"),
    (Flags, "role_held"),
    (Numbers, "n_roles_held"),
    (Flags, "may_lead fills"),
    (Numbers, "week_most day_most run_most pause caseload target overtime_after n_ever"),
    (Numbers, "weight"),
    (Flags, "may"),
    (Numbers, "own lost"),
    (Flags, "stranger may_visit"),
    (Numbers, "care_min care_max week_min week_max days_min days_max gap_max day_min day_max span_max"),
    (Numbers, "sessions_min sessions_max buffer videos_max video_minutes_max"),
    (Flags, "short_is_hard off_is_hard week_is_hard days_is_hard gap_is_hard"),
    (Numbers, "rolling_first rolling"),
    (Bits, "once"),
    (Numbers, "limit_first limit_most"),
    (Bits, "limit_services"),
    (Numbers, "group_first group_cell visit_first visit_cell absent_first absent_cell"),
    (Numbers, "apart_first apart_other apart_scope friend_first friend_other friend_pair"),
    (Count, "n_pairs"),
    (Numbers, "pair_one pair_other pair_weight"),
    (Flags, "pair_offering"),
    (Count, "n_leads"),
    (Numbers, "lead_clinician lead_cell lead_patient"),
    (Numbers, "patient_gap clinician_gap"),
    (Count, "care_plan weekly_minutes day_minimum service_days day_gap sessions_a_day rolling_cap idle trips"),
    (Count, "primary leader_time room_use balanced fair_load overtime together changed_leader"),
)
_FIELDS = [(kind, name) for kind, names in _NAMES for name in names.split()]


class Facts(ctypes.Structure):
    """The structure; the arrays that it points to live as long as it does.

    Raises
    ------
    OverflowError
        Where some number is larger than `MOST`.
    """

    _fields_ = [(name, kind) for kind, name in _FIELDS]

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self._arrays: list[NDArray[Any]] = []
        for kind, name in _FIELDS:
            if kind is Count:
                setattr(self, name, int(values.pop(name)))
            else:
                given = np.asarray(values.pop(name))
                if kind is Numbers and max(given.max(initial=0), -given.min(initial=0)) > MOST:
                    raise OverflowError(f"{name} has numbers beyond {MOST}")
                array = np.ascontiguousarray(given, dtype=_DTYPES[kind])
                self._arrays.append(array)
                setattr(self, name, array.ctypes.data_as(kind))
        if values:
            raise TypeError(f"no fields of Facts: {', '.join(values)}")
