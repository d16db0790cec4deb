"""The other businesses of a list of which some are known, or which a word closes (等5家企业).

What stands between 、 and 、 is a whole name or none, so much less is asked of it there than in running text:
an ending that businesses have with a brand in front, or characters that are no common words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final, NamedTuple

from govextract.find.company_names import CompanyNames
from govextract.find.name_starts import NameStarts
from govextract.find.names import is_han
from govextract.find.trades import DATED, Span, Spans, TradeNames, counted, odd
from govextract.lexicon import Lexicon
from govextract.match import Hit

ODD_ENDED: Final = 4.5
"""Mean surprise as running text of a brand in front of an ending, in a list of businesses."""
ODD_WHOLE: Final = 5.5
"""The same for a name without an ending."""
OPEN, CLOSED, COUNTED = range(3)
"""Whether a word closes a list (等企业), and whether it tells how many there are."""
LONGEST: Final = 14
"""Characters of a name in a list."""
PERSON: Final = 3
"""A name no longer than this that begins with a surname may be a person's."""
_KIND: Final = re.compile(
    "[家户](?:(?![的了在将与和是被])[\u4e00-\u9fff]){2,10}?(?:企业|公司|机构|商家|商户)"
)
_NUMERALS: Final = frozenset("0123456789一二两三四五六七八九十百余多几")
_REACH: Final = 160
_BREAKS: Final = frozenset("。；;！!？?\n：:，,（）“”《》…()")
_JOINTS: Final = re.compile("以及|和|与|及")
_COUNT: Final = re.compile("(等)?(?:共|这)?([0-9]{1,4}[余多]?|[一二两三四五六七八九十多几余数]{1,3})?$")
_NUMBERS: Final = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_OPENING: Final = frozenset("（(：:")
_NO_LIST: Final = ("家", "代表", "界", "单位")
_BEHIND: Final = re.compile("等|[一二两三四五六七八九十0-9０-９][家个户]")


class Item(NamedTuple):
    """A piece of a list: where it stands, and whether both its ends are those of a name."""

    start: int
    end: int
    first: bool
    last: bool


