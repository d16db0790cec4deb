"""Find named places: 朝阳路, 清水河, 白鹭洲湿地公园, 枫林镇工业园, 云溪汽车站.

Roads and waters are told from words (道路, 巡河) as villages are: by how likely the characters are as a
place's name and as running text. Longer endings need a place in front or a surprising name.
"""

from __future__ import annotations

from typing import Final

from govextract.find.atlas import atlas
from govextract.find.bigrams import EDGE, END, load_bigrams
from govextract.find.boundary import LISTED, LeftContext, Masks
from govextract.find.company_names import is_region
from govextract.find.name_starts import NameStarts
from govextract.find.names import HAN_FIRST, HAN_LAST, is_han
from govextract.find.trades import odd
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention

SHORT: Final = 4
"""Characters of a road's or river's name in front of its ending."""
LONGEST: Final = 10
ACCEPT: Final = 1.5
ODD: Final = 6.0


class PlaceFinder:
    """Finds named roads, waters, sites and zones."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._left = LeftContext(lexicon)
        self._starts = NameStarts(lexicon, self._left)
        self._after = tuple(lexicon.forms("place_after"))
        self._not = frozenset(lexicon.forms("place_not"))
        self._not_lengths = sorted({len(w) for w in self._not}, reverse=True)
        self._levels = tuple(lexicon["left_context.town"].forms)

    def find(self, page: Page) -> list[Mention]:
        """Places on the page, in text order."""
        text = page.text
        hits = page.scan.of("place_suffix")
        if not hits:
            return []
        masks = Masks(text)
        longest: dict[int, Hit] = {}
        for hit in hits:
            if hit.end not in longest or hit.start < longest[hit.end].start:
                longest[hit.end] = hit
        found: list[Mention] = []
        for end in sorted(longest):
            hit = longest[end]
            start = self._site(text, hit) if hit.entry.attrs.get("bare") else self._line(text, hit)
            if start is None or masks.covers(start):
                continue
            while found and found[-1].end > start:
                found.pop()
            found.append(_mention(text, start, hit))
        return found

    def _line(self, text: str, hit: Hit) -> int | None:
        """The beginning of a road's or river's name."""
        after = text[hit.end : hit.end + 1]
        if is_han(after) and not text.startswith(self._after, hit.end):
            return None
        low = hit.start
        while low > 0 and hit.start - low < SHORT and HAN_FIRST <= text[low - 1] <= HAN_LAST:
            low -= 1
        best: tuple[float, int] | None = None
        for k in range(low, hit.start):
            if text[k : hit.end] in self._not:
                return None
            left = self._left.at(text, k)
            if hit.end - k < 3 and not left.hard and not left.cut:
                continue
            score = left.weight + self._name_score(text, k, hit.end)
            if left.weight > LISTED and (best is None or score > best[0]):
                best = score, k
        return best[1] if best and best[0] >= ACCEPT else None

    def _name_score(self, text: str, start: int, end: int) -> float:
        """How much likelier the characters are as a place's name than as running text."""
        names, running = load_bigrams()
        score = names.step(EDGE, text[start]) + names.step(text[end - 1], END) / 2
        score -= running.step(text[start - 1] if start else EDGE, text[start])
        for i in range(start + 1, end):
            score += names.step(text[i - 1], text[i]) - running.step(text[i - 1], text[i])
        return score

    def _site(self, text: str, hit: Hit) -> int | None:
        """The beginning of a park's, market's or zone's name."""
        for start in self._starts.best(text, hit.start, hit.form, "bank", frozenset())[:2]:
            stem = text[start : hit.start]
            if not 2 <= len(stem) <= LONGEST or not is_han(stem) or self._forbidden(text, start, hit.end):
                continue
            if stem.startswith(("国家", "中国")):
                continue
            if any(is_region(stem[:n]) for n in range(2, min(len(stem), 8) + 1)):
                return start
            if stem.endswith(self._levels) and atlas().towns(stem):
                return start
            if odd(text, start, hit.start, ODD):
                return start
        return None

    def _forbidden(self, text: str, start: int, end: int) -> bool:
        return any(text[start : start + n] in self._not and start + n >= end for n in self._not_lengths)


def _mention(text: str, start: int, hit: Hit) -> Mention:
    return Mention(
        id=mention_id("place", start, hit.end),
        kind="place",
        start=start,
        end=hit.end,
        text=text[start : hit.end],
        rule=hit.entry.id,
        confidence=0.7,
    )
