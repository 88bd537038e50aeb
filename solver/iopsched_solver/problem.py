"""The integer problem: everything the solver knows, as numpy arrays.

Index letters: ``p`` patient, ``k`` cell, ``g`` offering, ``s`` service, ``b`` band, ``j`` role, ``c`` clinician,
``q`` room class, ``e`` equipment, ``f`` family slot, ``d`` day 0-6, ``t`` slot of the week.

A *cell* is one offering at one start and one place: the unit that is run or not. An *offering* is a group, a
freely offered group service, or a one-to-one service. Group cells run as 0..n parallel *sections*; a one-to-one
cell holds any number of *visits*, each one patient with one clinician. A *place* is a site or, as the last place,
telehealth. A *band* is a range of section sizes of one service that needs the same leaders and documentation time.
Rooms that nothing tells apart form a *room class* with a count.

A rule that forbids single choices whatever else happens is a *mask* under its slug: true where the rule allows.
Times are slots of the week (slot 0 is Monday 00:00); ends are exclusive. Counted minutes stay minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

NONE = -1
"""Index that stands for nobody or nothing."""
DAYS_A_WEEK = 7
UNLIMITED = 10**6
"""A limit that never binds."""

OPEN, COHORT, ROSTER, ONE_TO_ONE = 0, 1, 2, 3
"""Values of `Offerings.enrollment`."""

KEEP_APART_SESSION, KEEP_APART_TIME, KEEP_APART_DAY = 0, 1, 2


@dataclass(frozen=True)
class Cells:
    """One offering at one start and place; arrays of shape (K,)."""

    offering: IntArray
    service: IntArray
    start: IntArray
    """Slot of the week."""
    end: IntArray
    """Slot of the week, exclusive; start and end lie in one day."""
    day: IntArray
    place: IntArray
    """Site index, or `Problem.n_sites` for telehealth."""
    masks: Mapping[str, BoolArray]
    """Slug to (K,): whether the rule lets the cell run at all (`site-hours`, `family-slot`, `candidate-starts` ...)."""


@dataclass(frozen=True)
class Offerings:
    """What is offered; arrays of shape (G,)."""

    service: IntArray
    enrollment: IntArray
    """OPEN, COHORT, ROSTER or ONE_TO_ONE."""
    sections_max: IntArray
    """Parallel sections at one start over all places together; UNLIMITED for none. Not for ONE_TO_ONE."""
    meetings_min: IntArray
    """If it runs at all: at least this many running cells a week."""
    meetings_max: IntArray
    members: BoolArray
    """(G, P): named members of a roster; a closed cohort is a `group-eligibility` mask instead."""
    after: IntArray
    """(n, 2): all meetings of offering ``[i, 1]`` end before any of offering ``[i, 0]`` starts."""


@dataclass(frozen=True)
class Services:
    """Kinds of contact; arrays of shape (S,)."""

    one_to_one: BoolArray
    slots: IntArray
    """Duration in slots."""
    contact_minutes: IntArray
    min_size: IntArray
    max_size: IntArray
    preferred_min: IntArray
    preferred_max: IntArray
    """Preferred attendees per section (`balanced-groups`); 0 and UNLIMITED where not given."""
    seats_per_patient: IntArray
    needs_room: BoolArray
    patient_attends: BoolArray
    """False: the patient's own time is not used (family sessions without the patient)."""
    equipment: IntArray
    """(S, E): pieces each session takes."""


@dataclass(frozen=True)
class Bands:
    """Ranges of section sizes; arrays of shape (B,). One-to-one services have one band of one seat.

    A section of band b has at most ``seats[b]`` attendees (and at least its service's min_size); a larger band may
    be used for a smaller section, never the other way round. Bands of one service are in order of seats.
    """

    service: IntArray
    seats: IntArray
    leaders: IntArray
    """Leaders in all."""
    role_count: IntArray
    """(B, J): leaders needed by role; roles of other services are 0."""
    hold_slots: IntArray
    """Slots for which each leader is held after the session for documentation."""


@dataclass(frozen=True)
class Rooms:
    """Room classes; arrays of shape (Q,)."""

    count: IntArray
    site: IntArray
    capacity: IntArray
    turnover_slots: IntArray
    masks: Mapping[str, BoolArray]
    """Slug to (Q, K): `room-features` (fits and is allowed there), `room-no-overlap` (the room is open)."""


