"""Administrative names in running text, found in one pass."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import ahocorasick_rs

from govextract.gazetteer import COUNTY, PREFECTURE, TOWN, TOWN_ENDINGS, Gazetteer, Nodes
from govextract.match import Page

_LONGEST_TOWN: Final = 8
_REGIMENT: Final = "团"
_LOOK_BACK: Final = 3
"""Names in front of a town's that may be its county, short forms by chance between them (古浪县|民权|乡)."""
_BEFORE_NAME: Final = frozenset("在到来赴往抵从由自向与及对县市区旗州盟省镇乡了是为的访入将给把由驻距经离→")
"""Characters after which a name begins; after others, a short one may be the end of a longer word."""
_AFTER_RURAL: Final = frozenset("村镇土亲愁贤音间里下")
"""Characters that make 乡 the beginning of a word (促进乡|村振兴), not the end of a name."""
_NOT_AFTER_SHORT: Final = frozenset("路街巷道村庄桥店湖河江山寺庙港站楼园馆")
"""Characters that make a short form part of another name (南山村, 黄山路, 和平街道)."""


class NameHit(NamedTuple):
    """An administrative name, or several run together (湖南省益阳市沅江市) with the nodes of the last.

    ``full`` is false for a short or former name by itself; ``clear`` is false for a name of two or three
    characters, or a town's, that may be the end of a longer word.
    """

    start: int
    end: int
    nodes: Nodes
    full: bool = True
    clear: bool = True


class NameScanner:
    """Finds administrative names down to the town. Immutable; made once for a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        forms: dict[str, tuple[Nodes, bool]] = {}
        # Districts without a code are Taiwan's, whose names (大社区, 中山区) are met in other senses here.
        above_town = [n for n, d in enumerate(gazetteer.depths) if d < TOWN and gazetteer.code(n)]
        for full in (True, False):
            for n in above_town:
                if not full and gazetteer.is_zone(n):
                    continue
                for form in (gazetteer.names[n],) if full else gazetteer.aliases.get(n, ()):
                    nodes, known_full = forms.get(form, ((), full))
                    if known_full == full and not any(a in nodes for a in gazetteer.above(n)):
                        forms[form] = (*nodes, n), full
        self._forms = list(forms.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            [*forms, *TOWN_ENDINGS, _REGIMENT], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def scan(self, text: str) -> list[NameHit]:
        """The names in ``text``, in order, without overlaps; names that run together are one hit."""
        out: list[NameHit] = []
        forms = self._forms
        for i, start, end in self._automaton.find_matches_as_indexes(text):
            if i >= len(forms):
                hit = self._town(text, start, end, out)
                if hit is None:
                    if out and out[-1].end == start and not out[-1].full:
                        out.pop()  # 太平|镇, a town that is not known here
                    continue
                while out and out[-1].end > hit.start:
                    out.pop()
            elif out and start < out[-1].end:
                continue  # 和平市|北: a former full name has taken the next name's first character
            else:
                nodes, full = forms[i]
                hit = NameHit(start, end, nodes, full, full and (end - start > 2 or _begins(text, start)))
                if not full:
                    hit = self._short(text, hit)
            self._add(out, hit)
        return out

    def _town(self, text: str, ending: int, end: int, before: list[NameHit]) -> NameHit | None:
        """The town's name that ends here: one behind its county, else the longest that cuts no full name."""
        if text[ending] == "乡" and text[end : end + 1] in _AFTER_RURAL:
            return None
        g, floor = self.gazetteer, max(0, end - _LONGEST_TOWN)
        for hit in reversed(before[-_LOOK_BACK:]):
            if hit.end < floor:
                break
            if hit.end >= ending:
                continue
            # Also one that has been renamed since, or a name that is another town's elsewhere.
            below = [n for c in hit.nodes for n in g.nodes(text[hit.end : end], TOWN, c)]
            if below:
                return NameHit(hit.end, end, tuple(below), True, True)
            if hit.full:
                floor = hit.end + 1
                break
        if text[ending] == _REGIMENT:
            return None  # of 十团 by itself there are many
        for start in range(floor, ending):
            nodes = g.towns(text[start:end])
            if nodes:
                return NameHit(start, end, nodes, True, _begins(text, start))
        return None

    def _short(self, text: str, hit: NameHit) -> NameHit:
        """A short form with another ending behind it is a former full name (寿光县 for 寿光市)."""
        if text[hit.end : hit.end + 1] in ("县", "市", "区") and hit.end - hit.start > 1:
            nodes = tuple(n for n in hit.nodes if self.gazetteer.depths[n] in (PREFECTURE, COUNTY))
            if nodes and text[hit.end : hit.end + 2] not in ("市场", "区域", "区间", "县级", "市民"):
                return NameHit(hit.start, hit.end + 1, nodes, True, True)
        return hit

    def _add(self, out: list[NameHit], hit: NameHit) -> None:
        """Append a hit, or run it together with the name right in front of it that it lies in."""
        if out and out[-1].end == hit.start:
            last, ends = out[-1], self.gazetteer.ends
            below = tuple(n for n in hit.nodes if any(p < n < ends[p] for p in last.nodes))
            if below:
                out[-1] = NameHit(last.start, hit.end, below, True, True)
                return
        out.append(hit)


def _begins(text: str, start: int) -> bool:
    """Whether a name may well begin here."""
    return start == 0 or text[start - 1] in _BEFORE_NAME or not "\u4e00" <= text[start - 1] <= "\u9fff"


def part_of_other_name(text: str, hit: NameHit) -> bool:
    """Whether a short form is the beginning of another name (南山村)."""
    return not hit.full and text[hit.end : hit.end + 1] in _NOT_AFTER_SHORT


def gazetteer_of(page: Page) -> Gazetteer:
    """The gazetteer by which a page is read."""
    return page.gazetteer or Gazetteer.load()


@lru_cache(maxsize=2)
def scanner(gazetteer: Gazetteer) -> NameScanner:
    """The scanner of a gazetteer, made at the first call."""
    return NameScanner(gazetteer)


def names_in(page: Page) -> tuple[NameHit, ...]:
    """The administrative names on a page; the stages that read one document share the answer."""
    return _names(page.text, gazetteer_of(page))


@lru_cache(maxsize=2)
def _names(text: str, gazetteer: Gazetteer) -> tuple[NameHit, ...]:
    return tuple(scanner(gazetteer).scan(text))
