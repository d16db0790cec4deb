"""Lines and paragraphs: which lines were wrapped by hand or by a PDF and belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from govextract.numbering import Marker, Numbering

_STOPS = frozenset("。！？!?：:…")
_CLAUSE = "，,。、；;：:"
# Columns (an ASCII character is one, a Hanzi two) of a wrapped line; so many full lines prove the wrapping.
_NARROWEST, _WIDEST = 44, 112
_PROOF = 3


class Line(NamedTuple):
    """A line, or several that belong together, without the white space round it."""

    start: int
    end: int
    indent: int
    marker: Marker | None


def paragraphs_of(text: str, numbering: Numbering) -> list[Line]:
    """The paragraphs of ``text``: its lines that are not blank, wrapped ones joined."""
    lines: list[Line] = []
    blank_before: list[bool] = []
    blank = True
    for start, end in _lines(text):
        raw = text[start:end]
        words = raw.strip()
        if not words:
            blank = True
            continue
        a = start + len(raw) - len(raw.lstrip())
        b = a + len(words)
        lines.append(Line(a, b, a - start, numbering.read(text, a, b)))
        blank_before.append(blank)
        blank = False
    joined = _joins(text, lines, blank_before)
    out: list[Line] = []
    for i, line in enumerate(lines):
        if i in joined:
            out[-1] = out[-1]._replace(end=line.end)
        else:
            out.append(line)
    return out


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while True:
        end = text.find("\n", start)
        if end < 0:
            yield start, len(text)
            return
        yield start, end
        start = end + 1


def _joins(text: str, lines: Sequence[Line], blank_before: Sequence[bool]) -> set[int]:
    """Indexes of the lines that carry on the line before."""
    out: set[int] = set()
    first = 0
    for i in range(len(lines) + 1):
        if i == len(lines) or lines[i].end - lines[i].start > _WIDEST // 2:
            if i - first > _PROOF:
                out |= _stretch_joins(text, lines, blank_before, first, i)
            first = i + 1
    return out


class _Measure(NamedTuple):
    """A way to tell how full a line is: its size, between which sizes lines are wrapped, and the play in it.

    A line that ends in one of ``stops`` may be the last of its paragraph.
    """

    size: Callable[[str], int]
    narrowest: int
    widest: int
    play: Callable[[int], int]
    stops: frozenset[str]


def _columns(words: str) -> int:
    """The columns of a line on a terminal or in a monospaced print."""
    return len(words.encode("gbk", "replace"))


# Printers and PDF fill columns; mail programs and forms count characters. Then lines are alike to one, but so
# are the items of a list, which end in ；.
_MEASURES = (
    _Measure(_columns, _NARROWEST, _WIDEST, lambda full: max(4, full // 12), _STOPS),
    _Measure(len, _NARROWEST // 2, _WIDEST // 2, lambda _: 1, _STOPS | {"；", ";"}),
)


def _stretch_joins(
    text: str, lines: Sequence[Line], blank_before: Sequence[bool], first: int, last: int
) -> set[int]:
    """The joins among ``lines[first:last]``, a stretch without long lines; none if it is not wrapped."""
    return {i for m in _MEASURES for i in _measured_joins(text, lines, blank_before, range(first, last), m)}


def _measured_joins(
    text: str, lines: Sequence[Line], blank_before: Sequence[bool], stretch: range, measure: _Measure
) -> set[int]:
    widths = {i: measure.size(text[lines[i].start - lines[i].indent : lines[i].end]) for i in stretch}
    full_width = _full_width(list(widths.values()), measure)
    if full_width is None:
        return set()
    play = measure.play(full_width)
    candidates = [
        i
        for i in stretch[:-1]
        if full_width - play <= widths[i] <= full_width + min(play, 2)
        and not blank_before[i + 1]
        and lines[i + 1].marker is None
        and lines[i + 1].indent <= min(lines[i].indent, 1)
    ]
    # Where first lines are indented, a line that is not carries on, whatever ends the one before.
    indented = sum(lines[i].indent >= 2 and lines[i + 1].indent == 0 for i in candidates)
    opened = [
        i
        for i in candidates
        if not _stopped(text, lines[i], measure.stops)
        or (indented >= 2 and text[lines[i + 1].start] not in "（(【[")
    ]
    clauses = sum(any(c in _CLAUSE for c in text[lines[i].start : lines[i].end]) for i in opened)
    wide = sum(w > full_width // 2 for w in widths.values())
    if len(opened) < _PROOF or len(opened) * 2 < wide or clauses * 2 < len(opened):
        return set()
    return {i + 1 for i in opened}


def _stopped(text: str, line: Line, stops: frozenset[str]) -> bool:
    """Whether the line ends as a paragraph does: with a full stop, inside a quotation or bracket or not."""
    return text[line.start : line.end].rstrip('”’」』）)】》"')[-1:] in stops


def _full_width(widths: Sequence[int], measure: _Measure) -> int | None:
    """The width at which lines were wrapped: the greatest that several lines reach."""
    counts = Counter(widths)
    for width in sorted(counts, reverse=True):
        if width < measure.narrowest:
            return None
        least = width - measure.play(4)
        if width <= measure.widest and sum(counts[w] for w in range(least, width + 1)) >= _PROOF:
            return width
    return None
