"""Link villages and communities to the gazetteer, within the places that the text and its context name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import COUNTY, PREFECTURE, TOWN, VILLAGE_ENDINGS, Nodes
from govextract.match import Page
from govextract.records import Context, Mention, Place
from govextract.resolve.placenames import NameHit, gazetteer_of, names_in

LINKED: Final = "gazetteer"
NEW: Final = "new"
SEVERAL: Final = "several"
"""Evidence of a village's place: found in the gazetteer, not there, there more than once."""

_TOWN: Final = re.compile("[一-鿿]{1,6}(?:镇|乡|街道|苏木|农场|林场|牧场|开发区|管理区)")
_LONGEST_TOWN: Final = 9
_AREA: Final = re.compile("[一-鿿](?:镇|乡|[街大]道|开发区|管理区|新区|园区|县|旗|农场|林场|牧场)$")
"""The end of the name of a town or zone that the gazetteer lacks (云水开发区): its villages are nowhere."""
_OWN_WORDS: Final = frozenset("我本全该各乡城村集")
_BETWEEN: Final = 3
"""Characters between a county's name and what looks like a town's, that may begin the town's name."""
_SOFT_REACH: Final = 200
"""Characters behind a town's name in which its villages may stand by themselves (在龙田镇…山前村)."""


_NEXT_DAY: Final = re.compile("[。；;！!？?\\n][ \u3000]{0,4}(?:[0-9]{4}年)?(?:[0-9]{1,2}月)?[0-9]{1,2}日")
"""The beginning of a sentence that tells of another day."""


class Link(NamedTuple):
    """A village's place, and the places that fit when there are several."""

    place: Place | None
    candidates: tuple[Place, ...] = ()


def stem(name: str) -> str:
    """A village's name without its ending: 石桥村 → 石桥."""
    return next((name.removesuffix(e) for e in VILLAGE_ENDINGS if name.endswith(e) and name != e), name)


class _Scope(NamedTuple):
    """A place that the text names: its node, None when unknown, and a town that the gazetteer lacks."""

    node: int | None
    town: str


