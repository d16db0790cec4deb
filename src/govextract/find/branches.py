"""What goes on behind a business's name: its legal form, its branches and outlets (农行|云溪支行, 永辉超市|城南店)."""

from __future__ import annotations

import re
from typing import Final

from govextract.find.bare_villages import commonness
from govextract.find.company_names import CompanyNames, is_region, place_at
from govextract.find.name_starts import NameStarts
from govextract.find.trades import Span

PLACE: Final = 0.0
"""The middle of an outlet's name is rather a place than common words."""
LEVELS: Final = 2
"""An outlet may stand behind a branch (国网云溪公司|石桥供电所)."""
_LEGAL_REST: Final = re.compile("(?:股份)?有限(?:责任)?公司")
"""The legal form behind a 集团 that the name begins with (恒达集团|有限责任公司)."""
BRANCH: Final = re.compile(
    "[^的在与和及了到对向为被等由将把以是\\W0-9a-zA-Z]{2,7}?(?:分公司|支公司|分行|支行|营业部)(?!经理室|长)"
)
"""A branch behind its company (安泰财险|云溪支公司)."""
_OUTLET: Final = re.compile(
    "([\u4e00-\u9fff]{2,5}?)"
    "(?:网点|营业点|营业厅|营业所|供电所|供电局|服务站|配送站|分店|分厂|直属库|油库|加油站|项目部|店|公司)"
)
"""An outlet named after its place (申通快递|石桥网点)."""
LONGEST_PLACE: Final = 8
_GROUPS: Final = ("集团", "集团公司", "集团有限公司")
_DAUGHTERS: Final = ("company", "plain", "works")
_SITES: Final = ("公司", "店", "项目部")
_COMPANIES: Final = ("company", "plain", "whole", "bank", "trade", "listed")
_CLOSED: Final = ("分公司", "支公司", "分行", "支行")


class Branches:
    """Tells how far a business's name goes on."""

    def __init__(self, names: CompanyNames, starts: NameStarts) -> None:
        self._names = names
        self._starts = starts

    def end(self, text: str, span: Span) -> int:
        """Where the name ends with its legal form, branch and outlet."""
        end = span.end
        if span.sort in ("company", "plain", "whole", "bank"):
            legal = _LEGAL_REST.match(text, end) if text.endswith("集团", span.start, end) else None
            end = legal.end() if legal else end
            branch = BRANCH.match(text, end)
            if branch and not text.endswith(_CLOSED, span.start, end):
                end = branch.end()
        if span.sort in _COMPANIES or (span.sort == "shop" and not text.endswith("店", span.start, end)):
            for _ in range(LEVELS):
                outlet = self._outlet(text, end, shop=span.sort == "shop")
                if outlet == end:
                    break
                end = outlet
        return end

    def join(self, text: str, spans: dict[int, Span]) -> None:
        """Make one of a group and its daughter right behind (北岱集团|黑龙江双河农场有限公司).

        The daughter's own place may stand between the two.
        """
        for start in sorted(spans, reverse=True):
            span = spans.get(start)
            if span is None or span.sort not in ("plain", "whole", "company"):
                continue
            if not (text.endswith(_GROUPS, start, span.end) or span.sort == "whole"):
                continue
            behind = next((k for k in (span.end, *self._behind_place(text, span.end)) if k in spans), None)
            if behind is not None and spans[behind].sort in _DAUGHTERS:
                end = spans.pop(behind).end
                spans[start] = span._replace(end=end, stem=end, sort="plain")

    @staticmethod
    def _behind_place(text: str, start: int) -> tuple[int, ...]:
        end = place_at(text, start, min(len(text), start + LONGEST_PLACE))
        return (end,) if end > start else ()

    def _outlet(self, text: str, start: int, *, shop: bool) -> int:
        found = _OUTLET.match(text, start)
        if not found or (shop and not found.group().endswith("店")):
            return start
        place = found.group(1)
        if found.group().endswith(_SITES) and not is_region(place) and not found.group().endswith("店"):
            return start
        if is_region(place):
            return found.end()
        if self._names.described(place) or any(self._starts.costs(text, start, start + len(place))[0]):
            return start
        return found.end() if commonness(place) < PLACE else start
