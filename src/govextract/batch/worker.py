"""What runs in a worker process: lists archives, reads and parses documents, prepares pieces of tables."""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from govextract.batch.items import File, Walker
from govextract.batch.pool import DONE, READY, Lost, Patience, kill_children
from govextract.batch.settings import Settings
from govextract.read import Item, ReadError, open_inputs, read_bytes, read_items
from govextract.read.kinds import OFFICE, kind_of
from govextract.records import Document
from govextract.store import Outcome, Reader, Unit

if TYPE_CHECKING:
    from govextract.extraction import Extraction

KNOWN = "known"
"""What is told instead of an outcome that the store has."""

TOGETHER = -1
"""What is told instead of an input's number when several are worked on at once."""

HELD = 50_000_000
"""Bytes of files that wait for LibreOffice together, at most."""

CARRIED = 4_000_000
"""Bytes of files that go to another machine together, unless a single one has more."""

OFFICE_MEMORY = 4_000_000_000
"""Bytes that LibreOffice may take."""

COMPRESSION = 1
"""zlib's fastest: records shrink to a quarter, and a stronger level gains a tenth of that."""


@dataclass(frozen=True)
class Work:
    """What a worker needs to know: the options, the store to look into, and which contents to make again."""

    settings: Settings
    store: Path
    fingerprint: str = ""
    run: int = 0
    parses: bool = True
    force: bool = False
    retry_failed: bool = False
    timeout: float = 0.0
    memory: int = 0
    loud: bool = False


def main(pipe: Connection, work: Work) -> None:
    """Serve tasks until the other end of the pipe is gone."""
    _become_worker(work)
    worker = Worker(work, pipe.send)
    pipe.send(READY)
    while True:
        try:
            kind, payload = pipe.recv()
        except EOFError:
            return
        try:
            worker.tasks[kind](payload)
        except Exception as e:
            pipe.send(Lost("bug", {"what": _what(e)}))
        else:
            pipe.send(DONE)


def _become_worker(work: Work) -> None:
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # so that Ctrl-C is the parent's affair
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    if not work.loud:
        # What libraries say about broken files would run through the progress bar.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)


def _end_with(sentinel: int) -> None:
    """End with the parent, however it ended: a killed parent cannot tell."""
    wait([sentinel])
    kill_children(os.getpid())
    os._exit(1)


def _bound_memory(more: int) -> None:
    """Let this process have ``more`` bytes beyond what it has; beyond that Python raises MemoryError."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + more
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Loaded(NamedTuple):
    """The bytes of an input on their way."""

    number: int
    name: str
    key: str
    data: bytes
    sha256: str
    for_office: bool
    seconds: float


class Load(NamedTuple):
    """What of a task is to be parsed elsewhere, and how many of the task's inputs have been looked at."""

    inputs: list[Loaded]
    looked_at: int


