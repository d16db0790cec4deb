"""How much each administrative name of a report weighs when it is asked whose report it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import COUNTY, PROVINCE, TOWN, Nodes
from govextract.match import Page
from govextract.resolve.placenames import NameHit, gazetteer_of, names_in, part_of_other_name, scanner
from govextract.resolve.source_name import parts

Span = tuple[int, int]

HEAD: Final = 20_000
"""Characters of a long text that are weighed; whose report it is does not stand further down."""
_TAIL: Final = 600
_FIRST_WORDS: Final = 60
_SOURCE: Final = 3.0
_UNCLEAR: Final = 0.3
_DATELINE_END: Final = re.compile("(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日[电讯]")
_PRESS: Final = re.compile("新闻网|日报|晚报|融媒|电视台|发布|[0-9０-９]{1,2}月[0-9０-９]{1,2}日讯")
_VENUE: Final = re.compile("[^，。；,;\n]{0,8}?(?:举行|召开|举办|开班|开幕|开赛|闭幕|落幕|揭幕|结束)")
"""Where a meeting is held is not whose report it is."""
_GOES_TO: Final = re.compile("(?:[到赴]|走进|深入)$")
"""Nor is the town where somebody from outside goes."""
_LABEL: Final = frozenset("：:")
"""Behind a town's name that heads an item of its county's digest (活龙坪乡：11月9日，……)."""
_ISSUER, _TITLE, OPENING, DATELINE, FIRST, _BODY = 6.0, 4.0, 4.0, 2.0, 2.0, 1.0
SHORT: Final = 0.5
"""What a short or former name weighs beside a full one."""


class WeightedName(NamedTuple):
    """A name of the text with its weight."""

    hit: NameHit
    text: str
    weight: float
    source: str | None = None
    """The path that the name stands in, None for the text."""

    def only(self, places: range) -> WeightedName:
        """The name as one of some places only."""
        return self._replace(hit=self.hit._replace(nodes=tuple(n for n in self.hit.nodes if n in places)))


def weighted_names(page: Page, title: Span | None, issuer: Span | None, source: str) -> list[WeightedName]:
    """The names on a page and in the path ``source``: most weight has the issuer's, then the title's."""
    return _Weights(page, title, issuer).weighed(names_in(page)) + source_names(page, source)


def source_names(page: Page, source: str) -> list[WeightedName]:
    """The names in a path, run together as folders stand (长岭县/新安镇/总结.txt)."""
    path = "".join(parts(source))
    hits = scanner(gazetteer_of(page)).scan(path) if path else []
    words = [path[h.start : h.end] for h in hits]
    return [WeightedName(h, w, _SOURCE, w) for h, w in zip(hits, words, strict=True) if h.full]


class _Weights:
    def __init__(self, page: Page, title: Span | None, issuer: Span | None) -> None:
        self._page = page
        self._text = page.text
        self._title = title
        self._issuer = issuer
        self._gazetteer = gazetteer_of(page)
        self._start = len(self._text) - len(self._text.lstrip())
        self._body = body_start(page)

    def weighed(self, hits: Sequence[NameHit]) -> list[WeightedName]:
        """The names of the text."""
        text, depths = self._text, self._gazetteer.depths
        far = max(HEAD, len(text) - _TAIL)
        hits = [h for h in hits if h.start < HEAD or h.start >= far]
        ordinary = {(h.start, h.end) for h in self._page.scan.of("ordinary_word")}
        full = {
            n
            for h in hits
            if h.full and len(h.nodes) == 1
            for n in (*h.nodes, *self._gazetteer.above(h.nodes[0]))
        }
        out = []
        for hit in hits:
            weight = self._position(hit)
            if not hit.clear and hit.full:
                weight *= _UNCLEAR
            if text[hit.start - 1 : hit.start] == "在" and _VENUE.match(text, hit.end):
                weight *= _UNCLEAR
            if depths[hit.nodes[0]] == TOWN and (
                _GOES_TO.search(text, max(0, hit.start - 2), hit.start)
                or text[hit.end : hit.end + 1] in _LABEL
            ):
                weight = min(weight, _BODY)
            is_word = (hit.start, hit.end) in ordinary
            if hit.full:
                nodes = () if is_word else hit.nodes
            else:
                nodes, weight = self._short(hit, full, is_word), weight * SHORT
            if nodes:
                out.append(WeightedName(hit._replace(nodes=nodes), text[hit.start : hit.end], weight))
        # 北京 alone is where the agency sits, or the government: 北京市 or a district must stand too.
        capital = {n for n in full if depths[n] == PROVINCE and self._gazetteer.names[n] == "北京市"}
        return [x for x in out if x.hit.full or x.text != "北京" or capital]

    def _short(self, hit: NameHit, full: set[int], ordinary: bool) -> Nodes:
        """The places that a short form can mean here: those that something else in the text names too."""
        g, text = self._gazetteer, self._text
        if part_of_other_name(text, hit):
            return ()
        if hit.start < self._start + _FIRST_WORDS and (
            _DATELINE_END.match(text, hit.end) or (not ordinary and _PRESS.match(text, hit.end))
        ):
            if text[hit.start : hit.end] + "大学" in text:
                return tuple(n for n in hit.nodes if g.depths[n] < COUNTY)
            return hit.nodes
        named = tuple(n for n in hit.nodes if n in full)
        if named or ordinary:
            return named if not ordinary else ()
        return tuple(
            n
            for n in hit.nodes
            if g.depths[n] < COUNTY or any(a in full for a in g.above(n) if g.depths[a] > 0)
        )

    def _position(self, hit: NameHit) -> float:
        if self._issuer and self._issuer[0] <= hit.start < self._issuer[1]:
            return _ISSUER
        if self._title and self._title[0] <= hit.start < self._title[1]:
            return _TITLE
        if hit.start in (self._start, self._body):
            return OPENING
        if hit.start < self._start + _FIRST_WORDS and _DATELINE_END.match(self._text, hit.end):
            return DATELINE
        return FIRST if self._body <= hit.start < self._body + _FIRST_WORDS else _BODY


def body_start(page: Page) -> int:
    """Where the text below the headings begins."""
    first = next((p for p in page.tree.paragraphs if not p.heading), None)
    return first.start if first else len(page.text) - len(page.text.lstrip())
