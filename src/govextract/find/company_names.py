"""What a business's name is made of: place, brand, line of business, legal form (云溪县|恒达|木业|有限公司).

From that: whether a name is anybody's (物流公司 is not, 长顺物流公司 is), and what its short forms are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from govextract.find.atlas import atlas
from govextract.find.bigrams import load_bigrams
from govextract.find.names import is_han
from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon

COUNTY_DEPTH: Final = 2
_LONGEST_PLACE: Final = 11
_REGION_ENDS: Final = ("省", "市", "县", "区", "旗", "州", "盟", "镇", "乡", "街道")

_TOWN: Final = re.compile("(?!.{0,2}(?:都市|城市|超市|集市|上市))[\u4e00-\u9fff]{2,3}[市县区旗镇乡](?=..)")
"""A place in front that the gazetteer lacks."""
_LUCKY: Final = frozenset("福惠乐源丰鑫盛达旺发兴隆顺佳美鲜香缘坊轩阁苑")
"""Characters that such a brand may have behind it (万家|惠)."""
_LOCAL_BANKS: Final = ("农商银行", "农商行", "农信社", "村镇银行", "信用联社")
"""What may be named without its place, in front of a branch (农商银行石桥支行)."""
_COUNTY: Final = "云溪县"
_NO_COUNTY: Final = frozenset(
    "同该本全各我贵邻外某每两三一二几多数大小强穷原现的了着是在由到从和与及对向为于去来往至赴进出将被把给让请以等省市州盟县区旗镇乡村"
)
"""Characters that stand in front of 县 and in no county's name."""
_WORD: Final = -4.6
"""The surprise of the second character after the first from which the two are a word (慰问|县)."""
_COUNTRY: Final = ("国网", "中国", "国家")


@lru_cache(maxsize=2)
def _heads(gazetteer: Gazetteer) -> frozenset[str]:
    """The first two characters of the names of all regions: most words are none by these alone."""
    regions = [n for n, depth in enumerate(gazetteer.depths) if depth <= COUNTY_DEPTH]
    names = [gazetteer.names[n] for n in regions] + [a for n in regions for a in gazetteer.aliases.get(n, ())]
    return frozenset(name[:2] for name in (*names, *_COUNTRY))


def is_region(name: str) -> bool:
    """Whether this is a name, full or short, of a province, prefecture or county, or of the country."""
    gazetteer = atlas()
    return name[:2] in _heads(gazetteer) and _is_region(name, gazetteer)


@lru_cache(maxsize=4096)
def _is_region(name: str, gazetteer: Gazetteer) -> bool:
    if name in _COUNTRY:
        return True
    return any(gazetteer.depths[n] <= COUNTY_DEPTH for n in gazetteer.nodes(name))


def is_province(name: str) -> bool:
    """Whether this is the name, in full or short, of a province, or stands for the country."""
    return _is_province(name, atlas())


@lru_cache(maxsize=256)
def _is_province(name: str, gazetteer: Gazetteer) -> bool:
    if name in _COUNTRY:
        return True
    return any(gazetteer.depths[n] == 0 for n in gazetteer.nodes(name))


def is_full(name: str) -> bool:
    """Whether a region's name is written in full (云溪县, not 云溪)."""
    gazetteer = atlas()
    return any(gazetteer.names[n] == name for n in gazetteer.nodes(name))


def place_at(text: str, start: int, end: int) -> int:
    """The end of the place that begins at ``start`` (湖南省|, 云溪县|), or ``start`` where none does."""
    gazetteer = atlas()
    if text[start : start + 2] not in _heads(gazetteer):
        return start + len(_COUNTY) if _is_county(text, start, end) else start
    for length in range(min(_LONGEST_PLACE, end - start), 1, -1):
        if _is_region(text[start : start + length], gazetteer):
            return start + length
    return start + len(_COUNTY) if _is_county(text, start, end) else start


def _is_county(text: str, start: int, end: int) -> bool:
    """Whether a county begins here that the gazetteer lacks, a name of two characters and its ending (云溪|县)."""
    if start + len(_COUNTY) > end or not text.startswith(_COUNTY[2], start + 2):
        return False
    first, second = text[start], text[start + 1]
    return (
        _NO_COUNTY.isdisjoint((first, second))
        and is_han(first + second)
        and load_bigrams()[1].step(first, second) < _WORD
    )


