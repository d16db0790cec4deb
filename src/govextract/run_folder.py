"""A run's folder: who may write in it, and what is said when it cannot be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from govextract.messages import Messages

LOCK = ".govextract.lock"

_CAUSES = {
    sqlite3.SQLITE_FULL: "store_full",
    sqlite3.SQLITE_READONLY: "store_denied",
    sqlite3.SQLITE_CANTOPEN: "store_denied",
    sqlite3.SQLITE_PERM: "store_denied",
    sqlite3.SQLITE_BUSY: "store_busy",
    sqlite3.SQLITE_LOCKED: "store_busy",
    sqlite3.SQLITE_CORRUPT: "store_damaged",
    sqlite3.SQLITE_NOTADB: "store_damaged",
}


class RunError(Exception):
    """A run cannot begin or go on. ``sentence`` says why and what to do; ``key`` is stable."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.sentence(Messages("en")))

    def sentence(self, messages: Messages) -> str:
        """Cause and remedy in the language of the messages."""
        return messages.say(self.key, **self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return _run_error, (self.key, self.values)


def _run_error(key: str, values: Mapping[str, object]) -> RunError:
    return RunError(key, **values)


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what SQLite says about a file into a ``RunError``."""
    try:
        yield
    except sqlite3.DatabaseError as e:
        code = getattr(e, "sqlite_errorcode", None)
        if code is None:  # a mistake of ours, such as a wrong number of values
            raise
        raise RunError(_CAUSES.get(code & 0xFF, "store_failed"), path=path, cause=e) from e


class Lock:
    """The right to write into a run's folder; the system takes it back from a process that dies."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            RunError: another run has it, or the folder cannot be written to.
        """
        path = folder / LOCK
        try:
            self._held = sqlite3.connect(path, timeout=0, isolation_level=None)
            self._held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as e:
            busy = e.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
            raise RunError("run_busy" if busy else "store_denied", path=folder, cause=e) from e

    def release(self) -> None:
        """Give the lock back."""
        self._held.close()
