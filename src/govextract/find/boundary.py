"""Where a name may begin: what stands in front of it, and what cannot hold one at all."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from govextract.find.names import HAN_FIRST, HAN_LAST
from govextract.lexicon import Lexicon

_LIST_MARKS = frozenset("、,，")
_QUOTES = frozenset("“”‘’\"'「」『』")
_DAYS = frozenset("日月年")
_HARD = {"list": -1.2, "quote": -2.2, "other": -1.8}
_PLAIN = -5.5
LISTED = -5.0
"""A weight above this: punctuation or a word of the lexicon stands in front."""


class Left(NamedTuple):
    """What stands in front of a possible beginning: how likely a name begins there, and how firm that is.

    ``cut`` is set behind a town's or county's ending, ``hard`` behind punctuation; ``length`` is that of the
    word.
    """

    weight: float
    cut: bool = False
    hard: bool = False
    length: int = 0


class LeftContext:
    """Tells how likely a name begins at a place, from the words in front of it (``left_context``)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words: dict[str, Left] = {}
        for form, entry in lexicon.forms("left_context").items():
            self._words[form] = Left(
                float(entry.attrs["weight"]), bool(entry.attrs.get("cut")), length=len(form)
            )
        self._lengths = sorted({len(w) for w in self._words}, reverse=True)

    def is_word(self, text: str) -> bool:
        """Whether this is a word that stands in front of names."""
        return text in self._words

    def at(self, text: str, start: int, low: int = 0) -> Left:
        """The context of a beginning at ``start``; words in front are looked for down to ``low``."""
        if start <= low:
            return Left(_HARD["other"], hard=True)
        before = text[start - 1]
        if not HAN_FIRST <= before <= HAN_LAST:
            if before in _LIST_MARKS:
                return Left(_HARD["list"], hard=True)
            if before in _QUOTES:
                return Left(_HARD["quote"], hard=True)
            if before.isalpha() or before.isdecimal():  # ④ is a mark, not part of a word
                return Left(_PLAIN)
            return Left(_HARD["other"], hard=True)
        if before in _DAYS and start - 2 >= low and text[start - 2].isdecimal():
            return Left(_HARD["other"], hard=True)  # 4月20日|石桥村
        for length in self._lengths:
            if start - length >= low:
                found = self._words.get(text[start - length : start])
                if found is not None:
                    return found
        return Left(_PLAIN)


class Masks:
    """The parts of a text in which no name is marked: titles in 《》."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        start = text.find("《")
        while start >= 0:
            end = text.find("》", start, start + 200)
            if end < 0:
                start = text.find("《", start + 1)
                continue
            self._starts.append(start)
            self._ends.append(end + 1)
            start = text.find("《", end)

    def covers(self, start: int) -> bool:
        """Whether ``start`` lies in a masked part."""
        i = bisect_right(self._starts, start) - 1
        return i >= 0 and start < self._ends[i]
