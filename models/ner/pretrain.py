"""Texts for pretraining: what word each character belongs to, as jieba cuts and tags the unlabelled news.

A tagger over the same tok2vec layer learns to repeat jieba from characters alone, and so where words, names of
people, places and bodies begin and end; the layer goes into the training of the names with that knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jieba import posseg

_KEPT: Final = frozenset(
    {"nr", "ns", "nt", "nz", "m", "t", "v", "vn", "a", "d", "p", "c", "r", "u", "q", "f", "x"}
)


def _tags(text: str) -> list[str]:
    """One tag a character: its place in the word (B, M, E, S) and the word's class."""
    out: list[str] = []
    for word, flag in posseg.cut(text):
        sort = flag if flag in _KEPT else flag[:1] if flag[:1] in _KEPT else "n"
        places = "S" if len(word) == 1 else "B" + "M" * (len(word) - 2) + "E"
        out += [f"{p}-{sort}" for p in places]
    return out


def tagged(texts: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Texts with their tags."""
    for text in texts:
        tags = _tags(text)
        if len(tags) == len(text):
            yield text, tags
