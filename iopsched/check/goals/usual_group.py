"""`usual-group`: group sessions outside the patient's usual groups."""

from __future__ import annotations

from iopsched.check.week import Week


def usual_group(week: Week) -> int:
    """Count group sessions attended outside the patient's usual groups.

    Only of services for which the patient has a usual group.
    """
    units = 0
    for patient, entries in week.days_attended():
        usual = [group for name in patient.usual_groups if (group := week.facts.groups.get(name)) is not None]
        for entry in entries:
            mine = {group.id for group in usual if group.service == entry.service.id}
            units += entry.is_group and bool(mine) and entry.session.group not in mine
    return units
