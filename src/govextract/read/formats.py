"""Which reader reads which kind of file."""

from __future__ import annotations

from collections.abc import Callable

from govextract.read import text as txt
from govextract.read.content import Content, checked
from govextract.read.errors import ReadError
from govextract.read.kinds import ARCHIVES, PICTURES, kind_of
from govextract.read.limits import Limits


def content_of(data: bytes, source: str, encoding: str | None, limits: Limits) -> tuple[str, Content]:
    """The id of the format that ``data`` is in, and the one report that it holds.

    Raises:
        ReadError: it is no report, or may hold several.
    """
    kind = kind_of(data)
    if kind in ARCHIVES:
        raise ReadError("container", source, kind_en=kind.en, kind_zh=kind.zh)
    if kind.id in PICTURES:
        raise ReadError("needs_ocr", source)
    if kind.id in _TEXTUAL:
        if len(data) > limits.text:
            raise too_large(source, limits.text)
        content = _TEXTUAL[kind.id](data, source, encoding)
    elif kind.id in _PACKED:
        if len(data) > limits.file:
            raise too_large(source, limits.file)
        content = _PACKED[kind.id](data, source, limits)
    elif kind.id == "locked":
        raise ReadError("encrypted", source)
    else:
        raise ReadError("format", source, kind_en=kind.en, kind_zh=kind.zh)
    return kind.id, checked(content, source, limits.text)


def too_large(source: str, limit: int) -> ReadError:
    """The refusal of a file above ``limit`` bytes."""
    return ReadError("too_large", source, limit=str(limit // 1_000_000))


def _html(data: bytes, source: str, encoding: str | None) -> Content:
    from govextract.read import html

    return html.read(data, source, encoding)


def _docx(data: bytes, source: str, limits: Limits) -> Content:
    from govextract.read import docx

    return docx.read(data, source, limits)


def _pdf(data: bytes, source: str, limits: Limits) -> Content:
    from govextract.read import pdf

    return pdf.read(data, source, limits)


# Readers are imported when their format is met: most runs need few of them.
_TEXTUAL: dict[str, Callable[[bytes, str, str | None], Content]] = {"txt": txt.read, "html": _html}
_PACKED: dict[str, Callable[[bytes, str, Limits], Content]] = {"docx": _docx, "pdf": _pdf}
