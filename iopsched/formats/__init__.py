"""Files: YAML and JSON in, with a place for every error; the same out, atomically."""

from iopsched.formats.atomic import write_text
from iopsched.formats.reading import Document, read_document, read_result, read_scenario, read_schedule, scenario_of
from iopsched.formats.schema import json_schema
from iopsched.formats.writing import as_text, plain, write_result, write_scenario, write_schedule

__all__ = [
    "Document",
    "as_text",
    "json_schema",
    "plain",
    "read_document",
    "read_result",
    "read_scenario",
    "read_schedule",
    "scenario_of",
    "write_result",
    "write_scenario",
    "write_schedule",
    "write_text",
]
