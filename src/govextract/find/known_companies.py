"""Well-known companies and banks that are named without a suffix: 中国移动, 农行, 云溪联通, 湖北三建."""

from __future__ import annotations

import re
from typing import Final

from govextract.find.boundary import LISTED, LeftContext
from govextract.find.branches import Branches
from govextract.find.company_names import places_at
from govextract.find.names import is_han
from govextract.find.trades import Span, TradeNames
from govextract.match import Hit

_DAUGHTER: Final = re.compile("[一二三四五六七八九十]?公司")
_OPERATING: Final = frozenset("的在是将已与和及向共驻等公为主组派捐员一二三四五六系因被未存送给把对停罚内门")
_NO_COMPANY_AFTER: Final = ("大学", "学院", "科学", "协会", "学会", "和化工", "研究", "文联", "作协", "文学")


def can_end(text: str, end: int, trades: TradeNames) -> bool:
    """Whether a business's name can end here, for what follows."""
    after = text[end : end + 1]
    return not is_han(after) or after in _OPERATING or trades.cued_after(text, end)


class KnownCompanies:
    """Finds the words of ``enterprise_whole`` where they are names."""

    def __init__(self, left: LeftContext, trades: TradeNames, branches: Branches) -> None:
        self._left = left
        self._trades = trades
        self._branches = branches

    def find(self, text: str, hit: Hit) -> Span | None:
        """A well-known company or bank, where no longer word holds it (中国银行业, 施工行为)."""
        before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]
        if after in "业动为政走列人间" and after:
            return None
        if text.startswith(_NO_COMPANY_AFTER, hit.end):
            return None
        if hit.entry.attrs["sort"] == "operator":
            return self._operator(text, hit)
        if len(hit.form) <= 3 and not hit.entry.attrs.get("sure"):
            left = self._left.at(text, hit.start)
            if left.weight <= LISTED or (is_han(after) and not self._trades.cued_after(text, hit.end)):
                return None
        elif (
            before
            and is_han(before)
            and self._left.at(text, hit.start).weight <= LISTED
            and before in "省市县区"
        ):
            return None
        group = next((w for w in ("集团公司", "集团", "公司") if text.startswith(w, hit.end)), "")
        return Span(hit.start, hit.end + len(group), hit.end, "whole", "enterprise.known", 0.85)

    def _operator(self, text: str, hit: Hit) -> Span | None:
        """The local company of a national one: 云溪联通."""
        span = Span(hit.start, hit.end, hit.end, "whole", "enterprise.known", 0.85)
        if self._branches.end(text, span) == hit.end and (
            hit.form == "电网" or not can_end(text, hit.end, self._trades)
        ):
            return None
        for start in range(max(0, hit.start - 8), hit.start - 1):
            if places_at(text, start, hit.start) == hit.start and self._left.at(text, start).weight > LISTED:
                group = _DAUGHTER.match(text, hit.end)
                return span._replace(start=start, end=group.end() if group else hit.end)
        return None
