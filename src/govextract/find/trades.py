"""Businesses without a suffix: 龙腾门业 beside a cue (到龙腾门业检查), and the rest of a list."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Final, NamedTuple

from govextract.find.bigrams import load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import CompanyNames
from govextract.find.name_starts import NameStarts, run_start
from govextract.find.names import is_han
from govextract.lexicon import Lexicon
from govextract.match import Hit

ODD: Final = 6.5
"""Mean surprise of a brand's characters in running text from which it is believed to be no common words."""
ODD_LISTED: Final = 5.5
"""The same between other businesses of a list."""
LESS: Final = 1.5
"""By how much less a line of business that is no other word (门业) needs, and cues on both sides."""
ODD_FIRST: Final = 4.5
"""The surprise of the second character after the first."""
LONGEST: Final = 8
"""Characters in front of the line of business that may hold the name."""

LISTED_LENGTH: Final = 12
"""Characters of a name in a list that its end (等5家企业) proves."""

COUNTED: Final = re.compile(
    "[二三四五六七八九十]大(?:型|中型)?$"
    "|[0-9０-９一二两三四五六七八九十几多数余](?:余|多)?[家个亩户间座处所名条股吨]"
)
DATED: Final = re.compile("[0-9０-９](?:年|月|小时|天)")
_COUNT: Final = re.compile("等(?:[0-9０-９]{1,4}|[一二两三四五六七八九十多几余数]{1,3})?$")
_AFTER_STRONG: Final = frozenset("为在向是将已与和的捐")
_NO_LIST: Final = ("家", "代表", "界", "单位")
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
        self._before = frozenset(lexicon.forms("enterprise_before"))
        self._before_lengths = sorted({len(w) for w in self._before}, reverse=True)
        self._after = tuple(lexicon.forms("enterprise_after"))
        self._no_item = tuple(lexicon.forms("enterprise_list_not"))

    def cued_after(self, text: str, end: int) -> bool:
        """Whether words follow that follow a business's name (负责人, 项目)."""
        return text.startswith(self._after, end)

    def find(self, text: str, hit: Hit, spans: Spans, trades: Container[int], *, listed: bool) -> Span | None:
        """The name that ends in the line of business ``hit``; ``listed``: beside another in a list."""
        if text.startswith(_LEGAL, hit.end) or any(hit.end + n in trades for n in (2, 3, 4)):
            return None  # a longer name: 龙腾智能|装备
        cued = self.cued_after(text, hit.end)
        paired = self._paired(text, hit, trades)
        strong = bool(hit.entry.attrs.get("strong"))
        after = text[hit.end : hit.end + 1]
        if not (listed or cued or paired or not is_han(after) or (strong and after in _AFTER_STRONG)):
            return None
        low = max(run_start(text, hit.start), hit.start - LONGEST)
        start = self._start(text, low, hit.start) if hit.start - low >= 2 else None
        if start is None or not 2 <= hit.start - start <= 6:
            return None
        paired = self._paired(text, hit, trades, start)
        if listed:
            if not listed_beside(text, start, hit.end, spans):
                return None
        elif not (cued or strong or paired or self._cued_before(text, start)):
            return None
        stem = text[start : hit.start]
        parts = self._names.parts(stem)
        brand = parts.brand or (stem if parts.placed and not parts.rest and cued else "")
        at = start + stem.index(brand)
        if len(brand) < 2 or after in ("园", "城", "港", "展") or DATED.search(stem) or COUNTED.search(stem):
            return None
        least = (ODD_LISTED if listed or paired else ODD) - (LESS if strong else 0.0)
        if (cued or paired) and self._cued_before(text, start):
            least -= LESS
        if parts.brand and not odd(text, at, at + len(brand), least):
            return None
        return Span(start, hit.end, hit.end, "trade", "enterprise.trade", 0.75)

    def _cued_before(self, text: str, start: int) -> bool:
        return any(text[max(0, start - n) : start] in self._before for n in self._before_lengths)

    def _paired(self, text: str, hit: Hit, trades: Container[int], start: int | None = None) -> bool:
        """Whether another name of this sort stands beside in a list (到龙腾门业、长顺铝业看望)."""
        if start is not None and text[start - 1 : start] == "、" and start - 1 in trades:
            return True
        if text[hit.end : hit.end + 1] == "、":
            return any(
                end in trades
                for end in range(hit.end + 4, min(hit.end + 11, self._item_end(text, hit.end + 1)) + 1)
            )
        before = text.rfind("、", max(0, hit.start - 8), hit.start)
        return start is None and before > 0 and before in trades

    @staticmethod
    def _item_end(text: str, start: int) -> int:
        end = start
        while end < len(text) and is_han(text[end]):
            end += 1
        return end

    def _start(self, text: str, low: int, end: int) -> int | None:
        """The nearest place in front where a name may begin."""
        costs, starts = self._starts.costs(text, low, end)
        for k in range(end - 1, low - 1, -1):
            if costs[k - low] < 0 or not starts[k - low]:
                return k + 1 if end - k > 2 else None
            if end - k < 2:
                continue
            if (
                k > low
                and not is_han(text[k - 1])
                and self._left.at(text, k, max(0, low - 1)).weight > LISTED
            ):
                return k
            if text.startswith("业家", k - 1):  # 企业家
                continue
            if any(text[k - n : k] in self._before for n in self._before_lengths if k - n >= max(0, low - 4)):
                return k
        return low if not low or not is_han(text[low - 1]) else None

    def grouped(self, text: str, hit: Hit, spans: Spans) -> Iterator[Span]:
        """Further names of the list that ``hit`` closes (等5家企业), if it holds a business already."""
        count = _COUNT.search(text, max(0, hit.start - 6), hit.start + hit.form.startswith("等"))
        if count is None or text.startswith(_NO_LIST, hit.end):
            return
        low = end = count.start()
        while low > 0 and end - low < _LIST_LENGTH and text[low - 1] not in _BREAKS:
            low -= 1
        known = [s for s in spans.values() if low <= s.start and s.end <= end]
        items: list[tuple[int, int]] = []
        certain = len(known)
        start = low
        for item in text[low:end].split("、"):
            stop = start + len(item)
            first = self._start(text, max(low, stop - LISTED_LENGTH), stop) if start == low else start
            start = stop + 1
            if first is None or any(s.start < stop and first < s.end for s in known):
                continue
            if self._plain_name(text, first, text[first:stop]):
                items.append((first, stop))
                certain += odd(text, first, stop, ODD_LISTED)
        if 2 * certain >= len(items) + len(known) and certain > (not known):
            for first, stop in items:
                yield Span(first, stop, stop, "listed", "enterprise.list", 0.75)

    def _plain_name(self, text: str, start: int, item: str) -> bool:
        if not 3 <= len(item) <= LISTED_LENGTH or item.endswith(self._no_item) or not is_han(item):
            return False
        return (
            not any(self._starts.costs(text, start, start + len(item))[0])
            and self._names.parts(item).brand != ""
        )
