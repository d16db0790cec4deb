"""The tables of a run: workers make the rows, stretch by stretch, and they are joined here in their order.

However many documents there are, no more of them are held than the workers are at work on.
"""

from __future__ import annotations

import errno
import json
import pickle
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from typing import Any, Literal

from govextract.batch.chunks import ALL, FORMATS, Wanted
from govextract.batch.links import COUNTED, JOINED, OF_DOCUMENTS, joined
from govextract.batch.pool import Lost, Pool, Task
from govextract.batch.talk import Talk, cause
from govextract.batch.where import Filter
from govextract.batch.writers import TARGETS, WRITERS, check_format
from govextract.dictionary import dictionary_rows
from govextract.link import Linked, Reading
from govextract.messages import Messages, code_lists
from govextract.report import NAME as REPORT
from govextract.report import Gathering
from govextract.report.page import render
from govextract.run_folder import RunError
from govextract.store import Store
from govextract.tables import Table, archive_schema, dictionary_schema, run_schema

DOCUMENTS = 50
"""How many documents make a task."""

AHEAD = 4
"""How many tasks a worker may be done or at work on beyond the one whose rows are due."""

ROWS = 500
"""How many rows of what is no document's make a task."""

SCRATCH = ".govextract-tables-"

_CAUSES = {errno.ENOSPC: "store_full", errno.EDQUOT: "store_full", errno.EROFS: "store_denied"}


def table_names() -> list[str]:
    """All tables of a run, in the order in which people want them."""
    return [t.name for t in _tables(None)]


def _tables(wanted: Wanted | None) -> list[Table]:
    events, *others = archive_schema().values()
    failures = run_schema()["failures"]
    counts = [t for t in run_schema().values() if t is not failures]
    tables = [events, *counts, *others, failures]
    return [t for t in tables if wanted is None or wanted.has(t.name)]


class Tables:
    """The tables that are wanted, in a folder."""

    def __init__(self, out: Path, wanted: Wanted) -> None:
        """See whether they can be made here.

        Raises:
            RunError: a format needs a library that is not installed.
        """
        self._out, self._wanted = out, wanted
        self._tables = _tables(wanted)
        for form in wanted.formats:
            check_format(form)

    def check(self, store: Store | None, *, force: bool) -> None:
        """See that nothing is replaced but what an earlier run wrote.

        Raises:
            RunError: something is in the way.
        """
        if force or (store is not None and store.meta("written") is not None):
            return
        for target in self._targets():
            if (self._out / target).exists():
                raise RunError("out_foreign", path=self._out / target)

    def _targets(self) -> list[str]:
        """The files and folders that are written."""
        return [*(TARGETS[form] for form in self._wanted.formats), *([REPORT] if self._wanted.report else [])]

    def write(self, store: Store, pool: Pool, documents: int, talk: Talk) -> list[Path]:
        """Write all tables; gives the files and folders. Each appears when it is whole.

        Raises:
            RunError: the disk is full, or a worker was lost.
        """
        for left in self._out.glob(f"{SCRATCH}*"):  # of a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        try:
            with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=self._out) as scratch:
                written = self._write(store, pool, documents, talk, Path(scratch))
        except OSError as e:
            key = (
                "out_denied" if isinstance(e, PermissionError) else _CAUSES.get(e.errno or 0, "store_failed")
            )
            raise RunError(
                key, path=self._out, out=e.filename2 or e.filename or self._out, cause=e.strerror
            ) from e
        for form in FORMATS:
            if form not in self._wanted.formats and (self._out / TARGETS[form]).exists():
                talk.say(talk.messages.say("out_stale", path=self._out / TARGETS[form]))
        return written

    def _write(self, store: Store, pool: Pool, documents: int, talk: Talk, scratch: Path) -> list[Path]:
        tables = [*self._tables, *dictionary_schema().values()]
        writers = [WRITERS[form](scratch, tables, self._wanted) for form in self._wanted.formats]
        months: Counter[tuple[Any, str]] = Counter()
        places: Counter[tuple[Any, str]] = Counter()
        gathering = Gathering()
        with self._joined(store, pool, documents, talk, scratch / "joined.sqlite") as linked:
            path = linked and linked.path
            talk.begin("tables", documents)
            for size, chunk in _of_documents(pool, "tables", documents, self._wanted, path):
                months.update(chunk.months)
                places.update(chunk.places)
                gathering.add(chunk.digest)
                for one in writers:
                    one.records(chunk.jsonl)
                    for name, part in chunk.pieces.items():
                        one.add(name, part)
                talk.step(size)
            others = (*self._linked(linked), *self._others(store, months, places, talk.messages))
            seen = ((table, gathering.seeing(table, rows)) for table, rows in others)
            for task, part in _in_order(pool, _pieces(seen, self._wanted, scratch / "rows")):
                for one in writers:
                    one.add(task.payload[0].name, part)
        for one in writers:
            one.close()
        facts = gathering.facts(store.path, months, places, self._wanted.conditions(), self._targets())
        if self._wanted.report:
            (scratch / REPORT).write_text(render(facts, self._wanted.lang), encoding="utf-8", newline="\n")
        # Said before the first file is in its place: a run that is killed here is to know them for its own.
        store.set_meta(written="1")
        store.commit()
        written = []
        for name in self._targets():
            target = self._out / name
            if target.is_dir():
                target.replace(scratch / "old")
                (scratch / name).replace(target)
                shutil.rmtree(scratch / "old")
            else:
                (scratch / name).replace(target)
            written.append(target)
        return written

    @contextmanager
    def _joined(
        self, store: Store, pool: Pool, documents: int, talk: Talk, path: Path
    ) -> Iterator[Linked | None]:
        """What is one across the documents, where a table is wanted that shows it."""
        shown = (*JOINED, *OF_DOCUMENTS, *COUNTED)
        if not documents or not any(map(self._wanted.has, shown)):
            yield None
            return
        talk.begin("joining", documents)
        gazetteer = json.loads(store.meta("options") or "{}").get("gazetteer")

        def found() -> Iterator[Reading]:
            for size, readings in _of_documents(pool, "readings", documents, self._wanted, gazetteer):
                yield from readings
                talk.step(size)

        with joined(path, found()) as linked:
            yield linked

    def _linked(self, linked: Linked | None) -> Iterator[tuple[Table, Iterable[Sequence[Any]]]]:
        """The rows of the tables in which what several documents name is one."""
        filter_ = Filter(self._wanted.where, archive_schema())
        for name in JOINED:
            if linked is not None and self._wanted.has(name):
                yield archive_schema()[name], filter_.those(name, linked.rows(name))

    def _others(
        self,
        store: Store,
        months: Counter[tuple[Any, str]],
        places: Counter[tuple[Any, str]],
        messages: Messages,
    ) -> Iterator[tuple[Table, Iterable[Sequence[Any]]]]:
        """The rows of the tables that no worker makes."""
        wanted, counts = self._wanted, run_schema()
        if wanted.has("actions_by_month"):
            yield counts["actions_by_month"], _counted(months, lambda m: (m is None, m), lambda m: (m,))
        if wanted.has("actions_by_place"):
            yield (
                counts["actions_by_place"],
                _counted(places, lambda p: (p is None, -places[p, ALL], p), lambda p: p or (None, None)),
            )
        if wanted.has("failures"):
            yield (
                counts["failures"],
                (
                    (
                        f.name,
                        f.status,
                        f.code,
                        cause(messages, f.code, f.details, f.name) or None,
                        f.duplicate_of,
                        f.format,
                        f.size,
                    )
                    for f in store.failures()
                ),
            )
        explained = dictionary_rows(wanted.lang, self._tables)
        for name, table in dictionary_schema().items():
            yield table, explained[name]


