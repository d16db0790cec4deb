"""Repeated paragraphs: the same text twice, or so nearly the same that no fact differs."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORTEST = 30
_PUNCTUATION = str.maketrans("，。；：！？（）“”‘’０１２３４５６７８９％", ",.;:!?()\"\"''0123456789%")
_SPACE = re.compile(r"\s+")


def find_repeats(text: str, spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """For each span whose text stands in an earlier span, the index of the first such span."""
    first: dict[str, int] = {}
    out: dict[int, int] = {}
    for i, (start, end) in enumerate(spans):
        if end - start < _SHORTEST:
            continue
        key = _SPACE.sub("", text[start:end]).translate(_PUNCTUATION)
        if len(key) < _SHORTEST:
            continue
        k = first.setdefault(key, i)
        if k != i:
            out[i] = k
    return out
