"""Businesses without a suffix: 龙腾门业 beside a cue (到龙腾门业检查, 龙腾门业负责人), and the rest of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from govextract.find.bigrams import load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import CompanyNames, is_han
from govextract.find.name_starts import NameStarts, run_start
from govextract.lexicon import Lexicon
from govextract.match import Hit

ODD: Final = 6.5
"""Mean surprise of a brand's characters in running text from which it is believed to be no common words."""
ODD_LISTED: Final = 5.5
"""The same between other businesses of a list."""
ODD_FIRST: Final = 4.5
"""The surprise of the second character after the first."""
LONGEST: Final = 8
"""Characters in front of the line of business that may hold the name."""

DATED: Final = re.compile("[0-9０-９](?:年|月|小时|天)")
_COUNT: Final = re.compile("等(?:[0-9０-９]{1,4}|[一二两三四五六七八九十多几余]{1,3})?$")
_LEGAL: Final = ("有限", "股份", "集团", "公司")
_BREAKS: Final = frozenset("。；;！!？?\n：:")
_LIST_LENGTH: Final = 160


class Span(NamedTuple):
    """A business's name in the text; ``stem`` is the end of what stands in front of its suffix."""

    start: int
    end: int
    stem: int
    sort: str
    rule: str
    confidence: float


Spans = Mapping[int, Span]
"""Businesses found so far, by their start."""


def odd(text: str, start: int, end: int, least: float) -> bool:
    """Whether the characters are surprising as running text, and so no common words but a brand."""
    _, running = load_bigrams()
    surprises = [-running.step(text[i - 1], text[i]) for i in range(start + 1, end)]
    return surprises[0] >= min(ODD_FIRST, least) and sum(surprises) / len(surprises) >= least


def listed_beside(text: str, start: int, end: int, spans: Spans) -> bool:
    """Whether another business stands beside in a list."""
    if text[end : end + 1] in ("、", "和", "与") and end + 1 in spans:
        return True
    return text[start - 1 : start] in ("、", "和", "与") and any(s.end == start - 1 for s in spans.values())


class TradeNames:
    """Finds names that end in a line of business, and names in lists of businesses."""

    def __init__(self, lexicon: Lexicon, names: CompanyNames, starts: NameStarts, left: LeftContext) -> None:
        self._names = names
        self._starts = starts
        self._left = left
        cues = lexicon.forms("enterprise_cue")
        self._before = frozenset(w for w, e in cues.items() if e.attrs.get("side") == "before")
        self._before_lengths = sorted({len(w) for w in self._before}, reverse=True)
        self._after = tuple(w for w, e in cues.items() if e.attrs.get("side") == "after")
        self._no_item = tuple(lexicon.forms("enterprise_list_not"))

    def cued_after(self, text: str, end: int) -> bool:
        """Whether words follow that follow a business's name (负责人, 项目)."""
        return text.startswith(self._after, end)

    def find(self, text: str, hit: Hit, spans: Spans, *, listed: bool) -> Span | None:
        """The name that ends in the line of business ``hit``; ``listed``: among other businesses of a list."""
        if text.startswith(_LEGAL, hit.end):
            return None
        cued = self.cued_after(text, hit.end)
        if not listed and not cued and is_han(text[hit.end : hit.end + 1]):
            return None
        low = max(run_start(text, hit.start), hit.start - LONGEST)
        start = self._start(text, low, hit.start) if hit.start - low >= 2 else None
        if start is None or not 2 <= hit.start - start <= 6:
            return None
        if listed:
            if not listed_beside(text, start, hit.end, spans):
                return None
        elif not cued and not any(text[max(0, start - n) : start] in self._before for n in self._before_lengths):
            return None
        stem = text[start : hit.start]
        brand = self._names.parts(stem).brand
        at = start + stem.index(brand)
        if len(brand) < 2 or DATED.search(stem) or not odd(text, at, at + len(brand), ODD_LISTED if listed else ODD):
            return None
        return Span(start, hit.end, hit.end, "trade", "enterprise.trade", 0.75)

    def _start(self, text: str, low: int, end: int) -> int | None:
        """The nearest place in front where a name may begin."""
        costs, starts = self._starts.costs(text, low, end)
        for k in range(end - 1, low - 1, -1):
            if costs[k - low] < 0 or not starts[k - low]:
                return k + 1 if end - k > 2 else None
            if end - k < 2:
                continue
            if k > low and not is_han(text[k - 1]) and self._left.at(text, k, max(0, low - 1)).weight > LISTED:
                return k
            if any(text[k - n : k] in self._before for n in self._before_lengths if k - n >= max(0, low - 4)):
                if not text.startswith("业家", k - 1):  # 企业|家
                    return k
        return low if not low or not is_han(text[low - 1]) else None

    def grouped(self, text: str, hit: Hit, spans: Spans) -> Iterator[Span]:
        """Further names of the list that ``hit`` closes (等5家企业), if it holds a business already."""
        count = _COUNT.search(text, max(0, hit.start - 6), hit.start + hit.form.startswith("等"))
        if count is None:
            return
        low = end = count.start()
        while low > 0 and end - low < _LIST_LENGTH and text[low - 1] not in _BREAKS:
            low -= 1
        known = [s for s in spans.values() if low <= s.start and s.end <= end]
        if not known:
            return
        start = low
        for item in text[low:end].split("、"):
            if start > low and not any(s.start < start + len(item) and start < s.end for s in known):
                if 3 <= len(item) <= 12 and self._plain_name(text, start, item):
                    yield Span(start, start + len(item), start + len(item), "listed", "enterprise.list", 0.75)
            start += len(item) + 1

    def _plain_name(self, text: str, start: int, item: str) -> bool:
        if item.endswith(self._no_item) or not all(map(is_han, item)):
            return False
        return not any(self._starts.costs(text, start, start + len(item))[0]) and self._names.parts(item).brand != ""
