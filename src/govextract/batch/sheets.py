"""A workbook of any length: XlsxWriter makes the book and its sheets, the rows are put in as they come.

XlsxWriter keeps every cell until the end, or, in its frugal mode, takes 6 µs a cell in one process. Here the rows
are made into XML by the workers, collect in a file a sheet, and go into the book when it is packed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from govextract import export
from govextract.export import FORMULA, MEASURED
from govextract.messages import Lang
from govextract.tables import Table

ROW = "\0"
"""Stands for the number of the row, which only the one who puts the rows together knows."""

TEXT, DAY, NUMBER = 1, 2, 3
"""The cell formats of the book, in the order in which they are made below."""

_EPOCH = date(1899, 12, 30)
_ESCAPED = re.compile("_x[0-9a-fA-F]{4}_")
_ODD = re.compile(rf"[&<>\n]|_x|^[\s{re.escape(FORMULA)}]|\s$")
"""What makes a text need more than to be written down."""
_DIMENSION = re.compile(rb'(<dimension ref="A1:[A-Z]+)1(?=")')
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def bodies(columns: Sequence[Sequence[Any]]) -> Iterator[str]:
    """The cells of each row as XML, from the cells of each column."""
    names = [_letters(i) for i in range(len(columns))]
    for row in zip(*columns, strict=True):
        yield "".join(
            [_cell(name, value) for name, value in zip(names, row, strict=True) if value is not None]
        )


def _cell(name: str, value: Any) -> str:
    if isinstance(value, str):
        if not _ODD.search(value):
            return f'<c r="{name}{ROW}" t="inlineStr"><is><t>{value}</t></is></c>'
        style = f' s="{TEXT}"' if value[:1] and value[:1] in FORMULA else ""
        text = escape(_ESCAPED.sub(lambda m: f"_x005F{m[0]}", value) if "_x" in value else value)
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'<c r="{name}{ROW}"{style} t="inlineStr"><is><t{space}>{text}</t></is></c>'
    if isinstance(value, date):
        if value.year > 1900:
            return f'<c r="{name}{ROW}" s="{DAY}"><v>{(value - _EPOCH).days}</v></c>'
        return f'<c r="{name}{ROW}" t="inlineStr"><is><t>{value.isoformat()}</t></is></c>'
    return f'<c r="{name}{ROW}" s="{NUMBER}"><v>{value!r}</v></c>'


def _letters(i: int) -> str:
    return _letters(i // 26 - 1) + _LETTERS[i % 26] if i >= 26 else _LETTERS[i]


def widths(columns: Sequence[Sequence[Any]]) -> Iterable[int]:
    """The width of the widest cell of each column, among the first rows."""
    return map(export.wide, columns)


EMPTY: tuple[tuple[Path | None, int], ...] = ((None, 0),)
"""The one part of a sheet without rows."""


class Sheet:
    """A table on its way into the workbook: as many sheets as Excel's row limit asks for."""

    def __init__(self, table: Table, folder: Path) -> None:
        self.table, self._folder = table, folder
        self.parts: list[tuple[Path | None, int]] = []
        self._widths = [0] * len(table.columns)
        self._file: IO[bytes] | None = None
        self._row = 1
        self.rows = 0

    def add(self, rows: Sequence[str], wide: Sequence[int]) -> None:
        """Add rows, and take their widths into account while the first are being added."""
        if self.rows < MEASURED:
            self._widths = [max(a, b) for a, b in zip(self._widths, wide, strict=True)]
        self.rows += len(rows)
        for body in rows:
            if self._file is None or self._row == export.ROW_LIMIT:
                self._next_part()
            self._row += 1
            number = str(self._row)
            assert self._file is not None  # noqa: S101 - opened above
            self._file.write(f'<row r="{number}">{body.replace(ROW, number)}</row>'.encode())

    def _next_part(self) -> None:
        self.close()
        path = self._folder / f"{self.table.name}-{len(self.parts)}.xml"
        self._file, self._row = path.open("wb"), 1
        self.parts.append((path, 0))

    def close(self) -> None:
        """No more rows are coming to this part."""
        if self._file is not None:
            self._file.close()
            self.parts[-1] = (self.parts[-1][0], self._row - 1)
            self._file = None

    def layout(self, lang: Lang) -> dict[str, float]:
        """Heading and width of each column."""
        headings = [column.heading(lang) for column in self.table.columns]
        return {h: export.width(h, wide) for h, wide in zip(headings, self._widths, strict=True)}


def pack(sheets: Sequence[Sheet], path: Path, lang: Lang) -> None:
    """Make the workbook of all sheets."""
    frame = BytesIO()
    rows: dict[str, Path | None] = {}
    numbers: dict[Path | None, int] = {}
    for sheet in sheets:
        sheet.close()
        for part, number in sheet.parts or EMPTY:
            rows[f"xl/worksheets/sheet{len(rows) + 1}.xml"] = part
            numbers[part] = number + 1
    _frame(sheets, frame, lang)
    with (
        zipfile.ZipFile(frame) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as target,
    ):
        for info in source.infolist():
            part = rows.get(info.filename)
            head, end, tail = source.read(info).partition(b"</sheetData>")
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with target.open(entry, "w", force_zip64=part is not None) as out:
                if part is not None:
                    head = _DIMENSION.sub(rb"\g<1>%d" % numbers[part], head)
                out.write(head)
                if part is not None:
                    with part.open("rb") as file:
                        while data := file.read(1 << 20):
                            out.write(data)
                out.write(end + tail)


def _frame(sheets: Sequence[Sheet], file: BytesIO, lang: Lang) -> None:
    """The workbook with all sheets, their headings, widths and filters, but without their rows."""
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        formats = export.book_formats(book)
        for name in ("text", "day", "number"):
            formats[name]._get_xf_index()
        for sheet in sheets:
            heading = sheet.table.heading(lang)
            for i, (_, number) in enumerate(sheet.parts or EMPTY, 1):
                made = book.add_worksheet(heading if i == 1 else f"{heading} {i}")
                export.lay_out(made, sheet.layout(lang), number, formats)
