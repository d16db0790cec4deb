"""Businesses without a suffix that the title of their head proves: 恒维资本|创始合伙人, 恒维中国首席执行官."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from govextract.find.company_names import CompanyNames
from govextract.find.trades import DATED, Span, TradeNames, counted, odd
from govextract.lexicon import Lexicon
from govextract.match import Hit

ODD: Final = 5.0
"""Mean surprise as running text of such a name."""
PERSON: Final = 3
ODD_PERSON: Final = 9.0
"""The same where it may be the name of a person, by its surname and length (唐军副总裁)."""
LONGEST: Final = 8
_BETWEEN: Final = re.compile(
    "(?:全球|大中华区|亚太区?|亚洲区?|中国区|华东|华南|华北|区域|总部|管理委员会|供应链|联席|联合|高级|资深|执行|"
    "常务|创始|首席|副|兼){1,4}$"
)
"""What may stand between a company and its head's title."""
_TITLES: Final = ("CEO", "CFO", "COO", "CTO")
_CHINA: Final = "中国"
_SITES: Final = ("镇", "乡", "村")
"""Where a business is, in front of its name (石桥镇|云边小院老板娘)."""


class HeadedCompanies:
    """Finds names in front of titles that only businesses have (``enterprise_head``)."""

    def __init__(self, lexicon: Lexicon, names: CompanyNames, trades: TradeNames) -> None:
        self._names = names
        self._trades = trades
        self._surnames = frozenset(lexicon.forms("surname"))
        self._no_end = tuple(lexicon.forms("enterprise_list_not"))

    def find(self, text: str, hits: Iterable[Hit], taken: Container[int]) -> Iterator[Span]:
        """Spans of the names; ``taken`` are the characters of other businesses."""
        for hit in hits:
            between = _BETWEEN.search(text, max(0, hit.start - 16), hit.start)
            end = between.start() if between else hit.start
            if end - 1 in taken or end < 2:
                continue
            start = self._trades.start(text, max(0, end - LONGEST - 4), end)
            if start is None:
                continue
            start = max((k for k in range(start + 2, end - 2) if text[k - 1] in _SITES), default=start)
            if start not in taken and self._named(text, start, end):
                stem = end - len(_CHINA) * text.endswith(_CHINA, start, end)
                yield Span(start, end, stem, "headed", "enterprise.headed", 0.75)

    def _named(self, text: str, start: int, end: int) -> bool:
        """Whether what stands in front of the title is a name, and no office of some company (销售部)."""
        name = text[start:end]
        stem = name.removesuffix(_CHINA)
        if not stem.isalnum() or stem in _TITLES:
            return False
        if (
            not 2 <= len(stem) <= LONGEST
            or name.endswith(self._no_end)
            or DATED.search(name)
            or counted(name)
        ):
            return False
        parts = self._names.parts(stem)
        if len(parts.brand) < 2 or self._names.described(stem):
            return False
        person = len(stem) <= PERSON and stem[0] in self._surnames
        letters = sum(c.isascii() and c.isalpha() for c in stem)
        at = start + stem.index(parts.brand)
        return letters > 1 or odd(text, at, at + len(parts.brand), ODD_PERSON if person else ODD)
