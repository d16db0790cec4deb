"""The same event in several documents: a town's report and its county's digest tell of it in the same words.

MinHash finds passages that share most of their three-letter strings; an exact check then decides. Two tellings
are one event only if no fact differs: the shorter one's numbers and names all stand in the longer one, the days
agree where both have them, and nearly all of its words do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from rensa import RMinHash, RMinHashLSH

from govextract.link.sightings import Told
from govextract.records import Event

_FEWEST_LETTERS: Final = 20
"""Letters below which a passage may be a phrase that many reports use."""
_SHINGLE: Final = 3
_PERMUTATIONS: Final = 64
_BANDS: Final = 32
"""Pairs that share half of their strings are found in all but 0.01 % of cases."""
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
    told: Told


class OneEvent(NamedTuple):
    """An event, and all its tellings, the fullest first."""

    id: str
    tellings: tuple[Told, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that tell of it."""
        return tuple(sorted({t.source.document for t in self.tellings}))


def group(told: Iterable[Told]) -> list[OneEvent]:
    """The events, each with its tellings; the order of ``told`` makes no difference."""
    order = sorted((_passage(t) for t in told), key=lambda p: (-len(p.letters), p.letters, p.told.key))
    index = RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    firsts: list[int] = []
    exact: dict[str, int] = {}
    members: dict[int, list[Passage]] = defaultdict(list)
    for i, p in enumerate(order):
        members[i].append(p)
        if len(p.letters) < _FEWEST_LETTERS:
            continue
        same = exact.get(p.letters)
        if same is not None and is_same(order[same], p):
            members[same] += members.pop(i)
            continue
        mark = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        mark.update(sorted(shingles(p.letters)))
        found = next((firsts[k] for k in sorted(index.query(mark)) if is_same(order[firsts[k]], p)), None)
        if found is None:
            exact.setdefault(p.letters, i)
            index.insert(len(firsts), mark)
            firsts.append(i)
        else:
            members[found] += members.pop(i)
    events = [OneEvent(found[0].told.key, tuple(p.told for p in found)) for found in members.values()]
    return sorted(events, key=_by_day)


def _by_day(one: OneEvent) -> tuple[date, str]:
    day = one.tellings[0].event.date
    return (day and (day.start or day.end)) or date.max, one.id


def shingles(letters: str) -> set[str]:
    """The strings of three letters in a passage."""
    return {letters[i : i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1)}


def is_same(longer: Passage, shorter: Passage) -> bool:
    """Whether two passages of different documents tell the same event."""
    a, b = longer.told.event, shorter.told.event
    if longer.told.source.document == shorter.told.source.document:
        return False
    if a.date and b.date and (a.date.start, a.date.end) != (b.date.start, b.date.end):
        return False
    if a.status != b.status or not set(a.actions) & set(b.actions):
        return False
    if shorter.numbers - longer.numbers or not shorter.names <= longer.names:
        return False
    if longer.letters == shorter.letters:
        return True
    if len(longer.letters) > _LONGER * len(shorter.letters):
        return False
    mine = shingles(shorter.letters)
    return len(mine & shingles(longer.letters)) >= _HELD * len(mine)


def _passage(told: Told) -> Passage:
    text = told.event.text.translate(_WIDTH)
    return Passage(
        "".join(_LETTERS.findall(text)), Counter(_NUMBER.findall(text)), frozenset(_names(told.event)), told
    )


def _names(e: Event) -> Iterable[str]:
    yield from (p.name for p in e.officials)
    yield from e.villages
    yield from e.enterprises
