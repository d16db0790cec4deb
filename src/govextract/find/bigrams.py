"""How likely characters follow each other in village names, and in running text.

The left end of a village's name is where running text stops being likely and a place name begins to be
(看望|青山村, 石门村 and not 在石门村). The two tables in ``data/village_bigrams.txt`` were counted by
``models/villages/bigrams.py`` over the country's village names and over news.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

EDGE = "^"
"""Stands before the first character of a name, and before a run of text."""
END = "$"
"""Stands behind the last one."""


class Bigrams:
    """Log probabilities of a character after another, backed off to the character alone."""

    def __init__(
        self, floor: float, alone: dict[str, float], back: dict[str, float], pairs: dict[str, float]
    ) -> None:
        self._floor = floor
        self._alone = alone
        self._back = back
        self._pairs = pairs

    def step(self, before: str, character: str) -> float:
        """Log probability of ``character`` after ``before``."""
        found = self._pairs.get(before + character)
        if found is not None:
            return found
        return self._back.get(before, 0.0) + self._alone.get(character, self._floor)


def _level(mark: str) -> float:
    return (33 - ord(mark)) / 4


@lru_cache(maxsize=1)
def load_bigrams() -> tuple[Bigrams, Bigrams]:
    """The tables of village names and of running text; read once in a process, shared and never changed."""
    text = (resources.files("govextract") / "data" / "village_bigrams.txt").read_text(encoding="utf-8")
    names, running = text.split("\n@")[1:]
    return _parse(names), _parse(running)


def _parse(block: str) -> Bigrams:
    head, singles, *rows = block.rstrip("\n").split("\n")
    characters, levels = singles.split("\t")
    back: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for row in rows:
        before, mark, followers, marks = row.split("\t")
        back[before] = _level(mark)
        pairs.update((before + c, _level(m)) for c, m in zip(followers, marks, strict=True))
    alone = {c: _level(m) for c, m in zip(characters, levels, strict=True)}
    return Bigrams(_level(head.split("\t")[1]), alone, back, pairs)
