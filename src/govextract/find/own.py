"""The user's own words: names that are found wherever they stand, and stop words in which nothing is found.

They win: what the other finders make of the same characters gives way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from govextract.find.actions import ActionWord
from govextract.find.boundary import Masks
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, compatible, mention_id
from govextract.records import Mention
from govextract.vocabulary.categories import categories

_Word = TypeVar("_Word", ActionWord, Hit)


class OwnWords:
    """The names and stop words of the user's lexicons. Without any, mentions and triggers stay as they are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._own = lexicon.own
        mine = {lexicon[i].category for i in lexicon.own}
        self._names = tuple(
            (c, known.names) for c, known in categories().items() if known.names and c in mine
        )
        self._bodies = "organisation" in mine
        self._stops = "stop_word" in mine

    def settle(self, page: Page, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions, with the user's names among them, and without what these or stop words rule out."""
        stops = self._stop_spans(page)
        own = self._mentions(page)
        if not own and not stops:
            return list(mentions)
        kept = [
            m
            for m in mentions
            if all(compatible(m, o) for o in own if o.start < m.end and m.start < o.end)
            and not any(
                a <= m.start and m.end <= b and (not kinds or m.kind in kinds) for a, b, kinds in stops
            )
        ]
        return [*own, *kept]

    def allowed(self, page: Page, words: Sequence[_Word]) -> list[_Word]:
        """The words that stand in no stop word."""
        stops = [(a, b) for a, b, kinds in self._stop_spans(page) if not kinds]
        return [t for t in words if not any(a <= t.start and t.end <= b for a, b in stops)]

    def _stop_spans(self, page: Page) -> list[tuple[int, int, tuple[str, ...]]]:
        if not self._stops:
            return []
        hits = page.scan.of("stop_word")
        return [
            (h.start, h.end, tuple(h.entry.attrs.get("kinds", ()))) for h in hits if h.entry.id in self._own
        ]

    def _mentions(self, page: Page) -> list[Mention]:
        """The user's names on the page; of those that overlap the longest, then the first."""
        found = [(h, kind) for category, kind in self._names for h in page.scan.of(category)]
        if self._bodies:
            hits = page.scan.of("organisation")
            found += [
                (h, "organisation")
                for h in hits
                if h.entry.id in self._own and h.entry.attrs["needs"] == "nothing"
            ]
        if not found:
            return []
        masks = Masks(page.text)
        out: list[Mention] = []
        for h, kind in sorted(found, key=lambda x: (x[0].start - x[0].end, x[0].start)):
            if not masks.covers(h.start) and all(h.end <= m.start or m.end <= h.start for m in out):
                out.append(
                    Mention(
                        id=mention_id(kind, h.start, h.end),
                        kind=kind,
                        start=h.start,
                        end=h.end,
                        text=h.form,
                        rule=h.entry.id,
                    )
                )
        return out
