"""Ruin and recreate, compiled: `recreate.py` is its face, the C sources beside it do the work."""

from iopsched_solver.native.cooling import COLD, COLD_COOLING, HOT_COOLING, Cooling, cooling_for
from iopsched_solver.native.recreate import BURST, Recreate, session_price, until

__all__ = [
    "BURST",
    "COLD",
    "COLD_COOLING",
    "HOT_COOLING",
    "Cooling",
    "Recreate",
    "cooling_for",
    "session_price",
    "until",
]
