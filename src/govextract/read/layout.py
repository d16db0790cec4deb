"""Lines on pages to paragraphs: columns in their order, headers and page numbers out, lines rejoined."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from govextract.read.content import HANZI

_NUMBER = re.compile(
    r"[-–—―─·•.\s]{0,80}+(?:第\s{0,9}+)?[0-9０-９ⅰ-ⅻⅠ-Ⅻivx]{1,5}(?:\s{0,9}+[页頁])?"
    r"(?:\s{0,9}+[/／,，]?\s{0,9}+(?:共\s{0,9}+)?[0-9０-９]{1,5}\s{0,9}+[页頁]?)?[-–—―─·•.\s]{0,80}$"
)
_MARKED_NUMBER = re.compile(
    r"(?:[-–—―─·•]+\s*[0-9０-９]{1,5}\s*[-–—―─·•]+|第\s*[0-9０-９]{1,5}\s*[页頁].{0,12})$"
)
_DIGITS = re.compile("[0-9０-９]+")
_BLANKS = re.compile(r"\s+")
_ITEM = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]?[0-9]{1,2}[）)、]|[0-9]{1,2}[.．](?![0-9])"
    r"|第[一二三四五六七八九十]{1,3}[章节条编]|[①-⑳●■◆▲★※])"
)
_STOPPED = re.compile("[。！？!?；;][”’」』）)]?$")
_NEVER_FIRST = re.compile("[，。、；：？！）》〉」』】”’…,;:?!)\\]%％]")
# What is never parted at the end of a line: a word, a number or one other character, with what closes it; and
# what stands beside a quotation mark, or numbers in a row.
_CORE = "(?:[A-Za-z0-9.@/:%-]{1,30}|[—…]{2}|.)[，。、；：？！）》〉」』】”’…,;:?!)\\]%％]{0,9}"
_UNIT = re.compile(
    f"[“‘（《(]{{0,9}}{_CORE}(?:(?:(?<=[”’“‘])|[“‘]|(?<=[0-9%][、，])(?=[0-9])){_CORE}){{0,4}}"
)
_WORD = re.compile("[A-Za-z0-9.@/:%]{1,30}")
# Shares of the page's height at its top and its bottom in which page numbers and headers stand.
_MARGIN, _HEADER = 0.13, 0.085
_SMALL = 0.9  # of the size of the text: a header of which no other page has the like
# Gaps on a line, in heights of a character: below the first there is none, above the second a column ends.
_GAP, _WIDE_GAP = 0.4, 1.6
_FEW, _MOST = 6, 0.6
_INDENT = 3
_FAR = 1.45


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of one line of print; lengths in one unit, y downwards, ``size`` the height of its characters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    def is_beside(self, other: Line) -> bool:
        """Whether both stand on one baseline."""
        return abs(self.y - other.y) < 0.5 * min(self.size, other.size)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The lines of a page in the order in which the file has them, which is nearly always that of reading."""

    width: float
    height: float
    lines: Sequence[Line]


def paragraphs(pages: Sequence[PrintedPage]) -> list[str]:
    """The paragraphs of a document's pages, lines that stand beside one another apart by tabs."""
    lines = [
        _Placed(line, number)
        for number, page in enumerate(without_furniture(pages))
        for line in _in_rows(_in_columns(page.lines))
    ]
    if not lines:
        return []
    return list(_joined(lines, _Edges(lines)))


# --- headers, footers, page numbers --------------------------------------------------------------------------


def without_furniture(pages: Sequence[PrintedPage]) -> list[PrintedPage]:
    """The pages without their numbers and without lines that stand alike at the margin of several pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line, page) for line in page.lines if _in_margin(line, page, _HEADER)})
    often = max(2, len(pages) // 4)
    body = median(sizes) if (sizes := [x.size for page in pages for x in page.lines]) else 0.0
    return [
        PrintedPage(
            page.width, page.height, [x for x in page.lines if not _is_furniture(x, page, seen, often, body)]
        )
        for page in pages
    ]


def _is_furniture(
    line: Line, page: PrintedPage, seen: Counter[tuple[str, int]], often: int, body: float
) -> bool:
    if _in_margin(line, page, _HEADER):
        is_small = line.y < page.height / 2 and line.size < _SMALL * body
        if is_small or seen[_place(line, page)] >= often:
            return True
    if not _in_margin(line, page, _MARGIN):
        return False
    text = line.text.strip()
    if _MARKED_NUMBER.match(text):
        return True
    return line.y >= max(x.y for x in page.lines) - 1 and bool(_NUMBER.match(text))


def _in_margin(line: Line, page: PrintedPage, share: float) -> bool:
    return not share * page.height < line.y < (1 - share) * page.height


def _place(line: Line, page: PrintedPage) -> tuple[str, int]:
    """A line's text without its numbers, and about where it stands."""
    return _DIGITS.sub("#", _BLANKS.sub("", line.text)), round(line.y / max(page.height, 1.0) * 50)


# --- columns and rows ----------------------------------------------------------------------------------------