def _of_documents(
    pool: Pool, kind: Literal["readings", "tables"], documents: int, *payload: object
) -> Iterator[tuple[int, Any]]:
    """What workers make of all documents, stretch by stretch in their order, with the number of documents in it."""
    spans = ((first, min(first + DOCUMENTS, documents)) for first in range(0, documents, DOCUMENTS))
    for task, made in _in_order(pool, (Task(kind, (*span, *payload)) for span in spans)):
        first, last, *_ = task.payload
        yield last - first, made


def _in_order(pool: Pool, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
    """The tasks in their order, each with what a worker made of it."""
    ready: dict[int, tuple[Task, Any]] = {}
    ahead = _Ahead(tasks, AHEAD * pool.jobs)
    for task, message in pool.run(ahead):
        if isinstance(message, Lost):
            if message.cause == "bug":
                raise RuntimeError(message.details["what"])
            raise RunError("no_worker", cause=message.cause)
        ready[task.state] = task, message
        while ahead.due in ready:
            yield ready.pop(ahead.due)
            ahead.due += 1


class _Ahead(Iterator[Task]):
    """Tasks, numbered in their order, never far ahead of the one that is due: what is ready must wait in memory."""

    def __init__(self, tasks: Iterable[Task], most: int) -> None:
        self._tasks, self._most = iter(tasks), most
        self._given = self.due = 0

    def __next__(self) -> Task:
        if self._given - self.due >= self._most:
            raise StopIteration
        task = next(self._tasks)
        task.state = self._given
        self._given += 1
        return task


def _counted(counts: Counter[tuple[Any, str]], order: Any, cells: Any) -> Iterator[Sequence[Any]]:
    """A row a month or place, with the number of its events of each type."""
    for key in sorted({key for key, _ in counts}, key=order):
        yield (*cells(key), counts[key, ALL], *(counts[key, action] for action in code_lists()["action"]))


def _pieces(
    tables: Iterable[tuple[Table, Iterable[Sequence[Any]]]], wanted: Wanted, folder: Path
) -> Iterator[Task]:
    """Rows to be written that are made here, some at a time.

    They go to the workers in files: a pipe takes a long task only when it is read, and who is to read it may be
    waiting to have an answer read.
    """
    folder.mkdir()
    numbers = count()
    for table, rows in tables:
        waiting = iter(rows)
        while some := list(islice(waiting, ROWS)):
            path = folder / str(next(numbers))
            path.write_bytes(pickle.dumps([list(values) for values in zip(*some, strict=True)], -1))
            yield Task("piece", (table, path, wanted))