class Worker:
    """The tasks, and what they share: the extractor, built once, and a look into the store."""

    def __init__(self, work: Work, send: Callable[[Any], None]) -> None:
        self.work, self.send, self.settings = work, send, work.settings
        self.limits = work.settings.limits(work.timeout)
        self.tasks: dict[str, Callable[[Any], None]] = {
            "list": self.list_files,
            "load": self.load_units,
            "parse": self.parse_units,
            "parse_loaded": self.parse_loaded,
            "piece": self.piece,
            "readings": self.readings,
            "tables": self.table_chunk,
        }
        self._store: Reader | None = None
        self._walker: Walker | None = None
        if work.parses:
            from govextract.batch import warm

            settings = work.settings
            self._extractor = warm.extractor(settings.lexicons, settings.gazetteer, settings.model)
        gc.collect()
        gc.freeze()  # the collector never again goes through what stays for good
        if work.memory:
            _bound_memory(work.memory)

    @property
    def store(self) -> Reader:
        """The store, opened when first needed: it is made after the workers are started."""
        if self._store is None:
            self._store = Reader(self.work.store)
        return self._store

    # --- listing ----------------------------------------------------------------------------------

    def list_files(self, files: list[File]) -> None:
        """Tell the inputs in some files. Messages: number of the file, number in it, name, failure; at its end -1."""
        for i, file in enumerate(files):
            for ordinal, item in enumerate(open_inputs([Path(os.fsdecode(file.path))], self.limits)):
                self.send((i, ordinal, item.name, failed(item.error) if item.error else None))
            self.send((i, -1, file.name, None))

    # --- parsing ----------------------------------------------------------------------------------

    def parse_units(self, units: list[Unit]) -> None:
        """Read and parse inputs. Messages: number of the input, its key when it is known, its outcome when there is.

        A message without an outcome tells which input is being worked on; after one with an outcome it is the next.
        Files for LibreOffice wait, and are opened together.
        """
        self.parse_loaded(self._loaded(units))

    def load_units(self, units: list[Unit]) -> None:
        """Read inputs that are parsed elsewhere. Messages: those of ``parse_units``, and a ``Load`` at the end."""
        inputs, size = [], 0
        for loaded in self._loaded(units):
            inputs.append(loaded)
            size += len(loaded.data)
            self.send((loaded.number + 1, None, None))
            if size > CARRIED:
                self.send(Load(inputs, loaded.number + 1))
                return
        self.send(Load(inputs, len(units)))

    def parse_loaded(self, inputs: Iterable[Loaded]) -> None:
        """Parse inputs, read here or elsewhere. Messages: those of ``parse_units``."""
        waiting: list[Loaded] = []
        for loaded in inputs:
            if not loaded.for_office:
                self._finish(loaded)
                continue
            waiting.append(loaded)
            self.send((loaded.number + 1, None, None))
            if sum(len(x.data) for x in waiting) > HELD:
                self._convert(waiting)
                waiting = []
        self._convert(waiting)

    def _loaded(self, units: list[Unit]) -> Iterator[Loaded]:
        """The inputs with which there is something to do."""
        for i, unit in enumerate(units):
            loaded = self._load(i, unit)
            if loaded is not None:
                yield loaded

    def _load(self, i: int, unit: Unit) -> Loaded | None:
        """The bytes of an input, if there is something to do with them."""
        since, key = time.perf_counter(), None
        try:
            data = self._item(unit).load(self.limits)
            sha = hashlib.sha256(data).hexdigest()
            key = hashlib.sha256(f"{self.work.fingerprint} {sha} {unit.name}".encode()).hexdigest()[:32]
            if not self._is_good(key):
                for_office = kind_of(data) in OFFICE
                return Loaded(i, unit.name, key, data, sha, for_office, time.perf_counter() - since)
            self.send((i, key, KNOWN))
        except Exception as e:
            self.send((i, key, self._failed(e)))
        return None

    def _convert(self, waiting: list[Loaded]) -> None:
        """Read and parse files that LibreOffice opens, in one run of it."""
        if not waiting:
            return
        one = waiting[0]
        self.send((TOGETHER, None, None) if len(waiting) > 1 else (one.number, one.key, None))
        self.send(Patience((self.work.timeout + 10) * (len(waiting) + 1)))
        since = time.perf_counter()
        items = [Item(x.name, Path(x.name), data=x.data) for x in waiting]
        found: list[Document | ReadError | None] = [None] * len(items)
        _bound_memory(OFFICE_MEMORY)  # what it starts has the same bounds
        with suppress(Exception):  # whose it is comes out when each is read by itself
            found = [*read_items(items, encoding=self.settings.encoding, limits=self.limits)]
        _bound_memory(self.work.memory)
        each = (time.perf_counter() - since) / len(waiting)
        self.send(Patience(self.work.timeout))
        for loaded, document in zip(waiting, found, strict=True):
            self._finish(loaded._replace(seconds=loaded.seconds + each), document)

    def _finish(self, loaded: Loaded, document: Document | ReadError | None = None) -> None:
        """Parse an input, read already or not."""
        self.send((loaded.number, loaded.key, None))
        since, settings = time.perf_counter(), self.settings
        try:
            if document is None:
                document = read_bytes(
                    loaded.data, loaded.name, encoding=settings.encoding, limits=self.limits
                )
            if isinstance(document, ReadError):
                raise document
            found = self._extractor.parse(
                document, published=settings.day(loaded.name), jurisdiction=settings.jurisdiction
            )
            outcome = parsed(found, document)
        except Exception as e:
            outcome = self._failed(e)
        self.send(
            (
                loaded.number,
                loaded.key,
                outcome._replace(
                    size=len(loaded.data),
                    sha256=loaded.sha256,
                    seconds=round(loaded.seconds + time.perf_counter() - since, 4),
                ),
            )
        )

    def _failed(self, error: Exception) -> Outcome:
        """What an input that cannot be read or parsed counts as."""
        if isinstance(error, ReadError):
            return failed(error)
        if isinstance(error, MemoryError):
            return Outcome("failed", "memory", {"limit": str(self.work.memory // 1_000_000)})
        return Outcome("failed", "bug", {"what": _what(error)})

    def _is_good(self, key: str) -> bool:
        """Whether the store has what would come of some content."""
        found = self.store.content(key)
        if found is None:
            return False
        run, again = found
        if run == self.work.run:
            return True
        return not self.work.force and again != "always" and not (again and self.work.retry_failed)

    def _item(self, unit: Unit) -> Item:
        if self._walker is None or not self._walker.reaches(unit):
            self._walker = Walker(unit.path, self.limits)
        return self._walker.item(unit)

    # --- tables -----------------------------------------------------------------------------------

    def table_chunk(self, payload: Any) -> None:
        """Prepare the rows of a stretch of documents for all tables and formats."""
        from govextract.batch.chunks import chunk
        from govextract.batch.links import Across

        first, last, wanted, path = payload
        across = Across(path)
        try:
            self.send(chunk(self.store.records(first, last), wanted, across))
        finally:
            across.close()

    def piece(self, payload: Any) -> None:
        """Prepare rows of a table that the parent has made and put into a file."""
        from govextract.batch.chunks import piece

        table, path, wanted = payload
        columns = pickle.loads(path.read_bytes())  # noqa: S301 - the parent's
        path.unlink()
        self.send(piece(table, columns, wanted))

    def readings(self, payload: Any) -> None:
        """Read off a stretch of documents what joining them needs."""
        from govextract.batch.chunks import restore
        from govextract.batch.links import readings
        from govextract.batch.where import Filter

        first, last, wanted, gazetteer = payload
        found = (restore(*one) for one in self.store.records(first, last))
        self.send(list(readings(found, gazetteer, Filter(wanted.where))))


def _what(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def failed(error: ReadError) -> Outcome:
    """What a file that cannot be read counts as."""
    return Outcome(error.status, error.code, error.details)


def parsed(found: Extraction, document: Document) -> Outcome:
    """The records of a document, ready for the store."""
    from govextract.tables import event_counts

    return Outcome(
        status="ok",
        format=document.format,
        encoding=document.encoding,
        replaced=document.replaced,
        notes="; ".join(document.notes) or None,
        chars=len(document.text),
        events=event_counts(found)[0],
        mentions=len(found.mentions),
        unresolved=len(found.unresolved),
        record=zlib.compress(found.to_json().encode(), COMPRESSION),
        text=zlib.compress(found.text.encode(), COMPRESSION),
    )
