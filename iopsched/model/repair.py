"""What comes back from a repair."""

from __future__ import annotations

from iopsched.model.base import Model
from iopsched.model.change import Change
from iopsched.model.disruption import Disruption
from iopsched.model.errors import EngineError
from iopsched.model.result import RepairProof, Result
from iopsched.model.scenario import Scenario
from iopsched.model.schedule import Schedule


class RepairResult(Model):
    """A repaired week, and the week it is now."""

    result: Result
    """The schedule with its cost, what is not as published, and whom to tell."""
    scenario: Scenario
    """The scenario with the changes written into it, and the schedule that was published."""
    changes: tuple[Change, ...] = ()

    def require(self) -> Schedule:
        """Return the schedule or raise, as `Result.require` does."""
        return self.result.require()

    @property
    def disruption(self) -> Disruption:
        """What is not as published."""
        if self.result.disruption is None:
            raise EngineError("no repair was found, so nothing can be compared with what was published")
        return self.result.disruption

    @property
    def proof(self) -> RepairProof | None:
        """How near to the least change it is; none if no repair was found."""
        return self.result.repair
