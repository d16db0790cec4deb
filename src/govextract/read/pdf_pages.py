"""The pages of a PDF document as pdfium has them: lines of text with their places.

pdfium is asked for the text because it keeps the order in which the file draws it, and with it the columns. A file
of a kilobyte can make it work for hours, so what does not look like an ordinary file is read by a process of its
own (pdf_guard.py), which this module is, too, when it is run.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from govextract.read.content import HANZI
from govextract.read.errors import ReadError
from govextract.read.layout import Line, PrintedPage
from govextract.read.limits import Limits

_LOCK = Lock()  # pdfium is not made for several threads
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·\U00020000-\U0003ffff]")
_HYPHEN = "\x02"  # what pdfium puts for a hyphen at the end of a line
_LINE = re.compile("[^\r\n\\s](?:[^\r\n]*[^\r\n\\s])?")
_SPACES = re.compile("(?<=[^ ]) +(?=[^ ])")
# Gaps on a line, in widths of a Hanzi: below the first there is none, above the second a column ends.
_GAP, _WIDE_GAP = 0.5, 1.6
_MANY_HANZI = 200
_OBJECTS, _SHAPES = 3000, 20
_PICTURE = 0.4

Pages = tuple[list[PrintedPage], list[bool]]
"""Pages, and of each whether a picture fills a good part of it."""


def pages_of(data: bytes, source: str, limits: Limits) -> Pages:
    """The pages of a document.

    Raises:
        ReadError: it is encrypted or damaged, or has too many pages or too much text.
    """
    with _LOCK:
        return _pages(data, source, limits)


def _pages(data: bytes, source: str, limits: Limits) -> Pages:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as e:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise ReadError("encrypted", source) from e
        raise ReadError("damaged", source, reason="structure") from e
    with closing(document):
        if len(document) == 0:
            raise ReadError("damaged", source, reason="structure")
        if len(document) > limits.pages:
            raise ReadError("too_many", source, limit=str(limits.pages))
        pages: list[PrintedPage] = []
        pictured: list[bool] = []
        chars = 0
        for i in range(len(document)):
            try:
                with closing(document[i]) as page:
                    pages.append(_printed(page))
                    pictured.append(_is_pictured(page, _hanzi(pages[-1])))
            except pdfium.PdfiumError as e:
                raise ReadError("damaged", source, reason="structure") from e
            chars += sum(len(x.text) for x in pages[-1].lines)
            if chars > limits.text:
                raise ReadError("too_large", source, limit=str(limits.text // 1_000_000))
    return pages, pictured


def _hanzi(page: PrintedPage) -> int:
    return sum(len(HANZI.findall(line.text)) for line in page.lines)


def _is_pictured(page: pdfium.PdfPage, hanzi: int) -> bool:
    """Whether a page with little text shows more than that: a picture, or letters drawn as shapes."""
    if hanzi >= _MANY_HANZI:
        return False
    area = shapes = 0.0
    for obj in islice(page.get_objects(max_depth=3), _OBJECTS):
        if obj.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = obj.get_bounds()
            area += abs(right - left) * abs(top - bottom)
        elif obj.type == raw.FPDF_PAGEOBJ_PATH:
            shapes += 1
    return area >= _PICTURE * page.get_width() * page.get_height() or (hanzi == 0 and shapes >= _SHAPES)


def _printed(page: pdfium.PdfPage) -> PrintedPage:
    width, height = page.get_size()
    with closing(page.get_textpage()) as text_page:
        return PrintedPage(width, height, list(_Text(page, text_page).lines()))


class _Text:
    """The characters of a page and where they stand as it is shown, its rotation undone, y downwards."""

    def __init__(self, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> None:
        self._page = text_page
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turn = page.get_rotation()
        self._rect = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._chars = self._characters()

    def _characters(self) -> str:
        """The characters of the page; the index of each is the one by which pdfium knows it."""
        count = self._page.count_chars()
        text: str = self._page.get_text_range(errors="replace") if count else ""
        if len(text) != count:
            codes = (raw.FPDFText_GetUnicode(self._page, i) for i in range(count))
            valid = ("\ufffd" if not 0 < c < 0x110000 or 0xD800 <= c < 0xE000 else chr(c) for c in codes)
            text = "".join(valid)
        return text

    def lines(self) -> Iterator[Line]:
        """The lines of the page, cut where a wide gap separates columns or cells.

        pdfium writes a space into every gap that it sees, also into those between Hanzi set apart a little.
        """
        chars = self._chars
        for match in _LINE.finditer(chars):
            start, end = match.span()
            size = self._size(start, end)
            parts: list[str] = []
            begin = at = start
            for spaces in _SPACES.finditer(chars, start, end):
                a, b = spaces.span()
                parts.append(chars[at:a])
                at = b
                gap = self._box(b)[0] - self._box(a - 1)[1]
                if gap > _WIDE_GAP * size:
                    yield self._line("".join(parts), begin, a, size)
                    parts, begin = [], b
                elif gap >= _GAP * size or not self._is_made_up(a, b):
                    parts.append(spaces[0])
            parts.append(chars[at:end])
            yield self._line("".join(parts), begin, end, size)

    def _is_made_up(self, a: int, b: int) -> bool:
        """Whether the spaces between ``a`` and ``b`` stand in no file and would part Hanzi."""
        beside = _WIDE.match(self._chars, a - 1) or _WIDE.match(self._chars, b)
        return bool(beside) and raw.FPDFText_IsGenerated(self._page, a) == 1

    def _line(self, text: str, start: int, end: int, size: float) -> Line:
        left, right = self._box(start)[0], self._box(end - 1)[1]
        return Line(text.replace(_HYPHEN, "-"), left, max(left, right), self._baseline(start), size)

    def _size(self, start: int, end: int) -> float:
        """The size of a line's characters: the width of a Hanzi, else three quarters of their height."""
        match = HANZI.search(self._chars, start, end)
        left, right, top, bottom = self._box(match.start() if match else start)
        return max(right - left if match else (bottom - top) * 0.75, 1.0)

    def _box(self, i: int) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of a character."""
        rect = self._rect
        if not raw.FPDFText_GetLooseCharBox(self._page, i, rect):
            return 0.0, 0.0, 0.0, 0.0
        xs, ys = zip(self._shown(rect.left, rect.top), self._shown(rect.right, rect.bottom), strict=True)
        return min(xs), max(xs), min(ys), max(ys)

    def _baseline(self, i: int) -> float:
        if not raw.FPDFText_GetCharOrigin(self._page, i, self._x, self._y):
            return 0.0
        return self._shown(self._x.value, self._y.value)[1]

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        if self._turn == 90:
            return y - self._bottom, x - self._left
        if self._turn == 180:
            return self._right - x, y - self._bottom
        if self._turn == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y


# --- across the border of a process --------------------------------------------------------------------------


def to_json(pages: Pages) -> str:
    """Pages as they are sent from one process to another."""
    sent = [[p.width, p.height, [[x.text, x.x0, x.x1, x.y, x.size] for x in p.lines]] for p in pages[0]]
    return json.dumps([sent, pages[1]])


def from_json(text: str) -> Pages:
    """Pages as they were sent.

    Raises:
        ValueError: this is none.
    """
    sent, pictured = json.loads(text)
    return [PrintedPage(w, h, [Line(*x) for x in lines]) for w, h, lines in sent], pictured


def main() -> None:
    """Read a document from standard input; write its pages, or the error, to standard output."""
    bounds, memory = json.loads(sys.argv[1]), int(sys.argv[2])
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        out = to_json(pages_of(sys.stdin.buffer.read(), "", Limits(**bounds)))
    except ReadError as e:
        out = json.dumps({"code": e.code, "details": e.details})
    sys.stdout.write(out)


if __name__ == "__main__":
    main()
