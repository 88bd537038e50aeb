"""Goals (tiers 2 to 4): what makes one legal week better than another. One module for each."""

from __future__ import annotations

from iopsched_solver.model.goals import (
    balanced_groups,
    changed_leader,
    changed_room,
    fair_load,
    idle_gaps,
    leader_time,
    moved_patient,
    overtime,
    preferences,
    primary_clinician,
    room_use,
    trips,
    usual_group,
)
from iopsched_solver.model.goals.goal import Goal, price

__all__ = ["GOALS", "Goal", "price"]

GOALS = (
    Goal("moved-patient", moved_patient.units),
    Goal("changed-leader", changed_leader.units),
    Goal("changed-room", changed_room.units),
    Goal("primary-clinician", primary_clinician.units),
    Goal("usual-group", usual_group.units),
    Goal("preferences", preferences.units),
    Goal("idle-gaps", idle_gaps.units),
    Goal("trips", trips.units),
    Goal("balanced-groups", balanced_groups.units),
    Goal("fair-load", fair_load.units),
    Goal("leader-time", leader_time.units),
    Goal("overtime", overtime.units),
    Goal("room-use", room_use.units),
)
"""The model's table of contents, third part."""
