"""Scenarios and schedules as tables: sheets of a workbook, or CSV files of a folder."""

from iopsched.formats.tables.folder import write_csv_folder

__all__ = ["write_csv_folder"]
