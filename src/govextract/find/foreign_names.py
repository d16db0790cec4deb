"""Names of other peoples, which no surname begins: with dots between their parts, or run on as Chinese names do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from govextract.find.name_followers import Followers
from govextract.find.name_odds import NameOdds
from govextract.find.names import DOTS, is_han
from govextract.lexicon import Lexicon
from govextract.match import Page

_LONGEST: Final = 7
_LONG_PART: Final = 4
"""Characters that the part behind a dot seldom exceeds."""
_FAMILY: Final = frozenset("向")
"""Words of grammar that are also the first character of names of other peoples (向巴平措)."""
_DOTTED: Final = re.compile(rf"(?:[\u4e00-\u9fff]{{1,7}}[{DOTS}]){{1,3}}(?=[\u4e00-\u9fff])")


class ForeignNames:
    """Reads names of other peoples. Read-only, safe to share.

    ``common`` are common words of two characters; ``good`` tells whether nothing on the page speaks against a name,
    ``opens`` whether a new word can begin at a place.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        followers: Followers,
        odds: NameOdds,
        common: frozenset[str],
        *,
        good: Callable[[Page, int, int], bool],
        opens: Callable[[Page, int], bool],
    ) -> None:
        self._followers = followers
        self._odds = odds
        self._common = common
        self._good = good
        self._opens = opens
        self._parts = frozenset(lexicon.forms("foreign_element"))
        self._last = frozenset(x[-1] for x in self._parts)
        self._given = tuple(sorted(lexicon.forms("foreign_given"), key=len, reverse=True))
        self._transliteration = frozenset(lexicon.forms("transliteration"))
        self._not_names = frozenset(lexicon.forms("not_a_name"))

    def dotted(self, text: str, start: int) -> int | None:
        """The end of a name written with dots; a common given name in it stays whole (艾力·买买提|到会)."""
        first = _DOTTED.match(text, start)
        if first is None:
            return None
        end = self._end_of_run(text, first.end(), 1, first.end() + 8)
        if end is None or end - first.end() > _LONG_PART:
            likely = first.end() + self._odds.last_part(text, first.end())
            if end is None or self._odds.is_deed(text[likely]):
                end = likely  # 阿列克·兰德尔|携夫人来访
        elif text[end - 1] == "时" and end > first.end() + 1:
            end -= 1  # 会见娜达·科瓦奇|时
        whole = next((w for w in self._given if text.startswith(w, first.end())), "")
        return max(end, first.end() + len(whole))

    def long(self, page: Page, start: int) -> int | None:
        """The end of a name of another people that begins like a Chinese one (乌兰|其其格)."""
        run = self._end_of_run(page.text, start, 4, min(start + _LONGEST, len(page.text)))
        end = next((i for i in range(start, run or 0) if page.text[i] not in self._transliteration), run)
        # What is left behind 乌云其木格|押车 is a word.
        if run is None or end is None or (end < run and (end - start < 4 or run - end < 2)):
            return None
        return end if self._is_name(page, start, end) else None

    def run(self, page: Page, start: int) -> int | None:
        """The end of a name of another people that runs up to punctuation or a word that follows names."""
        end = self._end_of_run(page.text, start, 2, min(start + _LONGEST, len(page.text)))
        end = end - 1 if end and end - start > 2 and page.text[end - 1] == "时" else end
        return end if end and self._is_name(page, start, end) else None

    def start(self, page: Page, end: int) -> int | None:
        """Where a name put together of known parts begins that ends at ``end`` (任命|尼玛公保|为)."""
        text, best = page.text, None
        if text[end - 1 : end] not in self._last:
            return None
        reached = {end}
        for start in range(end - 1, max(end - _LONGEST, 0) - 1, -1):
            if not is_han(text[start]):
                break
            if any(text[start:stop] in self._parts for stop in reached):
                reached.add(start)
                best = start if end - start > 2 else best
        if best is None or not self._good(page, best, end):
            return None
        return best if not is_han(text[best - 1 : best]) or self._opens(page, best) else None

    def _end_of_run(self, text: str, start: int, least: int, stop: int) -> int | None:
        """The end of a run of Hanzi up to punctuation or a word that follows names, else None."""
        for i in range(start, stop + 1):
            if i - start >= least and (self._followers.closes(text, i) or self._followers.follows(text, i)):
                # 达来|在会上: 来 is a word, but before another word that follows names it is the name's last.
                inner = text[i : i + 1] in self._transliteration and not self._followers.supported(text, i)
                if not (
                    inner and (self._followers.closes(text, i + 1) or self._followers.follows(text, i + 1))
                ):
                    return i
            if i >= len(text) or not is_han(text[i]):
                return None
        return None

    def _is_name(self, page: Page, start: int, end: int) -> bool:
        """Whether a run that no surname begins can be a name: no common word in it."""
        run = page.text[start:end]
        if not 2 <= len(run) <= 6 or run in self._not_names or not self._good(page, start, end):
            return False
        if page.scan.within("organisation", start, end):
            return False
        if self._followers.follows(page.text, start) and not (len(run) > 3 and run[0] in _FAMILY):
            return False
        if sum(c in self._transliteration for c in run) < 0.75 * len(run):
            return False
        if len(run) > 3 and self._transliteration.issuperset(run):
            # 乌力 is a word by chance; 花木|明朗 are two.
            return len(run) > 4 or not (run[:2] in self._common and run[2:] in self._common)
        # Neither in it nor at its end may a common word stand (叫回|来: 回来).
        return not any(page.text[i : i + 2] in self._common for i in range(start, end))
