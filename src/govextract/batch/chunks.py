"""Rows of tables for a stretch of documents, in every format, made in a worker."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from govextract.batch.links import JOINED, Across, chunk_schema
from govextract.batch.sheets import bodies, widths
from govextract.batch.where import Condition, Filter
from govextract.export import as_csv, column_cells, csv_lines
from govextract.extraction import Extraction
from govextract.messages import Lang
from govextract.report import Digest
from govextract.tables import ROWS, Table, View, archive_schema, schema

Format = Literal["csv", "xlsx", "jsonl", "parquet", "sqlite"]
FORMATS: tuple[Format, ...] = get_args(Format)

NOT_IN_WORKBOOK = frozenset({"mentions"})
"""Half of all rows, which nobody reads in a workbook; the other formats have them."""


@dataclass(frozen=True)
class Wanted:
    """What is to be written: formats, the language of files for people, and which rows of which tables."""

    formats: tuple[Format, ...]
    lang: Lang = "zh"
    tables: tuple[str, ...] | None = None
    where: tuple[Condition, ...] = ()

    def has(self, table: str) -> bool:
        """Whether a table is asked for."""
        return self.tables is None or table in self.tables

    @property
    def report(self) -> bool:
        """Whether the report is written: it is about all tables."""
        return self.tables is None

    def conditions(self) -> list[str]:
        """The conditions in words."""
        heading = {c.name: c.heading(self.lang) for t in archive_schema().values() for c in t.columns}
        return [f"{heading[c.column]} {c.comparison} {c.text}" for c in self.where]

    def forms(self, table: str) -> list[Format]:
        """The formats in which a table is written."""
        left_out = {"xlsx"} if table in NOT_IN_WORKBOOK else set()
        return [f for f in self.formats if f != "jsonl" and f not in left_out]


class Piece(NamedTuple):
    """Some rows of a table: lines of a CSV file, rows of a sheet with the widths of their cells, columns."""

    rows: int
    csv: bytes = b""
    xlsx: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    columns: tuple[list[Any], ...] = ()


@dataclass
class Chunk:
    """What a stretch of documents adds to each table, to the records as JSON lines, the counts and the report."""

    documents: int = 0
    pieces: dict[str, Piece] = field(default_factory=dict)
    jsonl: bytes = b""
    months: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    places: Counter[tuple[tuple[str, str] | None, str]] = field(default_factory=Counter)
    digest: Digest = field(default_factory=Digest)


ALL = ""
"""The action under which all counted events stand in the counts."""


def chunk(records: Iterable[tuple[bytes, bytes]], wanted: Wanted, across: Across) -> Chunk:
    """The chunk of some documents, given by their records and texts; ``across`` knows of the other documents."""
    made, lines = Chunk(), []
    tables = chunk_schema()
    columns: dict[str, list[list[Any]]] = {name: [[] for _ in t.columns] for name, t in tables.items()}
    filter_ = Filter(wanted.where, tables)
    for record, text in records:
        extraction = restore(record, text)
        view = View(extraction)
        if not all(filter_.takes(row) for row in ROWS["documents"](view)):
            continue
        made.documents += 1
        if "jsonl" in wanted.formats:
            lines.append(zlib.decompress(record) + b"\n")
        for name, rows in ROWS.items():
            if not wanted.has(name) and name != "events":
                continue
            kept = filter_.keep(name, across.rows(view, name, rows(view)))
            for row in kept:
                for values, value in zip(columns[name], row, strict=True):
                    values.append(value)
            if wanted.report:
                made.digest.add(name, kept)
            if name == "events":
                _count(made, extraction, kept)
    made.jsonl = b"".join(lines)
    made.pieces = {
        n: piece(t, columns[n], wanted) for n, t in tables.items() if wanted.has(n) and n not in JOINED
    }
    return made


def restore(record: bytes, text: bytes) -> Extraction:
    """An extraction from the store."""
    found = json.loads(zlib.decompress(record))
    found["schema_version"] = found.pop("schema")
    found["text"] = zlib.decompress(text).decode()
    return Extraction.model_validate(found)


def _count(made: Chunk, extraction: Extraction, events: Sequence[Sequence[Any]]) -> None:
    names = [c.name for c in schema()["events"].columns]
    start, end, actions, counted = (names.index(x) for x in ("date_start", "date_end", "actions", "counted"))
    at = extraction.document.jurisdiction
    place = (at.path, at.code or "") if at else None
    for row in events:
        if row[counted]:
            month = _month(row[start], row[end])
            for action in (ALL, *row[actions]):
                made.months[month, action] += 1
                made.places[place, action] += 1


def _month(start: date | None, end: date | None) -> str | None:
    """The month in which an event lies whole."""
    if start and end and (start.year, start.month) == (end.year, end.month):
        return f"{start.year:04}-{start.month:02}"
    return None


def piece(table: Table, columns: Sequence[list[Any]], wanted: Wanted) -> Piece:
    """Rows, given by column, as the wanted formats have them."""
    forms, lang = wanted.forms(table.name), wanted.lang
    lines, cells = b"", None
    if {"csv", "xlsx"} & {*forms}:
        cells = [column_cells(c, v, lang, csv=False) for c, v in zip(table.columns, columns, strict=True)]
    if cells and "csv" in forms:
        lines = csv_lines(
            zip(*(as_csv(c, v) for c, v in zip(table.columns, cells, strict=True)), strict=True)
        )
    return Piece(
        rows=len(columns[0]),
        csv=lines,
        xlsx=tuple(bodies(cells)) if cells and "xlsx" in forms else (),
        widths=tuple(widths(cells)) if cells and "xlsx" in forms else (),
        columns=tuple(columns) if {"parquet", "sqlite"} & {*forms} else (),
    )
