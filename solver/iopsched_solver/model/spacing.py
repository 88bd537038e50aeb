"""Which sessions of one person, room or stock come too close to one another: cliques at event points.

Stretches that hold a common moment exclude one another, and of every two that meet, the later's start is such a
moment. So one row for each start says all, far fewer than one for each slot or each pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iopsched_solver.model.arrays import spans
from iopsched_solver.model.sums import Sums
from iopsched_solver.problem import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Cliques:
    """Rows of stretches, no two of which may be had together."""

    subject: IntArray
    """(n,): whom the row is of."""
    row: IntArray
    """(m,): row of each member."""
    member: IntArray
    """(m,): which stretch."""

    def sums(self, column: IntArray, factor: IntArray | int = 1) -> Sums:
        """Add up the members' columns by row; `factor` is a number, or one for each stretch."""
        factors = np.broadcast_to(np.asarray(factor, dtype=np.int64), column.shape)
        return Sums.of(len(self.subject), self.row, column[self.member], factors[self.member])


def overlapping(subject: IntArray, start: IntArray, end: IntArray) -> Cliques:
    """Find the stretches of each subject that hold a common moment, in the fewest rows.

    Parameters
    ----------
    subject
        (n,): whose stretch; stretches of different subjects never meet.
    start, end
        (n,): slots; ends are exclusive.

    Examples
    --------
    >>> cliques = overlapping(np.array([0, 0, 0]), np.array([1, 2, 5]), np.array([4, 6, 7]))
    >>> cliques.sums(np.array([10, 11, 12])).column.tolist()
    [10, 11, 11, 12]
    """
    if not len(subject):
        return Cliques(*(np.zeros(0, dtype=np.int64),) * 3)
    stride = int(end.max()) + 1
    since, until = subject * stride + start, subject * stride + end
    events = np.unique(since)
    following = np.append(events[1:], np.iinfo(np.int64).max)
    ended = np.sort(until)
    passed = np.searchsorted(ended, following, "right") - np.searchsorted(ended, events, "right")
    events = events[passed > 0]  # where nothing ends before the next start, that start's row holds all of this one
    member, row = spans(
        np.searchsorted(events, since).astype(np.int64), np.searchsorted(events, until).astype(np.int64)
    )
    return Cliques(events // stride, row, member)


def too_close(subject: IntArray, start: IntArray, place: IntArray, clear: IntArray) -> tuple[Cliques, ...]:
    """Find the stretches of each subject that come too close, where the pause depends on the two places.

    Parameters
    ----------
    subject, start, place
        (n,): whose stretch, when and where.
    clear
        (n, places): the first slot at which the subject can start again, by the place of what follows; never earlier
        elsewhere than at the stretch's own place.

    Notes
    -----
    Stretches that hold a moment with their own-place pause exclude one another wherever they are. For the longer way
    to another place, take a start t there and a moment u before it: what stretches hold u elsewhere and leave no time
    to reach t, and what stretches hold t there, exclude one another too. The moments u that matter are the starts
    elsewhere and the earliest one from which t cannot be reached. Pairwise implications would be hundreds of times
    as many.
    """
    near = clear[np.arange(len(subject)), place]
    found = [overlapping(subject, start, near)]
    for there in np.unique(place):
        away = (place != there) & (clear[:, there] > near)
        furthest = int((clear[away, there] - near[away]).max(initial=0))
        found += [
            _on_the_way(subject, start, near, clear[:, there], (place == there, away), (pause, furthest))
            for pause in range(1, furthest + 1)
        ]
    return tuple(cliques for cliques in found if len(cliques.subject))


def _on_the_way(
    subject: IntArray,
    start: IntArray,
    near: IntArray,
    far: IntArray,
    sides: tuple[BoolArray, BoolArray],
    pauses: tuple[int, int],
) -> Cliques:
    """Rows for every start there and the moment one pause before it, both sides present."""
    is_there, is_away = (np.flatnonzero(side) for side in sides)
    pause, furthest = pauses
    stride = int(max(far.max(), start.max() + furthest)) + 1
    key = subject * stride
    events = np.unique((key + start)[is_there])
    if pause < furthest:
        events = events[np.isin(events - pause, (key + start)[is_away])]

    def rows(side: IntArray, since: IntArray, until: IntArray) -> tuple[IntArray, IntArray]:
        low = np.searchsorted(events, (key + since)[side]).astype(np.int64)
        owner, row = spans(low, np.searchsorted(events, (key + until)[side]).astype(np.int64))
        return side[owner], row

    away, away_row = rows(is_away, start + pause, np.minimum(near + pause, far))
    there, there_row = rows(is_there, start, near)
    useful = np.unique(away_row)
    row = np.concatenate([away_row, there_row])
    kept = np.isin(row, useful)
    member = np.concatenate([away, there])[kept]
    return Cliques(events[useful] // stride, np.searchsorted(useful, row[kept]).astype(np.int64), member)
