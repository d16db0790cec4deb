"""Where an office begins when a person, a place or a text without full stops stands in front of it."""

from __future__ import annotations

from typing import Final

from govextract.find.company_names import is_region, place_at
from govextract.find.name_reader import Name, NameReader
from govextract.find.names import is_han
from govextract.lexicon import Lexicon
from govextract.match import Page

_NAME_LENGTH: Final = 4
_LONGEST_REGION: Final = 8
_NEAR: Final = 10
_LEAST: Final = 4
"""Characters that a name, a verb and the beginning of a body have at least."""
_SURE: Final = 0.7
"""Confidence of a name behind which an office begins without any word between."""
COMMITTEES: Final = ("省委", "市委", "县委", "区委", "旗委", "州委", "镇党委", "乡党委")
"""Committees of the party, with which offices begin."""
_FIRST: Final = (
    *("全国人大", "全国政协", "国家", "中国", *COMMITTEES),
    *(
        "镇人大",
        "街道党",
        "社区党",
        "镇政府",
        "县政府",
        "市政府",
        "区政府",
        "县领导",
        "市领导",
        "区领导",
        "镇领导",
    ),
)
"""With what an office of a level begins."""
_OF_TOWNS: Final = frozenset("镇乡")
_IN_TOWNS: Final = frozenset("和共从为向同至来都全到并自于因随")
"""Words of grammar with which names of towns begin (和信村, 共合镇, 同心乡)."""
_IN_VILLAGES: Final = frozenset("和共同全")
"""Those with which names of villages and schools begin too (全胜村, 和睦社区, 同济大学)."""
_OF_VILLAGES: Final = ("村", "城", "社区", "大学", "街道", "中学", "小学")
_DEIXIS: Final = frozenset("驻本该各我包挂下进某")
"""Characters that make 村, 镇 behind them no name (同|驻村第一书记)."""
_DIVISIONS: Final = frozenset("省市县区旗州盟镇乡村街")
_UNITS: Final = frozenset("省市县区镇乡村街旗盟州校局委厅处所站")
_PARTY: Final = ("党", "纪", "团", "人大", "政协", "支", "妇联", "工会", "武装", "驻")
"""With what a post begins that goes with the unit in front of it (我镇|党委书记)."""
_INNER_UNITS: Final = ("学院", "小学", "中学", "校区", "研究院", "处", "系", "图书馆", "监测院", "中心")


