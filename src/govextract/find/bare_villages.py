"""Later bare names of villages that a document names in full (石桥 for 石桥村)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from govextract.find.bigrams import EDGE, END, load_bigrams
from govextract.find.boundary import LeftContext
from govextract.find.lists import NameList
from govextract.find.names import HAN_FIRST, HAN_LAST
from govextract.lexicon import Lexicon
from govextract.records import Mention

COMMON = 0.0
"""A village's name that is rather a word is not looked for without its 村 (和平, 新民)."""
COMMON_LONG = 4.0
"""Three characters are less easily met by chance."""
MAY_BEGIN = -2.2
RARE = -2.0
STRANGE_PAIR = -4.5
"""A name so rare as a word, whose characters hardly follow each other, is one whatever stands in front."""
_ENDINGS: Final = ("自然村", "行政村", "古村", "新村", "村", "居民区", "屯", "寨", "嘎查", "苗寨")
"""What a text leaves away when it names a village again."""
_TOWNS: Final = ("镇", "乡", "街道")
_WATERS: Final = frozenset("河江渠路")
_OPENING: Final = frozenset("·・“‘《（(")
TITLED: Final = re.compile("[\u4e00-\u9fff](?:主任|书记)")
DASH: Final = re.compile(
    "(?:——|—|－|-|~|～|至|到)([\u4e00-\u9fff]{1,3}(?![的了])[\u4e00-\u9fff])(?=一?段|公路|道路|路段|线|河段|应急管道|管道|供水|村道)"
)
DASH_BEFORE: Final = re.compile("(?:——|—|－|-|~|～|至|到)$")


class BareVillages:
    """Finds a village's name without its 村, where the document names the village in full."""

    def __init__(self, lexicon: Lexicon, left: LeftContext, lists: NameList) -> None:
        self._left = left
        self._lists = lists
        self._next = tuple(lexicon.forms("village_bare"))

    def spans(self, text: str, found: Iterable[Mention]) -> Iterator[tuple[int, int]]:
        """Later bare names of villages named in full (石桥 for 石桥村), and the other end of a road.

        Only names that are no common words count, where a name may begin and none goes on.
        """
        stems = {stem for m in found if (stem := bare(m.text)) != m.text or m.rule == "village.list"}
        for stem in sorted(stems):
            common = commonness(stem)
            if len(stem) < 2 or stem.endswith(_TOWNS) or common > (COMMON if len(stem) == 2 else COMMON_LONG):
                continue
            rare = common <= RARE and load_bigrams()[1].step(*stem[:2]) <= STRANGE_PAIR
            start = text.find(stem)
            while start >= 0:
                end = start + len(stem)
                if self.ends(text, end) and (rare or self._begins(text, start)):
                    yield start, end
                    yield from self._stretch(text, start, end)
                start = text.find(stem, end)

    def _begins(self, text: str, start: int) -> bool:
        left = self._left.at(text, start)
        clock = text[start - 1 : start].isdecimal()  # 下午1:30石桥党支部
        return left.hard or left.cut or clock or left.weight >= MAY_BEGIN

    def ends(self, text: str, end: int) -> bool:
        """Whether a name can end at ``end``: punctuation or a word of the lexicon follows."""
        after = text[end : end + 1]
        if not HAN_FIRST <= after <= HAN_LAST:
            return not after.isalnum() and after not in _OPENING
        if text.startswith("人民", end):
            return False
        return text.startswith(self._next, end) or TITLED.match(text, end) is not None

    def _stretch(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The other village of 石桥——白沙段, of which one is known."""
        dash = DASH.match(text, end)
        if dash:
            yield dash.span(1)
        dash = DASH_BEFORE.search(text, max(0, start - 3), start)
        if dash:
            span, _ = self._lists.last(text, dash.start(), -5.0)
            if span:
                behind = max(
                    (k for k in range(span[0] + 1, span[1] - 1) if text[k - 1] in _WATERS), default=span[0]
                )
                yield behind, span[1]


def bare(name: str) -> str:
    """A village's name without its ending, where two characters are left (石桥村 → 石桥)."""
    return next((name.removesuffix(e) for e in _ENDINGS if name.endswith(e) and len(name) - len(e) > 1), name)


def commonness(stem: str) -> float:
    """How much likelier the characters are as running text than as a village's name."""
    names, running = load_bigrams()
    score, before = -names.step(stem[-1], END), EDGE
    for c in stem:
        score += running.step(before, c) - names.step(before, c)
        before = c
    return score
