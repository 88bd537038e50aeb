"""A workbook that LibreOffice opened and saved says the same as before."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from iopsched.formats.workbook import write_scenario_workbook, write_schedule_workbook
from iopsched.model.result import UnmetNeed
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule
from iopsched_scenarios.mutations.base_week import base_week

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_is_read_as_the_same(tmp_path):
    week, schedule = base_week()
    names = {"P-1": "Ann Example", "C-1": "=1+1"}
    need = UnmetNeed(rule="care-plan", patient="P-1", units=1, unit="sessions", cost=1, reason="=no room")
    write_scenario_workbook(tmp_path / "week.xlsx", week)
    write_schedule_workbook(tmp_path / "schedule.xlsx", week, schedule, [need], names)
    saved = tmp_path / "saved"
    ran = subprocess.run(
        [
            str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved),
            str(tmp_path / "week.xlsx"), str(tmp_path / "schedule.xlsx"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, sorted(path.name for path in saved.iterdir())) == (0, ["schedule.xlsx", "week.xlsx"])
    assert Scenario.read(saved / "week.xlsx") == week
    assert Schedule.read(saved / "schedule.xlsx") == schedule