class OfficeStarts:
    """Tells what in front of a title is no part of the office. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon, names: NameReader) -> None:
        self._names = names
        self._personnel = tuple(lexicon.forms("personnel_verb"))
        self._deeds = tuple(sorted(lexicon.forms("person_verb"), key=len, reverse=True))
        self._second = frozenset(w[0] for w in self._deeds)

    def behind_person(self, page: Page, start: int, head: int) -> int:
        """The beginning of the office behind a person who gets it, loses it, or brings its holder along.

        田伟任|县检察院副检察长, 任命余敏为|科主任, 免去包明的|县水利局局长职务, 李刚带|服务中心主任.
        """
        text = page.text
        named = text.endswith(self._personnel, 0, start - (text[start - 1 : start] in ("：", ":")))
        if head - start < _LEAST or not (named or not start or not is_han(text[start - 1])):
            return start
        if not named and self._second.isdisjoint(text[start + 2 : start + 7]):
            return start
        name = self._names.at(page, start, {}, firm=True)
        if name is None or name.end >= head or is_region(text[start : name.end]):
            return start
        if any(h.start == start for h in page.scan.within("organisation", start, head)):
            return start
        end = name.end + 2 * text.startswith("同志", name.end)
        deed = next((w for w in self._deeds if text.startswith(w, end)), None)
        if deed:
            return end + len(deed) if end + len(deed) <= head else start
        return end if named and name.confidence >= _SURE else start

    def in_person(self, page: Page, start: int, at: int) -> bool:
        """Whether a word of grammar is a character of the name behind 任命 and the like (任命|宋再远|为)."""
        if not start < at < start + _NAME_LENGTH - 1 or not page.text.endswith(self._personnel, 0, start):
            return False
        name = self._names.at(page, start, {}, firm=True)
        return name is not None and name.end > at and name.confidence >= _SURE

    def is_address(self, text: str, start: int, head: int) -> bool:
        """Whether what stands in front of a title is a surname alone (李|站长)."""
        c = text[start]
        return head - start == 1 and c not in _DIVISIONS | _UNITS | {"党"} and self._names.may_begin(c)

    def removed(self, page: Page, start: int, end: int) -> Name | None:
        """The person from whom the office at ``start:end`` is taken (免去包明|的县水利局局长职务)."""
        text = page.text
        stop = start - text.startswith("的", start - 1)
        stop -= 2 * text.endswith("同志", 0, stop)
        near = text[max(stop - _NEAR, 0) : stop]
        if not (stop < start and text.startswith("职务", end)) and not any(
            w in near for w in self._personnel
        ):
            return None
        name = self._names.ending_at(page, stop, listed=True) if stop > 1 else None
        if name is None:  # 免去|卢汉章|县水务局局长职务
            opening = next((stop - n for n in (3, 2, 4) if text.endswith(self._personnel, 0, stop - n)), None)
            behind = self._names.at(page, opening, {}, firm=True) if opening else None
            name = behind if behind and behind.end == stop else None
        if name is None or is_region(text[name.start : name.end]):
            return None
        before = name.start - (text[name.start - 1 : name.start] in ("：", ":"))
        listed = (
            stop < start and text.startswith("职务", end) and not is_han(text[name.start - 1 : name.start])
        )
        return name if listed or text.endswith(self._personnel, 0, before) else None

    def is_place(self, text: str, at: int, *, opened: bool = False) -> bool:
        """Whether a word of grammar at the beginning of a clause is the first character of a town's name.

        ``opened`` says that such a beginning is there though Hanzi stand in front.
        """
        if text[at] not in _IN_TOWNS or not is_han(text[at + 1 : at + 2]) or text[at + 1] in _DEIXIS:
            return False
        if not opened and is_han(text[at - 1 : at]):
            return False
        if text[at + 2 : at + 3] in _OF_TOWNS:
            return True
        within = text[at] in _IN_VILLAGES and text[at + 1] not in _DIVISIONS
        return within and text.startswith(_OF_VILLAGES, at + 2)

    def in_region(self, text: str, at: int) -> bool:
        """Whether a word of grammar is a character of a region's name (民|和|县)."""
        return any(
            place_at(text, k, k + _LONGEST_REGION) > at and text[k - 1 : k + 1] not in self._names.words
            for k in range(max(at - 2, 0), at)
        )

    def behind_pronoun(self, text: str, start: int, title: int) -> int:
        """Where the office begins behind 该, 我, 本: without the unit in front if what follows tells it.

        该省|石桥市政协主席, 我校|文学院院长, 该乡|副乡长, 我局|局长; but 我镇党委书记.
        """
        office = text[start + 1 : title + 4]
        if text[start] == "院":
            return start + (start + 1 < title)
        own = text[start] in _DIVISIONS | {"校"} and (
            any(c in _DIVISIONS | {"校"} for c in office[2:6]) or office[:1] in _DIVISIONS | {"校"}
        )
        bare = start + 1 == title and not office.startswith(_PARTY)
        inner = any(0 < office.find(w) < title - start for w in _INNER_UNITS)
        return start + (text[start] in _UNITS and (own or bare or inner))

    def unpunctuated(self, page: Page, start: int, end: int) -> int:
        """Where the office begins when nothing ends the sentence in front of it (造成影响|石桥县水利局局长)."""
        text = page.text
        for k in range(start, end):
            if text.startswith(_FIRST, k) or place_at(text, k, end) - k > 2:
                front = text[start:k]
                words = any(front[i : i + 2] in self._names.words for i in range(len(front) - 1))
                if start == 0 or not is_han(text[start - 1]):  # it may begin behind that mark
                    words = len(front) > _NAME_LENGTH and not page.scan.within("organisation", start, k)
                return k if words else start
        return start
