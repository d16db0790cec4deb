"""Sentences of a paragraph, and pieces of a long text: where Chinese prose may be cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govextract.records import Sentence

# Everything that ends a sentence, or shelters an end: brackets and quotation marks.
_TOKEN = re.compile(r"[。！？!?]+|…{1,4}|\.{3,6}|[“”\"‘’「」『』《》〈〉（）()【】\[\]〔〕]")
_CLOSER = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "[": "]",
           "〔": "〕"}  # fmt: skip
_CLOSERS = {")": "(（", "）": "(（"} | {c: o for o, c in _CLOSER.items() if c not in ")）"}
_QUOTES = frozenset('”"’」』')
# A pair longer than this is no pair: its end was lost and it met another's.
_LONGEST = {"《": 120, "〈": 120, "（": 400, "(": 400, "【": 120, "[": 120, "〔": 120, "‘": 300}
# Behind a closed quotation these words say who spoke, and belong to the same sentence.
_ATTRIBUTION = re.compile(
    r"[^。！？!?，,：:“”\n]{0,16}(?:说|道|表示|介绍|告诉|强调|指出|坦言|笑言|称|回忆|感慨|感叹|认为)"
)
_GOES_ON = frozenset("，,、；;：:的地得了和与及或等并而为是在中里内之—-")
_SPACE = " \t\n\r\f\v\u3000\xa0"


def split_sentences(text: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences of the paragraph ``text[start:end]``, without the white space round them.

    A sentence ends at 。！？ or an ellipsis and takes the closing quotation marks with it. Inside 《》, （） and
    quotation marks nothing ends, except that a quotation which ends in 。！？ ends its sentence too when it is
    introduced (他说：“……。”) or makes up the sentence by itself.
    """
    cuts = list(_ends(text, start, end))
    if not cuts or cuts[-1] < end:
        cuts.append(end)
    out = []
    for cut in cuts:
        a, b = start, cut
        while a < b and text[a] in _SPACE:
            a += 1
        while b > a and text[b - 1] in _SPACE:
            b -= 1
        if a < b:
            out.append(Sentence(start=a, end=b))
        start = cut
    return tuple(out)


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)]
    shelter = _shelters(tokens)
    begin = start
    skip_to = start
    for a, b, token in tokens:
        if a < skip_to:
            continue
        if a in shelter:
            close = shelter[a]
            skip_to = close
            if _quotation_ends(text, begin, a, close, end):
                yield close
                begin = close
        elif token[0] in "。！？!?…." and _terminates(text, a, b, end):
            yield b
            begin = b


def _shelters(tokens: list[tuple[int, int, str]]) -> dict[int, int]:
    """Where each matched bracket or quotation mark opens, and the offset behind its partner; outermost only count."""
    pairs: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    for a, b, token in tokens:
        if token == '"':
            token = '"' if not any(o == '"' for o, _ in stack) else "close"
            if token == "close":
                while stack[-1][0] != '"':
                    stack.pop()
                pairs[stack.pop()[1]] = b
            else:
                stack.append(('"', a))
        elif token in _CLOSER:
            if token == "“":
                # A second “ before any ”: the first one was never closed.
                stack = [x for x in stack if x[0] != "“"]
            stack.append((token, a))
        elif token in _CLOSERS:
            openers = _CLOSERS[token]
            depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] in openers), None)
            if depth is not None:
                opener, at = stack[depth]
                del stack[depth:]
                if b - at <= _LONGEST.get(opener, 1 << 30):
                    pairs[at] = b
    return pairs


def _terminates(text: str, a: int, b: int, end: int) -> bool:
    mark = text[a]
    if mark in "…." and b < end and text[b] in _GOES_ON:
        return False
    if mark in "!?" and a > 0 and b < end and text[a - 1].isascii() and text[b].isascii():
        return not (text[a - 1].isalnum() and text[b].isalnum())
    return True


def _quotation_ends(text: str, begin: int, opened: int, close: int, end: int) -> bool:
    """Whether the sheltered stretch ``opened:close`` ends the sentence that began at ``begin``."""
    last = close - 2
    while last > opened and text[last] in _QUOTES:
        last -= 1
    if text[last] not in "。！？!?…":
        return False
    alone = not text[begin:opened].strip()
    if close < end and text[close] in _GOES_ON:
        return False
    if text[close - 1] not in _QUOTES:
        return alone
    if alone:
        return _ATTRIBUTION.match(text, close, end) is None
    before = text[opened - 1]
    return before in "：:，," or text[last] == "。" or not text[close:end].strip()


_STOPS = ("。\n", "！\n", "？\n", "”\n", "；\n", "\n\n")


def pieces(text: str, limit: int = 200_000) -> list[tuple[int, int]]:
    """Stretches of at most ``limit`` characters that make up ``text``, cut where the prose allows it best.

    A cut comes behind a line that ends a sentence, else behind any line, else behind a sentence, else behind a
    comma; only a text without any of these in half a piece is cut between two characters.
    """
    if limit < 2:
        raise ValueError("limit must be 2 or more characters")
    out = []
    start = 0
    while len(text) - start > limit:
        cut = _cut(text, start + limit // 2, start + limit)
        out.append((start, cut))
        start = cut
    if start < len(text) or not out:
        out.append((start, len(text)))
    return out


def _cut(text: str, low: int, high: int) -> int:
    for marks in (_STOPS, ("\n",), ("。", "！", "？", "!", "?"), ("；", "，", ",", ";", " ", "\u3000")):
        best = max(text.rfind(mark, low, high) + len(mark) for mark in marks)
        if best > low:
            while best < high and text[best] in "”’」』）)" and marks is not _STOPS:
                best += 1
            return best
    return high
