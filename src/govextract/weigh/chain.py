"""A chain of labels over characters: none, the beginning of a name, its inside (a conditional random field).

Nearly all characters are in no name whatever is made of their neighbours. What a name from each place on would gain
at best is known from sums, so the best labelling is sought only around places where one could nearly stand.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

LABELS: Final = ("none", "begin", "inside")
NONE, BEGIN, INSIDE = range(3)
_SLACK: Final = 3.0
"""By how much a name may fall short of standing where the labelling is still sought: its rivals count in marginals."""
_HOPELESS: Final = -10.0
"""Log-odds of a beginning for which nothing behind it makes up (the lowest of 310 names was -7.6)."""
_LONGEST: Final = 48
_AROUND: Final = 2


class Name(NamedTuple):
    """A name that stands, and how probable it is."""

    start: int
    end: int
    probability: float


def names(scores: NDArray[np.float32], steps: NDArray[np.float32]) -> list[Name]:
    """The names of the best labelling.

    Args:
        scores: a row for each character, a score for each label.
        steps: the score of going from a label (row) to another (column).
    """
    out: list[Name] = []
    table = [[float(x) for x in row] for row in steps]
    for first, last in _stretches(scores, steps - steps[NONE, NONE]):
        rows = scores[first:last].astype(np.float64)
        labels = _best(rows.tolist(), table)
        if any(labels):
            marginal = _marginals(rows, steps.astype(np.float64))
            out += [n._replace(start=n.start + first, end=n.end + first) for n in _read(labels, marginal)]
    return out


def _stretches(scores: NDArray[np.float32], steps: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Where a name stands or nearly does; ``steps`` are above those from none to none."""
    begin = scores[:, BEGIN] - scores[:, NONE]
    sums = np.zeros(len(scores) + _LONGEST + 1, np.float64)
    np.cumsum(scores[:, INSIDE] - scores[:, NONE] + steps[INSIDE, INSIDE], out=sums[1 : len(scores) + 1])
    sums[len(scores) + 1 :] = -np.inf
    places = np.flatnonzero(begin > _HOPELESS)
    best, length = np.full(len(places), -np.inf), np.ones(len(places), np.int64)
    behind = sums[places + 1]
    for inside in range(1, _LONGEST):
        gain = sums[places + 1 + inside] - behind
        better = gain > best
        best[better] = gain[better]
        length[better] = inside + 1
    change = steps[NONE, BEGIN] + steps[BEGIN, INSIDE] - steps[INSIDE, INSIDE] + steps[INSIDE, NONE]
    out: list[tuple[int, int]] = []
    near = begin[places] + best + change > -_SLACK
    for at, long in zip(places[near].tolist(), length[near].tolist(), strict=True):
        first, last = max(0, at - _AROUND), min(len(scores), at + long + _AROUND)
        if out and first <= out[-1][1]:
            out[-1] = out[-1][0], max(last, out[-1][1])
        else:
            out.append((first, last))
    return out


def _best(rows: list[list[float]], steps: list[list[float]]) -> list[int]:
    """The labels of the best way through (Viterbi), with no name on either side."""
    score = [rows[0][y] + steps[NONE][y] for y in range(3)]
    back: list[list[int]] = []
    for row in rows[1:]:
        came, new = [], []
        for y in range(3):
            ways = [score[x] + steps[x][y] for x in range(3)]
            best = ways.index(max(ways))
            came.append(best)
            new.append(ways[best] + row[y])
        back.append(came)
        score = new
    last = [score[y] + steps[y][NONE] for y in range(3)]
    label = last.index(max(last))
    out = [label]
    for came in reversed(back):
        label = came[label]
        out.append(label)
    return out[::-1]


def _read(labels: list[int], marginal: NDArray[np.float64]) -> list[Name]:
    out, i = [], 0
    while i < len(labels):
        if labels[i] == NONE:
            i += 1
            continue
        j = i + 1
        while j < len(labels) and labels[j] == INSIDE:
            j += 1
        out.append(Name(i, j, min(float(marginal[k, labels[k]]) for k in range(i, j))))
        i = j
    return out


def _marginals(rows: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each label at each place, over all ways (forward and backward)."""
    forward, backward = np.empty_like(rows), np.empty_like(rows)
    backward[-1] = steps[:, NONE]
    forward[0] = rows[0] + steps[NONE]
    for i in range(1, len(rows)):
        forward[i] = rows[i] + _sum(forward[i - 1][:, None] + steps)
    for i in range(len(rows) - 2, -1, -1):
        backward[i] = _sum((steps + rows[i + 1] + backward[i + 1]).T)
    both = forward + backward
    both -= both.max(axis=1, keepdims=True)
    both = np.exp(both)
    out: NDArray[np.float64] = both / both.sum(axis=1, keepdims=True)
    return out


def _sum(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of the sums of exponentials of each column."""
    top = scores.max(axis=0)
    out: NDArray[np.float64] = top + np.log(np.exp(scores - top).sum(axis=0))
    return out
