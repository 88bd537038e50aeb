"""Make a week of any size: the same arguments give the same scenario, byte for byte, on every machine."""

from __future__ import annotations

from random import Random
from typing import Literal

from iopsched.model.clinic import Calendar
from iopsched.model.scenario import Scenario
from iopsched.words import count
from iopsched_scenarios import php, program
from iopsched_scenarios.people import WEEK, ZONE
from iopsched_scenarios.staffing import Tightness

Shape = Literal["calendar", "menu", "open", "php"]
SlotMinutes = Literal[5, 10, 15, 30]


def generate(
    patients: int,
    *,
    shape: Shape,
    tightness: Tightness,
    seed: int,
    slot_minutes: SlotMinutes | None = None,
    sites: int = 1,
) -> Scenario:
    """Draw a realistic week.

    Parameters
    ----------
    patients
        Patients in all, waitlisted ones included; at least 10 a site.
    shape
        ``calendar``: every group session has one start, and runs or not. ``menu``: a group has two or three candidate
        starts in each part of each day, some seven a day over the parts. ``open``: any start on the half hour.
        ``php``: partial hospitalization, every service at any slot of the day.
    tightness
        ``ample``: about a third more direct care than needed. ``tight``: 8 % more. ``overloaded``: evenings (``php``:
        all hours) short by about a sixth, and a tenth of the patients on the waitlist.
    seed
        Any integer.
    slot_minutes
        The grid; none means 30, and 15 for ``php``.
    sites
        Independent programs among which the patients are divided: nobody goes from one to another.

    Returns
    -------
    Scenario
        A scenario that `iopsched.validation.validate` finds no error in.

    Raises
    ------
    ValueError
        If there are fewer than 10 patients a site, or no site.

    Examples
    --------
    >>> week = generate(24, shape="menu", tightness="tight", seed=1)
    >>> len(week.patients), week.calendar.slot_minutes
    (24, 30)
    """
    if sites < 1 or patients < 10 * sites:
        msg = f"{count(patients, 'patient')} at {count(sites, 'site')}: a program needs at least 10 patients"
        raise ValueError(msg)
    slot = slot_minutes or (15 if shape == "php" else 30)
    programs = []
    for number in range(sites):
        own = patients // sites + (number < patients % sites)
        prefix = f"S{number + 1:02d}." if sites > 1 else ""
        rng = Random(f"{shape}/{tightness}/{patients}/{seed}/{number}")
        if shape == "php":
            programs.append(php.build(own, slot_minutes=slot, tightness=tightness, prefix=prefix, rng=rng))
        else:
            programs.append(program.build(own, shape=shape, tightness=tightness, prefix=prefix, rng=rng))
    groups = tuple(group for part in programs for group in part.groups)
    if shape == "php":
        services, policies = php.services(slot_minutes=slot, shared_equipment=sites == 1), php.policies()
        equipment = php.equipment(patients)
    else:
        offered = {group.service for group in groups}
        known = program.services(patients // sites, shape=shape, shared_equipment=sites == 1)
        services = tuple(service for service in known if service.format != "group" or service.id in offered)
        policies, equipment = program.policies(), program.equipment(patients)
    return Scenario(
        title=f"{patients} patients, {shape}, {tightness}, seed {seed}" + (f", {sites} sites" if sites > 1 else ""),
        calendar=Calendar(week=WEEK, zone=ZONE, slot_minutes=slot),
        sites=tuple(site for part in programs for site in part.sites),
        rooms=tuple(room for part in programs for room in part.rooms),
        equipment=equipment if sites == 1 else (),
        clinicians=tuple(clinician for part in programs for clinician in part.clinicians),
        services=services,
        groups=groups,
        family_slots=tuple(slot for part in programs for slot in part.family_slots),
        policies=policies,
        patients=tuple(patient for part in programs for patient in part.patients),
        keep_apart=tuple(pair for part in programs for pair in part.keep_apart),
        keep_together=tuple(pair for part in programs for pair in part.keep_together),
    )
