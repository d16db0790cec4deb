"""Clauses: stretches of text between commas, colons and sentence ends, the scope of most cue words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from govextract.lexicon import Lexicon

# A comma or colon between digits belongs to a number or a clock time.
_BREAK = re.compile(r"[，；;。：！？!?\n]|[,:](?:(?![0-9])|(?<![0-9][,:]))")


class Clauses:
    """The clauses of a text, each with its closing punctuation; never changed once built."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in _BREAK.finditer(text))]
        self._end = len(text)

    def span(self, offset: int) -> tuple[int, int]:
        """Start and end of the clause that holds ``offset``."""
        i = bisect_right(self._starts, offset)
        return self._starts[i - 1], self._starts[i] if i < len(self._starts) else self._end

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The clauses of ``start:end``, cut to it."""
        inner = self._starts[bisect_right(self._starts, start) : bisect_left(self._starts, end)]
        return list(pairwise((start, *inner, end)))


@lru_cache(maxsize=2)
def clauses_of(text: str) -> Clauses:
    """The clauses of a text; the stages that read one document after another share them."""
    return Clauses(text)


def alternation(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that matches the longest of ``words``; without words it never matches."""
    return re.compile("|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w)))) or "(?!)")


def words_of(lexicon: Lexicon, category: str) -> re.Pattern[str]:
    """The forms and patterns of a category as one pattern, to be matched where a rule asks for them."""
    parts = [alternation(lexicon.forms(category)).pattern]
    parts += [f"(?x:{e.pattern.removeprefix('(?x)')})" for e in lexicon.category(category) if e.pattern]
    return re.compile("|".join(parts))
