"""Which reader reads which kind of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from govextract.read import text as txt
from govextract.read.content import Content, checked
from govextract.read.errors import ReadError
from govextract.read.kinds import ARCHIVES, LOCKED, OFFICE, OLE, PICTURES, TABLE, Kind, is_cut, kind_of
from govextract.read.limits import Limits
from govextract.read.zips import HEAD


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
    elif kind in OFFICE:
        if len(data) > limits.file:
            raise too_large(source, limits.file)
        from govextract.read import office

        content = office.read(data, source, kind, limits)
    elif kind is OLE and is_cut(data):
        raise ReadError("damaged", source, reason="cut")
    elif kind is LOCKED:
        raise ReadError("encrypted", source)
    else:
        raise ReadError("format", source, kind_en=kind.en, kind_zh=kind.zh)
    return kind.id, checked(content, source, limits.text)


def contents_of(
    files: Sequence[tuple[bytes, str]], encoding: str | None, limits: Limits
) -> list[tuple[str, Content] | ReadError]:
    """What ``content_of`` gives for each of some files, or why it gives nothing.

    Those that LibreOffice has to open are opened in one run for each kind, since it takes seconds to start.
    """
    kinds = [kind_of(data) for data, _ in files]
    converted: dict[int, bytes | ReadError] = {}
    for kind in OFFICE:
        chosen = [i for i, k in enumerate(kinds) if k is kind and len(files[i][0]) <= limits.file]
        if len(chosen) > 1:
            from govextract.read import office

            made = office.convert([files[i][0] for i in chosen], [files[i][1] for i in chosen], kind, limits)
            converted |= dict(zip(chosen, made, strict=True))
    out: list[tuple[str, Content] | ReadError] = []
    for i, (data, source) in enumerate(files):
        try:
            if i in converted:
                out.append(_after(converted[i], source, kinds[i], limits))
            else:
                out.append(content_of(data, source, encoding, limits))
        except ReadError as e:
            out.append(e)
    return out


def _after(converted: bytes | ReadError, source: str, kind: Kind, limits: Limits) -> tuple[str, Content]:
    from govextract.read import office

    if isinstance(converted, ReadError):
        raise converted
    return kind.id, checked(office.content(converted, source, kind, limits), source, limits.text)


def too_large(source: str, limit: int) -> ReadError:
    """The refusal of a file above ``limit`` bytes."""
    return ReadError("too_large", source, limit=str(limit // 1_000_000))


def _html(data: bytes, source: str, encoding: str | None) -> Content:
    from govextract.read import html

    return html.read(data, source, encoding)


def _json(data: bytes, source: str, encoding: str | None) -> Content:
    from govextract.read import rows

    return rows.read(data, source, encoding)


def _text(data: bytes, source: str, encoding: str | None) -> Content:
    from govextract.read.sheets import csv_rows, is_table_head

    content = txt.read(data, source, encoding)
    rows = csv_rows(content.text) if is_table_head(data[:HEAD]) else None
    if rows is not None and len(list(islice(rows, 2))) > 1:
        raise ReadError("container", source, kind_en=TABLE.en, kind_zh=TABLE.zh)
    return content


def _docx(data: bytes, source: str, limits: Limits) -> Content:
    from govextract.read import docx

    return docx.read(data, source, limits)


def _xlsx(data: bytes, source: str, limits: Limits) -> Content:
    from govextract.read import sheets

    return sheets.read(data, source, limits)


def _ofd(data: bytes, source: str, limits: Limits) -> Content:
    from govextract.read import ofd

    return ofd.read(data, source, limits)


def _pdf(data: bytes, source: str, limits: Limits) -> Content:
    from govextract.read import pdf

    return pdf.read(data, source, limits)


# Readers are imported when their format is met: most runs need few of them.
_TEXTUAL: dict[str, Callable[[bytes, str, str | None], Content]] = {
    "txt": _text,
    "html": _html,
    "json": _json,
}
_PACKED: dict[str, Callable[[bytes, str, Limits], Content]] = {
    "docx": _docx,
    "pdf": _pdf,
    "ofd": _ofd,
    "xlsx": _xlsx,
}
