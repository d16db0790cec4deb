"""Where rows of tables go, one writer a format: a file or folder that grows as rows come."""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from govextract.batch.chunks import Format, Piece, Wanted
from govextract.batch.sheets import Sheet, pack
from govextract.export import csv_head
from govextract.run_folder import RunError, sentences
from govextract.tables import Column, Table

if TYPE_CHECKING:
    import pyarrow as pa

TARGETS: dict[Format, str] = {
    "csv": "csv",
    "xlsx": "tables.xlsx",
    "jsonl": "records.jsonl",
    "parquet": "parquet",
    "sqlite": "tables.sqlite",
}
"""The file or folder of a format."""

GROUP = 20_000
"""Rows of a Parquet file that make a row group."""


def check_format(form: Format) -> None:
    """See whether a format can be written here.

    Raises:
        RunError: it needs a library that is not installed.
    """
    if form == "parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError as e:
            raise RunError("needs_pyarrow") from e


class Writer(ABC):
    """A format being written into a scratch folder."""

    def __init__(self, scratch: Path, tables: Sequence[Table], wanted: Wanted, form: Format) -> None:
        self.path, self.wanted = scratch / TARGETS[form], wanted
        self.tables = {t.name: t for t in tables if form in wanted.forms(t.name)}

    def records(self, lines: bytes) -> None:  # noqa: B027 - only one format takes them
        """Add extractions, as JSON lines."""

    @abstractmethod
    def add(self, table: str, part: Piece) -> None:
        """Add rows to a table."""

    @abstractmethod
    def close(self) -> None:
        """Nothing more is coming."""


class _Jsonl(Writer):
    """Extractions, one a line."""

    def __init__(self, scratch: Path, tables: Sequence[Table], wanted: Wanted) -> None:
        super().__init__(scratch, tables, wanted, "jsonl")
        self._file = self.path.open("wb")

    def records(self, lines: bytes) -> None:
        self._file.write(lines)

    def add(self, table: str, part: Piece) -> None:
        pass

    def close(self) -> None:
        self._file.close()


class _Csv(Writer):
    """A folder of CSV files: UTF-8 with BOM, CRLF."""

    def __init__(self, scratch: Path, tables: Sequence[Table], wanted: Wanted) -> None:
        super().__init__(scratch, tables, wanted, "csv")
        self.path.mkdir()
        self._files: dict[str, IO[bytes]] = {}
        for name, table in self.tables.items():
            self._files[name] = (self.path / f"{name}.csv").open("wb")
            self._files[name].write(csv_head(table, wanted.lang))

    def add(self, table: str, part: Piece) -> None:
        self._files[table].write(part.csv)

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class _Xlsx(Writer):
    """A workbook."""

    def __init__(self, scratch: Path, tables: Sequence[Table], wanted: Wanted) -> None:
        super().__init__(scratch, tables, wanted, "xlsx")
        rows = scratch / "sheets"
        rows.mkdir()
        self._sheets = {name: Sheet(table, rows) for name, table in self.tables.items()}

    def add(self, table: str, part: Piece) -> None:
        if table in self._sheets:
            self._sheets[table].add(part.xlsx, part.widths)

    def close(self) -> None:
        pack(list(self._sheets.values()), self.path, self.wanted.lang)


class _Sqlite(Writer):
    """A database with a table each: machine names, codes, ISO days, lists as JSON."""

    def __init__(self, scratch: Path, tables: Sequence[Table], wanted: Wanted) -> None:
        super().__init__(scratch, tables, wanted, "sqlite")
        self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("BEGIN")
        self._insert = {}
        for name, table in self.tables.items():
            columns = ", ".join(f'"{c.name}" {_SQL.get(_kind(c), "TEXT")}' for c in table.columns)
            self._db.execute(f'CREATE TABLE "{name}" ({columns})')
            self._insert[name] = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(table.columns))})'  # noqa: S608

    def add(self, table: str, part: Piece) -> None:
        columns = [
            _sql(c, values) for c, values in zip(self.tables[table].columns, part.columns, strict=True)
        ]
        with sentences(self.path):
            self._db.executemany(self._insert[table], zip(*columns, strict=True))

    def close(self) -> None:
        with sentences(self.path):
            for name, table in self.tables.items():
                for key in ("document", "entity"):
                    if any(c.name == key for c in table.columns):
                        self._db.execute(f'CREATE INDEX "{name}_{key}" ON "{name}" ("{key}")')
            self._db.execute("COMMIT")
            self._db.close()


_SQL = {"integer": "INTEGER", "flag": "INTEGER", "number": "REAL"}


def _kind(column: Column) -> str:
    return column.type.partition(":")[0]


def _sql(column: Column, values: list[Any]) -> list[Any]:
    if _kind(column) in {"list", "codes"}:
        return [json.dumps(x, ensure_ascii=False) for x in values]
    return [x.isoformat() if isinstance(x, date) else x for x in values]


class _Parquet(Writer):
    """A folder of Parquet files: machine names, codes, days as days, lists as lists."""

    def __init__(self, scratch: Path, tables: Sequence[Table], wanted: Wanted) -> None:
        super().__init__(scratch, tables, wanted, "parquet")
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path.mkdir()
        types = {
            "integer": pa.int64(), "number": pa.float64(), "day": pa.date32(), "flag": pa.bool_(),
            "list": pa.list_(pa.string()), "codes": pa.list_(pa.string()),
        }  # fmt: skip
        self._schemas = {
            name: pa.schema([(c.name, types.get(_kind(c), pa.string())) for c in table.columns])
            for name, table in self.tables.items()
        }
        self._files = {
            name: pq.ParquetWriter(self.path / f"{name}.parquet", columns, compression="zstd")
            for name, columns in self._schemas.items()
        }
        self._waiting: dict[str, list[pa.RecordBatch]] = {name: [] for name in self.tables}

    def add(self, table: str, part: Piece) -> None:
        import pyarrow as pa

        columns = self._schemas[table]
        arrays = [pa.array(values, field.type) for values, field in zip(part.columns, columns, strict=True)]
        self._waiting[table].append(pa.RecordBatch.from_arrays(arrays, schema=columns))
        if sum(batch.num_rows for batch in self._waiting[table]) >= GROUP:
            self._flush(table)

    def _flush(self, table: str) -> None:
        import pyarrow as pa

        joined = pa.Table.from_batches(self._waiting[table], self._schemas[table])
        self._files[table].write_table(joined.combine_chunks())
        self._waiting[table] = []

    def close(self) -> None:
        for name, file in self._files.items():
            self._flush(name)
            file.close()


WRITERS: dict[Format, Callable[[Path, Sequence[Table], Wanted], Writer]] = {
    "csv": _Csv,
    "xlsx": _Xlsx,
    "jsonl": _Jsonl,
    "parquet": _Parquet,
    "sqlite": _Sqlite,
}
