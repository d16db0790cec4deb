"""Link villages and communities to the gazetteer, within the places that the text and its context name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import COUNTY, PREFECTURE, VILLAGE_ENDINGS, Gazetteer
from govextract.match import Page
from govextract.records import Context, Mention, Place
from govextract.resolve.placenames import NameHit, names_in

LINKED: Final = "gazetteer"
NEW: Final = "new"
SEVERAL: Final = "several"
"""Evidence of a village's place: found in the gazetteer, not there, there more than once."""

_SOFT_REACH: Final = 200
"""Characters behind a town's name in which its villages may stand by themselves (在龙田镇…山前村)."""


class Link(NamedTuple):
    """A village's place, and the places that fit when there are several."""

    place: Place | None
    candidates: tuple[Place, ...] = ()


def stem(name: str) -> str:
    """A village's name without its ending: 王坪村 → 王坪."""
    return next((name.removesuffix(e) for e in VILLAGE_ENDINGS if name.endswith(e) and name != e), name)


class VillageLinker:
    """Links the villages of one document."""

    def __init__(self, page: Page, context: Context) -> None:
        self._page = page
        self._gazetteer = Gazetteer.load()
        self._above = context.jurisdiction
        self._home = self._node(context.jurisdiction)
        self._hits = [h for h in names_in(page.text) if h.full]
        self._ends = [h.end for h in self._hits]

    def _node(self, place: Place | None) -> int | None:
        """The node of the report's own place; of its county, when the gazetteer lacks the town."""
        if place is None:
            return None
        node = self._gazetteer.node(place)
        return self._gazetteer.node(place.model_copy(update={"town": None})) if node is None else node

    def link_all(self, mentions: Sequence[Mention]) -> list[Link]:
        """A link for each village mention, in order.

        A name that stands once behind its town is in that town wherever else the text has it, unless it stands
        behind another one too.
        """
        towns = [t for t, _ in self._adjacent(mentions)]
        by_stem: dict[str, set[int]] = {}
        for m, town in zip(mentions, towns, strict=True):
            if town is not None:
                by_stem.setdefault(stem(m.text), set()).add(town)
        links: dict[tuple[str, int | None, bool], Link] = {}
        out = []
        for m, town in zip(mentions, towns, strict=True):
            known = by_stem.get(stem(m.text), set())
            if town is None and len(known) == 1:
                town = next(iter(known))
            said = town is not None
            scope = town if said else self._soft_scope(m.start)
            key = m.text, scope, said
            if key not in links:
                links[key] = self._link(m.text, scope, said=said)
            out.append(links[key])
        return out

    def _adjacent(self, mentions: Sequence[Mention]) -> list[tuple[int | None, int]]:
        """For each village, the node whose name stands right in front of it or of the list that it is in."""
        out: list[tuple[int | None, int]] = []
        for m in mentions:
            i = bisect_left(self._ends, m.start)
            node = None
            if i < len(self._ends) and self._ends[i] == m.start:
                node = self._one(self._hits[i])
            elif out and out[-1][1] == m.start - 1 and self._page.text[m.start - 1] == "、":
                node = out[-1][0]
            out.append((node, m.end))
        return out

    def _one(self, hit: NameHit) -> int | None:
        """The node of a name, the one in the report's own area where it has several."""
        g = self._gazetteer
        nodes = hit.nodes
        for scope in (self._home, *(g.above(self._home) if self._home is not None else ())):
            if len(nodes) > 1 and scope is not None:
                nodes = tuple(n for n in nodes if scope <= n < g.ends[scope]) or nodes
        return nodes[0] if len(nodes) == 1 else None

    def _soft_scope(self, start: int) -> int | None:
        """The town or county named last before ``start`` in its paragraph and inside the report's own area."""
        g = self._gazetteer
        i = self._page.tree.paragraph_index(start)
        floor = max(start - _SOFT_REACH, self._page.tree.paragraphs[i].start if i is not None else 0)
        for k in range(bisect_left(self._ends, start) - 1, -1, -1):
            if self._hits[k].start < floor:
                break
            node = self._one(self._hits[k])
            if node is not None and g.depths[node] >= COUNTY and self._at_home(node):
                return node
        return None

    def _at_home(self, node: int) -> bool:
        return self._home is None or self._home <= node < self._gazetteer.ends[self._home]

    def _link(self, name: str, scope: int | None, *, said: bool) -> Link:
        """Look in the place that the text says, then in the one named last, then in the report's own."""
        g = self._gazetteer
        if scope is not None:
            found = self._within(name, scope)
            if found or said:
                return found or Link(_new(name, g.place(scope)))
        if self._home is None or self._above is None or g.depths[self._home] < PREFECTURE:
            return Link(None)
        found = self._within(name, self._home)
        if found:
            return found
        if g.depths[self._home] >= COUNTY:
            return Link(_new(name, self._above))
        return Link(_new(name, g.place(scope))) if scope is not None else Link(None)

    def _within(self, name: str, node: int) -> Link | None:
        g = self._gazetteer
        places = tuple(
            g.place(n).model_copy(update={"village": v, "code": None, "evidence": LINKED})
            for n, v in g.villages(name, node)
        )
        if len(places) < 2:
            return Link(places[0]) if places else None
        several = {"village": name, "code": None, "confidence": 0.5, "evidence": SEVERAL}
        return Link(g.place(node).model_copy(update=several), places)


def _new(name: str, above: Place) -> Place:
    new = {"village": name, "code": None, "confidence": 0.7, "evidence": NEW}
    return above.model_copy(update=new)
