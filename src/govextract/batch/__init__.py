"""Many files and archives to records and tables: worker processes, a ledger, and a run that can be taken up again.

``run`` fills the store of a run and writes its tables; ``write_tables`` makes them again, ``merge`` joins runs.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

# Here rather than where it is used: importing the module later would put it in the place of the function ``run``.
from govextract.batch.run import Run
from govextract.batch.settings import Settings
from govextract.run_folder import Lock, RunError
from govextract.store import NAME, Store

if TYPE_CHECKING:
    from govextract.batch.chunks import Wanted
    from govextract.batch.pool import Engine, Pool
    from govextract.batch.talk import Talk
    from govextract.batch.worker import Work

__all__ = ["Options", "RunError", "Settings", "Summary", "dry_run", "merge", "run", "write_tables"]

MEMORY_MB = 2_000
TIMEOUT = 120.0


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Options:
    """How a run is done; none of these bears on what it finds.

    ``force`` reads everything again, ``retry_failed`` what failed; ``limit`` takes the first inputs by name,
    ``shard`` (i, n) those of the i-th of n machines. ``scheduler`` is the address of a Dask cluster that parses.
    """

    jobs: int = field(default_factory=processors)
    timeout: float = TIMEOUT
    memory_mb: int = MEMORY_MB
    force: bool = False
    retry_failed: bool = False
    limit: int | None = None
    shard: tuple[int, int] | None = None
    scheduler: str | None = None
    loud: bool = False


@dataclass(frozen=True)
class Summary:
    """What became of a run: lines of the ledger by status and by cause, and the files that were written."""

    counts: dict[str, int]
    causes: list[tuple[str, str, int]]
    fresh: int = 0
    written: tuple[Path, ...] = ()


def run(
    inputs: Sequence[str], out: Path, *, settings: Settings, options: Options, wanted: Wanted, talk: Talk
) -> Summary:
    """Read files, folders, globs and archives into the folder ``out``, and write the tables.

    Raises:
        RunError: the folder or the cluster cannot be used, another run is at work in the folder, or the sums do
            not balance.
        LexiconError: a lexicon of the settings is wrong.
        KeyboardInterrupt: it was interrupted; what was done is kept.
    """
    from govextract.batch.items import files
    from govextract.batch.tables import Tables
    from govextract.lexicon import Lexicon

    if settings.lexicons:
        Lexicon.load(*map(Path, settings.lexicons))
    tables = Tables(out, wanted)
    with _engine(out, settings, options) as engine, _locked(out), _store(out, create=True) as store:
        tables.check(store, force=options.force)
        store.set_meta(fingerprint=settings.fingerprint(), options=json.dumps(asdict(settings), default=str))
        store.begin(inputs)
        store.commit()
        with _pool(settings, options, store, parses=options.scheduler is None) as pool:
            work = Run(store, engine(pool), talk, options.shard)
            total = work.list_inputs(files(inputs, out), options.limit)
            work.parse_inputs(total)
            documents = work.settle()
            written = tables.write(store, pool, documents, talk)
        return Summary(store.counts(), store.causes(), work.fresh, tuple(written))


def dry_run(
    inputs: Sequence[str], out: Path, *, settings: Settings, options: Options, talk: Talk
) -> list[str]:
    """The names of the inputs that a run would have; nothing is written."""
    from govextract.batch.items import files

    with tempfile.TemporaryDirectory() as folder, _store(Path(folder), create=True) as store:
        store.begin(inputs)
        store.commit()
        with _pool(settings, options, store, parses=False) as pool:
            Run(store, pool, talk, options.shard).list_inputs(files(inputs, out), options.limit)
        return list(store.names())


def write_tables(folder: Path, out: Path, *, options: Options, wanted: Wanted, talk: Talk) -> Summary:
    """Write the tables of a run again, from its store.

    Raises:
        RunError: there is no run, another one is at work, or the tables cannot be written.
    """
    from govextract.batch.tables import Tables

    tables = Tables(out, wanted)
    with _locked(folder), _store(folder) as store:
        if out.resolve() != folder.resolve():
            _make(out)
            tables.check(None, force=options.force)
        documents = store.settle()
        with _pool(Settings(), options, store, parses=False) as pool:
            written = tables.write(store, pool, documents, talk)
        return Summary(store.counts(), store.causes(), 0, tuple(written))


def merge(folders: Sequence[Path], out: Path, *, options: Options, wanted: Wanted, talk: Talk) -> Summary:
    """Join the runs in ``folders`` (shards of one archive) to one in ``out``, and write its tables.

    Raises:
        RunError: one of them is no complete run, or they do not fit together.
    """
    from govextract.batch.tables import Tables

    tables = Tables(out, wanted)
    if out.resolve() in {folder.resolve() for folder in folders}:
        raise RunError("merge_into_itself", path=out)
    with _locked(out), _store(out, create=True) as store:
        tables.check(store, force=options.force)
        store.begin(map(str, folders))
        for i, folder in enumerate(folders):
            with _locked(folder):
                _take(folder, store, first=not i)
        documents = store.settle()
        store.forget()
        store.end()
        with _pool(Settings(), options, store, parses=False) as pool:
            written = tables.write(store, pool, documents, talk)
        return Summary(store.counts(), store.causes(), 0, tuple(written))


def _take(folder: Path, store: Store, *, first: bool) -> None:
    with _store(folder) as other:
        if pending := other.counts().get("pending", 0):
            raise RunError("merge_unfinished", path=folder, n=pending)
        made, run_number = other.meta("fingerprint") or "", other.run
        if first:
            store.set_meta(fingerprint=made, options=other.meta("options") or "{}")
        elif store.meta("fingerprint") != made:
            raise RunError("merge_differs", path=folder)
    store.take(folder / NAME, run_number)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise RunError("out_unusable", path=folder, cause=e.strerror or e) from e


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    _make(folder)
    lock = Lock(folder)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _store(folder: Path, *, create: bool = False) -> Iterator[Store]:
    store = Store(folder, create=create)
    try:
        yield store
    except BaseException:
        store.abandon()
        raise
    store.close()


@contextmanager
def _engine(out: Path, settings: Settings, options: Options) -> Iterator[Callable[[Pool], Engine]]:
    """What is to do the parsing, given the workers of this machine: these themselves, or a cluster."""
    if options.scheduler is None:
        yield lambda pool: pool
        return
    from govextract.batch.cluster import connected

    with connected(options.scheduler, _work(settings, options, out / NAME)) as engine:
        yield engine


@contextmanager
def _pool(settings: Settings, options: Options, store: Store, *, parses: bool) -> Iterator[Pool]:
    """The workers; where the system has it, they fork from a server that has the extractor built."""
    from govextract.batch import worker
    from govextract.batch.pool import Pool, warm_up

    work = replace(_work(settings, options, store.path), run=store.run, parses=parses)
    if parses:
        warm_up(settings.lexicons)
    with Pool(worker.main, work, options.jobs, timeout=work.timeout, memory=work.memory) as pool:
        yield pool


def _work(settings: Settings, options: Options, store: Path) -> Work:
    from govextract.batch.worker import Work

    return Work(
        settings=settings,
        store=store,
        fingerprint=settings.fingerprint(),
        force=options.force,
        retry_failed=options.retry_failed,
        timeout=options.timeout,
        memory=options.memory_mb * 1_000_000,
        loud=options.loud,
    )
