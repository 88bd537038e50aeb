"""Ruin and recreate, compiled: `recreate.py` is its face, the C sources beside it do the work."""

from iopsched_solver.native.cooling import AGAIN_COOLINGS, COLD, COLD_COOLING, HOT_COOLING, Cooling, cooling_for
from iopsched_solver.native.recreate import BURST, Recreate, session_price, until

__all__ = [
    "AGAIN_COOLINGS",
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
