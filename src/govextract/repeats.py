"""Repeated paragraphs: the same text twice, or so nearly the same that no fact differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from govextract.lexicon import Lexicon

_SHORTEST = 30
_FEWEST_LETTERS = 24
_ANCHOR = 8
_KEPT = 0.95
# At most so many earlier paragraphs are compared for each anchor: a thousand of one pattern stay cheap.
_RIVALS = 6
_CLAUSE = re.compile(r"[^\W_]+(?:[ \t\u3000\xa0.．·/%％+-]+[^\W_]+)*")
_PRIVATE = 0xE000
_LETTERS = re.compile(r"[^\W_]+")
_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


class Repeats:
    """Finds paragraphs that repeat an earlier one of the same document.

    Two paragraphs are the same when their letters and digits are, whatever the punctuation and spacing, once
    the words that the lexicon calls without weight (``repeat_filler``) are left out and those it calls of one
    meaning (``repeat_alike``) are exchanged for one. A later paragraph that only leaves out a clause (up to
    5 % of the letters) is the same too. Any other difference may be another date, number or name: both stay.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._fillers = [e.regex for e in lexicon.category("repeat_filler") if e.pattern]
        alike = [e.regex for e in lexicon.category("repeat_alike") if e.pattern]
        self._alike = [(pattern, chr(_PRIVATE + i)) for i, pattern in enumerate(alike)]

    def find(self, text: str, spans: Sequence[tuple[int, int]]) -> dict[int, int]:
        """For each span whose text stands in an earlier span too, the index of the first such span."""
        # Only paragraphs that agree in their first letters, their last letters or the letters behind their
        # first comma are compared: what is 95 % alike differs in few places, and hardly in all three.
        anchors: dict[str, list[int]] = defaultdict(list)
        clauses: dict[int, list[str]] = {}
        out: dict[int, int] = {}
        for i, (start, end) in enumerate(spans):
            if end - start < _SHORTEST:
                continue
            mine = list(_anchors(text, start, end))
            for j in dict.fromkeys(j for anchor in mine for j in anchors.get(anchor, ())):
                size = spans[j][1] - spans[j][0]
                if abs(size - (end - start)) * 3 > size:
                    continue
                for k in (i, j):
                    if k not in clauses:
                        clauses[k] = self._clauses(text[slice(*spans[k])])
                if _repeats(clauses[j], clauses[i]):
                    out[i] = j
                    break
            else:
                for anchor in mine:
                    if len(anchors[anchor]) < _RIVALS:
                        anchors[anchor].append(i)
        return out

    def _clauses(self, paragraph: str) -> list[str]:
        """The clauses of a paragraph in the form in which they are compared."""
        out = []
        for clause in _CLAUSE.findall(paragraph):
            letters = "".join(_LETTERS.findall(clause)).translate(_WIDTH)
            for pattern in self._fillers:
                letters = pattern.sub("", letters)
            for pattern, letter in self._alike:
                letters = pattern.sub(letter, letters)
            out.append(letters)
        return out


def _anchors(text: str, start: int, end: int) -> Iterator[str]:
    """Three short strings of which paragraphs that are the same share at least one."""
    yield "^" + "".join(_LETTERS.findall(text, start, min(end, start + 2 * _ANCHOR)))[:_ANCHOR]
    yield "$" + "".join(_LETTERS.findall(text, max(start, end - 2 * _ANCHOR), end))[-_ANCHOR:]
    commas = [at for c in "，," if (at := text.find(c, start, end)) >= 0]
    if commas:
        comma = min(commas)
        yield "," + "".join(_LETTERS.findall(text, comma, min(end, comma + 2 * _ANCHOR)))[:_ANCHOR]


def _repeats(first: Sequence[str], later: Sequence[str]) -> bool:
    """Whether ``later`` says nothing that ``first`` does not say, and nearly all of it."""
    a, b = "".join(first), "".join(later)
    if len(b) < _FEWEST_LETTERS:
        return False
    if a == b:
        return True
    if not _KEPT * len(a) <= len(b) < len(a):
        return False
    rest = iter(first)
    return all(clause in rest for clause in later)
