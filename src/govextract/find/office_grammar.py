"""Whether a word of grammar or a verb in front of a title ends there, or is a part of the body's name (明|经|村)."""

from __future__ import annotations

from typing import Final

from govextract.find.names import is_han
from govextract.find.office_bodies import ending
from govextract.find.office_starts import COMMITTEES, OfficeStarts
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page

COORDINATORS: Final = ("和", "与", "及")
_IN_NAMES: Final = frozenset("经向从于为同自至并来名因以请位现让都就随共全到过归当")
"""Words of grammar that are also characters of places' names."""
_IN_REGIONS: Final = frozenset("和与及从于为同自至并来名因以都共全")
"""Those that are characters of regions' names."""
_SENT_POSTS: Final = ("第一书记", "驻村第一书记", "挂职干部", "工作队")
_SENT: Final = ("派驻", "选派", "下派", "驻")
_LEAD_ON: Final = frozenset("随同经归当来")
"""Words of grammar behind which an office of a level stands rather than the rest of a name."""
_BEHIND_AFTER: Final = ("县", "市", "区", "镇", "乡", "州", "旗", "派出所", "工作队", "驻村", "第一", "副")
"""With what an office begins behind words of time (十分钟后|派出所所长)."""
_OFFICES: Final = (*COMMITTEES, "街道党工委", "村党", "社区党")
"""With what the office of another person begins."""
_BODIES: Final = ("支部", "党委", "政府", "机关", "公司", "学校", "医院", "法院", "社区", "合作社")
_TERRITORY: Final = frozenset("省市县区镇乡村街旗盟州校")


class OfficeGrammar:
    """Tells words of grammar from characters of names. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon, words: frozenset[str], starts: OfficeStarts) -> None:
        """``words`` are common words of two characters."""
        self._words = words
        self._starts = starts
        self._body_verbs = frozenset(lexicon.forms("body_verb"))

    @staticmethod
    def of_sent(text: str, h: Hit, start: int) -> bool:
        """Whether a word belongs to the post of somebody sent to a village."""
        if h.form == "的":  # 驻村|的|第一书记
            post = text[h.start - 1] == "村" and text.startswith(_SENT_POSTS, h.end)
            return post and "驻" in text[start : h.start]
        return h.form == "派驻" and not is_han(text[h.start - 1 : h.start])  # ——|派驻|石桥村第一书记

    def inside_body(self, page: Page, h: Hit, head: Hit) -> bool:
        """Whether a verb is part of a body's name (经贸|交流|协会): it is, unless a territory follows it.

        县委组织部|派驻|石桥村第一书记 is one office.
        """
        text = page.text
        if h.form in _SENT and any(x.end == h.start for x in ending(page, "organisation", h.start)):
            return True
        return h.form in self._body_verbs and not any(c in text[h.end : head.start] for c in _TERRITORY)

    def inside_name(self, page: Page, h: Hit, start: int, head: Hit, *, opened: bool) -> bool:
        """Whether a single-character word of grammar is only a character of a name (明|经|村).

        ``opened`` says that another such word ends right in front (把|和平乡乡长).
        """
        if h.form == "后":  # 雨停|后|乡长; but 山后镇镇长
            unit = page.text.startswith(_BEHIND_AFTER, h.end) or h.end == head.start
            return not (unit and h.start >= start + 2)
        if self._starts.is_place(page.text, h.start, opened=opened):
            return True
        if h.form in _IN_REGIONS and self._starts.in_region(page.text, h.start):
            return True
        if h.form in COORDINATORS:
            return self._coordinates(page, h, head)
        if h.form == "为" and h.end == head.start:
            listed = page.text[start - 1 : start] == "、"
            if listed or page.text[head.start] not in _TERRITORY:
                return False  # 郁怀远、缪群|为|副镇长
        if h.form in _LEAD_ON and page.text.startswith(_OFFICES, h.end):
            return False  # 小分队|随|县委副书记
        if h.form not in _IN_NAMES:
            return False
        before = page.text[start : h.start]
        if not before or before[-2:] in self._words:
            return False
        near = max(h.start - 8, 0)
        ends = ("title", "office_break", "organisation")
        return not any(x.end == h.start for c in ends for x in page.scan.within(c, near, h.start))

    @staticmethod
    def _in_brackets(text: str, h: Hit, head: Hit) -> bool:
        """Whether an office alone fills the brackets around it (（安监|和|环保局局长）)."""
        opening = max(text.rfind("（", h.start - 12, h.start), text.rfind("(", max(h.start - 12, 0), h.start))
        return (
            opening >= 0 and is_han(text[opening + 1 : head.end]) and text[head.end : head.end + 1] in "）)"
        )

    def _coordinates(self, page: Page, h: Hit, head: Hit) -> bool:
        """Whether 与 or 和 joins words inside a body's name (疫病预防|与|控制中心), not persons."""
        left, right = page.text[h.start - 2 : h.start], page.text[h.end : h.end + 2]
        if page.text.startswith(_OFFICES, h.end):
            return False  # 会议精神和|县委书记
        if left in _BODIES:
            return False  # 机关支部与|社区党委书记
        if self._in_brackets(page.text, h, head):
            return True
        if left not in self._words or right not in self._words:
            return False
        near = max(h.start - 8, 0)
        ends = ("title", "title_private", "office_break", "organisation")
        return not any(x.end == h.start for c in ends for x in page.scan.within(c, near, h.start))
