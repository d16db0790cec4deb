"""PDF documents: the text layer, of whose lines paragraphs are made (layout.py)."""

from __future__ import annotations

from govextract.read.content import HANZI, Content, clean, plain_hanzi
from govextract.read.errors import ReadError
from govextract.read.layout import PrintedPage, paragraphs, without_furniture
from govextract.read.limits import Limits
from govextract.read.pdf_guard import guarded_pages
from govextract.read.text import common_share

_FEW_HANZI = 30
_SENSE = 0.3


def read(data: bytes, source: str, limits: Limits) -> Content:
    """The text of a PDF document.

    Raises:
        ReadError: it has no text layer, is encrypted or damaged.
    """
    pages, pictured = guarded_pages(data, source, limits)
    # A line that a scanner program prints on every page is no text layer.
    kept = without_furniture(pages)
    without = [i for i, page in enumerate(kept) if pictured[i] and _hanzi(page) < _FEW_HANZI]
    if len(without) == len(pages):
        raise ReadError("needs_ocr", source)
    text = plain_hanzi(clean(paragraphs(pages)))
    if len(HANZI.findall(text)) < 2 and any(pictured):
        raise ReadError("needs_ocr", source)
    if len(text) > _FEW_HANZI and common_share(text) < _SENSE:
        raise ReadError("needs_ocr", source)  # its fonts do not say which characters they show
    notes = (f"pages_without_text:{','.join(str(i + 1) for i in without)}",) if without else ()
    return Content(text, "unicode", replaced=text.count("\ufffd"), notes=notes)


def _hanzi(page: PrintedPage) -> int:
    return sum(len(HANZI.findall(line.text)) for line in page.lines)
