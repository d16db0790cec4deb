"""Businesses without a suffix: 龙腾门业 beside a cue (到龙腾门业检查)."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from govextract.find.bigrams import load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import CompanyNames, place_at
from govextract.find.name_starts import NameStarts, run_start
from govextract.find.names import is_han
from govextract.lexicon import Lexicon
from govextract.match import Hit

ODD: Final = 6.5
"""Mean surprise of a brand's characters in running text from which it is believed to be no common words."""
ODD_LISTED: Final = 5.5
"""The same between other businesses of a list."""
STRANGE_STEPS: Final = (3, 4)
STRANGE_STEP: Final = 8.0
"""The surprise of a character after another, within a longer brand, that two words side by side hardly make."""
LESS: Final = 1.5
"""By how much less a line of business that is no other word (门业) needs, and cues on both sides."""
ODD_FIRST: Final = 4.5
"""The surprise of the second character after the first."""
LONGEST: Final = 8
"""Characters in front of the line of business that may hold the name."""

COUNTED: Final = re.compile(
    "[二三四五六七八九十]大(?:型|中型)?$"
    "|[0-9０-９一二两三四五六七八九十几多数余](?:余|多)?[家个亩户间座处所名条股吨]"
    "|[0-9０-９](?:余|多)?[百千万亿]{0,2}元"
)
ROUNDS: Final = re.compile(
    "(?:第?[一二两三四五六七八九十几]{1,3}|[0-9０-９]{1,3})(?:轮|期|批|类|次|大|只|头|块|辆|箱|瓶|袋|桶|包|种|吨|级分|级快|级代|级物)"
    "|[百千万]{1,2}(?:头|只|亩|吨|羽|箱|尾)"
    "|一(?:废|闲|无|非|违)"
)
"""A count in front that makes a kind of thing of it (二轮|草牧场)."""
DATED: Final = re.compile("[0-9０-９](?:年|月|日|小时|天)")
_AFTER_STRONG: Final = frozenset("为在向是将已与和的捐给")
_AFTER_PLACED: Final = frozenset(
    "派答免提首董总负供捐送给为在将已的是与和向从对也正今去按主组承投开建出入共完达因被获"
)
_LEGAL: Final = ("有限", "股份", "集团", "公司")


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


def strange(text: str, start: int, end: int) -> bool:
    """Whether words that never follow each other do so here (西部|风情)."""
    _, running = load_bigrams()
    steps = [-running.step(text[i - 1], text[i]) for i in range(start + 1, end)]
    return len(steps) in STRANGE_STEPS and max(steps) >= STRANGE_STEP


def counted(stem: str) -> bool:
    """Whether a count makes a kind of thing of the name (三家, 二轮)."""
    return bool(COUNTED.search(stem) or ROUNDS.match(stem))


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
        proved = listed or cued or paired or not is_han(after) or (strong and after in _AFTER_STRONG)
        if not (proved or strong or after in _AFTER_PLACED):
            return None
        low = max(run_start(text, hit.start), hit.start - LONGEST)
        placed = None if proved else self._placed(text, low, hit.start)
        if not proved and placed is None and not strong:
            return None
        start = self.start(text, low, hit.start) if hit.start - low >= 2 else None
        if start is None or not 2 <= hit.start - start <= 6:
            return None
        paired = self._paired(text, hit, trades, start)
        if listed and not listed_beside(text, start, hit.end, spans):
            return None
        stem = text[start : hit.start]
        parts = self._names.parts(stem)
        if not (listed or cued or strong or paired or parts.placed or self._cued_before(text, start)):
            return None
        brand = parts.brand or (stem if parts.placed and not parts.rest and cued else "")
        at = start + stem.index(brand)
        if len(brand) < 2 or after in ("园", "城", "港", "展") or DATED.search(stem) or counted(stem):
            return None
        least = (ODD_LISTED if listed or paired else ODD) - (LESS if strong else 0.0)
        if (cued or paired) and self._cued_before(text, start):
            least -= LESS
        if not proved:
            if placed != start and not (strong and self._cued_before(text, start)):
                return None
            if at + len(brand) != hit.start:
                return None
            least = ODD
        if parts.brand and not odd(text, at, at + len(brand), least):
            return None
        return Span(start, hit.end, hit.end, "trade", "enterprise.trade", 0.75)

    def _placed(self, text: str, low: int, end: int) -> int | None:
        """Where a place begins, between punctuation or a word that stands in front of names, and a brand."""
        for k in range(low, end - 3):
            after = place_at(text, k, end)
            if k + 2 <= after <= end - 2 and self._left.at(text, k, max(0, low - 1)).weight > LISTED:
                return k
        return None

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

    def start(self, text: str, low: int, end: int) -> int | None:
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
