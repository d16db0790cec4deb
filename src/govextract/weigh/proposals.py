"""Clauses that may tell of some kind of work though they hold no word for it: told by their characters alone."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govextract.weigh.clause_grams import ClauseGrams
from govextract.weigh.meaning import Contexts

LEAST: Final = -3.0
"""The log-odds from which a clause without a word or sign is asked whether it tells of a kind of work."""
_BOUNDS: Final = np.array([-5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.5])


class Proposer(NamedTuple):
    """Log-odds by slot of pairs and triples, and by what the text is about: one column a kind of work."""

    grams: NDArray[np.float32]
    about: NDArray[np.float32]
    base: NDArray[np.float32]


class Proposals(NamedTuple):
    """The log-odds of each clause (row) telling of each kind of work (column)."""

    odds: NDArray[np.float32]

    def kinds(self, unit: int) -> list[int]:
        """The kinds of work for which a clause is asked without a word or sign."""
        found: list[int] = np.flatnonzero(self.odds[unit] > LEAST).tolist()
        return found

    def level(self, unit: int, kind: int) -> int:
        """How much the clause speaks for the kind of work, in a few steps."""
        return int(np.searchsorted(_BOUNDS, self.odds[unit, kind]))


def proposals(said: ClauseGrams, contexts: Contexts, count: int, proposer: Proposer) -> Proposals:
    """What the clauses of a page may tell of; ``count`` is their number."""
    units = range(count)
    return Proposals(said.sums(units, proposer.grams) + contexts.odds(units, proposer.about) + proposer.base)


def pack(proposer: Proposer) -> dict[str, NDArray[Any]]:
    """The arrays of a file: log-odds in steps of 1/32."""
    steps = np.clip(np.rint(proposer.grams * 32), -127, 127).astype(np.int8)
    return {
        "proposed_grams": steps,
        "proposed_about": proposer.about.astype(np.float16),
        "proposed_base": proposer.base,
    }


def unpack(arrays: Any) -> Proposer:
    """The proposer from the arrays of a file."""
    return Proposer(
        arrays["proposed_grams"].astype(np.float32) / np.float32(32),
        arrays["proposed_about"].astype(np.float32),
        arrays["proposed_base"],
    )
