"""OFD documents (GB/T 33190, the state's own page format): text objects in their order, lines made of them."""

from __future__ import annotations

import math
import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from govextract.read.content import HANZI, Content, clean, plain_hanzi
from govextract.read.errors import ReadError
from govextract.read.layout import Line, PrintedPage, paragraphs
from govextract.read.limits import Limits
from govextract.read.package import Package

_A4 = (0.0, 0.0, 210.0, 297.0)
_FEW_HANZI = 2


def read(data: bytes, source: str, limits: Limits) -> Content:
    """The text of an OFD document.

    Raises:
        ReadError: it is damaged or hostile, or holds pictures of pages only.
    """
    package = Package(data, source, limits)
    pages: list[PrintedPage] = []
    pictured: list[int] = []
    for root in package.xml("OFD.xml").iterfind("DocBody/DocRoot"):
        main = _beside("OFD.xml", root.text)
        document = package.xml(main)
        box = _numbers(document.findtext("CommonData/PageArea/PhysicalBox"), 4) or _A4
        for page in document.iterfind("Pages/Page"):
            if len(pages) >= limits.pages:
                raise ReadError("too_many", source, limit=str(limits.pages))
            content = package.xml(_beside(main, page.get("BaseLoc")))
            own = _numbers(content.findtext("Area/PhysicalBox"), 4) or box
            lines = [line for layer in content.iterfind("Content/Layer") for line in _lines(layer)]
            pages.append(PrintedPage(own[2], own[3], lines))
            if not lines and content.find("Content//ImageObject") is not None:
                pictured.append(len(pages))
    text = plain_hanzi(clean(paragraphs(pages)))
    if pictured and len(HANZI.findall(text)) < _FEW_HANZI:
        raise ReadError("needs_ocr", source)
    notes = (f"pages_without_text:{','.join(map(str, pictured))}",) if pictured else ()
    return Content(text, "utf-8", notes=notes)


def _beside(part: str, name: str | None) -> str:
    """The part that ``name`` means where it stands in ``part``."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), (name or "").strip()))


def _lines(parent: ET.Element) -> Iterator[Line]:
    for e in parent.iter("TextObject"):
        if e.get("Visible") == "false":
            continue
        left, top, _, _ = _numbers(e.get("Boundary"), 4) or _A4
        a, b, c, d, dx, dy = _numbers(e.get("CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        (size,) = _numbers(e.get("Size"), 1) or (3.5,)
        x = y = 0.0
        for code in e.iterfind("TextCode"):
            # Where a piece does not say, it begins where the one before did.
            (x,) = _numbers(code.get("X"), 1) or (x,)
            (y,) = _numbers(code.get("Y"), 1) or (y,)
            text = (code.text or "").strip("\r\n")
            if text.strip():
                width = _advance(code.get("DeltaX"), len(text), size) + size
                start = left + a * x + c * y + dx
                scale = math.hypot(a, b) or 1.0
                yield Line(
                    text,
                    start,
                    start + width * scale,
                    top + b * x + d * y + dy,
                    size * (math.hypot(c, d) or 1.0),
                )


def _advance(deltas: str | None, count: int, size: float) -> float:
    """How far the last of ``count`` characters stands from the first; ``g n x`` means n times x."""
    if not deltas:
        return size * (count - 1)
    total, given = 0.0, 0
    words = iter(deltas.split())
    for word in words:
        times = 1
        if word == "g":
            times = int(_number(next(words, "1")))
            step = _number(next(words, "0"))
        else:
            step = _number(word)
        times = max(0, min(times, count - 1 - given))
        total += times * step
        given += times
    return max(total, 0.0)


def _numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    words = (text or "").split()
    return tuple(_number(w) for w in words) if len(words) == count else None


def _number(text: str) -> float:
    """A finite number; 0 for what is none."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e6 else 0.0
