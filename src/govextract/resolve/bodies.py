"""Level words: which place 我镇, 全县, 该村 or the 市 of 市委 means at a point of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import LEVELS, PREFECTURE, Gazetteer
from govextract.match import Page
from govextract.records import Context, Place
from govextract.resolve.placenames import NameHit, gazetteer_of, names_in, part_of_other_name, scanner

LEVEL_WORD: Final = re.compile(
    "(?:[我本])?(?P<level>自治区|街道|社区|苏木|地区|[省市州盟县区旗镇乡村])(?P<rest>(?![省市州盟县区旗镇乡村街场民内外直域级]).+)"
)
"""A body named by its level alone (镇应急管理办, 市委网信办); 乡镇, 市县 and the like are no body's."""

_BEFORE_BODY: Final = frozenset(
    "在到来由向经给为和与及以的对按照实任选开谢随后前时据合请表日今现报驻是会把将从跟让于了受起行听并赴往抵入送呈获得邀迎接待等求令派促助示告过持系织领知嘱"
)
"""Characters behind which 市委 stands by itself; behind others (团市委, 特区政府) it is part of a name."""
_BARE: Final = frozenset("省市州县区旗镇乡") | {"街道", "自治区"}
"""Level words that stand for a body by themselves (镇|长)."""
_MAX_CANDIDATES: Final = 10
_COORDINATED: Final = frozenset({"、", "和", "与", "及", "，", ","})


class Answer(NamedTuple):
    """The places that a level word can mean: one is an answer, none or several are not."""

    places: tuple[Place, ...]

    @property
    def place(self) -> Place | None:
        """The place, when there is exactly one."""
        return self.places[0] if len(self.places) == 1 else None


def fits(name: str, level: str) -> bool:
    """Whether a place's name is of the level that the word names: 区 is no 自治区, 市 no 自治州."""
    return name.endswith(level) and not (level == "区" and name.endswith(("自治区", "地区", "行政区")))


def upto(place: Place, level: str, gazetteer: Gazetteer) -> Place | None:
    """The place itself or the nearest above it whose name fits a level word."""
    names = {k: v for k in LEVELS if (v := getattr(place, k))}
    for key in reversed(LEVELS):
        if key in names and fits(names[key], level):
            kept = {k: names[k] for k in LEVELS[: LEVELS.index(key) + 1] if k in names}
            found = Place(**kept)
            node = None if found.village else gazetteer.node(found)
            return found if node is None else gazetteer.place(node)
    return None