def places_at(text: str, start: int, end: int) -> int:
    """The end of a chain of places that begins at ``start`` (湖南省沅江市|).

    A second place needs its ending, unless a province stands in front (湖南沅江|, 武山县|惠民养殖).
    """
    first = place_at(text, start, end)
    if first == start:
        return start
    province = first - start <= 3 and is_province(text[start:first])
    while True:
        after = place_at(text, first, end)
        if after == first or not (province or text.endswith(_REGION_ENDS, first, after)):
            return first
        province = False
        first = after


class Parts(NamedTuple):
    """A name without its suffix, taken apart: is a place in front, what follows it, the brand in that."""

    placed: bool
    rest: str
    brand: str


class CompanyNames:
    """Takes names apart with the words of ``enterprise_trade`` and ``enterprise_generic``."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._trade = frozenset(lexicon.forms("enterprise_trade"))
        self._generic = frozenset(lexicon.forms("enterprise_generic"))
        self._customary = frozenset(lexicon.forms("enterprise_brand"))
        self._nations = frozenset(lexicon.forms("enterprise_nation"))
        wholes = lexicon.forms("enterprise_whole").items()
        self._banks = (*(f for f, e in wholes if e.attrs.get("sort") == "bank"), *_LOCAL_BANKS)
        self._trade_words = frozenset(w for w in self._trade if len(w) > 1)
        self._longest = max(map(len, self._trade | self._generic), default=1)

    def parts(self, stem: str, *, shop: bool = False, legal: bool = False) -> Parts:
        """Place, rest and brand of a name without its suffix; no brand where all is common words.

        ``shop`` is set for shops, farms and the like, which have other common words in front than companies;
        ``legal`` in front of a legal form, where single characters may make a brand (三全食品有限公司).
        """
        placed = places_at(stem, 0, len(stem))
        if len(stem) - placed == 1 and not is_full(stem[:placed]) and stem not in self._generic:
            placed = 0  # 德安|杰 is no place and one character
        rest = stem[placed:]
        words = self._generic if shop else self._trade_words if legal else self._trade
        if not rest or self._made_of(rest, words):
            return Parts(placed > 0, rest, "")
        brand = rest
        while cut := next((n for n in range(min(6, len(brand) - 2), 1, -1) if brand[-n:] in self._trade), 0):
            brand = brand[:-cut]
        return Parts(placed > 0, rest, brand)

    def common(self, stem: str) -> bool:
        """Whether a stem in front of a bracketed place is nothing but one line of business (运营(深圳))."""
        return stem in self._trade_words

    def described(self, stem: str) -> bool:
        """Whether a common word begins it (现代化|煤矿)."""
        return any(stem[:n] in self._generic for n in range(2, self._longest + 1))

    def branded(self, brand: str) -> bool:
        """Whether it begins with a word that businesses like to be called by (阳光, 宏大板材)."""
        return any(
            brand[:n] in self._customary
            and (brand[n:] in _LUCKY or self._made_of(brand[n:], self._trade_words | self._generic))
            for n in (2, 3)
        )

    def trading(self, words: str) -> bool:
        """Whether it is nothing but lines of business (旅游开发)."""
        return self._made_of(words, self._trade_words)

    def bank_in(self, stem: str) -> bool:
        """Whether a bank is named in it (农行咸宁市|支行)."""
        return any(bank in stem for bank in self._banks)

    def _made_of(self, text: str, words: frozenset[str]) -> bool:
        """Whether ``text`` is nothing but ``words`` one after another."""
        reached = [True] + [False] * len(text)
        for i in range(len(text)):
            if reached[i]:
                for length in range(1, min(self._longest, len(text) - i) + 1):
                    if text[i : i + length] in words:
                        reached[i + length] = True
        return reached[-1]

    def short_forms(self, stem: str) -> list[str]:
        """Short forms that a text may use, longest first (恒达木业科技, 恒达木业, 恒达)."""
        placed = places_at(stem, 0, len(stem))
        unknown = _TOWN.match(stem) if not placed else None
        left = stem[unknown.end() if unknown else placed :]
        forms = [left]
        while cut := next((n for n in range(min(6, len(left) - 2), 0, -1) if left[-n:] in self._trade), 0):
            left = left[:-cut]
            forms.append(left)
        return [
            f
            for f in forms
            if len(f) >= 2
            and f not in self._nations
            and not self._made_of(f.removeprefix("中国"), self._trade)
        ]
