"""Takes readings one by one; joins people, enterprises, villages and events; gives the rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from govextract.extraction import Extraction
from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon
from govextract.link import enterprises, events, people, rows, sightings, villages
from govextract.link.rows import Row
from govextract.link.shelf import Shelf
from govextract.link.sightings import Reading
from govextract.tables import frame, linked_schema

if TYPE_CHECKING:
    import pandas as pd


class Reader:
    """Makes readings of extractions; a worker has one, and sends what it reads to where it is joined."""

    def __init__(self, gazetteer: Path | None = None, lexicon: Lexicon | None = None) -> None:
        self._gazetteer = Gazetteer.open(gazetteer) if gazetteer else Gazetteer.load()
        self._fields = _fields() if lexicon is None else tuple(lexicon.forms("company_field"))

    def read(self, extraction: Extraction) -> Reading:
        """What one document gives."""
        return sightings.read(extraction, self._gazetteer, self._fields)


@lru_cache(maxsize=1)
def _fields() -> tuple[str, ...]:
    return tuple(Lexicon.load().forms("company_field"))


class Linked:
    """Joined records, to be asked for rows; ``close`` it in the end."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @classmethod
    def open(cls, path: Path) -> Linked:
        """What another process has joined in the file ``path``."""
        return cls(Shelf(path, ready=True))

    @property
    def path(self) -> Path | None:
        """The file in which the records are, for other processes."""
        return self._shelf.path

    def close(self) -> None:
        """Close the file in which the records are; no rows can be had any more."""
        self._shelf.close()

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, made as they are asked for."""
        return iter(rows.ROWS[table](self._shelf))

    def tellings_in(self, document: str) -> dict[str, tuple[str, int]]:
        """Of the events that a document shares with others the fullest telling, and how many documents tell it."""
        found = self._shelf.tellings_in(document)
        return {key: (first, self._shelf.tellers(first)) for key, first in found.items()}

    def ids_in(self, document: str) -> dict[str, str]:
        """For the entities of a document the ids that they have in all, where these are others."""
        return self._shelf.ids_in(document)

    def frames(self) -> dict[str, pd.DataFrame]:
        """One DataFrame a table of what is joined: officials, posts, careers, appearances, enterprises, villages."""
        out = {}
        for name, table in linked_schema().items():
            if name in rows.ROWS:
                columns = list(zip(*self.rows(name), strict=True)) or [()] * len(table.columns)
                out[name] = frame(table, columns)
        return out


class Linker:
    """Collects what linking needs of each report, in a file: the texts of events, names, offices, days."""

    def __init__(
        self, path: Path | None = None, *, lexicon: Lexicon | None = None, gazetteer: Path | None = None
    ) -> None:
        """Begin with nothing; ``path`` is a file to work in, otherwise the system finds one.

        Args:
            path: a file that is not there yet.
            lexicon: other words for lines of business.
            gazetteer: the places that the reports were read with.
        """
        self._shelf = Shelf(path)
        self._lexicon, self._gazetteer = lexicon, gazetteer
        self._reader: Reader | None = None

    def add(self, extraction: Extraction) -> None:
        """Take in one report."""
        if self._reader is None:
            self._reader = Reader(self._gazetteer, self._lexicon)
        self.take(self._reader.read(extraction))

    def take(self, reading: Reading) -> None:
        """Take in the reading of a report."""
        self._shelf.put(reading)

    def link(self) -> Linked:
        """Join all that was taken in; nothing can be added afterwards."""
        shelf = self._shelf
        shelf.index()
        shelf.join_tellings(events.tellings(shelf))
        shelf.join("official", self._people())
        shelf.join("enterprise", self._enterprises())
        shelf.join("village", villages.joined(shelf.seen("village")))
        shelf.done()
        return Linked(shelf)

    def _people(self) -> Iterator[tuple[int, str, str]]:
        for name, found in groupby(self._shelf.seen("official"), lambda x: x[1].name):
            numbers, seen = zip(*found, strict=True)
            at = {id(s): n for n, s in zip(numbers, seen, strict=True)}
            same = {e: first for s in seen for e in s.events if (first := self._shelf.first(e)) != e}
            same |= {first: first for first in same.values()}
            for one in people.persons(seen, same):
                id_ = people.person_id(one)
                for s in one:
                    yield at[id(s)], id_, name

    def _enterprises(self) -> Iterator[tuple[int, str, str]]:
        full = enterprises.group(enterprises.firm_of(s) for _, s in self._shelf.seen("enterprise"))
        for n, s in self._shelf.seen("enterprise"):
            key = enterprises.firm_of(s).key
            key = full.get(key, key)
            yield n, enterprises.enterprise_id(key), key.partition("|")[0]


def link(extractions: Iterable[Extraction]) -> Linked:
    """Join the records of reports, read as a stream."""
    linker = Linker()
    for extraction in extractions:
        linker.add(extraction)
    return linker.link()
