"""Which events of different documents are one: candidates by MinHash bands, the longest telling first."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

from govextract.link.passages import BANDS, is_same
from govextract.link.shelf import Shelf

_MOST: Final = 64
"""How many events of the same days, or of any, a passage is compared with that shares a mark with them: beyond that
it is a form that offices fill in, and its words do not tell one event from another."""
Days = tuple[date | None, date | None]
NO_DAY: Final[Days] = (None, None)
_ANY: Final = "any"
Heads = dict[tuple[int, int, Days | str], list[int]]
"""The fullest tellings so far by band, mark and days; also by band and mark alone, for what has no day."""


def tellings(shelf: Shelf) -> Iterator[tuple[str, str, str]]:
    """Every event that several documents tell, telling by telling: its key, the key of the fullest, the document."""
    shared = _shared(shelf)
    passage = lru_cache(maxsize=64)(shelf.passage)
    heads: Heads = defaultdict(list)
    keys: dict[int, tuple[str, str]] = {}
    order: dict[int, int] = {}
    told_again: set[int] = set()
    for n, told, words in shelf.by_length():
        marks = [(i, mark) for i, mark in enumerate(told.bands) if mark in shared[i]]
        if not marks:
            continue
        near = _candidates(words.days, marks, heads)
        head = min((c for c in near if is_same(passage(c), words)), key=order.__getitem__, default=None)
        if head is None:
            keys[n], order[n] = (told.key, told.source.document), len(order)
            for i, mark in marks:
                for when in (words.days, _ANY):
                    if len(known := heads[i, mark, when]) < _MOST:
                        known.append(n)
            continue
        key, document = keys[head]
        if head not in told_again:
            told_again.add(head)
            yield key, key, document
        yield told.key, key, told.source.document


def _candidates(days: Days, marks: Iterable[tuple[int, int]], heads: Heads) -> list[int]:
    """Events that share a mark, on the same days where both have some, in their order."""
    asked: tuple[Days | str, ...] = (days, NO_DAY) if any(days) else (_ANY,)
    found = {n: None for i, mark in marks for when in asked for n in heads.get((i, mark, when), ())}
    return list(found)


def _shared(shelf: Shelf) -> list[set[int]]:
    """Band by band the marks that more than one event has."""
    found = [array("I") for _ in range(BANDS)]
    for marks in shelf.bands():
        for column, mark in zip(found, marks, strict=True):
            column.append(mark)
    return [{a for a, b in pairwise(sorted(column)) if a == b} for column in found]
