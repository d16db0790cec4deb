"""Word documents (docx): every paragraph that a reader of the page sees, once.

The XML is walked as it stands, because much of a report may lie outside of its plain paragraphs: in text boxes,
tables, content controls and tracked insertions. Deleted and hidden text, tables of contents, page headers and
footers are left out.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from govextract.read.content import Content, clean
from govextract.read.errors import ReadError
from govextract.read.limits import Limits
from govextract.read.numbering import Numbering
from govextract.read.package import Package
from govextract.read.table import rows_as_lines

_MAIN = "word/document.xml"
_LEFT_OUT = frozenset({
    "pPr", "rPr", "sectPr", "del", "moveFrom", "instrText", "delText", "delInstrText", "rt",
    "proofErr", "bookmarkStart", "bookmarkEnd", "annotationRef", "sdtPr", "txbxContent",
})  # fmt: skip
_NOTES = ("footnotes", "endnotes")
_CONTENTS = re.compile("toc( ?[1-9]| heading)?$", re.IGNORECASE)
_DEEP = 60


def read(data: bytes, source: str, limits: Limits) -> Content:
    """The text of a Word document.

    Raises:
        ReadError: it is damaged or hostile.
    """
    package = Package(data, source, limits)
    main = next((t for k, t in package.related("").values() if k == "officeDocument"), _MAIN)
    related = package.related(main.lstrip("/")).values()

    def part(kind: str) -> ET.Element | None:
        name = next((t for k, t in related if k == kind and t in package), None)
        return package.xml(name) if name is not None else None

    body = package.xml(main).find("body")
    if body is None:
        raise ReadError("damaged", source, reason="missing_part")
    styles = part("styles")
    walk = _Walk(Numbering(part("numbering"), styles), _contents_styles(styles))
    lines = list(walk.lines(body))
    for kind in _NOTES:
        notes = part(kind)
        if notes is not None:
            for note in notes:
                if note.get("type") in (None, "normal"):
                    lines += walk.lines(note)
    if walk.too_deep:
        raise ReadError("xml_bomb", source)
    text = clean(lines)
    if not text.strip() and any(name.startswith("word/media/") for name in package.names()):
        raise ReadError("needs_ocr", source)
    return Content(text, "utf-8", notes=("deletions_left_out",) if walk.deletions else ())


class _Walk:
    """The lines of a document, in order; numbered paragraphs with their labels."""

    def __init__(self, numbering: Numbering, contents: frozenset[str]) -> None:
        self._numbering, self._contents = numbering, contents
        self._carried = ""
        self.deletions = self.too_deep = False

    def lines(self, parent: ET.Element, depth: int = 0) -> Iterator[str]:
        """The lines of all blocks in ``parent``: paragraphs, table rows, text boxes behind their anchor."""
        if depth > _DEEP:
            self.too_deep = True
            return
        for e in parent:
            if e.tag == "p":
                yield from self._paragraph(e, depth)
            elif e.tag == "tbl":
                yield from rows_as_lines(self._rows(e, depth))
            elif e.tag == "AlternateContent":
                chosen = _alternative(e)
                if chosen is not None:
                    yield from self.lines(chosen, depth + 1)
            elif e.tag in ("del", "moveFrom"):
                self.deletions = True
            elif e.tag not in _LEFT_OUT and not _is_placeholder(e):
                yield from self.lines(e, depth + 1)

    def _paragraph(self, p: ET.Element, depth: int) -> Iterator[str]:
        properties = p.find("pPr")
        if properties is not None and self._is_contents(properties):
            return
        parts: list[str] = []
        boxes: list[ET.Element] = []
        self._inline(p, parts, boxes, depth)
        label = self._numbering.label(properties)
        text = "".join(parts)
        if text.strip() or self._carried:
            text = (self._carried or label) + text
        self._carried = ""
        # A deleted paragraph mark joins the paragraph to the next.
        if properties is not None and properties.find("rPr/del") is not None and not boxes:
            self.deletions = True
            self._carried = text
            return
        if text.strip():
            yield from text.split("\n")
        for box in boxes:
            yield from self.lines(box, depth + 1)

    def _is_contents(self, properties: ET.Element) -> bool:
        style = properties.find("pStyle")
        return style is not None and style.get("val") in self._contents

    def _inline(self, parent: ET.Element, parts: list[str], boxes: list[ET.Element], depth: int) -> None:
        """Add the text of runs to ``parts`` and text boxes met on the way to ``boxes``."""
        if depth > _DEEP:
            self.too_deep = True
            return
        for e in parent:
            tag = e.tag
            if tag == "t":
                parts.append(e.text or "")
            elif tag == "r":
                if not _is_hidden(e):
                    self._inline(e, parts, boxes, depth + 1)
            elif tag == "tab":
                parts.append("\t")
            elif tag in ("br", "cr"):
                if e.get("type") in (None, "textWrapping"):
                    parts.append("\n")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag == "txbxContent":
                boxes.append(e)
            elif tag == "AlternateContent":
                chosen = _alternative(e)
                if chosen is not None:
                    self._inline(chosen, parts, boxes, depth + 1)
            elif tag in ("del", "moveFrom"):
                self.deletions = True
            elif tag not in _LEFT_OUT and len(e) and not _is_placeholder(e):
                self._inline(e, parts, boxes, depth + 1)

    def _rows(self, table: ET.Element, depth: int) -> Iterator[list[list[str]]]:
        for row in _children(table, "tr"):
            properties = row.find("trPr")
            if properties is not None and properties.find("del") is not None:
                self.deletions = True
                continue
            # A cell that continues the one above or to its left holds no text of its own.
            yield [list(self.lines(c, depth + 1)) for c in _children(row, "tc") if not _is_merged(c)]


def _children(parent: ET.Element, tag: str) -> Iterator[ET.Element]:
    """Rows of a table or cells of a row, content controls and other wrappers seen through."""
    for e in parent:
        if e.tag == tag:
            yield e
        elif e.tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _children(e, tag)


def _is_merged(cell: ET.Element) -> bool:
    properties = cell.find("tcPr")
    if properties is None:
        return False
    merges = [e for e in (properties.find("vMerge"), properties.find("hMerge")) if e is not None]
    return any(e.get("val", "continue") == "continue" for e in merges)


def _is_placeholder(e: ET.Element) -> bool:
    """Whether ``e`` is a content control that shows only its prompt (click here to enter text)."""
    return e.tag == "sdt" and e.find("sdtPr/showingPlcHdr") is not None


def _is_hidden(run: ET.Element) -> bool:
    hidden = run.find("rPr/vanish")
    return hidden is not None and hidden.get("val", "1") not in ("0", "false", "off")


def _alternative(e: ET.Element) -> ET.Element | None:
    """One of several forms of the same thing: the first with text, else the first."""
    forms = [*e.iterfind("Choice"), *e.iterfind("Fallback")]
    return next((f for f in forms if f.find(".//t") is not None), forms[0] if forms else None)


def _contents_styles(styles: ET.Element | None) -> frozenset[str]:
    """The styles of the lines in a table of contents."""
    if styles is None:
        return frozenset()
    named = ((s.get("styleId", ""), s.find("name")) for s in styles.iterfind("style"))
    return frozenset(k for k, name in named if name is not None and _CONTENTS.match(name.get("val", "")))
