"""Names that their place in a list, a roster or a sentence shows, whether or not a known surname begins them."""

from __future__ import annotations

from typing import Final

from govextract.find.name_reader import Name, NameReader
from govextract.find.names import is_han
from govextract.find.offices import Chain
from govextract.match import Page

BODY_ENDS: Final = frozenset("区县镇乡村局厅委处市联会部院室办府科校站所队组党团")
"""Characters with which bodies end and names do not (县委|书记)."""
OPENINGS: Final = ("\n", "。", "？", "！", "；", "\u3000", "：")
"""What stands in front of a sentence or a line's item."""
_ROSTER: Final = ("：", ":", "、", "；", "\n", "\u3000", " ")
"""Marks in front of a name in a roster."""


class NameSettings:
    """Reads names that marks on both sides set apart. Read-only, safe to share."""

    def __init__(self, names: NameReader) -> None:
        self._names = names

    def strange(self, page: Page, start: int, lengths: dict[str, int]) -> Name | None:
        """A name whose surname nobody knows, between others of a list (何立群、|若知|、刘怀远)."""
        text = page.text
        end = text.find("、", start, start + 5)
        if end - start not in (2, 3, 4) or not self._unknown(page, start, end):
            return None
        behind = self._names.at(page, end + 1, lengths, firm=True)
        return Name(start, end, 0.7) if behind and behind.confidence >= 0.9 else None

    def bounded(self, page: Page, end: int, chain: Chain) -> Name | None:
        """A name whose surname nobody knows, between a mark and its office in brackets (：贲怀远（镇长）、)."""
        text = page.text
        start = max(text.rfind(c, max(end - 5, 0), end) for c in _ROSTER) + 1
        if end - start not in (2, 3) or text[chain.end : chain.end + 1] not in ("）", ")"):
            return None
        if chain.posts[0].private or not self._unknown(page, start, end):
            return None
        return Name(start, end, 0.7)

    def _unknown(self, page: Page, start: int, end: int) -> bool:
        """Whether Hanzi that no surname begins hold no word and no title, so that they may be a name."""
        text = page.text
        if not is_han(text[start:end]) or text[end - 1] in BODY_ENDS:
            return False
        if any(text[k : k + 2] in self._names.words for k in range(start, end - 1)):
            return False
        kinds = ("title", "title_private", "title_guard", "organisation", "office_break")
        return not any(page.scan.within(c, start, end) for c in kinds)

    def apposed(self, page: Page, end: int) -> Name | None:
        """The person who opens a sentence, with the office behind a comma (韩立群，石桥村村委会委员，)."""
        name = self._names.ending_at(page, end)
        if name is None or name.confidence < 0.8:
            return None
        return name if page.text[name.start - 1 : name.start] in OPENINGS or not name.start else None