class EnterpriseLists:
    """Finds further names in lists of businesses."""

    def __init__(self, lexicon: Lexicon, names: CompanyNames, starts: NameStarts, trades: TradeNames) -> None:
        self._names = names
        self._starts = starts
        self._trades = trades
        self._no_item = tuple(lexicon.forms("enterprise_list_not"))
        self._no_end = tuple(w for w in self._no_item if len(w) > 1)
        self._surnames = frozenset(lexicon.forms("surname"))

    def beside(self, text: str, endings: dict[int, Hit], spans: Spans) -> Iterator[Span]:
        """Names that stand in one list with known businesses; ``endings`` are their endings, by their end."""
        done = 0
        for start in sorted(spans):
            if start < done:
                continue
            low, high = _run(text, start, spans[start].end)
            done = high
            if text.find("、", low, high) >= 0 or _JOINTS.search(text, low, high):
                known = [s for s in spans.values() if low <= s.start and s.end <= high]
                yield from self._further(text, low, high, endings, known, closed=OPEN)

    def closed(
        self, text: str, word: tuple[int, int], endings: dict[int, Hit], spans: Spans
    ) -> Iterator[Span]:
        """Names in the list that ``word`` closes (等5家企业; 、 as often as the number in front tells)."""
        begin, stop = word
        count = _COUNT.search(text, max(0, begin - 6), begin + text.startswith("等", begin))
        if count is None or not count.group() or text.startswith(_NO_LIST, stop):
            return
        end = count.start()
        if text[stop : stop + 1] in _OPENING:
            yield from self._bracketed(text, stop + 1, _number(count.group(2)), endings, spans)
        low, _ = _run(text, end, end)
        if text.find("、", low, end) < 0:
            start = self._trades.start(text, max(low, end - LONGEST), end) if count.group(1) else None
            if start is not None and start > low:
                span = self._whole(text, Item(start, end, False, False), closed=False)
                if span:
                    yield span
            return
        if not count.group(1) and _number(count.group(2)) != 1 + text.count("、", low, end):
            return
        known = [s for s in spans.values() if low <= s.start and s.end <= end]
        yield from self._further(text, low, end, endings, known, closed=COUNTED if count.group(2) else CLOSED)

    @staticmethod
    def kinds(text: str) -> Iterator[tuple[int, int]]:
        """Words that close a list with a kind of business no lexicon has (40余家|跨国公司, 等|知名游戏企业)."""
        for found in _KIND.finditer(text):
            start = found.start()
            if start and text[start - 1] in _NUMERALS:
                yield found.span()

    def _bracketed(
        self, text: str, low: int, number: int, endings: dict[int, Hit], spans: Spans
    ) -> Iterator[Span]:
        """As many names behind the word as the number tells (两家企业：龙腾门业、长顺砖瓦)."""
        _, high = _run(text, low, low)
        if number and number == 1 + text.count("、", low, high):
            known = [s for s in spans.values() if low <= s.start and s.end <= high]
            yield from self._further(text, low, high, endings, known, closed=COUNTED)

    def _further(
        self, text: str, low: int, high: int, endings: dict[int, Hit], known: list[Span], *, closed: int
    ) -> Iterator[Span]:
        items = list(_items(text, low, high, endings, {x for s in known for x in (s.start, s.end)}))
        if len(items) < 2:
            return
        ended: list[Span] = []
        whole: list[Span] = []
        certain = len(known)
        for item in items:
            if any(s.start < item.end and item.start < s.end for s in known):
                continue
            if span := self._ended(text, item, endings):
                ended.append(span)
            elif span := self._whole(text, item, closed=closed > OPEN):
                whole.append(span)
                certain += closed > OPEN and odd(text, span.start, span.end, ODD_WHOLE)
        certain += len(ended)
        alone = not known and not (closed == COUNTED and len(items) > 2)
        if certain > alone and (known or closed):
            yield from ended
            if (closed and 3 * certain >= len(known) + len(ended) + len(whole)) or (
                certain > 1 and 3 * certain >= len(items)
            ):
                yield from whole

    def _ended(self, text: str, item: Item, endings: dict[int, Hit]) -> Span | None:
        """The name in the item that has the ending of a business."""
        ends = [e for e in range(item.start + 3, item.end + 1) if e in endings]
        while len(ends) > 1 and ends[1] - ends[0] <= 4:  # 龙腾智能|装备
            del ends[0]
        if not ends or ends[0] - item.start > LONGEST + 4:
            return None
        end = ends[0]
        hit = endings[end]
        if end < item.end and is_han(text[end]) and not self._trades.cued_after(text, end):
            if _BEHIND.match(text, end):
                pass
            elif not item.last or text.startswith(self._no_end, end) or hit.entry.attrs["sort"] == "trade":
                return None
        start = self._start(text, item, hit.start)
        if start is None or hit.start - start < 2:
            return None
        stem = text[start : hit.start]
        parts = self._names.parts(stem, shop=hit.entry.attrs["sort"] in ("works", "shop", "union", "bank"))
        if len(parts.brand) < 2 or not self._clean(text, start, end):
            return None
        at = start + stem.index(parts.brand)
        if not (parts.placed or self._names.branded(parts.brand)) and not odd(
            text, at, at + len(parts.brand), ODD_ENDED
        ):
            return None
        return Span(start, end, hit.start, "listed", "enterprise.list", 0.75)

    def _whole(self, text: str, item: Item, *, closed: bool) -> Span | None:
        """The item as a name; where no word closes the list, its characters must be no common words."""
        end = item.end
        if not closed:
            if item.first or (text[item.start] in self._surnames and end - item.start <= PERSON):
                return None
            if item.last:
                behind = _BEHIND.search(text, item.start, end)
                if not behind:
                    return None
                end = behind.start()
        start = self._start(text, item, end)
        if start is None or not 3 <= end - start <= LONGEST - 2 or not is_han(text[start:end]):
            return None
        parts = self._names.parts(text[start:end])
        if text.endswith(self._no_item, start, end) or not parts.brand or not self._clean(text, start, end):
            return None
        at = end - len(parts.rest) if len(parts.rest) > 1 else start
        if not closed and not odd(text, at, end, ODD_WHOLE):
            return None
        return Span(start, end, end, "listed", "enterprise.list", 0.75)

    def _start(self, text: str, item: Item, end: int) -> int | None:
        return self._trades.start(text, max(item.start, end - LONGEST), end) if item.first else item.start

    def _clean(self, text: str, start: int, end: int) -> bool:
        """Whether no word stands in it that names do not hold."""
        stem = text[start:end]
        return not (
            "某" in stem
            or text.endswith(("某", "各"), 0, start)
            or counted(stem)
            or DATED.search(stem)
            or any(self._starts.costs(text, start, end)[0])
        )


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around a name in which its list stands."""
    low, high = start, end
    while low > 0 and start - low < _REACH and text[low - 1] not in _BREAKS:
        low -= 1
    while high < len(text) and high - end < _REACH and text[high] not in _BREAKS:
        high += 1
    return low, high


def _items(text: str, low: int, high: int, endings: Container[int], known: Container[int]) -> Iterator[Item]:
    """The pieces of a list; 和 and the like divide where a name ends in front of them or behind."""
    start = low
    while start < high:
        stop = text.find("、", start, high)
        stop = high if stop < 0 else stop
        cut = start
        for joint in _JOINTS.finditer(text, start + 2, max(start + 2, stop - 2)):
            if joint.start() in endings or joint.start() in known or joint.end() in known:
                yield Item(cut, joint.start(), cut == low, False)
                cut = joint.end()
        yield Item(cut, stop, cut == low, stop == high)
        start = stop + 1


def _number(digits: str | None) -> int:
    if not digits:
        return 0
    return int(digits) if digits.isdecimal() else _NUMBERS.get(digits, 0)
