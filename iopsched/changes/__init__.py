"""What happened since a week was agreed: read from words and files, and written into the scenario."""

from iopsched.changes.apply import apply_changes
from iopsched.changes.reading import read_changes
from iopsched.changes.words import parse_change

__all__ = ["apply_changes", "parse_change", "read_changes"]
