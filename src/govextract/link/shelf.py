"""Readings of many documents, kept in a file while they are joined: however many there are, few are in memory."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govextract.link import passages
from govextract.link.passages import Passage
from govextract.link.sightings import Reading, Seen, Told
from govextract.records import Kind
from govextract.run_folder import sentences

_SCHEMA = """
CREATE TABLE seen (n INTEGER PRIMARY KEY, kind TEXT, name TEXT, document TEXT, entity TEXT, data BLOB);
CREATE TABLE told (n INTEGER PRIMARY KEY, key TEXT, document TEXT, size INTEGER, letters TEXT, data BLOB);
CREATE TABLE same (n INTEGER PRIMARY KEY, kind TEXT, id TEXT, title TEXT);
CREATE TABLE tellings (key TEXT PRIMARY KEY, first TEXT, document TEXT) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX seen_name ON seen (kind, name, document, entity);
CREATE INDEX seen_document ON seen (document);
CREATE UNIQUE INDEX told_key ON told (key);
CREATE INDEX told_size ON told (size DESC, letters, key);
"""
_GROUPS = """
CREATE INDEX same_order ON same (kind, title, id);
CREATE INDEX tellings_first ON tellings (first);
CREATE INDEX tellings_document ON tellings (document);
"""


class Group(NamedTuple):
    """All sightings of one thing, in the order of documents' ids; its id, and the name that it goes by."""

    id: str
    title: str
    seen: list[Seen]


class Shelf:
    """Put readings in with ``put``, then ``index``; file what is one with ``join``, then ask for groups."""

    def __init__(self, path: Path | None = None, *, ready: bool = False) -> None:
        """A new file at ``path``, or one that is ``ready``; without a path the system finds one for a while."""
        self.path = path
        self._path = path or Path("govextract")
        with sentences(self._path):
            self._db = sqlite3.connect(path or "", isolation_level=None)
            if not ready:
                self._db.executescript(
                    f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {_SCHEMA}"
                )

    def _run(self, statements: str) -> None:
        """Several statements, in the transaction that is open (``executescript`` would end it)."""
        for one in statements.split(";"):
            self._db.execute(one)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # --- putting in -------------------------------------------------------------------------------

    def put(self, reading: Reading) -> None:
        """Take in one document."""
        with sentences(self._path):
            self._db.executemany(
                "INSERT INTO seen (kind, name, document, entity, data) VALUES (?, ?, ?, ?, ?)",
                ((s.kind, s.name, s.source.document, s.entity, _pack(s)) for s in reading.seen),
            )
            self._db.executemany(
                "INSERT INTO told (key, document, size, letters, data) VALUES (?, ?, ?, ?, ?)",
                (
                    (t.key, t.source.document, len(words), words, _pack(t))
                    for t in reading.told
                    for words in (passages.letters(t.text),)
                ),
            )

    def index(self) -> None:
        """Nothing more is coming; equal documents count once."""
        with sentences(self._path):
            self._db.execute(
                "DELETE FROM seen WHERE n NOT IN (SELECT min(n) FROM seen GROUP BY document, entity)"
            )
            self._db.execute("DELETE FROM told WHERE n NOT IN (SELECT min(n) FROM told GROUP BY key)")
            self._run(_INDEXES)

    # --- joining ----------------------------------------------------------------------------------

    def seen(self, kind: Kind) -> Iterator[tuple[int, Seen]]:
        """Everything of a kind with its number, in the order of names."""
        rows = self._db.execute(
            "SELECT n, data FROM seen WHERE kind = ? ORDER BY name, document, entity", (kind,)
        )
        return ((n, _seen(data)) for n, data in rows)

    def join(self, kind: Kind, filed: Iterable[tuple[int, str, str]]) -> None:
        """Say of numbers which id and title their thing has."""
        with sentences(self._path):
            self._db.executemany(
                "INSERT INTO same VALUES (?, ?, ?, ?)", ((n, kind, id_, title) for n, id_, title in filed)
            )

    def bands(self) -> Iterator[tuple[int, ...]]:
        """The marks of all events that have some."""
        for (data,) in self._db.execute("SELECT data FROM told"):
            if marks := _told(data).bands:
                yield marks

    def by_length(self) -> Iterator[tuple[int, Told, Passage]]:
        """All events that have marks, with their numbers, the longest first."""
        for n, data in self._db.execute("SELECT n, data FROM told ORDER BY size DESC, letters, key"):
            told = _told(data)
            if told.bands:
                yield n, told, passages.passage(told)

    def passage(self, n: int) -> Passage:
        """An event's passage by its number."""
        return passages.passage(
            _told(self._db.execute("SELECT data FROM told WHERE n = ?", (n,)).fetchone()[0])
        )

    def join_tellings(self, filed: Iterable[tuple[str, str, str]]) -> None:
        """Say of events that several documents tell which is the fullest telling: key, key of that, document."""
        with sentences(self._path):
            self._db.executemany("INSERT INTO tellings VALUES (?, ?, ?)", filed)

    def done(self) -> None:
        """All is joined; from now on other processes may look at it."""
        with sentences(self._path):
            self._run(f"{_GROUPS} COMMIT")

    # --- asking -----------------------------------------------------------------------------------

    def groups(self, kind: Kind) -> Iterator[Group]:
        """The things of a kind, in the order of their titles."""
        rows = self._db.execute(
            "SELECT id, title, data FROM same JOIN seen USING (n) WHERE same.kind = ?"
            " ORDER BY title, id, document, entity",
            (kind,),
        )
        now: Group | None = None
        for id_, title, data in rows:
            if now is None or now.id != id_:
                if now is not None:
                    yield now
                now = Group(id_, title, [])
            now.seen.append(_seen(data))
        if now is not None:
            yield now

    def told(self, key: str) -> Told:
        """An event."""
        return _told(self._db.execute("SELECT data FROM told WHERE key = ?", (key,)).fetchone()[0])

    def events(self) -> Iterator[Told]:
        """All events, each by its fullest telling, in the order of their keys."""
        rows = self._db.execute(
            "SELECT data FROM told LEFT JOIN tellings USING (key) WHERE first IS NULL OR first = key ORDER BY key"
        )
        return (_told(data) for (data,) in rows)

    def first(self, key: str) -> str:
        """The key of an event's fullest telling."""
        row = self._db.execute("SELECT first FROM tellings WHERE key = ?", (key,)).fetchone()
        return row[0] if row else key

    def tellers(self, first: str) -> int:
        """In how many documents an event stands, by the key of its fullest telling."""
        query = "SELECT count(DISTINCT document) FROM tellings WHERE first = ?"
        return self._db.execute(query, (first,)).fetchone()[0] or 1

    def tellings_in(self, document: str) -> dict[str, str]:
        """Of a document's events that other documents tell, too, the keys of the fullest tellings."""
        return dict(self._db.execute("SELECT key, first FROM tellings WHERE document = ?", (document,)))

    def ids_in(self, document: str) -> dict[str, str]:
        """For a document's entities that were joined under another id, that id."""
        return dict(
            self._db.execute(
                "SELECT entity, id FROM seen JOIN same USING (n) WHERE document = ? AND entity <> id",
                (document,),
            )
        )


def _pack(record: tuple[object, ...]) -> bytes:
    return pickle.dumps(record, pickle.HIGHEST_PROTOCOL)


def _seen(data: bytes) -> Seen:
    found: Seen = pickle.loads(data)  # noqa: S301 - what this object has written
    return found


def _told(data: bytes) -> Told:
    found: Told = pickle.loads(data)  # noqa: S301 - what this object has written
    return found
