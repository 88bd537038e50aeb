"""Scenarios and schedules as tables: sheets of a workbook, or CSV files of a folder."""
