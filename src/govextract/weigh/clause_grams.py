"""Sums of weights over the pairs and triples of characters of clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from govextract.weigh.slots import grams
from govextract.weigh.view import View

_AT_ONCE: Final = 512
"""Clauses that are summed together: bounds the memory that a long page takes."""


class ClauseGrams:
    """The slots of a page's pairs and triples, by clause."""

    def __init__(self, view: View) -> None:
        self._pairs, self._triples = grams(view.text)
        self._spans = []
        for unit in view.units:
            said = view.text[unit.start : unit.end]
            start, end = unit.start + len(said) - len(said.lstrip()), unit.start + len(said.rstrip())
            self._spans.append((start, end))

    def of(self, unit: int) -> NDArray[np.int64]:
        """The slots of a clause, without the blanks around it."""
        start, end = self._spans[unit]
        return np.concatenate(
            (self._pairs[start : max(start, end - 1)], self._triples[start : max(start, end - 2)])
        )

    def sums(self, units: Sequence[int], table: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of the table's rows over the slots of each clause: a row a clause."""
        out = np.zeros((len(units), table.shape[1]), np.float32)
        for first in range(0, len(units), _AT_ONCE):
            slots = [self.of(k) for k in units[first : first + _AT_ONCE]]
            said = [i for i, s in enumerate(slots) if len(s)]
            if said:
                begins = np.cumsum([0, *(len(slots[i]) for i in said[:-1])])
                out[[first + i for i in said]] = np.add.reduceat(
                    table[np.concatenate([slots[i] for i in said])], begins, axis=0
                )
        return out
