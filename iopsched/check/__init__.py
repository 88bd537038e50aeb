"""Every rule and the objective in plain Python: the gate every schedule passes, without any solver."""

from iopsched.check.gate import check
from iopsched.check.reasons import reason_for
from iopsched.check.report import Report

__all__ = ["Report", "check", "reason_for"]