class VillageLinker:
    """Links the villages of one document."""

    def __init__(self, page: Page, context: Context) -> None:
        self._page = page
        self._gazetteer = gazetteer_of(page)
        self._above = context.jurisdiction
        self._home = self._node(context.jurisdiction)
        self._hits = [h for h in names_in(page) if h.full]
        depths = self._gazetteer.depths
        # 深圳大芬村: a village behind the short name of a province or prefecture is there.
        self._short = {
            h.end: h.nodes[0]
            for h in names_in(page)
            if not h.full and len(h.nodes) == 1 and depths[h.nodes[0]] <= PREFECTURE
        }
        self._ends = [h.end for h in self._hits]

    def _node(self, place: Place | None) -> int | None:
        """The node of the report's own place; of its county, when the gazetteer lacks the town."""
        if place is None:
            return None
        node = self._gazetteer.node(place)
        return self._gazetteer.node(place.model_copy(update={"town": None})) if node is None else node

    def link_all(self, mentions: Sequence[Mention]) -> list[Link]:
        """A link for each village mention, in order.

        A name that stands once behind its town is in that town wherever else the text has it, unless it
        stands behind another one too.
        """
        said = self._said(mentions)
        by_stem: dict[str, set[_Scope]] = {}
        for m, scope in zip(mentions, said, strict=True):
            if scope is not None:
                by_stem.setdefault(stem(m.text), set()).add(scope)
        links: dict[tuple[str, _Scope | None, Nodes], Link] = {}
        out = []
        for m, scope in zip(mentions, said, strict=True):
            known = by_stem.get(stem(m.text), set())
            place = next(iter(known)) if scope is None and len(known) == 1 else scope
            near = self._soft_scope(m.start, of_day=place is None) if scope is None else ()
            key = m.text, place, near
            if key not in links:
                links[key] = self._near(m.text, near) if place is None else self._in(m.text, place)
                if scope is None and place is not None:
                    links[key] = self._either(m.text, links[key], near)
            out.append(links[key])
        return out

    def _either(self, name: str, link: Link, near: Nodes) -> Link:
        """A village that the text elsewhere says to be in another town than the one named last: there or here."""
        here = self._within(name, near[0]) if len(near) == 1 else None
        if here is None or here.place is None or link.place is None or here.candidates or link.candidates:
            return link
        if here.place.path == link.place.path or self._gazetteer.depths[near[0]] < TOWN:
            return link
        county = link.place.model_copy(update={"town": None})
        return Link(county.model_copy(update=_several(name)), (link.place, here.place))

    def _said(self, mentions: Sequence[Mention]) -> list[_Scope | None]:
        """For each village, the place whose name stands right in front of it or of the list that it is in."""
        out: list[_Scope | None] = []
        end = -1
        for m in mentions:
            scope = self._in_front(m.start)
            if scope is None and out and end == m.start - 1 and self._page.text[end] in "、和与及":
                scope = out[-1]
            out.append(scope)
            end = m.end
        return out

    def _in_front(self, start: int) -> _Scope | None:
        """The place named right in front of ``start``, or a county and a town that the gazetteer lacks."""
        g, text = self._gazetteer, self._page.text
        i = bisect_left(self._ends, start + 1) - 1
        if i >= 0 and self._ends[i] == start:
            if not self._is_cut(i):
                node = self._one(self._hits[i])
                return None if node is None else _Scope(node, "")
            i -= 1
        while i >= 0 and self._ends[i] > start:
            i -= 1
        end = self._ends[i] if i >= 0 else -1
        town = _TOWN.fullmatch(text, end, start) if end >= 0 and start - end <= _LONGEST_TOWN else None
        node = self._one(self._hits[i]) if town else None
        if town is not None and node is not None and g.depths[node] == COUNTY:
            # A town of the same city has moved from one county to the other.
            known = g.nodes(town.group(), TOWN, node) or g.nodes(town.group(), TOWN, g.parents[node])
            return _Scope(known[0], "") if len(known) == 1 else _Scope(node, town.group())
        short = self._short.get(start)
        if short is not None and (self._home is None or not short <= self._home < g.ends[short]):
            return _Scope(short, "")
        if start > 2 and _AREA.search(text, max(0, start - 4), start) and text[start - 2] not in _OWN_WORDS:
            return _Scope(None, "")
        return None

    def _is_cut(self, i: int) -> bool:
        """Whether a hit is the end of a town's name behind its county: 富顺县中|石镇 is not 石镇 elsewhere.

        A town of the same city right behind a county has only moved from one to the other.
        """
        hit, g = self._hits[i], self._gazetteer
        if hit.clear or i == 0 or hit.start - self._ends[i - 1] > _BETWEEN:
            return False
        above = self._hits[i - 1].nodes[0]
        city = g.ancestor(above, PREFECTURE)
        return (
            hit.start > self._ends[i - 1]
            or city is None
            or not any(city < n < g.ends[city] for n in hit.nodes)
        )

    def _one(self, hit: NameHit) -> int | None:
        """The node of a name, None where it has several."""
        nodes = self._own(hit)
        return nodes[0] if len(nodes) == 1 else None

    def _own(self, hit: NameHit) -> Nodes:
        """The nodes of a name, those in the report's own area where there are several."""
        g = self._gazetteer
        nodes = hit.nodes
        for scope in (self._home, *(g.above(self._home) if self._home is not None else ())):
            if len(nodes) > 1 and scope is not None:
                nodes = tuple(n for n in nodes if scope <= n < g.ends[scope]) or nodes
        return nodes

    def _soft_scope(self, start: int, *, of_day: bool) -> Nodes:
        """The town or county named last before ``start`` in its paragraph; several of one name together.

        With ``of_day`` a town that was named when the text told of another day stands for its county only.
        """
        g, text = self._gazetteer, self._page.text
        i = self._page.tree.paragraph_index(start)
        floor = max(start - _SOFT_REACH, self._page.tree.paragraphs[i].start if i is not None else 0)
        for k in range(bisect_left(self._ends, start) - 1, -1, -1):
            if self._hits[k].start < floor:
                break
            nodes = self._own(self._hits[k])
            if g.depths[nodes[0]] < COUNTY or (len(nodes) > 1 and not self._hits[k].clear):
                continue
            if of_day and g.depths[nodes[0]] == TOWN and _NEXT_DAY.search(text, self._ends[k], start):
                # What another day brought may have been elsewhere in the county.
                nodes = tuple({c: None for n in nodes if (c := g.ancestor(n, COUNTY)) is not None}) or nodes
            # The report's own county, named in its town's report, says nothing new.
            above_home = self._home is not None and nodes[0] <= self._home < g.ends[nodes[0]]
            return () if above_home else nodes
        return ()

    def _in(self, name: str, scope: _Scope) -> Link:
        """Where the text itself names the place: there, or new there."""
        g = self._gazetteer
        if scope.node is None or g.depths[scope.node] < PREFECTURE:
            return Link(None)
        above = g.place(scope.node)
        if scope.town:
            return Link(_new(name, above.model_copy(update={"town": scope.town})))
        found = self._within(name, scope.node)
        if found is None and g.depths[scope.node] >= COUNTY:
            return Link(_new(name, above))
        return found or Link(None)

    def _near(self, name: str, scopes: Nodes) -> Link:
        """Else in the place named last or its county, else in the report's own, else new in either."""
        g = self._gazetteer
        home = self._home
        if len(scopes) > 1:
            return self._among(name, scopes)
        scope = scopes[0] if scopes else None
        if scope is None:
            if home is None or self._above is None or g.depths[home] < PREFECTURE:
                return Link(None)
            found = self._within(name, home) or self._beside(name, home)
            return found or Link(_new(name, self._above) if g.depths[home] >= COUNTY else None)
        found = self._within(name, scope)
        if found or (home is not None and not home <= scope < g.ends[home]):
            return found or Link(None)
        county = g.ancestor(scope, COUNTY)
        wider = scope if county is None else max(county, scope if home is None else home)
        found = self._within(name, wider)
        if not found and home is not None and home < wider:
            found = self._within(name, home)  # a city's report, of several of its counties
        if found or home is None or self._above is None:
            return _less_sure(found) if found else Link(None)
        return Link(_new(name, self._above if g.depths[home] >= COUNTY else g.place(wider)))

    def _beside(self, name: str, home: int) -> Link | None:
        """What a town lacks another of its county may have: one is visited, of several none is chosen."""
        county = self._gazetteer.ancestor(home, COUNTY)
        if county is None or county == home or stem(name) == name:
            return None
        found = self._within(name, county)
        return _less_sure(found) if found else None

    def _among(self, name: str, scopes: Nodes) -> Link:
        """Behind a town's name that the area has more than once."""
        links = [link for n in scopes if (link := self._within(name, n))]
        if len(links) == 1:
            return _less_sure(links[0])
        places = tuple(p for link in links for p in (link.candidates or (link.place,)) if p)
        if not places:
            return Link(None)
        g, first, last = self._gazetteer, min(scopes), max(scopes)
        shared = next((n for n in g.above(first) if last < g.ends[n]), None)
        above = g.place(shared) if shared is not None else Place()
        return Link(above.model_copy(update=_several(name)), places)

    def _within(self, name: str, node: int) -> Link | None:
        g = self._gazetteer
        found = g.villages(name, node)
        if name.endswith("社区") and g.depths[node] < TOWN:
            # 村 becomes 社区, hardly ever the other way round: in a whole district it is another place.
            found = [(n, v) for n, v in found if v.endswith("社区")]
        # 石桥村 may have become 石桥社区, or stand beside it.
        sure = {True: 1.0, False: 0.7}
        places = tuple(
            g.place(n).model_copy(
                update={
                    "village": v,
                    "code": g.village_code(n, v) or g.place(n).code,
                    "confidence": sure[v.startswith(name)],
                    "evidence": LINKED,
                }
            )
            for n, v in found
        )
        if len(places) < 2:
            return Link(places[0]) if places else None
        return Link(g.place(node).model_copy(update=_several(name)), places)


def _less_sure(link: Link) -> Link:
    """A village found elsewhere in the report's area than in the town named last."""
    place = link.place.model_copy(update={"confidence": 0.7}) if link.place else None
    return link._replace(place=place)


def _several(name: str) -> dict[str, object]:
    return {"village": name, "confidence": 0.5, "evidence": SEVERAL}


def _new(name: str, above: Place) -> Place:
    new = {"village": name, "confidence": 0.7, "evidence": NEW}
    return above.model_copy(update=new)
