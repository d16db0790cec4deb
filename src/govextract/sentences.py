"""Sentences of a paragraph: where Chinese prose may be cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import ahocorasick_rs

Span = tuple[int, int]
Mark = tuple[int, str]

_ENDS = "。！？!?…."
_OPENERS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
_CLOSERS = {close: opener for opener, close in _OPENERS.items()} | {")": "(（", "）": "(（"}
_MARKS = _ENDS[:-1] + "".join(_OPENERS) + "(（" + "".join(_CLOSERS) + '"'
_QUOTES = frozenset('”"’」』')
# A pair longer than this is no pair: its end was lost, and it met another's.
_LONGEST = {"《": 120, "〈": 120, "（": 400, "(": 400, "【": 120, "[": 120, "〔": 120, "‘": 300}
# Nobody nests deeper; what stands open longer was never closed.
_DEPTH = 16
_TAIL = 40
# So many characters without a space make no name in a list, and no cell of a table.
_STRETCH = 12
_NO_SPACE = re.compile("[^ \u3000]+")
# Behind a closed quotation these words say who spoke, and belong to the same sentence.
_ATTRIBUTION = re.compile(
    r"[^。！？!?，,：:“”\n]{0,16}(?:说|道|表示|介绍|告诉|强调|指出|坦言|笑言|称|回忆|感慨|感叹|认为)"
)
_LONG_RUN = 60
# With no full stops at all, these still begin a sentence where no comma stands in front.
_BEGINNING = re.compile(
    r"(?:[0-9０-９]{4}年)?[0-9０-９]{1,2}月[0-9０-９]{1,2}[日号]"
    r"|[0-9０-９]{4}年(?:[0-9０-９]{1,2}月)?[，,]|[0-9０-９]{1,2}日(?:[，,]|[上下]午|晚)"
    r"|(?:会上|会后|会议上|随后|活动中|活动现场|调研中|检查中|座谈中|座谈会上|其间|期间|当天|当日|次日|近日|日前|目前|据悉|据了解|下一步"
    r"|此外|同时|于是|如今|为此|因此|近年来|接着|最后|今年以来|截至目前|连日来|同日|当晚)[，,]"
    r"|会议(?:强调|指出|要求|听取|传达|认为|由|还|学习|审议|通报|宣读)"
)
# In front of a day these lead to it in the same sentence.
_LEADS_TO = frozenset("于在从自至到截年和与及以将定为的了是前后由对按让给用第共约满距离间计拟争保限")
_GOES_ON = frozenset("，,、；;：:的地得了和与及或等并而为是在中里内之—-")


@lru_cache(maxsize=1)
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick([*_MARKS, "..."])


def marks_of(text: str) -> list[Mark]:
    """Every sentence end, bracket and quotation mark of ``text`` with its offset, in text order."""
    try:
        found = _automaton().find_matches_as_indexes(text)
    except UnicodeEncodeError:  # half a surrogate pair
        found = _automaton().find_matches_as_indexes(text.encode("utf-8", "replace").decode())
    return [(start, text[start]) for _, start, _ in found]


def split_sentences(text: str, start: int, end: int, marks: Sequence[Mark] | None = None) -> list[Span]:
    """The sentences of the paragraph ``text[start:end]``, without the white space round them.

    A sentence ends at 。！？ or an ellipsis and takes the closing quotation marks with it. Inside 《》, （）
    and quotation marks nothing ends, except that a quotation which ends in 。！？ ends its sentence too when
    it is introduced (他说：“……。”) or makes up the sentence by itself. ``marks`` are those of the paragraph,
    where the caller has them.
    """
    if marks is None:
        marks = [(start + at, mark) for at, mark in marks_of(text[start:end])]
    out = []
    cuts = list(_ends(text, start, end, marks))
    for cut in (*(cuts or list(_gaps(text, start, end)) or _run_on(text, start, end)), end):
        words = text[start:cut]
        bare = words.strip()
        if bare:
            a = start + len(words) - len(words.lstrip())
            out.append((a, a + len(bare)))
        start = cut
    return out


def _gaps(text: str, start: int, end: int) -> Iterator[int]:
    """Where spaces stand for full stops, in a paragraph that has none: between two long stretches without any."""
    if end - start < 2 * _STRETCH:
        return
    pieces = [m.span() for m in _NO_SPACE.finditer(text, start, end)]
    for (a, b), (c, d) in pairwise(pieces):
        if b - a >= _STRETCH and d - c >= _STRETCH and not (text[b - 1].isascii() and text[c].isascii()):
            yield c


def _run_on(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences begin in a long paragraph without any full stop: at a day or word that only begins one.

    A Hanzi must stand right in front: behind a comma the sentence may go on.
    """
    if end - start < _LONG_RUN:
        return
    for m in _BEGINNING.finditer(text, start + 1, end):
        before = text[m.start() - 1]
        if "\u4e00" <= before <= "\u9fff" and (before not in _LEADS_TO or not m[0][0].isdigit()):
            yield m.start()


def _ends(text: str, begin: int, end: int, marks: Sequence[Mark]) -> Iterator[int]:
    shelter = _shelters(marks)
    resume = begin
    for at, mark in marks:
        if at < resume:
            continue
        if mark in _ENDS:
            resume = at + 1
            while resume < end and text[resume] in _ENDS:
                resume += 1
            if _terminates(text, at, resume, end):
                yield resume
                begin = resume
        elif at in shelter:
            resume = shelter[at]
            if _quotation_ends(text, begin, at, resume, end):
                yield resume
                begin = resume


def _shelters(marks: Sequence[Mark]) -> dict[int, int]:
    """Where each matched bracket or quotation mark opens, and the offset behind its partner."""
    pairs: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    for at, mark in marks:
        if mark in _ENDS:
            continue
        openers = _CLOSERS.get(mark, "")
        if mark == '"' and any(opener == '"' for opener, _ in stack):
            openers = '"'
        if openers:
            depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] in openers), -1)
            if depth >= 0:
                opener, opened = stack[depth]
                del stack[depth:]
                if at + 1 - opened <= _LONGEST.get(opener, 1 << 30):
                    pairs[opened] = at + 1
        else:
            if mark == "“":
                # A second “ before any ”: the first one was never closed.
                stack = [x for x in stack if x[0] != "“"]
            stack.append((mark, at))
            del stack[:-_DEPTH]
    return pairs


def _terminates(text: str, a: int, b: int, end: int) -> bool:
    if text[a] in "…." and b < end and text[b] in _GOES_ON:
        return False
    # A question mark in a web address.
    around = text[a - 1 : a] + text[b : min(b + 1, end)]
    return not (text[a] in "!?" and len(around) == 2 and around.isascii() and around.isalnum())


def _quotation_ends(text: str, begin: int, opened: int, close: int, end: int) -> bool:
    """Whether the sheltered stretch ``opened:close`` ends the sentence that began at ``begin``."""
    last = close - 2
    while last > opened and text[last] in _QUOTES:
        last -= 1
    if text[last] not in "。！？!?…":
        return False
    if close < end and text[close] in _GOES_ON:
        return False
    alone = not text[begin:opened].strip()
    if text[close - 1] not in _QUOTES:
        return alone
    if alone:
        return _ATTRIBUTION.match(text, close, end) is None
    return (
        text[opened - 1] in "：:，,"
        or text[last] == "。"
        or (end - close < _TAIL and not text[close:end].strip())
    )
