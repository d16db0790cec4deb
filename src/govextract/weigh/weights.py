"""The trained weights, read from the package when they are first asked for (models/events makes them)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govextract.weigh.part import PARTS, Part
from govextract.weigh.proposals import Proposer
from govextract.weigh.proposals import pack as packed_proposer
from govextract.weigh.proposals import unpack as unpacked_proposer
from govextract.weigh.tables import table
from govextract.weigh.trees import Trees

FILE: Final = "weights.npz"


class Weights(NamedTuple):
    """Everything that is trained.

    ``work``, ``part`` and ``date`` have the log-odds of each slot, ``grams`` those of each pair and triple of
    characters: one column for each kind of work and a last one for all kinds. ``work_about``, ``part_about`` and
    ``date_about`` have those of what the text is about (``meaning.Contexts``): a row for each kind of work or of
    name, a last one for all. ``proposer`` makes candidates of clauses without a word or sign. ``threshold`` is
    the probability from which a fact counts, by part.
    """

    work: NDArray[np.float32]
    work_base: float
    grams: NDArray[np.float32]
    part: NDArray[np.float32]
    part_base: float
    date: NDArray[np.float32]
    date_base: float
    work_about: NDArray[np.float32]
    part_about: NDArray[np.float32]
    date_about: NDArray[np.float32]
    proposer: Proposer
    trees: Trees
    threshold: dict[Part, float]


def pack(w: Weights) -> dict[str, NDArray[Any]]:
    """The weights as the arrays of a file: log-odds in steps of 1/64, which cost nothing measurable."""
    return {
        **{name: _steps(getattr(w, name)) for name in ("work", "grams", "part", "date")},
        **{name: getattr(w, name).astype(np.float16) for name in ("work_about", "part_about", "date_about")},
        **packed_proposer(w.proposer),
        **{name: getattr(w.trees, name) for name in ("feature", "threshold", "left", "right", "value")},
        "base": np.array([w.work_base, w.part_base, w.date_base, w.trees.base, w.trees.depth], np.float64),
        "least": np.array([w.threshold[part] for part in PARTS], np.float64),
    }


def unpack(arrays: Any) -> Weights:
    """The weights from the arrays of a file."""
    work_base, part_base, date_base, base, depth = (float(x) for x in arrays["base"])
    columns = {name: arrays[name] for name in ("feature", "threshold", "left", "right", "value")}
    trees = Trees(**columns, base=base, depth=int(depth))
    return Weights(
        work=_odds(arrays["work"]),
        work_base=work_base,
        grams=_odds(arrays["grams"]),
        part=_odds(arrays["part"]),
        part_base=part_base,
        date=_odds(arrays["date"]),
        date_base=date_base,
        work_about=arrays["work_about"].astype(np.float32),
        part_about=arrays["part_about"].astype(np.float32),
        date_about=arrays["date_about"].astype(np.float32),
        proposer=unpacked_proposer(arrays),
        trees=trees,
        threshold=dict(zip(PARTS, map(float, arrays["least"]), strict=True)),
    )


@lru_cache(maxsize=1)
def builtin() -> Weights:
    """The weights of the package."""
    return unpack(table(FILE))


_STEP: Final = 64.0


def _steps(odds: NDArray[np.float32]) -> NDArray[np.int8]:
    steps: NDArray[np.int8] = np.clip(np.rint(odds * _STEP), -127, 127).astype(np.int8)
    return steps


def _odds(steps: NDArray[np.int8]) -> NDArray[np.float32]:
    return steps.astype(np.float32) / np.float32(_STEP)
