"""Whether the body in front of a title is a business, whose posts make no official."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from govextract.lexicon import Lexicon
from govextract.match import Hit, Page

_BUSINESS: Final = 6
"""Characters of the longest word with which a business ends."""
_TERRITORY: Final = frozenset("省市县区镇乡村街旗盟州校")


class OfficeBodies:
    """Tells businesses from bodies of the state. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._company = tuple(lexicon.forms("company_body"))
        self._public = tuple(lexicon.forms("public_body"))
        self._public_trades = tuple(lexicon.forms("public_trade"))
        self._public_units = tuple(lexicon.forms("public_unit"))

    @staticmethod
    def is_business(page: Page, start: int, end: int) -> bool:
        """Whether a body without a public word in it ends like a business (云溪矿业|党委书记)."""
        if any(c in _TERRITORY for c in page.text[start:end]) or ending(page, "organisation", end):
            return False
        trades = (h for h in ending(page, "enterprise_suffix", end) if h.entry.attrs["sort"] == "trade")
        lines = [h for h in trades if not h.entry.attrs.get("common") and h.start >= start + 2]
        return any(h.end == end for h in (*lines, *ending(page, "enterprise_whole", end)))

    def of_business(self, text: str, start: int, body: str) -> bool:
        """Whether a post without a body of the state is that of the business in front of 的 (集团的|工会干事)."""
        if text[start - 1 : start] != "的" or any(c in _TERRITORY for c in body):
            return False
        return text.endswith(self._company, max(start - 1 - _BUSINESS, 0), start - 1)

    def is_company(self, body: str) -> bool:
        """Whether the body in front of a title is a business."""
        at = max((body.rfind(w) + len(w) for w in self._company if w in body), default=-1)
        if at < 0:
            return False
        # 公司所在地镇政府, 县医疗集团: what stands last decides, and of two the longer.
        if any(w in body and body.rfind(w) + len(w) >= at for w in self._public):
            return False
        return not (body[:at].endswith(self._public_trades) and body.endswith(self._public_units, at))


def ending(page: Page, category: str, at: int) -> Sequence[Hit]:
    """Words of a category that stand in the few characters in front of ``at``."""
    return page.scan.within(category, max(at - 8, 0), at)
