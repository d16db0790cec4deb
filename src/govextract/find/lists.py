"""Find lists of names that share one 村 at their end: 华溪、光坪等村; 石桥和白沙两村."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govextract.find.bigrams import EDGE, END, load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import is_region
from govextract.find.names import HAN_FIRST, HAN_LAST
from govextract.lexicon import Lexicon
from govextract.match import Hit

_LONGEST: Final = 6
_COMMAS: Final = ",，"
_BESIDE: Final = frozenset("和与及同跟对")
_JOINTS: Final = ("以及", "和", "与", "及", "暨")
_COUNT: Final = re.compile("(等)?([0-9０-９]{1,3}|[一二两三四五六七八九十]{1,3}|多|几)?$")
_ETC: Final = re.compile("(等)?$")
_NUMBERS: Final = dict(
    zip("两二三四五六七八九十", ("2", "2", "3", "4", "5", "6", "7", "8", "9", "10"), strict=True)
)
_ACCEPT: Final = -1.0
_SHARED: Final = -3.0
_LONGEST_SHARED: Final = 4
_NO_SHARED_END: Final = frozenset("路街巷库渠院站所校室厂场店队部户员民兵组线段村屯")
_PARKS: Final = ("儿园", "公园", "业园", "果园", "花园")
_FURTHER: Final = -5.0
"""A name in front of another one of the same list need not be so clearly one."""
_NO_SITE: Final = frozenset("全本我该各每副农乡驻某外整")
_NO_NAME_END: Final = frozenset("镇乡县市区旗省局委办处科校部队会员们等类种个")


class NameList:
    """Reads a list of bare village names backwards from the word that closes it (``village_group``)."""

    def __init__(self, lexicon: Lexicon, left: LeftContext) -> None:
        self._left = left
        self._home = frozenset(lexicon.forms("village_home"))
        self._no_group = tuple(w for w in lexicon.forms("village_group_not"))

    def names(self, text: str, hit: Hit) -> list[tuple[int, int]]:
        """Spans of the names in front of ``hit``, in text order; none where it closes no list."""
        if text.startswith(self._no_group, hit.end):
            return []
        end, etc, number = hit.start, bool(hit.entry.attrs.get("etc")), _NUMBERS.get(hit.form[0], "")
        if not etc:
            count = (_ETC if number else _COUNT).search(text, max(0, end - 5), end)
            if count is None or (count.start() == end and hit.form.startswith("个")):
                return []
            number = number or count.group(2) or ""
            etc, end = bool(count.group(1)), count.start()
            if not etc and self._apart(text, end):
                return []
        pieces = list(self._backwards(text, end, _FURTHER))
        if _NUMBERS.get(number, number) != str(len(pieces)):  # as many as told: all are names
            pieces = list(self._backwards(text, end, _ACCEPT))
        if not etc and len(pieces) < 2:
            return []
        return [span for span in reversed(pieces) if not _suffixed(text, span)]

    def _apart(self, text: str, end: int) -> bool:
        """Whether 和 in front of the count tells others from the villages (老李、老张和|两村的人)."""
        return text[max(0, end - 1) : end] in _BESIDE and text[end - 2 : end] not in self._home

    def shared(self, text: str, mark: int, stem: str) -> list[tuple[int, int]]:
        """Names in front of the 、 at ``mark`` whose ending stands behind it (青山街道富安、临海、石桥|社区).

        Where the list begins must be clear: behind a town's name, or with two names behind a word of the lexicon;
        or the names end as ``stem`` does, the last one's (黄家坝、李家坝、王家坝|村).
        """
        spans = list(self._backwards(text, mark, _SHARED))
        if not spans or any(
            b - a > _LONGEST_SHARED
            or text[b - 1] in _NO_SHARED_END
            or text.endswith(_PARKS, a, b)
            or _suffixed(text, (a, b))
            for a, b in spans
        ):
            return []
        left = self._left.at(text, spans[-1][0])
        alike = all(text[b - 1] == stem[-1] and b - a == len(stem) > 2 for a, b in spans)
        if left.cut or (len(spans) > 1 and left.weight > LISTED and (alike or not left.hard)):
            return spans[::-1]
        return []

    def _backwards(self, text: str, end: int, accept: float) -> Iterator[tuple[int, int]]:
        """Names from the last to the first; stops at the first piece that is none."""
        while end > 0:
            span, more = self.last(text, end, accept)
            accept = _FURTHER
            if span is None:
                return
            yield span
            if not more:
                return
            end = span[0] - more

    def last(self, text: str, end: int, accept: float) -> tuple[tuple[int, int] | None, int]:
        """The name that ends at ``end``, and the length of the mark in front that leads to a further one."""
        low = end
        while low > 0 and end - low < _LONGEST + 6 and HAN_FIRST <= text[low - 1] <= HAN_LAST:
            low -= 1
        listed = low > 0 and (text[low - 1] == "、" or _is_listed(text, low - 1))
        if end - low < 2 or (text[end - 1] in _NO_NAME_END and not (listed and _old_town(text[low:end]))):
            return None, 0
        site = max((k for k in range(low + 2, end - 1) if self._site(text, low, k, listed)), default=low)
        if site > low and self._score(text, site, end, low) > accept - 4:
            return (site, end), site - low + 1 if listed else 0
        for joint in _JOINTS:
            at = text.rfind(joint, low + 2, end - 2) + len(joint)
            if at >= len(joint) and self._score(text, at, end, low) > max(accept, _ACCEPT):
                return (at, end), len(joint)
        if listed and end - low <= _LONGEST and self._score(text, low, end, low) > accept - 4:
            return (low, end), 1
        best, score = low, float("-inf")
        for k in range(end - 2, max(low, end - _LONGEST) - 1, -1):
            found = self._score(text, k, end, low)
            if found > score:
                best, score = k, found
            if self._left.at(text, k, low).cut:  # no name reaches over a town's ending
                break
        if score <= accept:
            return None, 0
        if best == low and listed:
            return (best, end), 1
        joint = next((j for j in _JOINTS if text.endswith(j, low, best)), "")
        return (best, end), len(joint)

    def _site(self, text: str, low: int, end: int, listed: bool) -> bool:
        """Whether a place that stands in front of a name within its item ends here (福民乡|永平, 葛家村|弄坤)."""
        if text[end - 1] == "村":
            return end - low > 2 and text[end - 2] not in _NO_SITE
        return listed and text[end - 1] in "镇乡" and end - low < 5 and text[low] not in _NO_SITE

    def _score(self, text: str, start: int, end: int, low: int) -> float:
        """How much better a name from ``start`` is than running text, over the run that begins at ``low``."""
        names, running = load_bigrams()
        score = self._left.at(text, start, low).weight + names.step(EDGE, text[start])
        for i in range(start, end):
            score -= running.step(text[i - 1] if i else EDGE, text[i])
            if i > start:
                score += names.step(text[i - 1], text[i])
        return score + names.step(text[end - 1], END)


def _is_listed(text: str, mark: int) -> bool:
    """Whether the comma at ``mark`` separates short names (石桥,白沙等村)."""
    return text[mark] in _COMMAS and any(c in _COMMAS for c in text[max(0, mark - 5) : mark])


def _old_town(name: str) -> bool:
    """Whether a village may be called so (旧县), and no county is."""
    return len(name) == 2 and name[1] in "镇县" and not is_region(name)


def _suffixed(text: str, span: tuple[int, int]) -> bool:
    return text[span[1] - 1] == "村" or text.endswith(("社区", "嘎查"), *span)
