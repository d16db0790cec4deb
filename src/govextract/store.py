"""The store of a run: one SQLite file with the ledger and the records, written by one process.

A run's inputs have names; what was made of an input is kept by a key of its bytes and all else that bears on the
result, so that a later run finds it. The ledger has a line an input.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any, Literal, NamedTuple

from govextract.run_folder import RunError, sentences

NAME = "govextract.sqlite"
VERSION = 1
"""Layout of the store, kept in ``PRAGMA user_version``."""

Status = Literal["ok", "empty", "needs_ocr", "duplicate", "failed", "skipped"]
STATUSES: tuple[Status, ...] = ("ok", "empty", "needs_ocr", "duplicate", "failed", "skipped")

_SCHEMA = (resources.files("govextract") / "store.sql").read_text(encoding="utf-8")


class Unit(NamedTuple):
    """One input as a worker takes it up: the file, and its place in it where the file is an archive."""

    name: str
    path: bytes
    ordinal: int


class Outcome(NamedTuple):
    """What became of an input: its status and cause, or its records.

    ``record`` and ``text`` are the extraction's JSON and its text, compressed.
    """

    status: str
    code: str | None = None
    details: Mapping[str, str] = {}
    format: str | None = None
    size: int | None = None
    sha256: str | None = None
    encoding: str | None = None
    replaced: int | None = None
    notes: str | None = None
    chars: int | None = None
    events: int | None = None
    mentions: int | None = None
    unresolved: int | None = None
    seconds: float | None = None
    record: bytes | None = None
    text: bytes | None = None


class Failure(NamedTuple):
    """A line of the ledger that is no document in the tables."""

    name: str
    status: str
    code: str | None
    details: dict[str, str]
    duplicate_of: str | None
    format: str | None
    size: int | None


class Store:
    """A run's store, open for writing; one process at a time, under a ``Lock``."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the store in a folder, or make it.

        Raises:
            RunError: there is none, it is damaged or of another version, or it cannot be written.
        """
        self.path = folder / NAME
        if not create and not self.path.is_file():
            raise RunError("no_run", path=folder)
        with sentences(self.path):
            self._db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            # After a kill nothing is lost that was committed; after a power cut perhaps the last commits are.
            self._db.execute("PRAGMA synchronous = NORMAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
            elif version != VERSION:
                raise RunError("store_version", path=self.path)
            self._db.execute("BEGIN")
            row = self._db.execute("SELECT max(run) FROM runs").fetchone()
        self.run: int = row[0] or 0

    def close(self) -> None:
        """Commit and close."""
        with sentences(self.path):
            self._db.execute("COMMIT")
            self._db.close()

    def abandon(self) -> None:
        """Close without a commit, after a failure."""
        with suppress(sqlite3.Error):
            self._db.close()

    def commit(self) -> None:
        """Make what was written last."""
        with sentences(self.path):
            if self._db.in_transaction:  # otherwise SQLite has given it up, and has said so
                self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def _ask(self, query: str, *values: object) -> Iterator[Any]:
        with sentences(self.path):
            yield from self._db.execute(query, values)

    # --- settings of the run ----------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """A setting of the run."""
        return next((value for (value,) in self._ask("SELECT value FROM meta WHERE name = ?", name)), None)

    def set_meta(self, **values: str) -> None:
        """Keep settings of the run."""
        with sentences(self.path):
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def begin(self, arguments: Iterable[str]) -> None:
        """Begin a run: the inputs that it names are those of the ledger from now on."""
        with sentences(self.path):
            words = json.dumps(list(arguments), ensure_ascii=False)
            self._db.execute("INSERT INTO runs (run, arguments) VALUES (?, ?)", (self.run + 1, words))
        self.run += 1

    # --- the inputs -------------------------------------------------------------------------------

    def plan(self, unit: Unit) -> bool:
        """Note an input that is to be read; False if it was named before in this run."""
        with sentences(self.path):
            done = self._db.execute(
                "INSERT INTO inputs (name, path, ordinal, run) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET path = excluded.path, ordinal = excluded.ordinal, run = excluded.run WHERE run < excluded.run",
                (*unit, self.run),
            )
        return done.rowcount == 1

    def place(self, name: str) -> tuple[bytes, int] | None:
        """Where an input of this run lies: its file, and its number in it."""
        query = "SELECT path, ordinal FROM inputs WHERE name = ? AND run = ?"
        return next(self._ask(query, name, self.run), None)

    def keep_first(self, limit: int) -> None:
        """Leave out all inputs of this run but the first ``limit`` by name."""
        with sentences(self.path):
            self._db.execute(
                "UPDATE inputs SET run = 0 WHERE run = ? AND name > coalesce((SELECT name FROM inputs WHERE run = ?"
                " ORDER BY name LIMIT 1 OFFSET ?), x'ff')",
                (self.run, self.run, limit - 1),
            )

    def planned(self) -> int:
        """How many inputs this run has."""
        query = "SELECT count(*) FROM inputs WHERE run = ?"
        return int(next(self._ask(query, self.run))[0])

    def names(self) -> Iterator[str]:
        """The inputs of this run, in the order of their names."""
        query = "SELECT name FROM inputs WHERE run = ? ORDER BY name"
        yield from (name for (name,) in self._ask(query, self.run))

    def pending(self, page: int = 512) -> Iterator[Unit]:
        """The inputs that are not done, file by file and in the order in which an archive holds them."""
        path, ordinal = b"", -1
        while True:
            # The whole page at once: while it is given out, what was pending is done.
            rows = [
                Unit(*row)
                for row in self._ask(
                    "SELECT name, path, ordinal FROM inputs"
                    " WHERE (path, ordinal) > (?, ?) AND run = ? AND done IS NOT run ORDER BY path, ordinal LIMIT ?",
                    path, ordinal, self.run, page,
                )
            ]  # fmt: skip
            if not rows:
                return
            yield from rows
            _, path, ordinal = rows[-1]

    # --- what became of them ----------------------------------------------------------------------

    def put(self, name: str, key: str, outcome: Outcome, again: str | None = None) -> None:
        """An input is done. ``again`` says when its content is to be tried again: always, failed, never (None)."""
        status, code, details, *rest = outcome
        words = json.dumps(details, ensure_ascii=False) if details else None
        with sentences(self.path):
            self._db.execute(
                f"INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?, ?, ?{', ?' * len(rest)})",  # noqa: S608
                (key, self.run, again, status, code, words, *rest),
            )
            self.link(name, key)

    def link(self, name: str, key: str) -> None:
        """An input is done: its content is in the store."""
        with sentences(self.path):
            self._db.execute("UPDATE inputs SET key = ?, done = run WHERE name = ?", (key, name))

    def outcome(self, key: str) -> Outcome:
        """What became of a content, without its records."""
        query = "SELECT status, code, details, format FROM contents WHERE key = ?"
        status, code, details, form = next(self._ask(query, key))
        return Outcome(status, code, json.loads(details or "{}"), form)

    def settle(self) -> int:
        """Choose the documents that the tables show, of equal ones the first by name; gives their number."""
        with sentences(self.path):
            self._db.execute("DELETE FROM originals")
            self._db.execute(
                "INSERT INTO originals SELECT row_number() OVER (ORDER BY name) - 1, name, key, sha256 FROM"
                " (SELECT i.name, key, c.sha256, row_number() OVER (PARTITION BY c.sha256 ORDER BY i.name) AS copy"
                " FROM inputs i JOIN contents c USING (key)"
                " WHERE i.run = ? AND i.done = i.run AND c.status = 'ok') WHERE copy = 1",
                (self.run,),
            )
            self.commit()
        return self.documents()

    def forget(self) -> None:
        """Drop contents that no input has any more."""
        with sentences(self.path):
            self._db.execute(
                "DELETE FROM contents WHERE key NOT IN (SELECT key FROM inputs WHERE key IS NOT NULL)"
            )

    def take(self, path: Path, run: int) -> None:
        """Copy the inputs of a run in another store, and what became of them, into this run.

        Raises:
            RunError: an input of that name is here already, with other content.
        """
        with sentences(path):
            self._db.execute("COMMIT")
            self._db.execute("ATTACH ? AS other", (str(path),))
            self._db.execute("BEGIN")
            clash = self._db.execute(
                "SELECT name FROM inputs i JOIN other.inputs o USING (name)"
                " WHERE i.run = ? AND o.run = ? AND i.key <> o.key LIMIT 1",
                (self.run, run),
            ).fetchone()
            if clash:
                raise RunError("merge_clash", path=path.parent, name=clash[0])
            self._db.execute(
                "INSERT INTO inputs SELECT name, path, ordinal, ?, key, ? FROM other.inputs WHERE run = ?"
                " ON CONFLICT DO UPDATE SET run = excluded.run, key = excluded.key, done = excluded.done",
                (self.run, self.run, run),
            )
            self._db.execute(
                "INSERT OR IGNORE INTO contents SELECT * FROM other.contents WHERE key IN"
                " (SELECT key FROM other.inputs WHERE run = ?)",
                (run,),
            )
            self._db.execute("COMMIT")
            self._db.execute("DETACH other")
            self._db.execute("BEGIN")

    def end(self) -> None:
        """The run is complete."""
        with sentences(self.path):
            self._db.execute("UPDATE runs SET finished = CURRENT_TIMESTAMP WHERE run = ?", (self.run,))
            self.commit()

    # --- what there is ----------------------------------------------------------------------------

    def documents(self) -> int:
        """How many documents the tables show."""
        return int(next(self._ask("SELECT count(*) FROM originals"))[0])

    def counts(self) -> dict[str, int]:
        """The lines of the ledger by status, all statuses in their order; ``pending`` where some are not done."""
        found = dict(self._ask("SELECT status, count(*) FROM ledger GROUP BY status"))
        [(pending,)] = self._ask("SELECT count(*) FROM inputs WHERE run = ? AND done IS NOT run", self.run)
        counts = {status: found.pop(status, 0) for status in STATUSES} | found
        return counts | ({"pending": pending} if pending else {})

    def causes(self) -> list[tuple[str, str, int]]:
        """How often each cause stands in the ledger: status, code, number; the most frequent first."""
        query = "SELECT status, code, count(*) AS n FROM ledger WHERE code IS NOT NULL GROUP BY status, code"
        return [*self._ask(f"{query} ORDER BY n DESC, code")]

    def failures(self) -> Iterator[Failure]:
        """All lines of the ledger that are not in the tables, in the order of their names."""
        rows = self._ask(
            "SELECT name, status, code, details, duplicate_of, format, size FROM ledger WHERE status <> 'ok'"
            " ORDER BY name"
        )
        for name, status, code, details, *rest in rows:
            yield Failure(name, status, code, json.loads(details or "{}"), *rest)


class Reader:
    """A look into a store that another process writes."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)

    def content(self, key: str) -> tuple[int, str | None] | None:
        """Of a content the run that made it, and when it is to be tried again; None if it is not there."""
        row: tuple[int, str | None] | None
        row = self._db.execute("SELECT run, again FROM contents WHERE key = ?", (key,)).fetchone()
        return row

    def records(self, first: int, last: int) -> Iterator[tuple[bytes, bytes]]:
        """Records and text of the documents of the tables from number ``first`` up to ``last``."""
        yield from self._db.execute(
            "SELECT c.record, c.text FROM originals o JOIN contents c USING (key)"
            " WHERE o.n >= ? AND o.n < ? ORDER BY o.n",
            (first, last),
        )

    def close(self) -> None:
        """Close it."""
        self._db.close()
