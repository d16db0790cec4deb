"""Where an office begins when a person, a place or a text without full stops stands in front of it."""

from __future__ import annotations

from typing import Final

from govextract.find.company_names import is_region, place_at
from govextract.find.name_reader import Name, NameReader
from govextract.find.names import is_han
from govextract.lexicon import Lexicon
from govextract.match import Page

_NAME_LENGTH: Final = 4
_LEAST: Final = 4
"""Characters that a name, a verb and the beginning of a body have at least."""
_SURE: Final = 0.7
"""Confidence of a name behind which an office begins without any word between."""
_FIRST: Final = (
    *(
        "全国人大",
        "全国政协",
        "国家",
        "中国",
        "省委",
        "市委",
        "县委",
        "区委",
        "旗委",
        "州委",
        "镇党委",
        "乡党委",
    ),
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

    def removed(self, page: Page, start: int, end: int) -> Name | None:
        """The person from whom the office at ``start:end`` is taken (免去包明|的县水利局局长职务)."""
        text = page.text
        stop = start - text.startswith("的", start - 1)
        stop -= 2 * text.endswith("同志", 0, stop)
        name = self._names.ending_at(page, stop, listed=True) if stop > 1 else None
        if name is None or is_region(text[name.start : name.end]):
            return None
        before = name.start - (text[name.start - 1 : name.start] in ("：", ":"))
        listed = (
            stop < start and text.startswith("职务", end) and not is_han(text[name.start - 1 : name.start])
        )
        return name if listed or text.endswith(self._personnel, 0, before) else None

    def is_place(self, text: str, at: int) -> bool:
        """Whether a word of grammar at the beginning of a clause is the first character of a town's name."""
        if text[at] not in _IN_TOWNS or is_han(text[at - 1 : at]) or not is_han(text[at + 1 : at + 2]):
            return False
        behind = text[at + 2 : at + 3]
        return behind in _OF_TOWNS or (behind == "村" and text[at] == "和")

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
