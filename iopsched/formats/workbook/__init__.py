"""Workbooks: a scenario to fill in, a schedule to look at and edit, both read back."""

from iopsched.formats.workbook.scenario import write_scenario_workbook
from iopsched.formats.workbook.schedule import write_schedule_workbook

__all__ = ["write_scenario_workbook", "write_schedule_workbook"]