@dataclass(frozen=True)
class Clinicians:
    """Who leads; arrays of shape (C,). Limits are slots, UNLIMITED for none."""

    role_held: BoolArray
    """(C, J): whether the clinician qualifies for the role (`clinician-credentials`)."""
    masks: Mapping[str, BoolArray]
    """Slug to (C, K): `clinician-availability`, `clinician-credentials` (allowed leader there), `telehealth`."""
    weekly_slots_max: IntArray
    daily_slots_max: IntArray
    consecutive_slots_max: IntArray
    break_slots: IntArray
    caseload_max: IntArray
    target_slots: IntArray
    overtime_after_slots: IntArray


@dataclass(frozen=True)
class Patients:
    """Who attends; arrays of shape (P,) unless said."""

    weight: IntArray
    """Multiplies the price of unmet needs."""
    masks: Mapping[str, BoolArray]
    """Slug to (P, K): `patient-availability`, `group-eligibility`, `telehealth`, `family-availability`, `care-plan`."""
    sees: Mapping[str, BoolArray]
    """Slug to (P, C, S): whether the clinician may see the patient one-to-one (`clinician-credentials`)."""
    goal_units: Mapping[str, IntArray]
    """Goal slug to (P, K): units charged for attending (`preferences`, `usual-group`)."""
    stranger: BoolArray
    """(P, C, S): one-to-one with somebody other than the primary clinician (`primary-clinician`), one unit a visit."""
    care_min: IntArray
    """(P, S): sessions asked for this week."""
    care_max: IntArray
    """(P, S): sessions at most; 0 where the service is not in the care plan."""
    week_minutes_min: IntArray
    week_minutes_max: IntArray
    day_minutes_min: IntArray
    """Service-day minimum; 0 for none."""
    service_days_min: IntArray
    service_days_max: IntArray
    service_day_gap_max: IntArray
    """Largest difference between consecutive service days; 7 for no limit."""
    day_sessions_min: IntArray
    day_sessions_max: IntArray
    rolling: IntArray
    """(n, 5): patient, days, sessions max, contact minutes max, 1 if hard."""
    hard: Mapping[str, BoolArray]
    """Need slug to (P,): true where the policy makes it hard (the patient has no session rather than break it)."""
    telehealth_sessions_max: IntArray
    telehealth_minutes_max: IntArray
    buffer_slots: IntArray
    day_span_slots_max: IntArray
    day_minutes_max: IntArray
    same_day_services: BoolArray
    """(L, S): limit rows of `one-of-a-kind-a-day`."""
    same_day_patients: BoolArray
    """(L, P): whom limit row l concerns."""
    same_day_max: IntArray
    """(L,): sessions a day at most."""


@dataclass(frozen=True)
class Pairs:
    """Patients named together."""

    apart: IntArray
    """(n, 3): patient, patient, KEEP_APART_SESSION, _TIME or _DAY."""
    together: IntArray
    """(n, 2): patient, patient."""
    together_offerings: BoolArray
    """(n, G): offerings whose meetings the pair should share."""


@dataclass(frozen=True)
class Held:
    """Pins and the published schedule; NONE where a field is not held.

    A pin or published attendance that no cell can express has cell NONE: the pin then cannot hold, the attendance is
    lost whatever is done and is charged as a constant. Published leaders and rooms are charged only where the meeting
    still runs (and, one-to-one, the patient still attends it), so those without a cell are left out.
    """

    pins: IntArray
    """(n, 5): pin, cell, patient, clinician, room class. Nobody and no room named: the cell runs.

    Rows of one pin are alternatives, one for each place the meeting may be at: at least one of them holds. Without
    a patient, leader and room may be of different sections; with one, they are of the section the patient sits in.
    """
    attends: IntArray
    """(n, 2): patient, cell published (`moved-patient`: one unit for each not kept)."""
    leads: IntArray
    """(n, 3): clinician, cell, patient published (patient NONE for groups) (`changed-leader`)."""
    rooms: IntArray
    """(n, 3): room class, cell, patient published (patient NONE for groups) (`changed-room`)."""
    begun: IntArray = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    """(n, 2): group cell that started before now, sections it had: there are no more (`pins`)."""


