"""What a clause and its surroundings are about: sums of vectors of its pairs of characters.

The vectors come from unlabelled news (models/events/meanings.py): pairs that stand in the same company lie close
together, so that what the weights learn of 植树 they also know, in part, of 造林.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govextract.weigh.tables import table
from govextract.weigh.view import View

FILE: Final = "meanings.npz"
SPANS: Final = 5
"""Of what a place has a vector: its clause, the one before, the one behind, the paragraph, the page."""
_STEP: Final = 127.0
_AT_ONCE: Final = 2048
"""Clauses whose pairs are looked up together: bounds the memory that a long page takes."""

Vectors = NDArray[np.float32]


class Meanings(NamedTuple):
    """Pairs of characters, as numbers in rising order, and the vector of each."""

    pairs: NDArray[np.uint32]
    vectors: Vectors

    @property
    def width(self) -> int:
        """The length of a vector."""
        return int(self.vectors.shape[1])


def pack(meanings: Meanings) -> dict[str, NDArray[Any]]:
    """The arrays of a file: each vector in 127 steps of its greatest number."""
    size = np.maximum(np.abs(meanings.vectors).max(axis=1), 1e-6)
    steps = np.rint(meanings.vectors / size[:, None] * _STEP).astype(np.int8)
    return {"pairs": meanings.pairs, "steps": steps, "size": size.astype(np.float16)}


def unpack(arrays: Any) -> Meanings:
    """The vectors from the arrays of a file."""
    size = arrays["size"].astype(np.float32) / np.float32(_STEP)
    return Meanings(arrays["pairs"], arrays["steps"].astype(np.float32) * size[:, None])


@lru_cache(maxsize=1)
def builtin() -> Meanings:
    """The vectors of the package."""
    return unpack(table(FILE))


def pairs_of(text: str) -> NDArray[np.uint32]:
    """The pair of characters that begins at each place of a text but the last, as a number; 0 for rare planes."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    plain = codes < 1 << 16
    pairs = (codes[:-1] << np.uint32(16)) | (codes[1:] & np.uint32(0xFFFF))
    return np.where(plain[:-1] & plain[1:], pairs, np.uint32(0))


class Contexts:
    """What each clause of a page is about, in its surroundings."""

    def __init__(self, view: View, meanings: Meanings) -> None:
        self._units = _of_units(view, meanings)
        count, width = self._units.shape
        numbers = np.array([u.paragraph for u in view.units], np.int64)
        paragraphs = np.zeros((int(numbers.max()) + 1 if count else 0, width), np.float32)
        np.add.at(paragraphs, numbers, self._units)
        self._paragraphs, self._numbers = _direction(paragraphs), numbers
        self._page = _direction(self._units.sum(axis=0, keepdims=True))

    def of(self, units: Sequence[int]) -> Vectors:
        """A row for each of these clauses: ``SPANS`` vectors side by side."""
        here = np.array(units, np.int64)
        last = len(self._units) - 1
        before, behind = self._units[np.maximum(here - 1, 0)], self._units[np.minimum(here + 1, last)]
        before[here == 0] = 0
        behind[here == last] = 0
        page = np.broadcast_to(self._page, before.shape)
        return np.concatenate(
            (self._units[here], before, behind, self._paragraphs[self._numbers[here]], page), axis=1
        )

    def odds(self, units: Sequence[int], weights: Vectors) -> Vectors:
        """The log-odds that rows of weights give to each of these clauses: a row a clause."""
        out = np.zeros((len(units), len(weights)), np.float32)
        for first in range(0, len(units), _AT_ONCE):
            some = units[first : first + _AT_ONCE]
            # Not by ``@``: for products this small BLAS wakes all cores for nothing, and adds up in another order
            # on other machines.
            out[first : first + len(some)] = np.einsum("ij,kj->ik", self.of(some), weights)
        return out


def _of_units(view: View, meanings: Meanings) -> Vectors:
    out = np.zeros((len(view.units), meanings.width), np.float32)
    pairs = pairs_of(view.text)
    for first in range(0, len(view.units), _AT_ONCE):
        units = view.units[first : first + _AT_ONCE]
        start, end = units[0].start, max(u.end for u in units)
        said = pairs[start : end - 1]
        places = np.minimum(np.searchsorted(meanings.pairs, said), len(meanings.pairs) - 1)
        known = np.flatnonzero(meanings.pairs[places] == said)
        sums = np.zeros((len(known) + 1, meanings.width), np.float64)
        np.cumsum(meanings.vectors[places[known]], axis=0, out=sums[1:])
        at = np.searchsorted(known, [(u.start - start, max(u.start, u.end - 1) - start) for u in units])
        out[first : first + len(units)] = sums[at[:, 1]] - sums[at[:, 0]]
    return _direction(out)


def _direction(vectors: Vectors) -> Vectors:
    """The vectors at length 1, those of nothing at length 0."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    out: Vectors = (vectors / np.maximum(length, np.float32(1e-6))).astype(np.float32)
    return out
