"""Find bodies: 县农业农村局, 镇应急管理办, 沅江市人民法院, 县公安局交警大队, 石桥镇中心小学.

The lexicon knows how a body's name ends and what must stand in front: nothing (国务院), a place or level word
or another body (镇|应急办), or a name (矛盾纠纷|调处中心). Words like 有关部门 name nobody.
"""

from __future__ import annotations

import re
from typing import Final

from govextract.find.atlas import atlas
from govextract.find.boundary import LISTED, LeftContext, Masks
from govextract.find.company_names import is_region
from govextract.find.name_starts import NameStarts
from govextract.find.names import is_han
from govextract.find.trades import odd
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention

LEVELS: Final = "省市县区旗州盟镇乡"
LEVEL_WORDS: Final = ("街道", "苏木", "开发区", "高新区", "经开区", "自治区", "新区", "农场", "林场", "园区")
ODD: Final = 5.5
"""Mean surprise of a name without a place, from which it is believed to be a name (春晖小学)."""
LONGEST_PLACE: Final = 12
LONGEST_FIELD: Final = 12
_DIGIT: Final = re.compile("[0-9０-９]")
_UNNAMED: Final = frozenset({"village", "company"})


class OrganisationFinder:
    """Finds bodies by the endings of their names."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._left = LeftContext(lexicon)
        self._starts = NameStarts(lexicon, self._left)
        self._words = frozenset(lexicon.forms("organisation_word"))
        self._verbs = tuple(lexicon.forms("organisation_left"))
        self._generic = tuple(sorted(lexicon.forms("organisation_generic"), key=len, reverse=True))

    def find(self, page: Page) -> list[Mention]:
        """Bodies on the page, in text order; of a body and a part of it (县公安局|交警大队) the whole."""
        text = page.text
        hits = page.scan.of("organisation")
        if not hits:
            return []
        masks = Masks(text)
        longest: dict[int, Hit] = {}
        for hit in hits:
            if hit.end not in longest or hit.start < longest[hit.end].start:
                longest[hit.end] = hit
        bodies: list[tuple[int, int, Hit]] = []  # start, end, ending; in text order
        for end in sorted(longest):
            hit = longest[end]
            if (
                masks.covers(hit.start)
                or (len(hit.form) == 1 and hit.form not in "局厅")
                or self._is_word(text, hit)
            ):
                continue
            start = bodies[-1][0] if bodies and bodies[-1][1] == hit.start else self._start(text, hit)
            if start is None:
                continue
            while bodies and bodies[-1][1] > start:
                start = min(start, bodies.pop()[0])
            bodies.append((start, end, hit))
        return [_mention(text, *body) for body in bodies]

    def _is_word(self, text: str, hit: Hit) -> bool:
        """Whether the ending is part of another word: 局|长, 党组|织, 大学|生, 全|局."""
        if hit.form == "学校" and text[hit.start - 1 : hit.start] in ("大", "中", "小"):
            return True
        return text[hit.end - 1 : hit.end + 1] in self._words or text[hit.start - 1 : hit.end] in self._words

    def _start(self, text: str, hit: Hit) -> int | None:
        """Where the body's name begins; None where the ending names nobody."""
        needs = hit.entry.attrs["needs"]
        if hit.entry.attrs["type"] in _UNNAMED:
            return None
        if needs == "nothing":
            return self._with_place(text, hit.start + 1 if hit.form[0] in LEVELS else hit.start, hit.start)
        place = self._place_in_front(text, hit.start)
        if place is not None:
            return place
        if len(hit.form) > 2 and hit.form[0] in LEVELS and needs == "place":
            return self._with_place(text, hit.start + 1, hit.start)
        return self._named(text, hit) if needs == "name" else None

    def _with_place(self, text: str, end: int, start: int) -> int:
        """``start``, or the beginning of a place in front of it that ends at ``end`` (沅江市|委)."""
        place = _place_ending(text, end)
        return place if place is not None and place < start else start

    def _place_in_front(self, text: str, end: int) -> int | None:
        """The beginning of the place or level word that ends at ``end``."""
        place = _place_ending(text, end)
        if place is not None and not self._left.is_word(text[place : end - 1]):
            return place  # 会同|县, which may be the county 会同县, is not
        word = next((w for w in LEVEL_WORDS if text.endswith(w, 0, end)), "")
        level = len(word) or int(end > 0 and text[end - 1] in LEVELS)
        if not level:
            return None
        start = end - level
        for k in range(start - 1, max(-1, start - 5), -1):  # a town that the gazetteer lacks
            if not is_han(text[k]):
                break
            left = self._left.at(text, k)
            if start - k >= 2 and (left.hard or left.weight > LISTED) and odd(text, k, start, ODD):
                return k
        left = self._left.at(text, start)
        begins = left.hard or left.weight > LISTED or text[start - 1] in "我本该"
        return start if begins or text.endswith(self._verbs, 0, start) else None

    def _named(self, text: str, hit: Hit) -> int | None:
        """The beginning of a name with a place or level in front, or of a surprising one."""
        for start in self._starts.best(text, hit.start, hit.form, "bank", frozenset())[:2]:
            stem = text[start : hit.start]
            if (
                not 2 <= len(stem) <= LONGEST_FIELD
                or stem.startswith(self._generic)
                or "的" in stem
                or _DIGIT.search(stem)
            ):
                continue
            if stem[0] in LEVELS or stem.startswith(LEVEL_WORDS):
                return start
            if any(is_region(stem[:n]) for n in range(2, min(len(stem), 8) + 1)):
                return start
            if any(atlas().towns(stem[:n]) for n in range(3, min(len(stem), 6) + 1)):
                return start
            if hit.entry.attrs["type"] in ("school", "hospital", "institution") and odd(
                text, start, hit.start, ODD
            ):
                return start
        return None


def _place_ending(text: str, end: int) -> int | None:
    """The beginning of the longest place name that ends at ``end``, with those in front of it."""
    start = None
    gazetteer = atlas()
    while True:
        last = start if start is not None else end
        found = None
        for length in range(min(LONGEST_PLACE, last), 1, -1):
            name = text[last - length : last]
            if not is_han(name[0]):
                continue
            if is_region(name) or (name[-1] in "镇乡道木" and gazetteer.towns(name)):
                found = last - length
                break
        if found is None:
            return start
        start = found


def _mention(text: str, start: int, end: int, hit: Hit) -> Mention:
    return Mention(
        id=mention_id("organisation", start, end),
        kind="organisation",
        start=start,
        end=end,
        text=text[start:end],
        rule=hit.entry.id,
        confidence=0.85 if hit.entry.attrs["needs"] != "name" else 0.75,
    )