@dataclass(frozen=True)
class Problem:
    """One week to be decided."""

    slot_minutes: int
    n_sites: int
    n_patients: int
    n_clinicians: int
    cells: Cells
    offerings: Offerings
    services: Services
    bands: Bands
    rooms: Rooms
    clinicians: Clinicians
    patients: Patients
    pairs: Pairs
    held: Held
    equipment_quantity: IntArray
    """(E,)"""
    equipment_open: BoolArray
    """(E, K): whether the piece can be used there and then."""
    family_slot_cells: BoolArray
    """(F, K): whether the cell lies in the family slot (cells of services that need one; else all false)."""
    family_slot_at_once: IntArray
    """(F,): families at the same time."""
    patient_gap_slots: IntArray
    """(n_sites + 1, n_sites + 1): slots a patient needs between sessions at two places; 0 on the diagonal."""
    clinician_gap_slots: IntArray
    """The same for clinicians; 0 to and from telehealth."""
    unit_cost: Mapping[str, int]
    """Need or goal slug to the cost of one unit: tier weight x unit weight (needs: before patient weight)."""
    rules: frozenset[str]
    """Slugs of the hard rules in force; all of them unless a conflict is being explained."""
    agreed: Mapping[str, IntArray] = field(default_factory=dict)
    """Need slug to (P,), of `keep-together` to one entry a pair: unmet units x patient weight that are not charged, in
    a week that is repaired: they were unmet as published. Empty: everything unmet is charged."""

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.cells.start)

    @property
    def telehealth_place(self) -> int:
        """The place index that stands for telehealth."""
        return self.n_sites

    @property
    def slots_a_week(self) -> int:
        """Slots from Monday to Sunday."""
        return DAYS_A_WEEK * 24 * 60 // self.slot_minutes

    def midnight(self, slot: int) -> int:
        """Return the first slot of the next day."""
        a_day = self.slots_a_week // DAYS_A_WEEK
        return (int(slot) // a_day + 1) * a_day

    @property
    def slots_per_half_hour(self) -> int:
        """Slots in the half hour that is the unit of leader time, overtime, fair load and idle gaps."""
        return 30 // self.slot_minutes

    @property
    def service_hold_slots(self) -> IntArray:
        """(S,): the longest documentation after a session, over all its sizes."""
        hold = np.zeros(len(self.services.slots), dtype=np.int64)
        np.maximum.at(hold, self.bands.service, self.bands.hold_slots)
        return hold

    def attending_only(self, allowed: BoolArray) -> Problem:
        """Return the problem in which patients may attend nothing but `allowed` (P, K)."""
        masks = dict(self.patients.masks)
        masks["patient-availability"] = masks["patient-availability"] & allowed
        return replace(self, patients=replace(self.patients, masks=masks))

    @property
    def cell_open(self) -> BoolArray:
        """(K,): cells that every mask in force lets run."""
        return _all_of(self.cells.masks, self.rules, (self.n_cells,))

    @property
    def may_attend(self) -> BoolArray:
        """(P, K): attendances that every mask in force allows."""
        shape = (self.n_patients, self.n_cells)
        return _all_of(self.patients.masks, self.rules, shape) & self.cell_open[None, :]

    @property
    def n_choices(self) -> int:
        """Single choices, one of each patient and cell that may go together: how large a week is for a search."""
        return int(self.may_attend.sum())

    @property
    def may_lead(self) -> BoolArray:
        """(C, K): leadings that every mask in force allows, roles aside."""
        shape = (self.n_clinicians, self.n_cells)
        return _all_of(self.clinicians.masks, self.rules, shape) & self.cell_open[None, :]

    @property
    def may_use_room(self) -> BoolArray:
        """(Q, K): room classes that every mask in force allows."""
        return _all_of(self.rooms.masks, self.rules, (len(self.rooms.count), self.n_cells)) & self.cell_open[None, :]

    @property
    def may_see(self) -> BoolArray:
        """(P, C, S): one-to-one pairings that every mask in force allows."""
        shape = (self.n_patients, self.n_clinicians, len(self.services.slots))
        return _all_of(self.patients.sees, self.rules, shape)

    @property
    def may_visit(self) -> BoolArray:
        """(P, C, S): one-to-one pairings in which the clinician also fills the service's role."""
        filled = np.zeros((self.n_clinicians, len(self.services.slots)), dtype=np.bool_)
        for service, roles in zip(self.bands.service.tolist(), self.bands.role_count, strict=True):
            if self.services.one_to_one[service]:
                filled[:, service] = self.clinicians.role_held[:, roles > 0].all(axis=1)
        return self.may_see & filled[None, :, :]


def _all_of(masks: Mapping[str, BoolArray], rules: frozenset[str], shape: tuple[int, ...]) -> BoolArray:
    allowed = np.ones(shape, dtype=np.bool_)
    for slug, mask in masks.items():
        if slug in rules:
            allowed &= mask
    return allowed
