"""Conditions that rows of tables must meet: ``status=done``, ``date_start>=2021-11-01``, ``officials~王``.

A condition on what a document says of itself (``DOCUMENT``) picks documents; any other keeps, in each table that has
the column, the rows that meet it, and leaves the other tables whole. ``events.status=done`` is about one table only.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from govextract.messages import Messages, code_lists
from govextract.run_folder import RunError
from govextract.tables import Column, Table, archive_schema, schema

DOCUMENT = (
    "title", "source", "issuer", "published", "period_start", "period_end", "jurisdiction", "encoding", "replaced",
    "chars", "sha256", "document",
)  # fmt: skip
"""Columns of the table of documents that a condition picks documents by."""

_COLUMN = re.compile(r"(?:([^.=!<>~\s]+)\.)?([^.=!<>~]+)")
_SIGN = re.compile("[!<>]=|!~|[=<>~]")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "~": lambda value, asked: asked in value,
}


class Condition(NamedTuple):
    """One condition; ``values`` are what the column may be compared with, by table where types differ."""

    table: str | None
    column: str
    comparison: str
    text: str

    def of_document(self) -> bool:
        """Whether it picks documents."""
        return self.column in DOCUMENT and self.table in {None, "documents"}


def conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions that some texts say.

    Raises:
        RunError: a text is no condition, or its table, column or value is not known.
    """
    return tuple(_condition(text) for text in texts)


def _condition(text: str) -> Condition:
    sign = _SIGN.search(text)
    named = _COLUMN.fullmatch(text[: sign.start()].strip()) if sign else None
    if sign is None or named is None:
        raise RunError("where_form", text=text)
    table, column = named.groups()
    if table is not None:
        table = next((t.name for t in archive_schema().values() if table in {t.name, *t.headings}), None)
        if table is None:
            raise RunError("where_table", text=text, names=", ".join(archive_schema()))
    tables = [archive_schema()[table]] if table else [*archive_schema().values()]
    found = [(t, c) for t in tables for c in t.columns if column.strip() in {c.name, *c.headings}]
    if not found:
        raise RunError(
            "where_column",
            text=text,
            names=", ".join(dict.fromkeys(c.name for t in tables for c in t.columns)),
        )
    made = Condition(table, found[0][1].name, sign.group(), text[sign.end() :].strip())
    for _, one in found:
        _asked(one, made, text)
    return made


def _asked(column: Column, condition: Condition, text: str = "") -> Any:
    """What a column's values are compared with."""
    kind, _, codes = column.type.partition(":")
    value = condition.text
    try:
        if condition.comparison in {"~", "!~"} or value == "":
            return value
        if kind == "day":
            return date.fromisoformat(value)
        if kind in {"integer", "number"}:
            return float(value)
    except ValueError as e:
        raise RunError("where_value", text=text, value=value, column=column.name) from e
    if kind == "flag":
        words = {
            "true": True,
            "1": True,
            "yes": True,
            "是": True,
            "false": False,
            "0": False,
            "no": False,
            "否": False,
        }
        if value.lower() not in words:
            raise RunError("where_value", text=text, value=value, column=column.name)
        return words[value.lower()]
    if kind in {"code", "codes"}:
        names = [
            {code, Messages("zh").name(codes, code), Messages("en").name(codes, code)}
            for code in code_lists()[codes]
        ]
        code = next((c for c, known in zip(code_lists()[codes], names, strict=True) if value in known), None)
        if code is None:
            raise RunError("where_value", text=text, value=value, column=column.name)
        return code
    return value


class Filter:
    """The conditions, ready to be asked of rows."""

    def __init__(self, given: Sequence[Condition], tables: Mapping[str, Table] | None = None) -> None:
        """The conditions on rows of some tables, else of those of a single document."""
        self._documents = [_test(schema()["documents"], c) for c in given if c.of_document()]
        self._rows: Mapping[str, list[Callable[[Sequence[Any]], bool]]] = {
            name: [
                _test(table, c)
                for c in given
                if not c.of_document()
                and c.table in {None, name}
                and any(x.name == c.column for x in table.columns)
            ]
            for name, table in (schema() if tables is None else tables).items()
        }

    def takes(self, document: Sequence[Any]) -> bool:
        """Whether a document is wanted, by its row in the table of documents."""
        return all(test(document) for test in self._documents)

    def keep(self, table: str, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        """The rows of a table that meet the conditions."""
        return list(self.those(table, rows))

    def those(self, table: str, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same, as they come."""
        tests = self._rows[table]
        return (row for row in rows if all(test(row) for test in tests))


def _test(table: Table, condition: Condition) -> Callable[[Sequence[Any]], bool]:
    i, column = next((i, c) for i, c in enumerate(table.columns) if c.name == condition.column)
    asked, comparison = _asked(column, condition), condition.comparison
    negative = comparison in {"!=", "!~"}
    compare = _COMPARE[{"!=": "=", "!~": "~"}.get(comparison, comparison)]

    def meets(row: Sequence[Any]) -> bool:
        value = row[i]
        if asked == "":  # an empty value asks for empty cells
            return (value in (None, "", [])) is not negative
        values = value if isinstance(value, list) else [] if value is None else [value]
        return any(compare(str(x) if comparison in {"~", "!~"} else x, asked) for x in values) is not negative

    return meets
