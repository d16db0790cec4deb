"""Whose report is it? Weighs the administrative names of a text and follows them down the tree.

Every name gives weight to its node and all nodes above: more in the issuer's name, in the title and in the
first words than in the body, little for repeats. A name of several places counts for the one that the other
names support. From the province downwards the heaviest place is taken as long as it leads its neighbours
clearly; words such as 我镇 or 全县 say at which level to stop.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from govextract.gazetteer import COUNTY, LEVELS, PREFECTURE, PROVINCE, TOWN, TOWN_ENDINGS, Nodes
from govextract.match import Page
from govextract.records import Mention, Place
from govextract.resolve.name_weights import (
    DATELINE,
    FIRST,
    HEAD,
    OPENING,
    SHORT,
    Span,
    WeightedName,
    body_start,
    source_names,
    weighted_names,
)
from govextract.resolve.placenames import gazetteer_of, names_in

_REPEAT: Final = 0.35
_MAX_REPEATS: Final = 10
_LEAD: Final = 0.6
"""Share that a place must have among its neighbours."""
_LEAD_ANCHORED: Final = 0.45
"""The same for a place that the title or the first words name, when the next one only stands in the body."""
_TIE: Final = 0.8
"""Second place this near to the first: nobody can say which."""
_MAX_ALTERNATIVES: Final = 20
_ENOUGH: Final = 2.2
"""Weight that a place needs whose names only stand in the body: one mention in passing is none of it."""
_ENOUGH_BODIES: Final = 3
"""How often 县委 and the like must stand to say at which level the report is."""

_JOINT: Final = re.compile("[一-鿿]{1,12}(?:局|委|办|办公室|政府|中心|院|会|部|厅|队)(?:、|和|与|[ 　])")
"""What stands between the places of two bodies that issue a report together."""
_AND: Final = ("、", "和", "与", "及")
_TOGETHER: Final = re.compile("联合|共同|[两三]地|[两三][镇乡县市区]")
"""What stands behind the names of places that issue a report together."""
_OWN_TOWN: Final = re.compile("[一-鿿]{1,6}?(?:镇|街道|乡|苏木)")
_NOT_BEHIND: Final = frozenset("域场委分")
_NOT_TOWN: Final = re.compile("[各全我本该两多]|乡镇|城镇|村镇|集镇|小镇|新城镇")


class Verdict(NamedTuple):
    """The place, or None with the places that fit equally well (none, when nothing fits).

    A report that two places issue together has a place and both as alternatives. ``own``: the report speaks of
    the place as its own (我镇).
    """

    place: Place | None
    alternatives: tuple[Place, ...] = ()
    own: bool = False


def judge(
    page: Page,
    mentions: Iterable[Mention],
    title: Span | None,
    issuer: Span | None,
    source: str = "",
    *,
    within: int | None = None,
) -> Verdict:
    """The place whose report ``page`` is.

    ``source`` is the path from which it was read: it decides where the text does not, and may name a place
    within the one that the text names, but never another one. With ``within``, a node, no names count but
    those of it and of what lies below it.
    """
    found = list(mentions)
    verdict = _Judge(page, title, issuer, "", within).verdict(found)
    if not source or not source_names(page, source):
        return verdict
    named = _Judge(page, title, issuer, source, within).verdict(found)
    narrower = named.place and (verdict.place is None or named.place.path.startswith(verdict.place.path))
    return named if narrower else verdict


class _Judge:
    def __init__(
        self, page: Page, title: Span | None, issuer: Span | None, source: str, within: int | None
    ) -> None:
        self._page = page
        self._text = page.text
        self._title = title
        self._issuer = issuer
        self._body = body_start(page)
        self._gazetteer = gazetteer_of(page)
        self._names = weighted_names(page, title, issuer, source)
        if within is not None:
            inside = range(within, self._gazetteer.ends[within])
            self._names = [n for x in self._names if (n := x.only(inside)).hit.nodes]
        self._own: dict[int, float] = defaultdict(float)
        self._mass: dict[int, float] = defaultdict(float)
        self._named: dict[int, float] = defaultdict(float)
        self._proof: dict[int, tuple[float, Span]] = {}
        self._from_source: dict[int, str] = {}
        """Places that the path names, unless the text has a better proof; and the words of the path."""

    # --- which of several places ------------------------------------------------------------------

    def _add(self, names: Sequence[WeightedName], nodes: Nodes) -> None:
        """Count the occurrences of one name for one place (or, shared out, for several)."""
        best = max(names, key=lambda x: x.weight)
        worth = best.weight + _REPEAT * min(best.weight, 1.0) * min(len(names) - 1, _MAX_REPEATS)
        for node in nodes:
            self._own[node] += worth / len(nodes)
            self._named[node] = max(self._named[node], best.weight)
            for n in (node, *self._gazetteer.above(node)):
                self._mass[n] += worth / len(nodes)
                if n not in self._proof or self._proof[n][0] < best.weight:
                    self._proof[n] = best.weight, (best.hit.start, best.hit.end)
                    self._from_source.pop(n, None)
                    if best.source:
                        self._from_source[n] = best.source

    def _settle(self, mentions: Iterable[Mention]) -> dict[str, Nodes]:
        """Count all names; return those of several places that nothing decides."""
        groups: dict[Nodes, list[WeightedName]] = defaultdict(list)
        for name in self._names:
            groups[name.hit.nodes].append(name)
        several = []
        for nodes, names in groups.items():
            if len(nodes) == 1:
                self._add(names, nodes)
            else:
                several.append((names[0].text, nodes, names))
        villages = {m.text for m in mentions if m.kind == "village"} if several else set()
        votes = self._votes([nodes for _, nodes, _ in several], villages)
        open_names: dict[str, Nodes] = {}
        decided = []
        for text, nodes, names in several:
            winners = self._winners(nodes, votes, villages)
            if len(winners) == 1:
                decided.append((names, winners))
            else:
                open_names[text] = winners or nodes
        for names, winners in decided:
            self._add(names, winners)
        return open_names

    def _winners(self, nodes: Nodes, votes: dict[int, float], villages: Iterable[str]) -> Nodes:
        """The places of a name that the others support; none where nothing speaks for any.

        What lies above them speaks first, then names that agree on a county, then the villages of a town.
        """
        support = {n: self._support(n) for n in nodes}
        best = max(support.values())
        left = tuple(n for n in nodes if support[n] == best)
        if len(left) > 1:
            agreed = {n: votes[self._county(n)] for n in left}
            # One rare name is no vote: two names must agree on a county.
            lead = max(agreed.values())
            found = tuple(n for n in left if agreed[n] == lead > 1.0 / min(len(nodes), 3))
            if len(found) != 1:
                holds = {n: float(self._holds(n, villages)) for n in left}
                lead = _clear_lead(holds.values())
                found = tuple(n for n in left if holds[n] == lead)
            left = found or (left if best > 0.0 else ())
        return left

    def _support(self, node: int) -> float:
        """Weight of the places above, the county's most."""
        g = self._gazetteer
        return sum((1.0, 2.0, 4.0)[g.depths[n]] * self._mass[n] for n in g.above(node) if n in self._mass)

    def _holds(self, node: int, villages: Iterable[str]) -> int:
        """How many of the villages of the text a town has."""
        if self._gazetteer.depths[node] != TOWN:
            return 0
        return sum(bool(self._gazetteer.village_nodes(v, node)) for v in villages)

    def _county(self, node: int) -> int:
        county = self._gazetteer.ancestor(node, COUNTY)
        return node if county is None else county

    def _votes(self, several: Iterable[Nodes], villages: Iterable[str]) -> dict[int, float]:
        """How far the names of several places point to each county; each name has one vote in all."""
        votes: dict[int, float] = defaultdict(float)
        groups = list(several)
        if groups:
            groups += [tuple(n for n, _ in self._gazetteer.villages(v)) for v in sorted(villages)]
        for nodes in groups:
            counties = Counter(self._county(n) for n in nodes)
            for county in counties:
                votes[county] += 1.0 / len(counties)
        return votes

    # --- the verdict ------------------------------------------------------------------------------

    def verdict(self, mentions: Iterable[Mention]) -> Verdict:
        open_names = self._settle(mentions)
        endings, own = self._level_words()
        g = self._gazetteer
        roots = {n: m for n, m in self._mass.items() if g.depths[n] == PROVINCE}
        node, rivals = self._leader(roots)
        if node is None:
            return self._undecided(rivals, open_names)
        share = self._share(node, roots)
        while True:
            below = {n: m for n, m in self._mass.items() if g.parents[n] == node}
            child, _ = self._leader(below)
            if child is None or not self._goes_down(node, child, self._share(child, below), endings):
                break
            share = min(share, self._share(child, below))
            node = child
        node = self._fit_level(node, endings)
        if self._proof[node][0] < SHORT * FIRST and self._mass[node] < _ENOUGH and not own:
            return Verdict(None)
        joint = self._issuers()
        if len(joint) > 1:
            node = min(joint)
            shared = next((n for n in (node, *g.above(node)) if max(joint) < g.ends[n]), node)
            place = self._record(shared if shared in self._proof else node, share, endings)
            return Verdict(place, tuple(map(g.place, joint)))
        place = self._record(node, share, endings)
        place = self._new_town(place, node, endings, own)
        return Verdict(place, own=own and levels(place)[-1].endswith(endings))

    def _issuers(self) -> Nodes:
        """The places, or those of bodies, that the title coordinates (嵩县公安局、栾川县公安局)."""
        if self._title is None:
            return ()
        start, end = self._title
        title = [x.hit for x in self._names if start <= x.hit.start < end and x.source is None]
        found: dict[int, None] = {}
        for a, b in pairwise(title):
            between = self._text[a.end : b.start]
            together = between in _AND and _TOGETHER.match(self._text, b.end, end)
            nodes = self._beside(a.nodes[0], b.nodes) if together and len(a.nodes) == 1 else b.nodes
            if len(a.nodes) == len(nodes) == 1 and (together or _JOINT.fullmatch(between)):
                found |= {a.nodes[0]: None, nodes[0]: None}
        return tuple(found)

    def _beside(self, node: int, others: Nodes) -> Nodes:
        """Of places of one name those in the same county, city or province as another place."""
        g = self._gazetteer
        return next(
            (f for a in g.above(node) if (f := tuple(n for n in others if a <= n < g.ends[a]))), others
        )

    def _leader(self, masses: dict[int, float]) -> tuple[int | None, Nodes]:
        """The place that leads clearly, else None and those in front."""
        order = sorted(masses, key=lambda n: (-masses[n], n))
        if not order:
            return None, ()
        anchored = [self._proof[n][0] >= FIRST for n in order[:2]]
        lead = _LEAD_ANCHORED if anchored == [True, False] else _LEAD
        if masses[order[0]] >= lead * sum(masses.values()):
            return order[0], ()
        return None, tuple(n for n in order if masses[n] >= _TIE * masses[order[0]])

    def _share(self, node: int, masses: dict[int, float]) -> float:
        return masses[node] / sum(masses.values())

    def _goes_down(self, node: int, child: int, share: float, endings: tuple[str, ...]) -> bool:
        """Whether the report is the child's rather than the place's own."""
        g = self._gazetteer
        inside = range(child, g.ends[child])
        deeper = bool(endings) and any(g.names[n].endswith(endings) for n in self._mass if n in inside)
        if endings and g.names[node].endswith(endings) and not deeper:
            return False
        anchored = self._proof[child][0] >= (OPENING if g.depths[child] == TOWN else FIRST)
        if deeper or (anchored and self._mass[child] >= 0.75 * self._own[node]):
            return True
        # Names of the body alone lead to no county of a city that the dateline or the first words name.
        if g.depths[child] == TOWN or (g.depths[child] == COUNTY and self._named[node] >= SHORT * DATELINE):
            return False
        return share >= 0.8 and self._mass[child] >= 2 * self._own[node]

    def _fit_level(self, node: int, endings: tuple[str, ...]) -> int:
        """The place above that the level words name, when the names of the body lead too far down."""
        g = self._gazetteer
        if endings and not g.names[node].endswith(endings) and self._proof[node][0] < OPENING:
            for n in g.above(node):
                if g.names[n].endswith(endings) and g.depths[n] > PROVINCE:
                    return n
        return node

    def _level_words(self) -> tuple[tuple[str, ...], bool]:
        """Endings that the place's name should have, by 我镇 全县 本市; whether words such as 我镇 say so."""
        scores: Counter[str] = Counter()
        owns: Counter[str] = Counter()
        name_ends = {h.end for h in names_in(self._page)}
        for hit in (*self._page.scan.of("reference_place"), *self._page.scan.of("reference_body")):
            level, whose = hit.entry.attrs["level"], hit.entry.attrs.get("whose", "body")
            if whose == "that" or level.startswith("村") or hit.start > HEAD:
                continue
            # 清源县委 is no bare 县委; 全市场 and 本区域 are other words.
            if self._text[hit.end : hit.end + 1] in _NOT_BEHIND or name_ends & {hit.start, hit.start + 1}:
                continue
            scores[level] += {"own": 3, "whole": 2}.get(whose, 1)
            owns[level] += whose == "own"
        if not scores:
            return (), False
        level = max(scores, key=lambda k: (owns[k] > 0, scores[k], k))
        if scores[level] < _ENOUGH_BODIES and not owns[level]:
            return (), False
        return tuple(level.split()), owns[level] > 0

    def _record(self, node: int, share: float, endings: tuple[str, ...]) -> Place:
        g = self._gazetteer
        weight, span = self._proof[node]
        source, trust = "text", 0.6
        if self._issuer and self._issuer[0] <= span[0] < self._issuer[1]:
            source, trust = "issuer", 0.95
        elif self._title and self._title[0] <= span[0] < self._title[1]:
            source, trust = "title", 0.9
        elif weight >= FIRST:
            trust = 0.85
        if endings and g.names[node].endswith(endings):
            trust += 0.04
        evidence = f"{source}:{span[0]}-{span[1]}"
        if node in self._from_source:
            evidence, trust = f"source:{self._from_source[node]}", 0.75
        return g.place(node).model_copy(
            update={"confidence": round(trust * min(1.0, 0.5 + share / 2), 2), "evidence": evidence}
        )

    def _new_town(self, place: Place, node: int, endings: tuple[str, ...], own: bool) -> Place:
        """A town that signs the report, or opens it and calls itself 我镇, though the gazetteer lacks it."""
        if self._gazetteer.depths[node] != COUNTY or (endings and not set(endings) & set(TOWN_ENDINGS)):
            return place
        for source, span in (
            ("issuer", self._issuer),
            ("title", self._title),
            ("text", (self._body, self._body + 12)),
        ):
            if span is None or (source != "issuer" and not own):
                continue
            start = span[0]
            for above in (place.province, place.prefecture, place.county):
                if above and self._text.startswith(above, start):
                    start += len(above)
            found = _OWN_TOWN.match(self._text, start, span[1])
            if found and not _NOT_TOWN.search(found.group()):
                new = {"town": found.group(), "confidence": 0.7}
                return place.model_copy(update=new | {"evidence": f"{source}:{found.start()}-{found.end()}"})
        return place

    def _undecided(self, rivals: Nodes, open_names: dict[str, Nodes]) -> Verdict:
        """No province leads: the places that fit equally well, of the name that weighs most."""
        strongest = max(
            (x for x in self._names if x.text in open_names), key=lambda x: x.weight, default=None
        )
        if strongest is not None and strongest.weight >= FIRST:
            rivals = open_names[strongest.text]
        else:
            rivals = tuple(self._deepest(n) for n in rivals if self._proof[n][0] >= OPENING)
        places = tuple(self._gazetteer.place(n) for n in rivals[:_MAX_ALTERNATIVES])
        return Verdict(None, places if len(places) > 1 else ())

    def _deepest(self, node: int) -> int:
        """The heaviest place in a province."""
        while below := [n for n in self._mass if self._gazetteer.parents[n] == node]:
            node = max(below, key=lambda n: (self._mass[n], -n))
        return node


def _clear_lead(counts: Iterable[float]) -> float:
    """The highest count where it is two at least and three times the next; else -1."""
    first, second, *_ = sorted((*counts, 0.0), reverse=True)
    return first if first >= 2.0 and first >= 3.0 * second else -1.0


def levels(place: Place) -> list[str]:
    """The names of a place from the province down, without gaps."""
    return [name for level in LEVELS if (name := getattr(place, level))]


__all__ = ["PREFECTURE", "Span", "Verdict", "judge", "levels"]
