"""Tables to files for spreadsheets: a folder of CSV files, or one workbook, with their data dictionary.

Dates are real dates in the workbook, so that Excel can filter and group them by month, and ISO text in CSV,
where no type can be told. Text never becomes a formula, a number or a date in either.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govextract.dictionary import dictionary_frames
from govextract.messages import Lang, Messages
from govextract.tables import Column, Table, dictionary_schema, schema

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LIST_SEPARATOR = "；"
"""What joins the items of a list in a cell; 、 stands inside offices."""

FORMULA = "=+-@＝＋－＠\t\r\n"
"""What begins with one of these may be taken for a formula; in CSV an apostrophe is put in front of it."""

LIKE_A_VALUE = re.compile(r"[0-9０-９][0-9０-９ .,:/年月日时分点上下午季度周eE%+\-–—~～、，．：]*")
"""What a spreadsheet would turn into a number or date (11月1日, 2021-11, a long code); in CSV a tab is put
after it, which keeps it text and is not seen."""

CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
WIDEST, NARROWEST = 60, 8
A3, A4 = 8, 9
"""Paper, as workbooks number it; sheets wider than ``A4_WIDE`` characters are printed on the larger."""
A4_WIDE = 150
MEASURED = 1000
"""Rows from which a column gets its width."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write_csv(frames: Mapping[str, pd.DataFrame], folder: Path, lang: Lang = "zh") -> list[Path]:
    """One CSV file a table in ``folder`` (made if missing): UTF-8 with BOM, CRLF, headings in ``lang``."""
    folder.mkdir(exist_ok=True)
    paths = []
    for table, frame in _tables(frames, lang):
        cells = [_column(c, frame[c.name], lang, csv=True) for c in table.columns]
        paths.append(folder / f"{table.name}.csv")
        paths[-1].write_bytes(csv_head(table, lang) + csv_lines(zip(*cells, strict=True)))
    return paths


def csv_head(table: Table, lang: Lang) -> bytes:
    """The beginning of a table's CSV file: BOM and headings."""
    return codecs.BOM_UTF8 + csv_lines([[column.heading(lang) for column in table.columns]])


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows of cells as lines of a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def csv_names() -> list[str]:
    """The names of the files that ``write_csv`` writes."""
    return [f"{name}.csv" for name in (*schema(), *dictionary_schema())]


