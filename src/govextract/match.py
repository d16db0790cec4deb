"""Lexicon matching in one pass, and the only place that settles overlaps between mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs

from govextract.gazetteer import Gazetteer
from govextract.lexicon import Entry, Lexicon
from govextract.records import Kind, Mention, Tree


class Hit(NamedTuple):
    """A lexicon word in the text. ``entry`` is the lexicon entry it belongs to."""

    start: int
    end: int
    form: str
    entry: Entry


class Scan:
    """All lexicon hits in one text, by category, overlaps included, sorted by start then end."""

    def __init__(self, hits: dict[str, list[Hit]]) -> None:
        self._hits = hits
        self._starts: dict[str, list[int]] = {}

    def of(self, category: str) -> Sequence[Hit]:
        """Hits of a category in text order."""
        return self._hits.get(category, ())

    def within(self, category: str, start: int, end: int) -> Sequence[Hit]:
        """Hits of a category that begin in ``start:end`` and end by ``end``."""
        hits = self._hits.get(category)
        if not hits:
            return ()
        starts = self._starts.get(category)
        if starts is None:
            starts = self._starts[category] = [h.start for h in hits]
        i = bisect_left(starts, start)
        return [h for h in hits[i : bisect_left(starts, end)] if h.end <= end]


class Matcher:
    """Every form of every category in one Aho-Corasick automaton; immutable, safe to share, picklable.

    Entries with ``attrs: {scan: false}`` stay out: words that a stage looks for only at certain places.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        entries: dict[str, list[Entry]] = defaultdict(list)
        for e in lexicon:
            for form in e.forms if e.attrs.get("scan", True) else ():
                entries[form].append(e)
        self._forms = list(entries)
        self._entries = [tuple(x) for x in entries.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(self._forms)

    def __getstate__(self) -> tuple[list[str], list[tuple[Entry, ...]]]:
        return self._forms, self._entries

    def __setstate__(self, state: tuple[list[str], list[tuple[Entry, ...]]]) -> None:
        self._forms, self._entries = state
        self._automaton = ahocorasick_rs.AhoCorasick(self._forms)

    def scan(self, text: str) -> Scan:
        """Every occurrence of every form in ``text``."""
        hits: dict[str, list[Hit]] = defaultdict(list)
        forms, entries = self._forms, self._entries
        for i, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for entry in entries[i]:
                hits[entry.category].append(Hit(start, end, forms[i], entry))
        for found in hits.values():
            found.sort(key=_by_span)
        return Scan(hits)


def _by_span(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.end


def where(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    """Where each of ``words`` stands in ``text``, overlaps with other words included, in one pass."""
    forms = sorted(set(words))
    out: dict[str, list[int]] = {w: [] for w in forms}
    if forms:
        for i, start, _ in ahocorasick_rs.AhoCorasick(forms).find_matches_as_indexes(text, overlapping=True):
            out[forms[i]].append(start)
    return out


class Page(NamedTuple):
    """What a finder reads: the text, its block tree, the lexicon hits in it; the user's gazetteer, if any."""

    text: str
    tree: Tree
    scan: Scan
    gazetteer: Gazetteer | None = None


def mention_id(kind: Kind, start: int, end: int) -> str:
    """The id of a mention: its kind and place, unique in a document."""
    return f"{kind}:{start}-{end}"


# Which kind keeps the characters when two mentions of different kinds share some. A quantity or place inside
# a name is part of the name; a date never gives way (11月1日 holds no quantity).
_ORDER: tuple[Kind, ...] = (
    "date", "official", "enterprise", "person", "village", "organisation", "place", "quantity",
)  # fmt: skip
RANK: dict[Kind, int] = {kind: i for i, kind in enumerate(_ORDER)}

# Kinds whose mentions may stand inside a mention of the other kind (石桥村 in 石桥村村委会).
NESTED: frozenset[tuple[Kind, Kind]] = frozenset({
    ("village", "organisation"), ("village", "place"), ("enterprise", "place"), ("date", "organisation"),
    ("place", "organisation"), ("enterprise", "organisation"),
})  # fmt: skip


def settle(
    mentions: Iterable[Mention], weight: Callable[[Mention], float] = lambda m: m.confidence
) -> list[Mention]:
    """Mentions without conflicts, in text order: one span one kind, and no crossing spans.

    Of two that conflict that of more ``weight`` stays, then the longer, then the kind that ranks first.
    """
    order = sorted(mentions, key=lambda m: (-weight(m), m.start - m.end, RANK[m.kind], m.start, m.rule))
    kept: list[Mention] = []
    owner: dict[int, list[Mention]] = defaultdict(list)
    for m in order:
        rivals = {id(r): r for i in range(m.start, m.end) for r in owner[i]}.values()
        if all(compatible(m, r) for r in rivals):
            kept.append(m)
            for i in range(m.start, m.end):
                owner[i].append(m)
    return sorted(kept, key=lambda m: (m.start, -m.end, RANK[m.kind]))


def compatible(a: Mention, b: Mention) -> bool:
    """Whether two mentions that share characters can both stand: one may be a part of the other's name."""
    if a.end - a.start > b.end - b.start:
        a, b = b, a
    inside = b.start <= a.start and a.end <= b.end and (a.start, a.end) != (b.start, b.end)
    return inside and (a.kind, b.kind) in NESTED
