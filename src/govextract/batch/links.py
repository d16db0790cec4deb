"""What is one across the documents of a run: workers read it off the records, the parent joins it, chunks show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from govextract.batch.where import Filter
from govextract.extraction import Extraction
from govextract.link import Linked, Linker, Reader, Reading
from govextract.link.sightings import key_of
from govextract.tables import ROWS, Table, View, archive_schema, linked_schema, schema

OF_DOCUMENTS = ("events", "mentions", "references")
"""Tables with a row a record of a document that say what is one across documents."""

JOINED = tuple(name for name in linked_schema() if name not in OF_DOCUMENTS)
"""Tables whose rows are made of what was joined."""

COUNTED = ("actions_by_month", "actions_by_place")
"""Tables that count events, each once."""


def chunk_schema() -> dict[str, Table]:
    """The tables of which a worker makes the rows; those of single documents for what is joined later."""
    return {**schema(), "events": archive_schema()["events"]}


def readings(extractions: Iterable[Extraction], gazetteer: str | None, filter_: Filter) -> Iterator[Reading]:
    """What linking needs of documents that are wanted."""
    reader = _reader(gazetteer)
    for extraction in extractions:
        if all(filter_.takes(row) for row in ROWS["documents"](View(extraction))):
            yield reader.read(extraction)


@lru_cache(maxsize=1)
def _reader(gazetteer: str | None) -> Reader:
    return Reader(Path(gazetteer) if gazetteer else None)


@contextmanager
def joined(path: Path, found: Iterable[Reading]) -> Iterator[Linked]:
    """The records of all documents, joined in a file at ``path``."""
    linker = Linker(path)
    for reading in found:
        linker.take(reading)
    linked = linker.link()
    try:
        yield linked
    finally:
        linked.close()


class Across:
    """Puts what is known across documents into the rows of one."""

    def __init__(self, path: Path | None) -> None:
        """``path`` is where the records were joined; None where nobody asks for that."""
        self._linked = Linked.open(path) if path else None
        columns = {name: [c.name for c in table.columns] for name, table in schema().items()}
        self._counted, self._event = (columns["events"].index(x) for x in ("counted", "event"))
        self._entity = {name: columns[name].index("entity") for name in ("mentions", "references")}

    def close(self) -> None:
        """Close the file."""
        if self._linked is not None:
            self._linked.close()

    def rows(self, view: View, table: str, found: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The rows of a document's table as a run shows them."""
        document = view.extraction.document.id
        if table == "events":
            told = self._linked.tellings_in(document) if self._linked else {}
            for row in found:
                key = key_of(document, row[self._event])
                first, documents = told.get(key, (key, 1))
                if first == key:
                    yield (*row, documents, None)
                else:
                    yield (*row[: self._counted], False, *row[self._counted + 1 :], documents, first)
        elif table in self._entity and self._linked is not None:
            ids, at = self._linked.ids_in(document), self._entity[table]
            for row in found:
                yield (*row[:at], ids.get(row[at], row[at]), *row[at + 1 :])
        else:
            yield from found