def write_xlsx(frames: Mapping[str, pd.DataFrame], path: Path, lang: Lang = "zh") -> None:
    """One workbook with a sheet a table; a table longer than Excel's row limit goes on in a further sheet."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        formats = book_formats(book)
        for table, frame in _tables(frames, lang):
            cells = {c.heading(lang): _column(c, frame[c.name], lang, csv=False) for c in table.columns}
            for part, first in enumerate(range(0, max(len(frame), 1), ROW_LIMIT - 1), 1):
                name = table.heading(lang) if part == 1 else f"{table.heading(lang)} {part}"
                chunk = {heading: values[first : first + ROW_LIMIT - 1] for heading, values in cells.items()}
                _fill(book.add_worksheet(name), chunk, formats)


def book_formats(book: Workbook) -> dict[str, Format]:
    """The formats of a workbook's cells, and its properties."""
    # A fixed day of creation: the same records give the same bytes.
    book.set_properties({"title": "govextract", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    return {
        "head": book.add_format(
            {"bold": True, "bg_color": "#1F4E78", "font_color": "white", "valign": "vcenter"}
        ),
        # Marked as text, so that it stays text when somebody edits the cell.
        "text": book.add_format({"quote_prefix": True, "num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        # Away from the edge, so that it does not run into the text on its right.
        "number": book.add_format({"align": "right", "indent": 1}),
    }


def _tables(frames: Mapping[str, pd.DataFrame], lang: Lang) -> Iterator[tuple[Table, pd.DataFrame]]:
    for name, table in schema().items():
        yield table, frames[name]
    explained = dictionary_frames(lang)
    for name, table in dictionary_schema().items():
        yield table, explained[name]


def _column(column: Column, values: pd.Series[Any], lang: Lang, *, csv: bool) -> list[Any]:
    """A column of a DataFrame as it stands in a file."""
    plain = values.astype("object").where(values.notna(), None)
    return column_cells(column, plain.tolist(), lang, csv=csv)


def column_cells(column: Column, values: Sequence[Any], lang: Lang, *, csv: bool) -> list[Any]:
    """A column's cells as they stand in a file: None, text, number or date."""
    cells = _workbook_cells(column, values, lang)
    return as_csv(column, cells) if csv else cells


def as_csv(column: Column, cells: Sequence[Any]) -> list[Any]:
    """The cells of a column of a workbook as they stand in a CSV file."""
    kind = column.type.partition(":")[0]
    if kind in {"integer", "number", "flag"}:
        return [*cells]
    if kind == "day":
        return [x.isoformat() if x else x for x in cells]
    return [_plain(x) for x in cells]


def _workbook_cells(column: Column, values: Sequence[Any], lang: Lang) -> list[Any]:
    messages = Messages(lang)
    kind, _, codes = column.type.partition(":")
    name = cache(partial(messages.name, codes))
    if kind in {"integer", "number"}:
        return [_number(x) for x in values]
    if kind == "flag":
        yes, no = messages.say("yes"), messages.say("no")
        return [None if x is None else yes if x else no for x in values]
    if kind == "day":
        return [x.date() if isinstance(x, datetime) else x for x in values]
    if kind == "code":
        return [None if x is None else name(x) for x in values]
    if kind == "codes":
        return [None if x is None else LIST_SEPARATOR.join(map(name, x)) for x in values]
    if kind == "list":
        return [None if x is None else _clean(LIST_SEPARATOR.join(x)) for x in values]
    return [None if x is None else _clean(str(x)) for x in values]


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _clean(text: str) -> str:
    """Text that a file can hold: no control characters or lone surrogates, within Excel's limit."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # Excel ends a line in a cell so
    text = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(text) * 2 > CELL_LIMIT:  # Excel counts UTF-16 units, of which a character has one or two
        units = text.encode("utf-16-le")
        if len(units) // 2 > CELL_LIMIT:
            text = units[: (CELL_LIMIT - 1) * 2].decode("utf-16-le", "ignore") + "…"
    return text


def _plain(text: str | None) -> str | None:
    """A CSV text that no spreadsheet takes for anything but text."""
    if not text:
        return text
    if text.lstrip(" \u3000")[:1] in FORMULA:
        return f"'{text}"
    return f"{text}\t" if LIKE_A_VALUE.fullmatch(text) else text


def _fill(sheet: Worksheet, cells: Mapping[str, list[Any]], formats: Mapping[str, Any]) -> None:
    """Write the columns, by heading, into a sheet."""
    for i, values in enumerate(cells.values()):
        for row, value in enumerate(values, 1):
            if isinstance(value, str):
                sheet.write_string(row, i, value, formats["text"] if value[:1] in FORMULA else None)
            elif isinstance(value, date) and value.year > 1900:
                sheet.write_datetime(row, i, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
            elif isinstance(value, date):  # Excel's calendar begins in 1900
                sheet.write_string(row, i, value.isoformat())
            elif value is not None:
                sheet.write_number(row, i, value, formats["number"])
    rows = max((len(values) for values in cells.values()), default=0)
    lay_out(
        sheet, {heading: width(heading, wide(values)) for heading, values in cells.items()}, rows, formats
    )


def lay_out(sheet: Worksheet, columns: Mapping[str, float], rows: int, formats: Mapping[str, Any]) -> None:
    """Write the headings of a sheet with so many rows, and set the widths of its columns and its filters."""
    for i, (heading, points) in enumerate(columns.items()):
        sheet.write_string(0, i, heading, formats["head"])
        sheet.set_column(i, i, points)
    sheet.set_row(0, 20)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, len(columns) - 1)
    sheet.repeat_rows(0)
    # Printed, all columns of a row stand on one page.
    sheet.set_landscape()
    sheet.set_paper(A3 if sum(columns.values()) > A4_WIDE else A4)
    sheet.fit_to_pages(1, 0)


def wide(values: Sequence[Any]) -> int:
    """How wide the widest of the first ``MEASURED`` cells is; a Chinese character counts two."""
    lines = (str(x).partition("\n")[0][:WIDEST] for x in values[:MEASURED] if x is not None)
    return max(map(_cells, lines), default=0)


def width(heading: str, widest: int) -> float:
    """The width of a column whose widest cell is ``widest``."""
    # The button of the filter covers some of the heading.
    return min(WIDEST, max(NARROWEST, _cells(heading) + 4, widest + 2))


def _cells(text: str) -> int:
    """How wide a text is: GBK has one byte for what is narrow, two for what is wide in Chinese type."""
    return len(text.encode("gbk", "replace"))
