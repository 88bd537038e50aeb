"""Small array steps that numpy has no single name for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from iopsched_solver.problem import IntArray


def spans(low: IntArray, high: IntArray) -> tuple[IntArray, IntArray]:
    """Write out ranges: every number from ``low[i]`` up to and without ``high[i]``.

    Returns
    -------
    tuple[IntArray, IntArray]
        The i that each number belongs to, and the numbers.

    Examples
    --------
    >>> owner, number = spans(np.array([0, 5]), np.array([2, 6]))
    >>> owner.tolist(), number.tolist()
    ([0, 0, 1], [0, 1, 5])
    """
    count = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low), dtype=np.int64), count)
    first = np.cumsum(count) - count
    return owner, np.arange(len(owner), dtype=np.int64) - first[owner] + low[owner]


def matches(keys: IntArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Find wanted keys: every pair (place in `wanted`, place in `keys`) of equal values.

    Examples
    --------
    >>> asked, found = matches(np.array([7, 3, 7]), np.array([3, 7, 9]))
    >>> asked.tolist(), found.tolist()
    ([0, 1, 1], [1, 0, 2])
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    owner, place = spans(
        np.searchsorted(ordered, wanted, "left").astype(np.int64),
        np.searchsorted(ordered, wanted, "right").astype(np.int64),
    )
    return owner, order[place]


def numbers(values: ArrayLike, width: int | None = None) -> IntArray:
    """Turn a list of numbers (or, with `width`, of rows of so many numbers) into an array, empty ones included."""
    array = np.asarray(values, dtype=np.int64)
    return array if width is None else array.reshape(-1, width)
