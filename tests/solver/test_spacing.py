"""Cliques at event points forbid exactly the pairs that are too close."""

from itertools import combinations

import numpy as np
import pytest

from iopsched_solver.model.spacing import overlapping, too_close


def pairs_of(cliques):
    found = set()
    for row in range(len(cliques.subject)):
        members = np.sort(cliques.member[cliques.row == row])
        found |= set(combinations(members.tolist(), 2))
    return found


def drawn(seed, n=14):
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 20, n)
    return rng, rng.integers(0, 2, n), start, start + rng.integers(1, 6, n)


@pytest.mark.parametrize("seed", range(40))
def test_overlapping_says_which_pairs_share_a_moment(seed):
    _, subject, start, end = drawn(seed)
    meet = {
        (a, b)
        for a, b in combinations(range(len(start)), 2)
        if subject[a] == subject[b] and start[a] < end[b] and start[b] < end[a]
    }

    assert pairs_of(overlapping(subject, start, end)) == meet


def test_overlapping_needs_no_row_that_another_holds():
    cliques = overlapping(np.zeros(3, dtype=np.int64), np.array([0, 1, 2]), np.array([9, 9, 9]))

    assert len(cliques.subject) == 1


@pytest.mark.parametrize("seed", range(120))
def test_too_close_says_which_pairs_leave_no_time_between(seed):
    rng, subject, start, end = drawn(seed)
    n, places = len(start), 3
    place = rng.integers(0, places, n)
    ways = rng.integers(0, 5, (places, places))
    ways = np.maximum(ways, ways.T)
    np.fill_diagonal(ways, 0)
    hold = rng.integers(0, 3, n)
    clear = end[:, None] + hold[:, None] + ways[place]
    close = set()
    for a, b in combinations(range(n), 2):
        earlier, later = (a, b) if start[a] <= start[b] else (b, a)
        if subject[a] == subject[b] and start[later] < clear[earlier, place[later]]:
            close.add((a, b))

    found = set().union(*(pairs_of(cliques) for cliques in too_close(subject, start, place, clear)))
    assert found == close


def test_no_sessions_no_rows():
    nothing = np.zeros(0, dtype=np.int64)

    assert len(overlapping(nothing, nothing, nothing).subject) == 0
    assert too_close(nothing, nothing, nothing, np.zeros((0, 2), dtype=np.int64)) == ()
