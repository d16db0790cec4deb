"""The same event in several documents: a town's report and its county's digest tell of it in the same words.

MinHash finds passages that share most of their three-letter strings; an exact check then decides. Two tellings
are one event only if no fact differs: the shorter one's numbers and names all stand in the longer one, the days
agree where both have them, and nearly all of its words do.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from rensa import RMinHash

if TYPE_CHECKING:
    from govextract.link.sightings import Told

_FEWEST_LETTERS: Final = 20
"""Letters below which a passage may be a phrase that many reports use."""
_SHINGLE: Final = 3
BANDS: Final = 16
_ROWS: Final = 2
"""Rows of a band: of pairs that share 0.43 of their strings, the fewest that the exact check lets pass, 96 % are
found; of those that share 0.7 all but one in 50,000."""
_SEED: Final = 1
_HELD: Final = 0.9
"""Share of the shorter passage's strings that must stand in the longer one."""
_LONGER: Final = 2.0
"""How much longer the longer passage may be."""
_LETTERS: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile("[0-9]+(?:\\.[0-9]+)?")
_WIDTH: Final = str.maketrans("０１２３４５６７８９．", "0123456789.")


class Passage(NamedTuple):
    """An event's words without punctuation, its numbers, names and days."""

    letters: str
    numbers: Counter[str]
    names: frozenset[str]
    document: str
    days: tuple[date | None, date | None]
    status: str
    actions: frozenset[str]


def passage(told: Told) -> Passage:
    """What is compared of an event."""
    return Passage(
        letters(told.text),
        Counter(_NUMBER.findall(told.text.translate(_WIDTH))),
        frozenset(part.name for part in told.parts),
        told.source.document,
        told.days,
        told.status,
        frozenset(told.actions),
    )


def letters(text: str) -> str:
    """A text's letters and figures."""
    return "".join(_LETTERS.findall(text.translate(_WIDTH)))


def shingles(letters: str) -> set[str]:
    """The strings of three letters in a passage."""
    return {letters[i : i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1)}


def bands(letters: str) -> tuple[int, ...]:
    """Numbers of 32 bits, of which passages that share many strings have one in common at the same place."""
    if len(letters) < _FEWEST_LETTERS:
        return ()
    mark = RMinHash(num_perm=BANDS * _ROWS, seed=_SEED)
    mark.update(sorted(shingles(letters)))
    found = mark.digest()
    return tuple((a * 0x9E3779B1 + b) & 0xFFFFFFFF for a, b in zip(found[::2], found[1::2], strict=True))


def is_same(longer: Passage, shorter: Passage) -> bool:
    """Whether two passages of different documents tell the same event."""
    if longer.document == shorter.document or longer.status != shorter.status:
        return False
    if any(longer.days) and any(shorter.days) and longer.days != shorter.days:
        return False
    if not longer.actions & shorter.actions:
        return False
    if shorter.numbers - longer.numbers or not shorter.names <= longer.names:
        return False
    if longer.letters == shorter.letters:
        return True
    if len(longer.letters) > _LONGER * len(shorter.letters):
        return False
    mine = shingles(shorter.letters)
    return len(mine & shingles(longer.letters)) >= _HELD * len(mine)
