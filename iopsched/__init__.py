"""Weekly scheduling for intensive outpatient programs.

>>> import iopsched
>>> "solve" in iopsched.__all__
True
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iopsched.api import check, compare, explain, recommend, recommend_seat, repair, solve
    from iopsched.changes import apply_changes, parse_change
    from iopsched.check import Report
    from iopsched.disruption import disruption
    from iopsched.model.change import (
        Change,
        ClinicianAway,
        GroupCancelled,
        PatientAdmitted,
        PatientAvailability,
        PatientDischarged,
        RoomClosed,
        SiteClosed,
    )
    from iopsched.model.comparison import Comparison
    from iopsched.model.disruption import Disruption
    from iopsched.model.errors import (
        Clash,
        EngineError,
        FileFormatError,
        IllegalScheduleError,
        ImpossibleError,
        InputProblem,
        IopschedError,
        NoScheduleError,
        ScenarioError,
    )
    from iopsched.model.explanation import Explanations
    from iopsched.model.options import SolveOptions
    from iopsched.model.recommendation import Recommendations, SeatOffers
    from iopsched.model.repair import RepairResult
    from iopsched.model.result import OnProgress, Progress, Result, Run, TierCost, UnmetNeed, Violation
    from iopsched.model.scenario import Scenario
    from iopsched.model.schedule import Pin, Schedule, Session
    from iopsched.model.summary import Summary
    from iopsched.summary import summarise
    from iopsched.validation import validate

__all__ = [
    "Change",
    "Clash",
    "ClinicianAway",
    "Comparison",
    "Disruption",
    "EngineError",
    "Explanations",
    "FileFormatError",
    "GroupCancelled",
    "IllegalScheduleError",
    "ImpossibleError",
    "InputProblem",
    "IopschedError",
    "NoScheduleError",
    "OnProgress",
    "PatientAdmitted",
    "PatientAvailability",
    "PatientDischarged",
    "Pin",
    "Progress",
    "Recommendations",
    "RepairResult",
    "Report",
    "Result",
    "RoomClosed",
    "Run",
    "Scenario",
    "ScenarioError",
    "Schedule",
    "SeatOffers",
    "Session",
    "SiteClosed",
    "SolveOptions",
    "Summary",
    "TierCost",
    "UnmetNeed",
    "Violation",
    "apply_changes",
    "check",
    "compare",
    "disruption",
    "explain",
    "parse_change",
    "recommend",
    "recommend_seat",
    "repair",
    "solve",
    "summarise",
    "validate",
]

_HOMES = {
    "iopsched.api": ("check", "compare", "explain", "recommend", "recommend_seat", "repair", "solve"),
    "iopsched.changes": ("apply_changes", "parse_change"),
    "iopsched.check": ("Report",),
    "iopsched.disruption": ("disruption",),
    "iopsched.model.change": (
        "Change",
        "ClinicianAway",
        "GroupCancelled",
        "PatientAdmitted",
        "PatientAvailability",
        "PatientDischarged",
        "RoomClosed",
        "SiteClosed",
    ),
    "iopsched.model.comparison": ("Comparison",),
    "iopsched.model.disruption": ("Disruption",),
    "iopsched.model.errors": (
        "Clash",
        "EngineError",
        "FileFormatError",
        "IllegalScheduleError",
        "ImpossibleError",
        "InputProblem",
        "IopschedError",
        "NoScheduleError",
        "ScenarioError",
    ),
    "iopsched.model.explanation": ("Explanations",),
    "iopsched.model.options": ("SolveOptions",),
    "iopsched.model.recommendation": ("Recommendations", "SeatOffers"),
    "iopsched.model.repair": ("RepairResult",),
    "iopsched.model.result": ("OnProgress", "Progress", "Result", "Run", "TierCost", "UnmetNeed", "Violation"),
    "iopsched.model.scenario": ("Scenario",),
    "iopsched.model.schedule": ("Pin", "Schedule", "Session"),
    "iopsched.model.summary": ("Summary",),
    "iopsched.summary": ("summarise",),
    "iopsched.validation": ("validate",),
}
"""Where the public names are. They are fetched when first asked for (PEP 562): the models take a third of a second to
build, which `iopsched --help` and services that only import should not wait for."""
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


class _Face(ModuleType):
    """A module whose public names stay what they are when a part of the package is called the same.

    Importing `iopsched.check`, the package, would otherwise put it in the place of `iopsched.check`, the function.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


if not TYPE_CHECKING:  # type checkers know the names from the imports above, and no others

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            msg = f"module 'iopsched' has no attribute {name!r}"
            raise AttributeError(msg)
        value = getattr(importlib.import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__]
