"""Features as numbers of slots in a table of weights: a string, or two or three characters, by a fixed hash."""

from __future__ import annotations

from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

STRINGS: Final = 1 << 18
"""Slots for features given as strings."""
GRAMS: Final = 1 << 16
"""Slots for the pairs and triples of characters of a text."""

_MASK: Final = STRINGS - 1
_ONE, _TWO, _THREE = (np.uint64(x) for x in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D))
_SHIFT: Final = np.uint64(11)


def slot(feature: str) -> int:
    """The slot of a feature."""
    return crc32(feature.encode("utf-8", "surrogatepass")) & _MASK


def crossed(number: int, by: int) -> int:
    """The slot of a feature taken together with the small number of a class."""
    return (number * 0x9E3779B1 + (by + 1) * 0x85EBCA77) & _MASK


def grams(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The slots of the pair and of the triple of characters that begin at each place of a text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    zero = np.zeros(1, np.uint64)
    second = np.concatenate((codes[1:], zero)) if len(codes) else codes
    third = np.concatenate((second[1:], zero)) if len(codes) else codes
    pairs = (codes * _ONE + second) * _TWO
    triples = (pairs + third) * _THREE
    return _slots(pairs), _slots(triples)


def _slots(numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((numbers >> _SHIFT) % np.uint64(GRAMS)).astype(np.int64)
