"""How far a score would move with other documents: intervals by bootstrap over documents.

The documents are drawn anew, with replacement, ``DRAWS`` times from a fixed seed: the same documents give the
same interval, on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govextract.evaluate import ROWS, Rows

DRAWS = 2000
SEED = 20211101
LEVEL = 0.95


class Interval(NamedTuple):
    """The bounds of the middle 95 % of the draws."""

    low: float
    high: float


class Intervals(NamedTuple):
    """The intervals of a row's precision, recall and F1."""

    precision: Interval
    recall: Interval
    f1: Interval


def intervals(scores: Sequence[Rows]) -> dict[str, Intervals]:
    """The intervals of each row over the scores of single documents; none from fewer than two of them."""
    if len(scores) < 2:
        return {}
    import numpy as np

    counts = np.array([[rows[name] for name in ROWS] for rows in scores], dtype=float)
    n = len(scores)
    drawn = np.random.Generator(np.random.PCG64(SEED)).multinomial(n, [1 / n] * n, size=DRAWS)
    sums = np.einsum("dn,nrk->drk", drawn, counts)
    right, out, gold = sums[..., 0], sums[..., 1], sums[..., 2]
    zero = np.zeros_like(right)
    bounds = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    found = [
        np.quantile(np.divide(a, b, out=zero.copy(), where=b > 0), bounds, axis=0)
        # F1 is twice what is right over what there is on both sides.
        for a, b in ((right, out), (right, gold), (2 * right, out + gold))
    ]
    return {
        name: Intervals(*(Interval(float(low[i]), float(high[i])) for low, high in found))
        for i, name in enumerate(ROWS)
    }
