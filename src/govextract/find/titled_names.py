"""The name that belongs to the title in front of it, with what may stand between the two."""

from __future__ import annotations

import re
from typing import Final

from govextract.find.name_followers import CLOSERS
from govextract.find.name_reader import Name, NameReader
from govextract.find.names import is_han
from govextract.match import Hit, Page

_TAKES_OVER: Final = ("接任", "担任", "兼任", "出任", "继任", "代理")
"""What stands behind who gets the post in front of 由."""
_HELD: Final = re.compile("(?:时任|现任|身为|作为|担任|曾任|兼任)[^，。；：\\n]{0,24}$")
"""Verbs in front of an office that 的 joins to its holder."""
_OFFICE_REACH: Final = 30
_NOTE: Final = re.compile("[(（][\u4e00-\u9fff]{2,8}[)）](?=[\u4e00-\u9fff])")
_BEHIND_NOTE: Final = 0.9
"""Confidence that a name must have behind a title and a note in brackets."""
_COLLECTIVE: Final = 0.95
"""Confidence that a name must have behind 干部, 成员 and other words that are seldom titles of one person."""
_FAMILIAR: Final = ("老", "小")
"""What people say in front of a surname."""
_AFTER_CALLING: Final = (*_FAMILIAR, "（", "(")
"""What stands behind a title where a full name follows in brackets."""


class TitledNames:
    """Reads names behind titles. Read-only, safe to share."""

    def __init__(self, names: NameReader) -> None:
        self._names = names

    def after(self, page: Page, head: Hit, lengths: dict[str, int]) -> Name | None:
        """The name right behind a title: start, end, confidence."""
        text, start = page.text, head.end
        while text[start : start + 1] in ("同", " ", "\u3000") and start < len(text):
            if text[start] == "同":
                if not text.startswith("同志", start):
                    break
                start += 2
            else:
                start += 1
        if start - head.end > 4:
            return None
        known = self._known_as(text, page, head)
        if known:
            return known
        if text[start : start + 1] == "由":  # 护士长|由|韩立群接任
            given = self._names.at(page, start + 1, lengths)
            if given and text.startswith(_TAKES_OVER, given.end):
                return given
        if text[start : start + 1] == "的" and _HELD.search(
            text, max(head.start - _OFFICE_REACH, 0), head.start
        ):
            name = self._names.at(page, start + 1, lengths, firm=True)  # 时任县委书记|的|韩立群
            return name if name and name.confidence >= _BEHIND_NOTE else None
        note = _NOTE.match(text, start) if head.entry.category == "title" else None
        if note:  # 统战部长(联镇领导)韩立群
            name = self._names.at(page, note.end(), lengths, firm=True, least=_BEHIND_NOTE)
            return name if name and name.confidence >= _BEHIND_NOTE else None
        if head.entry.id == "title.cadre" and text.startswith(("有：", "有:"), start):
            start += 1  # 出席的市领导有：韩立群、宋知远
        if text[start : start + 1] in ("：", ":") and head.entry.category == "title":
            name = self._names.at(page, start + 1, lengths, firm=True)
            closed = name and (text[name.end : name.end + 1] in CLOSERS or name.end == len(text))
            return name if name and closed and name.confidence >= 0.7 else None
        if text[start : start + 1] in ("：", ":") and head.entry.id == "title_private.press":
            start += 1
            while text[start : start + 1] in (" ", "\u3000"):
                start += 1
        least = _COLLECTIVE if head.entry.id == "title.cadre" else 0.0
        return self._names.at(page, start, lengths, firm=head.entry.category == "title", least=least)

    def _known_as(self, text: str, page: Page, head: Hit) -> Name | None:
        """The full name that brackets tell behind how people call somebody (村支书老耿（耿长群）, 马镇长（马怀兰）)."""
        opening = head.end
        if text[opening : opening + 1] not in _AFTER_CALLING or head.entry.category != "title":
            return None
        if text[opening : opening + 1] in _FAMILIAR:
            opening += 2
            surname = text[opening - 1 : opening]
        else:
            surname = text[head.start - 1 : head.start]
        if text[opening : opening + 1] not in ("（", "(") or not is_han(surname):
            return None
        if text[opening + 1 : opening + 2] != surname:
            return None
        name = self._names.at(page, opening + 1, {}, firm=True)
        return name if name and text[name.end : name.end + 1] in ("）", ")", "，", ",") else None
