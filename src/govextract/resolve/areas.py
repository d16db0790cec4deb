"""Link the names of towns, counties, cities and provinces that stand by themselves to the gazetteer."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from govextract.gazetteer import COUNTY, PREFECTURE, TOWN, Nodes
from govextract.match import Page
from govextract.records import Candidate, Context, Mention, OfficeValue, Reference, Unresolved
from govextract.resolve.placenames import NameHit, gazetteer_of, names_in

RULE: Final = "gazetteer.name"
_BODY: Final = re.compile("党?委|党工委|人?民?政府|人大|政协|纪委|政法|两会")
"""Behind a name that is only the beginning of a body's (枝江市委)."""
_CANDIDATES: Final = 10
_REACH: Final = 60
"""Characters within which a county's name in front says which town of several is meant."""


class AreaLinker:
    """Says for one document which place each administrative name in it means."""

    def __init__(self, page: Page, context: Context) -> None:
        self._page = page
        self._gazetteer = g = gazetteer_of(page)
        self._hits = [h for h in names_in(page) if h.full]
        home = context.jurisdiction
        node = g.node(home) if home else None
        if node is None and home is not None:  # a town that the gazetteer lacks
            node = g.node(home.model_copy(update={"town": None, "village": None}))
        self._scopes: Nodes = () if node is None else (node, *g.above(node))
        self._open: Nodes = tuple(n for p in context.alternatives if (n := g.node(p)) is not None)

    def resolve(self, mentions: Sequence[Mention]) -> Iterator[Reference | Unresolved]:
        """Names outside of other mentions, each with its place, or with those that fit equally well."""
        spans = sorted(_taken(mentions))
        starts = [a for a, _ in spans]
        ends: list[int] = []
        for _, end in spans:
            ends.append(max(end, ends[-1]) if ends else end)
        text, g = self._page.text, self._gazetteer
        for i, hit in enumerate(self._hits):
            at = bisect_right(starts, hit.start) - 1
            if (at >= 0 and ends[at] > hit.start) or _BODY.match(text, hit.end):
                continue
            nodes = self._fitting(i, hit)
            if not nodes:
                continue
            form = text[hit.start : hit.end]
            if len(nodes) == 1:
                means = g.place(nodes[0])
                sure = 0.95 if len(hit.nodes) == 1 else 0.85
                yield Reference(
                    start=hit.start, end=hit.end, text=form, means=means.path, rule=RULE, confidence=sure
                )
            else:
                candidates = tuple(Candidate(name=g.place(n).path) for n in nodes[:_CANDIDATES])
                yield Unresolved(
                    text=form, start=hit.start, end=hit.end, reason="several_areas", candidates=candidates
                )

    def _fitting(self, i: int, hit: NameHit) -> Nodes:
        """The places that the name can mean here; none where it may be no name, or that of a place not known."""
        g, nodes = self._gazetteer, hit.nodes
        town = g.depths[nodes[0]] == TOWN
        own = self._inside(nodes, self._scopes[:-1])
        if not hit.clear:
            return own if len(own) == 1 and town else ()
        if len(nodes) == 1:
            # A town of this name far away; the report's own county may have one that the gazetteer lacks.
            far = town and self._scopes and not own and not self._runs_on(hit, nodes[0])
            return () if far else nodes
        near = self._near(i, hit)
        return near or own or self._inside(nodes, self._scopes) or nodes

    def _runs_on(self, hit: NameHit, node: int) -> bool:
        """Whether the hit names the places above, too (新化县温塘镇)."""
        return hit.end - hit.start > len(self._gazetteer.names[node])

    def _inside(self, nodes: Nodes, scopes: Nodes) -> Nodes:
        """Those in the narrowest of the report's own places that has any."""
        ends = self._gazetteer.ends
        if not scopes and self._open:
            return tuple(n for n in nodes if any(s <= n < ends[s] or n <= s < ends[n] for s in self._open))
        return next((f for s in scopes if (f := tuple(n for n in nodes if s <= n < ends[s]))), ())

    def _near(self, i: int, hit: NameHit) -> Nodes:
        """Those in the county or city that is named shortly before, in the same paragraph."""
        g, text = self._gazetteer, self._page.text
        for other in reversed(self._hits[:i]):
            if hit.start - other.end > _REACH or "\n" in text[other.end : hit.start]:
                break
            if len(other.nodes) > 1 or g.depths[other.nodes[0]] not in (PREFECTURE, COUNTY):
                continue
            found = tuple(n for n in hit.nodes if other.nodes[0] < n < g.ends[other.nodes[0]])
            if found:
                return found
        return ()


def _taken(mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    for m in mentions:
        if m.kind in ("official", "enterprise", "organisation"):
            yield m.start, m.end
        if isinstance(m.value, OfficeValue):
            yield m.value.start, m.value.end
