"""How to solve."""

from __future__ import annotations

from pydantic import Field

from iopsched.model.base import Model


class SolveOptions(Model):
    """Stop rules and ways of working. Bad values raise pydantic's `ValidationError`."""

    time_limit_s: float = Field(default=60.0, gt=0)
    """Wall seconds before the best so far is returned."""
    gap: float = Field(default=0.0, ge=0, lt=1)
    """Stop when (cost - bound) / cost is at most this."""
    stall_s: float | None = Field(default=None, gt=0)
    """Stop when neither cost nor bound improved for this long; none means never."""
    workers: int = Field(default=0, ge=0, le=256)
    """Threads; 0 means all cores (1 in reproducible mode). With more than one a large week also starts a process, which
    proves the bound and ends with the search."""
    seed: int = Field(default=0, ge=0, lt=2**31)
    reproducible: bool = False
    """Same bytes for the same input, options and version: the time limit then stands for an amount of work. A small
    week may take longer than the limit, and never stalls. A large one is still ended by the clock if the limit comes
    before that work is done; `stop_rule` is then `time` instead of `work`, and the next run may differ."""
