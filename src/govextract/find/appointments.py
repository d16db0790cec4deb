"""Who gets an office: the persons in front of a verb that gives it (韩立群当选县长, 选派韩立群等2名同志任第一书记)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govextract.find.name_reader import Name, NameReader
from govextract.find.names import is_han
from govextract.find.offices import Chain
from govextract.lexicon import Lexicon
from govextract.match import Page

_LONGEST_VERB: Final = 6
_REACH: Final = 24
"""Characters in front of the verb in which the person stands."""
_BETWEEN: Final = re.compile(
    "(?:"
    "(?:以|获|得)?[0-9,]{1,6}[张]?(?:票|张赞成票)(?:的[一-鿿]{2,6})?[，,]?"
    "|(?:以)?(?:高票|全票|满票)|(?:得票|票数)[一-鿿]{1,4}[，,]"
    "|(?:再次|继续|成功|当场|顺利|正式|依法)"
    "|等?[0-9一二两三四五六七八九十]{1,3}[名位](?:同志|干部)?"
    "|(?:到|赴)[一-鿿]{2,12}|在|[（(][男女，,、满藏回苗壮彝蒙古族维吾尔]{1,8}[)）]"
    "|[由从][一-鿿]{1,10}[镇乡县区局办委院村]|因(?:工作|年龄|身体|个人|到龄)[一-鿿]{0,8}"
    "|此前|(?:已|曾)?(?:于|在)(?:[0-9]{1,2}月)?[0-9]{1,2}日|(?:已|曾)?(?:于|在)[去今前]年(?:[0-9]{1,2}月)?"
    "|(?:已|曾)?(?:于|在|自)?(?:[12][0-9]{3}年)(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:起|以来|后|至今)?"
    ")$"
)
"""What may stand between a person and the verb that gives the office."""
_IN_APPOSITION: Final = ("现任", "系", "拟任", "时任", "原任")
"""Verbs that a comma may part from the person (韩立群，现任县长)."""
_LIFE: Final = re.compile("[，,][男女][，,]")
_DATA_REACH: Final = 90
"""Characters of data on a life between the person and the office that he has (韩立群，男，1970年生，…，现任县长)."""
_STARTS: Final = "\n。；;：:　"


class Appointments:
    """Finds the persons to whom an office is given. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon, names: NameReader) -> None:
        self._names = names
        self._verbs = tuple(sorted(lexicon.forms("appointive"), key=len, reverse=True))
        self._between = tuple(lexicon.forms("honorific"))

    def verb(self, text: str, at: int) -> str | None:
        """The verb that ends at ``at`` and gives an office."""
        front = max(at - _LONGEST_VERB, 0)
        if not text.endswith(self._verbs, front, at):
            return None
        return next((w for w in self._verbs if text.endswith(w, front, at)), None)

    def holders(self, page: Page, chain: Chain, verb: str) -> Iterator[Name]:
        """Those who get the office of a chain behind ``verb``, from right to left."""
        text = page.text
        end = self.person_end(text, chain.start - len(verb))
        if text[end - 1 : end] in ("（", "(") and verb.endswith(_IN_APPOSITION):
            end -= 1  # 韩立群（时任乡党委书记）
        comma = text[end - 1 : end] in ("，", ",")
        if comma:
            if not verb.endswith(_IN_APPOSITION):
                return
            described = self._described(page, end)
            if described:
                yield described
                return
            end -= 1
        name = self._names.ending_at(page, end, listed=True)
        if comma and name and (is_han(text[name.start - 1 : name.start]) or name.end != end):
            return
        while name:
            yield name
            before = self._list_end(text, name.start)
            name = self._names.ending_at(page, before, listed=True) if before else None

    def person_end(self, text: str, end: int) -> int:
        """Where the person ends in front of a verb that ends at ``end``, without what stands between."""
        while True:
            word = next((w for w in self._between if text.endswith(w, 0, end)), None)
            between = None if word else _BETWEEN.search(text, max(end - _REACH, 0), end)
            if word:
                end -= len(word)
            elif between:
                end = between.start()
            else:
                return end

    @staticmethod
    def _list_end(text: str, start: int) -> int | None:
        """The end of the name in front of a list's next one, whose village may stand between (葛平、|石桥村|韩立群)."""
        if text[start - 1 : start] == "、":
            return start - 1
        if text[start - 1 : start] in ("村", "区"):
            mark = text.rfind("、", max(start - _LONGEST_VERB, 0), start)
            return mark if mark > 0 and is_han(text[mark + 1 : start]) else None
        return None

    def _described(self, page: Page, end: int) -> Name | None:
        """The person at the beginning of the paragraph of whom the data in front of ``end`` tell."""
        text = page.text
        start = max(text.rfind(c, max(end - _DATA_REACH, 0), end) for c in _STARTS) + 1
        while text[start : start + 1] in (" ", "　"):
            start += 1
        name = self._names.at(page, start, {}, firm=True)
        return name if name and _LIFE.match(text, name.end) else None
