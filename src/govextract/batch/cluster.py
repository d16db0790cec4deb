"""A Dask cluster in place of workers of this machine: what is read here is parsed there.

The processes of this machine open the files and archives, and send the bytes; so the cluster needs no shared disk, and
sees no paths. Nothing but documents on their way is kept there: the ledger has one writer, here.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from govextract.batch import worker
from govextract.batch.pool import Lost, Pool, Task
from govextract.batch.run import Way
from govextract.batch.worker import Load, Loaded, Work
from govextract.run_folder import RunError

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT = 20.0
"""Seconds that the scheduler may take to answer."""

WORKERS = 60.0
"""Seconds within which the cluster must have a worker."""

AHEAD = 2
"""How many tasks are sent for each thread of the cluster, so that none need wait for the next one."""

SENT = 500_000_000
"""Bytes of documents that are in the cluster at a time, at most: they are in the memory of the scheduler."""

COUNT = 5.0
"""Seconds between two looks at how many threads the cluster has."""

LOOK = 1.0
"""Seconds between two looks at whether the scheduler is still there."""


class _Sent(NamedTuple):
    """Inputs of a task, to be parsed in the cluster."""

    task: Task
    inputs: list[Loaded]
    size: int


@contextmanager
def connected(address: str, work: Work) -> Iterator[Callable[[Pool], Cluster]]:
    """Make a cluster ready for a run; gives what joins it with the workers of this machine.

    Raises:
        RunError: Dask is not installed, nobody answers, or the workers would come to other records.
    """
    try:
        from distributed import Client
    except ImportError as e:
        raise RunError("needs_dask") from e
    import dask

    from govextract.batch.remote import Hand

    # A file of 100 MB is sent as it is; Dask would have us keep it in the memory of one worker, and lose it there.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
    if not work.loud:
        for name in ("distributed", "distributed.client"):  # Dask gives each a level of its own
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as e:
        raise RunError("scheduler_silent", address=address, cause=e) from e
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS)
        except TimeoutError as e:
            raise RunError("cluster_empty", address=address, seconds=f"{WORKERS:g}") from e
        hand = Hand(work, worker.main)
        try:
            client.register_plugin(hand)
        except RunError:
            raise
        except Exception as e:  # whatever keeps a worker from loading what was sent
            raise RunError("cluster_unfit", cause=e) from e
        try:
            yield partial(Cluster, client, hand.name)
        finally:
            if client.status == "running":
                with suppress(Exception):  # the cluster may be going down, which has been told
                    client.unregister_worker_plugin(hand.name)


class Cluster:
    """An ``Engine``: inputs are loaded by workers of this machine and parsed by those of a Dask cluster.

    What was in a Dask worker that dies, Dask gives to another one; whatever has been in too many is suspected. Of the
    suspected inputs each is then sent alone, with nothing else in the cluster, and one that still takes its workers
    with it has failed.
    """

    def __init__(self, client: Client, name: str, here: Pool) -> None:
        self._client, self._name, self._here = client, name, here
        self._sent: dict[Future[Any], _Sent] = {}
        self._back: SimpleQueue[Future[Any]] = SimpleQueue()
        self._suspects: deque[_Sent] = deque()
        self._counted = float("-inf")
        self._threads = 1

    @property
    def jobs(self) -> int:
        """How many threads the cluster has."""
        if time.monotonic() - self._counted > COUNT:
            with suppress(OSError):  # if nobody answers, that comes out soon enough
                self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._threads

    def again(self, task: Task) -> None:
        """Give a task out once more, before all others."""
        self._here.again(_loading(task))

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """Have the tasks done, as an ``Engine`` does.

        Raises:
            RunError: the scheduler is gone, or a worker would come to other records.
        """
        waiting = _WhereRoom(self, iter(tasks))
        while True:
            if not self._suspects:
                for loading, message in self._here.run(waiting):
                    yield from self._loaded(loading.state, message)
                    while not self._back.empty():
                        yield from self._received(self._back.get())
            if self._sent:
                yield from self._received(self._next())
            elif self._suspects:
                self._send(self._suspects.popleft())
                yield from self._received(self._next(), alone=True)
            else:
                return

    def is_full(self) -> bool:
        """Whether enough is in the cluster for now."""
        sent = self._sent.values()
        return bool(self._suspects) or len(sent) > AHEAD * self.jobs or sum(x.size for x in sent) > SENT

    def _loaded(self, task: Task, message: Any) -> Iterator[tuple[Task, Any]]:
        """Something came from a worker of this machine."""
        if isinstance(message, Load):
            if rest := task.payload[message.looked_at :]:
                self.again(Task(task.kind, rest, Way()))
                del task.payload[message.looked_at :]
            if message.inputs:
                self._send(_Sent(task, message.inputs, sum(len(x.data) for x in message.inputs)))
        elif not isinstance(message, Lost) or all(x.task is not task for x in self._sent.values()):
            yield task, message  # a worker that is lost when it has sent all is no loss

    def _send(self, sent: _Sent) -> None:
        from govextract.batch.remote import parse

        try:
            future = self._client.submit(parse, self._name, sent.inputs, pure=False)
        except Exception as e:
            raise self._trouble(e) from e
        self._sent[future] = sent
        future.add_done_callback(self._back.put)

    def _next(self) -> Future[Any]:
        while True:
            try:
                return self._back.get(timeout=LOOK)
            except Empty:
                if self._client.status in {"closing", "closed"}:
                    raise RunError("scheduler_lost") from None

    def _received(self, future: Future[Any], *, alone: bool = False) -> Iterator[tuple[Task, Any]]:
        """What came of some inputs in the cluster."""
        from distributed import KilledWorker

        sent = self._sent.pop(future)
        try:
            messages = future.result()
        except RunError:
            raise
        except KilledWorker:
            if not alone:
                self._suspects.extend(_Sent(sent.task, [x], len(x.data)) for x in sent.inputs)
                return
            (one,) = sent.inputs
            messages = [(one.number, one.key, None), Lost("crash", {"how": "KilledWorker"})]
        except Exception as e:
            raise self._trouble(e) from e
        for message in messages:
            if isinstance(message, Lost):  # its owner will give out again what is left
                self._suspects = deque(x for x in self._suspects if x.task is not sent.task)
            yield sent.task, message

    def _trouble(self, error: Exception) -> RunError:
        """What to tell of an error that is no document's."""
        from distributed import CancelledError

        if isinstance(error, CancelledError) or self._client.status != "running":
            return RunError("scheduler_lost")
        return RunError("cluster_unfit", cause=error)


def _loading(task: Task) -> Task:
    """A task for the workers of this machine: what is to be parsed is only loaded."""
    return Task("load" if task.kind == "parse" else task.kind, task.payload, task)


class _WhereRoom(Iterator[Task]):
    """Tasks for the workers of this machine, as long as the cluster has room for more."""

    def __init__(self, cluster: Cluster, tasks: Iterator[Task]) -> None:
        self._cluster, self._tasks = cluster, tasks

    def __next__(self) -> Task:
        if self._cluster.is_full():
            raise StopIteration
        return _loading(next(self._tasks))