class LevelWords:
    """Answers for one document; what the text has named so far is looked up once a level."""

    def __init__(self, page: Page, context: Context) -> None:
        self._page = page
        self._context = context
        self._gazetteer = gazetteer_of(page)
        self.hits = names_in(page)
        self._ends = {h.end for h in self.hits}
        self._ordinary: set[tuple[int, int]] | None = None
        self._named: dict[str, tuple[list[int], list[Place]]] = {}

    def own(self, level: str) -> Place | None:
        """The report's own place of this level; None, too, where those that issue it together have two."""
        place = self._context.jurisdiction
        if place is None or len(self._alternatives((level,))) > 1:
            return None
        return upto(place, level, self._gazetteer)

    def is_named(self, start: int) -> bool:
        """Whether an administrative name begins here."""
        i = bisect_left(self.hits, start, key=lambda h: h.start)
        return i < len(self.hits) and self.hits[i].start == start

    def is_inside(self, start: int) -> bool:
        """Whether a name goes through this place (万|全县 has no 全县)."""
        i = bisect_left(self.hits, start, key=lambda h: h.start) - 1
        return i >= 0 and self.hits[i].end > start

    def is_bare(self, start: int) -> bool:
        """Whether a level word stands here by itself: no name in front of it (沅江市委) or through it."""
        text = self._page.text
        if start == 0:
            return True
        if start in self._ends or start + 1 in self._ends:
            return False
        before = text[start - 1]
        return before in _BEFORE_BODY or not "\u4e00" <= before <= "\u9fff"

    def which(self, levels: Sequence[str], whose: str, start: int) -> Answer:
        """What a word of these levels means at ``start``.

        Args:
            levels: endings that the place's name may have.
            whose: ``own`` (我镇), ``whole`` (全镇), ``body`` (镇 of 镇党委) or ``that`` (该镇).
            start: where the word stands.
        """
        own = next((p for p in map(self.own, levels) if p is not None), None)
        if own is None and self._context.jurisdiction and len(joint := self._alternatives(levels)) > 1:
            return Answer(joint)
        if whose == "own":
            return Answer((own,) if own else self._alternatives(levels))
        if whose == "that":
            last = self._last(levels, start)
            return Answer(last or ((own,) if own else ()))
        sentence = self._page.tree.sentence(start)
        near = self._distinct(levels, sentence.start if sentence else start, start)
        if own is not None:
            other = tuple(p for p in near[-1:] if p.path != own.path)
            return Answer((own, *other))
        i = self._page.tree.paragraph_index(start)
        paragraph = self._page.tree.paragraphs[i].start if i is not None else start
        found = self._last(levels, start) if near else self._distinct(levels, paragraph, start)
        if not found and i:
            found = self._distinct(levels, self._page.tree.paragraphs[i - 1].start, start)
        return Answer(found[-_MAX_CANDIDATES:] or self._alternatives(levels))

    def _alternatives(self, levels: Sequence[str]) -> tuple[Place, ...]:
        """Places of the levels among those between which the jurisdiction is open."""
        found = (upto(a, level, self._gazetteer) for a in self._context.alternatives for level in levels)
        return tuple({p.path: p for p in found if p}.values())

    def _last(self, levels: Sequence[str], start: int) -> tuple[Place, ...]:
        """The place named last before ``start``, with those it is coordinated with."""
        named = sorted(
            ((s, p) for level in levels for s, p in self._before(level, start)), key=lambda x: x[0]
        )
        if not named:
            return ()
        out = [named[-1][1]]
        at = named[-1][0]
        for s, p in reversed(named[:-1]):
            hit_end = next((h.end for h in self.hits if h.start == s), s)
            if at - hit_end != 1 or self._page.text[hit_end:at] not in _COORDINATED:
                break
            out.append(p)
            at = s
        return tuple({p.path: p for p in reversed(out)}.values())

    def _distinct(self, levels: Sequence[str], start: int, end: int) -> tuple[Place, ...]:
        """Places of the levels named in ``start:end``, each once, the last named last."""
        found: dict[str, Place] = {}
        for level in levels:
            for s, p in self._before(level, end):
                if s >= start:
                    found.pop(p.path, None)
                    found[p.path] = p
        return tuple(found.values())

    def _before(self, level: str, end: int) -> Iterable[tuple[int, Place]]:
        starts, places = self._of(level)
        return zip(starts[: bisect_left(starts, end)], places, strict=False)

    def _of(self, level: str) -> tuple[list[int], list[Place]]:
        """Where the text names places of a level: by a name of theirs or as part of a longer path."""
        if level not in self._named:
            g, text = self._gazetteer, self._page.text
            pairs = []
            for h in self.hits:
                if (h.full and not h.clear) or part_of_other_name(text, h):
                    continue
                nodes = self._in_scope(h.nodes)
                if len(nodes) != 1 or not (h.full or self._is_short_name(h, nodes[0])):
                    continue
                form = text[h.start : h.end]
                for n in (nodes[0], *g.above(nodes[0])):
                    # 海安县 stands in the text, though the gazetteer has 海安市.
                    former = n == nodes[0] and form.endswith(level) and not form.endswith(g.names[n])
                    if former or (fits(g.names[n], level) and (n == nodes[0] or g.names[n] in form)):
                        pairs.append((h.start, g.place(n)))
                        break
            self._named[level] = [s for s, _ in pairs], [p for _, p in pairs]
        return self._named[level]

    def _is_short_name(self, hit: NameHit, node: int) -> bool:
        """Whether a short form is that of a province or prefecture (空降江苏), and no ordinary word."""
        if self._ordinary is None:
            self._ordinary = {(h.start, h.end) for h in self._page.scan.of("ordinary_word")}
        return self._gazetteer.depths[node] <= PREFECTURE and (hit.start, hit.end) not in self._ordinary

    def _in_scope(self, nodes: tuple[int, ...]) -> tuple[int, ...]:
        """Of several places of one name, those in the report's county, prefecture or province."""
        if len(nodes) == 1 or self._context.jurisdiction is None:
            return nodes
        g = self._gazetteer
        home = g.node(self._context.jurisdiction)
        scopes = () if home is None else (home, *g.above(home))
        return next(
            (inside for s in scopes if (inside := tuple(n for n in nodes if s <= n < g.ends[s]))), nodes
        )


def body_name(text: str, place: Place) -> str:
    """The full name of a body that the text names by level alone: 市委网信办 → 沅江市委网信办."""
    found = LEVEL_WORD.fullmatch(text)
    level = found["level"] if found else ""
    name = next((n for k in reversed(LEVELS) if (n := getattr(place, k)) and fits(n, level)), "")
    # 市委、市政府: each part carries its own level word.
    parts = (found["rest"] if found else text).split("、")
    return "、".join(name + (p if i == 0 else p.removeprefix(level)) for i, p in enumerate(parts))


def seat_of(organisation: str, home: Place | None, gazetteer: Gazetteer) -> Place | None:
    """The place whose body it is: the one it names, the one above ``home`` of its level word, else ``home``.

    None where it names a place of several, or a level that the report's own place does not have.
    """
    hits = scanner(gazetteer).scan(organisation) if organisation else []
    if hits and hits[0].start == 0 and hits[0].full:
        nodes = hits[0].nodes
        if len(nodes) > 1 and home is not None:
            own = gazetteer.node(home)
            for scope in () if own is None else (own, *gazetteer.above(own)):
                inside = tuple(n for n in nodes if scope <= n < gazetteer.ends[scope])
                if inside:
                    nodes = inside
                    break
        return gazetteer.place(nodes[0]) if len(nodes) == 1 else None
    level = LEVEL_WORD.fullmatch(organisation)
    if level or organisation in _BARE:
        word = level["level"] if level else organisation
        return upto(home, word, gazetteer) if home else None
    return home
