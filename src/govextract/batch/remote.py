"""What runs in a Dask worker: it has inputs parsed by a process beside it, which they may bring down.

So a document that crashes, hangs or eats memory costs what it costs in a run on one machine, and comes to the same
line of the ledger; the Dask worker, and what else it is doing, goes on.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import current_process
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from govextract.batch.pool import Pool, Task, warm_up
from govextract.batch.settings import Settings
from govextract.batch.worker import Loaded, Work
from govextract.run_folder import RunError


def parse(name: str, inputs: list[Loaded]) -> list[Any]:
    """Parse inputs on this machine; gives the messages of the process that did, and a ``Lost`` if it was lost."""
    hand = get_worker().plugins[name]
    assert isinstance(hand, Hand)  # noqa: S101 - the client has sent it
    return hand.parse(inputs)


class Hand(WorkerPlugin):
    """Set up on each Dask worker, those that come later too: the processes for parsing, one a thread that asks."""

    def __init__(self, work: Work, entry: Callable[[Connection, Any], None]) -> None:
        """What the client sends.

        Args:
            work: the options of the run.
            entry: what a process for parsing runs.
        """
        self.name = f"govextract {platform.node()} {work.store.resolve()}"
        self._entry, self._work = entry, work
        self._fits = False
        settings = work.settings
        self._lexicons = [(Path(x).name, Path(x).read_bytes()) for x in settings.lexicons]
        places = settings.gazetteer
        self._gazetteer = (Path(places).name, Path(places).read_bytes()) if places else None

    def setup(self, worker: Worker) -> None:
        """Make ready.

        Raises:
            RunError: records made here would differ from those made by the client.
        """
        self._address = worker.address
        self._folder = TemporaryDirectory(prefix="govextract-")
        self._work = replace(self._work, settings=self._settings(Path(self._folder.name)))
        self._idle: list[Pool] | None = []
        self._fits = self._work.settings.fingerprint() == self._work.fingerprint
        self._check()
        # Dask's workers are daemons, which may start no processes; ours end with them by themselves.
        vars(current_process())["_config"]["daemon"] = False
        warm_up(self._work.settings.lexicons)

    def _settings(self, folder: Path) -> Settings:
        """The settings, with the client's files under paths of this machine."""
        settings = self._work.settings
        lexicons = tuple(
            _written(folder / str(i), name, data) for i, (name, data) in enumerate(self._lexicons)
        )
        gazetteer = _written(folder / "places", *self._gazetteer) if self._gazetteer else None
        return replace(settings, lexicons=lexicons, gazetteer=gazetteer)

    def _check(self) -> None:
        if not self._fits:
            raise RunError("cluster_differs", worker=self._address)

    def teardown(self, worker: Worker) -> None:
        """End the processes."""
        idle, self._idle = self._idle, None
        for pool in idle or ():
            pool.close()
        self._folder.cleanup()

    def parse(self, inputs: list[Loaded]) -> list[Any]:
        """What ``parse`` does, with what was sent."""
        self._check()
        pool = self._idle.pop() if self._idle else self._pool()
        try:
            return [message for _, message in pool.run([Task("parse_loaded", inputs)])]
        finally:
            if self._idle is None:  # torn down meanwhile
                pool.close()
            else:
                self._idle.append(pool)

    def _pool(self) -> Pool:
        work = self._work
        return Pool(self._entry, work, 1, timeout=work.timeout, memory=work.memory)


def _written(folder: Path, name: str, data: bytes) -> str:
    folder.mkdir()
    (folder / name).write_bytes(data)
    return str(folder / name)
