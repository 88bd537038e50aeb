"""Ruin and recreate, compiled: `recreate.py` is its face, the C sources beside it do the work."""

from iopsched_solver.native.recreate import BURST, COLD, HOT, Recreate, session_price, until

__all__ = ["BURST", "COLD", "HOT", "Recreate", "session_price", "until"]
