"""What stands before a reference: the entities named in the sentences in front of it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import NamedTuple

from govextract.match import Page
from govextract.records import Mention


class Antecedent(NamedTuple):
    """A place where the text names an entity, or refers to it."""

    start: int
    end: int
    entity: str


class Antecedents:
    """The namings of one kind of entity in a document, asked for by place; answered references join them."""

    def __init__(self, page: Page, mentions: Iterable[Mention]) -> None:
        self._page = page
        self._all = sorted(Antecedent(m.start, m.end, m.entity) for m in mentions if m.entity is not None)

    def add(self, start: int, end: int, entity: str) -> None:
        """A reference that has its answer names the entity, too."""
        insort(self._all, Antecedent(start, end, entity))

    def between(self, start: int, end: int) -> list[Antecedent]:
        """Namings in ``start:end``, each entity once, by its last one, in text order."""
        a = bisect_left(self._all, (start,))
        b = bisect_left(self._all, (end,))
        last = {x.entity: x for x in self._all[a:b]}
        return sorted(last.values())

    def in_sentence_before(self, start: int) -> list[Antecedent]:
        """Those in the sentence in front of the one that begins at ``start``; none across a heading."""
        i = self._page.tree.paragraph_index(start)
        if i is None:
            return []
        paragraphs = self._page.tree.paragraphs
        before = [s for s in paragraphs[i].sentences if s.start < start]
        if not before and i and not paragraphs[i - 1].heading and not paragraphs[i].heading:
            before = list(paragraphs[i - 1].sentences)
        return self.between(before[-1].start, before[-1].end) if before else []

    def before(self, start: int, sentences: int = 3) -> list[Antecedent]:
        """Those in the nearest sentence that has any: the one around ``start``, else one shortly before."""
        sentence = self._page.tree.sentence(start)
        begin = sentence.start if sentence else start
        found = self.between(begin, start)
        for _ in range(sentences - 1):
            if found or begin == 0:
                break
            previous = self._page.tree.sentence(self._last_before(begin))
            if previous is None:
                break
            found = self.between(previous.start, begin)
            begin = previous.start
        return found

    def _last_before(self, start: int) -> int:
        """The last character that is no white space in front of ``start``."""
        at = start - 1
        while at > 0 and self._page.text[at].isspace():
            at -= 1
        return at


def in_quotes(page: Page, start: int) -> bool:
    """Whether ``start`` stands in direct speech that its paragraph opened and has not closed."""
    i = page.tree.paragraph_index(start)
    floor = page.tree.paragraphs[i].start if i is not None else 0
    return page.text.rfind("“", floor, start) > page.text.rfind("”", floor, start)
