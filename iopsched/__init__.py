"""Weekly scheduling for intensive outpatient programs.

>>> import iopsched
>>> "solve" in iopsched.__all__
True
"""

from iopsched.api import check, solve
from iopsched.check import Report
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
from iopsched.model.options import SolveOptions
from iopsched.model.result import OnProgress, Progress, Result, Run, TierCost, UnmetNeed, Violation
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Pin, Schedule, Session
from iopsched.model.summary import Summary
from iopsched.summary import summarise
from iopsched.validation import validate

__all__ = [
    "Clash",
    "EngineError",
    "FileFormatError",
    "IllegalScheduleError",
    "ImpossibleError",
    "InputProblem",
    "IopschedError",
    "NoScheduleError",
    "OnProgress",
    "Pin",
    "Progress",
    "Report",
    "Result",
    "Run",
    "Scenario",
    "ScenarioError",
    "Schedule",
    "Session",
    "SolveOptions",
    "Summary",
    "TierCost",
    "UnmetNeed",
    "Violation",
    "check",
    "solve",
    "summarise",
    "validate",
]
