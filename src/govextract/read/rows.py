"""Rows and JSON objects as reports: which field is the text, which the title, the day and the publisher."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import islice

import yaml

from govextract.read import text as txt
from govextract.read.content import REPLACEMENT, Content, clean, day
from govextract.read.errors import ReadError
from govextract.read.kinds import JSON

_BLANKS = re.compile(r"[\s　\ufeff]+")
_MARKUP = re.compile(r"</(?:p|div|span|table|font|strong)>|<br\s*/?>", re.IGNORECASE)
_LONG = 40
_HEADER_ROWS = 10
_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A report that is one of several in a file, with the number by which the file's reader finds it."""

    number: int
    text: str
    title: str = ""
    published: str = ""
    origin: str = ""

    def to_bytes(self) -> bytes:
        """The row as a file of its own, which ``read_bytes`` reads: the same for the same content."""
        fields = {"date": self.published, "source": self.origin, "text": self.text, "title": self.title}
        given = {k: v for k, v in fields.items() if v}
        return json.dumps(given, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")

    def content(self, encoding: str) -> Content:
        """The row's text, its title first, its day and its publisher."""
        published: date | None = day(self.published)
        text = self.text
        if _MARKUP.search(text):
            from govextract.read import html

            text = html.read_text(text).text
        text = clean(text.split("\n"))
        title = _BLANKS.sub(" ", self.title).strip()
        if title and not text.lstrip().startswith(title):
            text = f"{title}\n{text}"
        return Content(text, encoding, text.count(REPLACEMENT), published, self.origin or None)


def read(data: bytes, source: str, encoding: str | None = None) -> Content:
    """The one report of a JSON file.

    Raises:
        ReadError: it is no JSON, holds several reports, or no field that is known to be text.
    """
    decoded = txt.decode(data, source, encoding)
    rows = list(islice(json_rows(decoded.text, source), 2))
    if len(rows) > 1:
        raise ReadError("container", source, kind_en=JSON.en, kind_zh=JSON.zh)
    if not rows:
        raise ReadError("empty", source)
    if isinstance(rows[0], ReadError):
        raise rows[0]
    return rows[0].content(decoded.encoding)


def json_rows(text: str, source: str) -> Iterator[Row | ReadError]:
    """The rows of JSON: one object, a list of objects, or an object a line.

    What is no object with a text is an error in its place; the rest is still read.
    """
    whole = _loaded(text)
    if isinstance(whole, list):
        for i, value in enumerate(whole):
            yield _row(value, i + 1, f"{source}#{i + 1}")
    elif whole is not None:
        yield _row(whole, 1, source)
    else:
        lines = text.split("\n")
        several = len(list(islice((x for x in lines if x.strip()), 2))) > 1
        for i, line in enumerate(lines):
            if line.strip():
                name = f"{source}#{i + 1}" if several else source
                yield _row(_loaded(line), i + 1, name)


def _row(value: object, number: int, source: str) -> Row | ReadError:
    if value is None:
        return ReadError("damaged", source, reason="structure")
    if not isinstance(value, dict):
        return ReadError("no_text_field", source)
    fields = {_name(k): _flat(v) for k, v in value.items()}
    named = {part: _first(fields, part) for part in ("text", "title", "published", "origin")}
    if named["text"] is None:
        return ReadError("no_text_field", source)
    return Row(number, **{k: v or "" for k, v in named.items()})


def names_text(cells: Sequence[str]) -> bool:
    """Whether one of the cells is a name of a column of text."""
    return any(_name(x) in _names()["text"] for x in cells)


def text_column(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Where the header of a table of reports stands in its first rows, and which columns it names.

    None if no column is known to hold text, or only one that a register of work has as well.
    """
    names = _names()
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        titles = [_name(cell) for cell in row]
        found = {part: next((titles.index(n) for n in names[part] if n in titles), -1) for part in names}
        if found["text"] < 0:
            continue
        if titles[found["text"]] in names["uncertain"]:
            below = [r[found["text"]] for r in rows[at + 1 : at + 1 + _SAMPLE] if len(r) > found["text"]]
            if not below or sum(map(len, below)) < _LONG * len(below):
                continue
        return at, {part: i for part, i in found.items() if i >= 0 and part != "uncertain"}
    return None


def table_row(row: Sequence[str], number: int, columns: Mapping[str, int]) -> Row:
    """The report in one row of a table."""
    return Row(number, **{part: row[i] if i < len(row) else "" for part, i in columns.items()})


def _loaded(text: str) -> object:
    """The JSON in ``text``; None if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _name(key: object) -> str:
    return _BLANKS.sub("", str(key)).lower()


def _flat(value: object) -> str | None:
    """A field's text: a string, a number, or a list of paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(x, str) for x in value):
        return "\n".join(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _first(fields: Mapping[str, str | None], part: str) -> str | None:
    return next((fields[n] for n in _names()[part] if fields.get(n)), None)


@lru_cache(maxsize=1)
def _names() -> dict[str, list[str]]:
    source = resources.files("govextract") / "read" / "fields.yaml"
    data: dict[str, str] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return {part: names.split() for part, names in data.items()}