def _in_columns(lines: Sequence[Line]) -> list[Line]:
    """Lines with the columns one after the other, where the file has them line by line across the page."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.is_beside(b) and b.x0 - a.x1 > 0.6 * a.size]
    if len(pairs) < _FEW:
        return list(lines)
    em = median(a.size for a, _ in pairs)
    left, right = median(a.x1 for a, _ in pairs), median(b.x0 for _, b in pairs)
    # Columns of prose are filled to their edge; those of a table are narrow or ragged.
    filled = sum(abs(a.x1 - left) < 1.2 * em and a.x1 - a.x0 > 8 * em for a, _ in pairs)
    if filled < _MOST * len(pairs) or right <= left:
        return list(lines)
    out: list[Line] = []
    second: list[Line] = []
    for line in lines:
        if line.x0 > left - 0.3 * em:
            second.append(line)
        else:
            if line.x1 > right:  # a heading across both columns ends them
                out += second
                second = []
            out.append(line)
    return out + second


def _in_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines with those pieces joined that stand beside one another, such as the cells of a table's row."""
    out: list[Line] = []
    for line in lines:
        last = out[-1] if out else None
        if last is not None and last.is_beside(line) and line.x0 > last.x1 - 0.3 * line.size:
            gap = line.x0 - last.x1
            between = "" if gap < _GAP * line.size else " " if gap < _WIDE_GAP * line.size else "\t"
            text = f"{last.text}{between}{line.text}"
            out[-1] = Line(text, last.x0, line.x1, last.y, max(last.size, line.size))
        else:
            out.append(line)
    return out


# --- paragraphs ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    line: Line
    page: int


class _Edges:
    """The left and right edges between which lines were set, and the step from one line to the next."""

    def __init__(self, lines: Sequence[_Placed]) -> None:
        self.size = median(x.line.size for x in lines)
        steps = [
            b.line.y - a.line.y
            for a, b in itertools.pairwise(lines)
            if a.page == b.page and 0 < b.line.y - a.line.y < 4 * self.size
        ]
        self.step = median(steps) if steps else 1.5 * self.size
        starts: dict[int, list[float]] = {}
        for x in lines:
            starts.setdefault(round(x.line.x0 / self.size), []).append(x.line.x1)
        self._ends = starts

    def left(self, line: Line) -> float:
        """The left edge of a line's column: the leftmost place not far from where it begins that is usual."""
        at = round(line.x0 / self.size)
        usual = [k for k in range(at - _INDENT, at + 1) if len(self._ends.get(k, ())) > 1]
        return min(usual, default=at) * self.size

    def right(self, line: Line) -> float:
        """The right edge of a line's column: where most of the long lines end that begin near it."""
        at = round(line.x0 / self.size)
        ends = sorted(x for k in range(at - _INDENT, at + _INDENT + 1) for x in self._ends.get(k, ()))
        return ends[len(ends) * 9 // 10]

    def are_centred(self, a: _Placed, b: _Placed) -> bool:
        """Whether two lines have one middle, but neither their beginnings nor their ends in common."""
        off = (a.line.x0 + a.line.x1) - (b.line.x0 + b.line.x1)
        return abs(off) < a.line.size and abs(a.line.x0 - b.line.x0) > 0.3 * a.line.size


def _joined(lines: Sequence[_Placed], edges: _Edges) -> Iterator[str]:
    text = ""
    for last, line in zip([None, *lines], lines, strict=False):
        if last is None:
            text = line.line.text
        elif _goes_on(last, line, edges):
            text = _run_together(text, line.line.text)
        else:
            yield text
            text = line.line.text
    yield text


def _goes_on(last: _Placed, here: _Placed, edges: _Edges) -> bool:
    """Whether ``here`` continues the paragraph of ``last``."""
    a, b = last.line, here.line
    if "\t" in a.text or "\t" in b.text or _differ(a, b):
        return False
    down = here.page == last.page and b.y > a.y
    if down and b.y - a.y > max(_FAR * edges.step, _FAR * 1.3 * b.size):
        return False
    if _NEVER_FIRST.match(b.text):
        return True
    if down and a.size > 1.15 * edges.size:  # a title of several lines
        return edges.are_centred(last, here) or a.x1 - a.x0 > 0.85 * (edges.right(a) - edges.left(a))
    if _ITEM.match(b.text) and (_STOPPED.search(a.text) or _ITEM.match(a.text)):
        return False
    # A line is full when what could not be taken from the next would not have fitted in.
    unit = _UNIT.match(b.text)
    cells = sum(0.6 if c.isascii() else 1.0 for c in unit[0]) if unit else 1.0
    # Edges are not exact; but behind a full stop the benefit of the doubt goes to a new paragraph.
    slack = 0.2 if _STOPPED.search(a.text) else 0.8
    if a.x1 < edges.right(a) - (slack + cells) * a.size:
        return False
    indent = b.x0 - edges.left(b)
    if indent < 0.7 * b.size:
        return True
    hanging = _ITEM.match(a.text) and b.x0 > a.x0 + 0.5 * a.size
    return bool(hanging) and not _STOPPED.search(a.text)


def _differ(a: Line, b: Line) -> bool:
    """Whether two lines are set in different sizes; only Hanzi tell."""
    return abs(a.size - b.size) > 0.15 * max(a.size, b.size) and all(HANZI.search(x.text) for x in (a, b))


def _run_together(text: str, more: str) -> str:
    if text.endswith("-") and _WORD.match(more):
        return text[:-1] + more if text[-2:-1].isalpha() else text + more
    both_words = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if both_words else text + more
