"""Tables to rows: CSV text, and Excel workbooks (xlsx) read straight from their XML."""

from __future__ import annotations

import codecs
import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, count, islice

from govextract.read.content import Content, clean
from govextract.read.errors import ReadError
from govextract.read.kinds import XLSX
from govextract.read.limits import Limits
from govextract.read.names import decoded
from govextract.read.package import Package, elements
from govextract.read.rows import Row, names_text, table_row, text_column
from govextract.read.table import rows_as_lines

_DELIMITERS = (",", "\t", ";", "|")
_FIRST = 30
_COLUMNS = 256
_HEAD = 10_000
_MOST = 0.8
_LAST_DAY = 2_958_466
_MAIN = "xl/workbook.xml"
_DEFAULT_NAME = re.compile("(?:sheet|工作表|表格?)[0-9]*$", re.IGNORECASE)
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})$")
_DATE_FORMATS = frozenset(map(str, (14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58)))
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAY_FORMAT = re.compile("[yd年日]|mm?月", re.IGNORECASE)


def is_table_head(head: bytes) -> bool:
    """Whether the beginning of a file looks like CSV with a column of text."""
    line = decoded(head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n").split(b"\n", 1)[0])
    return any(names_text(row) for d in _delimiters(line) for _, row in islice(_records(line, d), 1))


def csv_rows(text: str) -> Iterator[Row] | None:
    """The reports in CSV text; None if it is no table with a column of text."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    text = text.lstrip("\ufeff\n")
    for delimiter in _delimiters(text[:_HEAD].split("\n", 1)[0]):
        table = _records(text, delimiter)
        first = list(islice(table, _FIRST))
        found = text_column([row for _, row in first])
        if found is not None and found[0] == 0 and len(first) > 1 and _is_even(first):
            below = chain(first[1:], table)
            return (table_row(row, n, found[1]) for n, row in below if any(x.strip() for x in row))
    return None


def _is_even(records: list[tuple[int, list[str]]]) -> bool:
    """Whether most records have as many fields as the first; text with commas has not."""
    width = len(records[0][1])
    rows = [row for _, row in records if row]
    return sum(len(row) == width for row in rows) >= _MOST * len(rows)


def _delimiters(line: str) -> list[str]:
    """The characters that may part the columns, the most frequent first."""
    return sorted((d for d in _DELIMITERS if d in line), key=lambda d: -line.count(d))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records of CSV text, numbered from 1 as a spreadsheet numbers its rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number in count(1):
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


def read(data: bytes, source: str, limits: Limits, *, as_one: bool = False) -> Content:
    """The text of a workbook that is one report: a line for each row of its visible sheets.

    Raises:
        ReadError: it is damaged or hostile; or it holds a report in each row, and is not to be read ``as_one``.
    """
    book = Workbook(data, source, limits)
    lines: list[str] = []
    for name in book.sheets:
        rows = list(book.rows(name))
        if not as_one and text_column([row for _, row in rows[:_FIRST]]) is not None:
            raise ReadError("container", source, kind_en=XLSX.en, kind_zh=XLSX.zh)
        if rows and not _DEFAULT_NAME.match(name):
            lines.append(name)
        lines += rows_as_lines([cell.split("\n") for cell in row] for _, row in rows)
    return Content(clean(lines), "utf-8", notes=("hidden_sheets_left_out",) if book.has_hidden else ())


def xlsx_rows(data: bytes, source: str, limits: Limits) -> Iterator[tuple[str, Row]] | None:
    """The reports in the rows of a workbook, each with its sheet's name; None if no sheet has a column of text.

    Raises:
        ReadError: the workbook is damaged or hostile.
    """
    book = Workbook(data, source, limits)
    tables = []
    for name in book.sheets:
        found = text_column([row for _, row in islice(book.rows(name), _FIRST)])
        if found is not None:
            tables.append((name, *found))
    if not tables:
        return None
    return (
        (name, table_row(row, number, columns))
        for name, header, columns in tables
        for number, row in islice(book.rows(name), header + 1, None)
    )


class Workbook:
    """The visible sheets of an Excel workbook, as rows of text."""

    def __init__(self, data: bytes, source: str, limits: Limits) -> None:
        """Open the workbook.

        Raises:
            ReadError: it is damaged or hostile.
        """
        self._package, self._source, self._limit = Package(data, source, limits), source, limits.text
        main = next((t for k, t in self._package.related("").values() if k == "officeDocument"), _MAIN)
        book = self._package.xml(main)
        related = self._package.related(main.lstrip("/"))
        properties = book.find("workbookPr")
        self._epoch = date(1899, 12, 30)
        if properties is not None and properties.get("date1904") in ("1", "true"):
            self._epoch = date(1904, 1, 1)
        listed = list(book.iterfind("sheets/sheet"))
        self._parts = {
            s.get("name", ""): related[s.get("id", "")][1]
            for s in listed
            if s.get("state", "visible") == "visible" and s.get("id", "") in related
        }
        self.sheets = list(self._parts)
        self.has_hidden = any(s.get("state", "visible") != "visible" for s in listed)
        parts = dict(related.values())
        self._strings = self._shared(parts.get("sharedStrings"))
        self._dates = self._date_styles(parts.get("styles"))

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet that have text in them, with their numbers.

        Raises:
            ReadError: the sheet is damaged, or holds more text than a report.
        """
        size = number = 0
        for row in elements(self._package.read(self._parts[sheet]), "row", self._source):
            number = (
                int(row.get("r", ""))
                if row.get("r", "").isascii() and row.get("r", "").isdigit()
                else number + 1
            )
            cells: list[str] = []
            for cell in row.iterfind("c"):
                text = self._value(cell)
                if text:
                    place = _CELL.match(cell.get("r", ""))
                    column = _column(place[1]) if place else len(cells)
                    # A place far to the right is not worth a long row of empty cells.
                    cells += [""] * (min(column, _COLUMNS) - len(cells))
                    cells.append(text)
                    size += len(text)
            if size > self._limit:
                raise ReadError("too_large", self._source, limit=str(self._limit // 1_000_000))
            if cells:
                yield number, cells

    def _shared(self, part: str | None) -> list[str]:
        if part is None or part not in self._package:
            return []
        return [_string(e) for e in elements(self._package.read(part), "si", self._source)]

    def _date_styles(self, part: str | None) -> frozenset[int]:
        """The numbers of the cell styles that show a number as a day."""
        if part is None or part not in self._package:
            return frozenset()
        styles = self._package.xml(part)
        own = {
            e.get("numFmtId", ""): bool(_DAY_FORMAT.search(_LITERAL.sub("", e.get("formatCode", ""))))
            for e in styles.iterfind("numFmts/numFmt")
        }
        used = [e.get("numFmtId", "") for e in styles.iterfind("cellXfs/xf")]
        return frozenset(i for i, f in enumerate(used) if own.get(f, f in _DATE_FORMATS))

    def _value(self, cell: ET.Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find("is")
            return _string(inline).strip() if inline is not None else ""
        value = (cell.findtext("v") or "").strip()
        if kind == "s":
            i = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            return self._strings[i].strip() if 0 <= i < len(self._strings) else ""
        if kind == "e" or not value:
            return ""
        if kind == "n":
            style = cell.get("s", "")
            is_day = style.isascii() and style.isdigit() and len(style) < 9 and int(style) in self._dates
            return self._number(value, is_day=is_day)
        return value

    def _number(self, value: str, *, is_day: bool) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if is_day and 1 <= number < _LAST_DAY:
            return (self._epoch + timedelta(days=int(number))).isoformat()
        return str(int(number)) if abs(number) < 1e15 and number == int(number) else f"{number:.10g}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _string(e: ET.Element) -> str:
    """The text of a string, without the readings that stand above it."""
    runs = [e, *e.iterfind("r")]
    return "".join(t.text or "" for run in runs for t in run.iterfind("t"))
