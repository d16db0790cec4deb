"""Names set with a space between all their characters (王 小 明): which spaces are no ends of words.

A single space on both sides of a single Hanzi is either such spacing or a list of names set apart (张 丽 李子平).
The name model tells which: whether the characters read better as one name than as several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from govextract.find.names import DOTS, NameModel, is_han, load_model_data
from govextract.lexicon import read_entries

_CHAIN = re.compile(f" (?:[\u4e00-\u9fff{DOTS}] ){{1,400}}(?=[\u4e00-\u9fff])")
_SHORTEST = 4  # three characters and the spaces between them
_AHEAD = 4
_OPEN = ("", " ", "\u3000", "\n", "(", "（")
_NAME = 0.5
_DOUBT = 0.1


def letter_spaces(text: str) -> Iterator[int]:
    """Where the spaces stand that only set the characters of a name apart, in text order."""
    for m in _CHAIN.finditer(text):
        first, last = m.start() - 1, m.end()
        before = text[max(first - 1, 0) : first + 1]
        if (
            first < 0
            or not is_han(text[first])
            or (before in _words() and text[first - 2 : first - 1] in _OPEN)
        ):
            first += 2  # the space in front sets nothing apart
        word = text[last : last + 2] in _words() and _stands_alone(text, last)
        if word and is_han(m[0].replace(" ", "")):  # 王 小 明 主持
            last -= 2
        if last - first >= _SHORTEST and _is_one(text, first, last):
            yield from range(first + 1, last, 2)


def _is_one(text: str, first: int, last: int) -> bool:
    """Whether the characters from ``first`` to ``last``, each behind a space, make up one name or word."""
    letters = text[first : last + 1 : 2]
    joined = letters + text[last + 1 : last + _AHEAD]
    if not is_han(letters):  # 艾 力 · 买 买 提
        return True
    begins = [_starts_name(joined[i:]) for i in range(len(letters))]
    if len(letters) == 3:
        whole = _model().probabilities(joined, 0, titled=True).get(3, 0.0)
        others = max(
            begins[1], _starts_name(text[last : last + _AHEAD]) if _stands_alone(text, last) else 0.0
        )
        return whole >= others or others < _NAME
    pairs = len(letters) % 2 == 0 and all(x >= _DOUBT for x in begins[::2])
    inner = begins[1] >= _NAME and begins[3] >= _NAME
    return not pairs and not inner


def _stands_alone(text: str, start: int) -> bool:
    """Whether the word at ``start`` is as long as a name, and nothing else."""
    end = start
    while end < len(text) and end - start < _AHEAD and is_han(text[end]):
        end += 1
    return 2 <= end - start < _AHEAD


def _starts_name(text: str) -> float:
    p = _model().probabilities(text, 0, titled=True)
    return sum(x for length, x in p.items() if length)


def _words() -> frozenset[str]:
    return load_model_data()[1]


@lru_cache(maxsize=1)
def _model() -> NameModel:
    weights, words = load_model_data()
    raw = (resources.files("govextract") / "lexicons" / "surnames.yaml").read_text(encoding="utf-8")
    surnames = {form for entry in read_entries(raw, "surnames.yaml") for form in entry.forms}
    single = frozenset(x for x in surnames if len(x) == 1)
    return NameModel(weights, single, frozenset(surnames - single), words)
