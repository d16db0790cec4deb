"""What runs in a worker process: lists archives, reads and parses documents, prepares pieces of tables."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govextract.batch.items import File, Walker
from govextract.batch.pool import DONE, READY
from govextract.batch.settings import Settings
from govextract.read import Item, ReadError, open_inputs, read_bytes
from govextract.records import Document
from govextract.store import Outcome, Reader, Unit

if TYPE_CHECKING:
    from govextract.extraction import Extraction

KNOWN = "known"
"""What is told instead of an outcome that the store has."""

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
        worker.tasks[kind](payload)
        pipe.send(DONE)


def _become_worker(work: Work) -> None:
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # so that it can be killed with the programs that it starts
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


class Worker:
    """The tasks, and what they share: the extractor, built once, and a look into the store."""

    def __init__(self, work: Work, send: Callable[[Any], None]) -> None:
        self.work, self.send, self.settings = work, send, work.settings
        self.limits = work.settings.limits
        self.tasks: dict[str, Callable[[Any], None]] = {
            "list": self.list_files,
            "parse": self.parse_units,
            "tables": self.table_chunk,
        }
        self._store: Reader | None = None
        self._walker: Walker | None = None
        if work.parses:
            from govextract.batch import warm

            self._extractor = warm.extractor(work.settings.lexicons, work.settings.gazetteer)
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
        """Read and parse inputs. Messages: number of the input, its key when it is known, its outcome when there is."""
        for i, unit in enumerate(units):
            since = time.perf_counter()
            key, outcome = None, None
            try:
                item = self._item(unit)
                data = item.load(self.limits)
                sha = hashlib.sha256(data).hexdigest()
                key = hashlib.sha256(f"{self.work.fingerprint} {sha} {unit.name}".encode()).hexdigest()[:32]
                self.send((i, key, None))
                if not self._is_good(key):
                    outcome = self._parse(data, unit.name)._replace(size=len(data), sha256=sha)
            except ReadError as e:
                outcome = failed(e)
                if key is not None:
                    outcome = outcome._replace(size=len(data), sha256=sha)
            except MemoryError:
                outcome = Outcome("failed", "memory", {"limit": str(self.work.memory // 1_000_000)})
            except Exception as e:
                outcome = Outcome("failed", "bug", {"what": f"{type(e).__name__}: {e}"[:300]})
            if outcome is not None:
                outcome = outcome._replace(seconds=round(time.perf_counter() - since, 4))
            self.send((i, key, outcome or KNOWN))

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

    def _parse(self, data: bytes, name: str) -> Outcome:
        settings = self.settings
        document = read_bytes(data, name, encoding=settings.encoding, limits=self.limits)
        found = self._extractor.parse(
            document, published=settings.day(name), jurisdiction=settings.jurisdiction
        )
        return parsed(found, document)

    # --- tables -----------------------------------------------------------------------------------

    def table_chunk(self, payload: Any) -> None:
        """Prepare the rows of a stretch of documents for all tables and formats."""
        from govextract.batch.chunks import chunk

        first, last, wanted = payload
        self.send(chunk(self.store.records(first, last), wanted))


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
