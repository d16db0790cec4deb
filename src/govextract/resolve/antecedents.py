"""What stands before a pronoun: the persons and enterprises of the sentences in front of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from govextract.match import Page
from govextract.records import Kind, Mention

_REACH = 300
_SENTENCES = 3


class Antecedents:
    """The mentions of some kinds in one document, asked for by place."""

    def __init__(self, page: Page, mentions: Sequence[Mention], kinds: tuple[Kind, ...]) -> None:
        self._mentions = [m for m in mentions if m.kind in kinds and m.entity is not None]
        self._starts = [m.start for m in self._mentions]
        self._sentences = [s for p in page.tree.paragraphs for s in p.sentences]
        self._sentence_starts = [s.start for s in self._sentences]

    def before(self, start: int) -> list[Mention]:
        """Mentions in the nearest sentence that has any: the one that holds ``start``, else one shortly before.

        Each entity once, by its last mention in that sentence, in text order.
        """
        i = bisect_left(self._sentence_starts, start + 1) - 1
        end = start
        for k in range(i, max(i - _SENTENCES, -1), -1):
            begin = self._sentences[k].start
            if start - begin > _REACH and k != i:
                break
            found = self.between(begin, end)
            if found:
                return found
            end = begin
        return []

    def between(self, start: int, end: int) -> list[Mention]:
        """Mentions in ``start:end``, each entity once, by its last mention."""
        a, b = bisect_left(self._starts, start), bisect_left(self._starts, end)
        last = {m.entity: m for m in self._mentions[a:b]}
        return sorted(last.values(), key=lambda m: m.start)

    def last(self, start: int, count: int) -> list[Mention]:
        """The ``count`` entities mentioned last in one sentence before ``start``; [] unless just so many are there."""
        found = self.before(start)
        return found if len(found) == count else []


def in_quotes(page: Page, start: int) -> bool:
    """Whether ``start`` stands in direct speech that its paragraph opened and has not closed."""
    i = page.tree.paragraph_index(start)
    floor = page.tree.paragraphs[i].start if i is not None else 0
    return page.text.rfind("“", floor, start) > page.text.rfind("”", floor, start)


__all__ = ["Antecedents", "in_quotes", "pairwise"]
