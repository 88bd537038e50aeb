"""Explanations, for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from iopsched.cli.text.headings import heading
from iopsched.cli.text.recommended import price
from iopsched.model.explanation import Explanation, Explanations
from iopsched.words import count, missing

VERDICTS = {
    "impossible": "Impossible with everybody else's week as it is. These rules together rule it out, and no fewer do:",
    "possible": "Possible with everybody else's week as it is.",
    "not offered": "Nothing that is offered this week would do, whatever rule were dropped.",
    "not verified in time": "Not verified in time.",
}


def explanations(found: Explanations) -> Iterator[RenderableType]:
    """Yield each explanation."""
    if not found.explanations:
        yield Text("Nothing to explain: every need is met.", style="bold green")
    for explanation in found.explanations:
        yield from _one(explanation)


def _one(found: Explanation) -> Iterator[RenderableType]:
    units = sum(need.units for need in found.unmet)
    lack = f"{missing(found.unmet[0].model_copy(update={'units': units}))} missing" if found.unmet else "why not"
    yield heading(f"{found.patient}: {found.subject}", lack)
    yield Text(VERDICTS[found.verdict])
    for reason in found.core:
        yield Text(f"- {reason.code}: {reason.fact}")
    for known in sorted({need.reason for need in found.unmet if need.reason}):
        yield Text(f"In short: {known}.")
    for number, fix in enumerate(found.fixes, start=1):
        yield Text(f"Fix {number}, verified: {'; '.join(step.words for step in fix.steps)}")
    if found.verdict == "impossible" and not found.fixes and not found.open_questions:
        yield Text("No seat or hour more would help.")
    if found.price is not None:
        moved = f" if {count(found.price.moved, 'other')} moved" if found.price.moved else ""
        names = f": {', '.join(found.price.moved_patients)}" if found.price.moved_patients else ""
        yield Text(f"The clinic's week then {price(found.price.cost, found.price.tiers)}{moved}{names}.")
    if found.outbid:
        yield Text("Others' needs come first at these prices (outbid).")
    for question in found.open_questions:
        yield Text(f"Open: {question}")
    yield Text("")
