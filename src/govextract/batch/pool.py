"""Worker processes that survive: whatever one document does to a process, only that document is lost.

A loop of our own rather than ``concurrent.futures``, which gives up all waiting tasks when one process dies, or
Pebble (LGPL), whose workers read their tasks from one pipe under a shared lock: one that is killed while it holds
the lock stops all others. Here each worker has a pipe of its own and nothing is shared, so that any worker can be
killed at any moment.
"""

from __future__ import annotations

import multiprocessing
import os
import selectors
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple, Protocol

from govextract.run_folder import RunError

PREFETCH = 2
"""How many tasks a worker is given at a time, so that it need not wait for the next one."""

TICK = 0.2
"""Seconds between two looks at time and memory."""

WARM = "GOVEXTRACT_WARM"
"""What the environment says to the server: the paths of lexicons, one a line; unset, nothing is built."""

START = 120.0
"""Seconds that a worker may take to get ready."""

ATTEMPTS = 3
"""How many workers in a row may die before they are ready."""

READY, DONE = "ready", "done"


class Patience(NamedTuple):
    """A message that says how many seconds may pass between messages from now on."""

    seconds: float


def warm_up(lexicons: Sequence[str]) -> None:
    """Have the server that workers fork from build the extractor, unless it is running already."""
    multiprocessing.set_forkserver_preload(["govextract.batch.warm"])
    os.environ[WARM] = "\n".join(lexicons)


@dataclass(eq=False)
class Task:
    """Something for a worker to do. ``state`` is the owner's: how far it has come."""

    kind: str
    payload: Any
    state: Any = None


class Lost(NamedTuple):
    """Why a task was not done: its worker crashed, took too long, used too much memory, or met a fault of ours."""

    cause: Literal["crash", "timeout", "memory", "bug"]
    details: dict[str, str]


class Engine(Protocol):
    """What has tasks done, here or on other machines."""

    @property
    def jobs(self) -> int:
        """How many tasks are worked on at a time."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """Have the tasks done; gives their messages as they come, and a ``Lost`` where a worker was lost.

        A task that was lost is over; its owner may give what is left of it to ``again``. An iterator that has
        no task now is asked again after every message.

        Raises:
            RunError: there is nobody to do them.
        """

    def again(self, task: Task) -> None:
        """Give a task out once more, before all others."""


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    tasks: deque[Task] = field(default_factory=deque)
    since: float = 0.0
    patience: float = START
    ready: bool = False
    own: int = 0  # the memory it had when it was ready


class Pool:
    """Worker processes, each started afresh when one is lost."""

    def __init__(
        self,
        entry: Callable[[Connection, Any], None],
        settings: Any,
        jobs: int,
        *,
        timeout: float,
        memory: int,
    ) -> None:
        """Start the workers.

        Args:
            entry: what a worker runs, with its end of the pipe and the settings.
            settings: for ``entry``; picklable.
            jobs: how many workers.
            timeout: seconds between two messages of a busy worker, after which it is killed.
            memory: bytes that a worker may need for its tasks, beyond what it has when it is ready.
        """
        self._entry, self._settings, self.timeout, self.memory = entry, settings, timeout, memory
        self.jobs = jobs
        # Processes that fork from a server which has loaded everything, where there are such; no thread, lock
        # or database handle of this process gets into them.
        methods = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._again: deque[Task] = deque()
        self._stillborn = 0
        self._selector = selectors.DefaultSelector()
        self._workers = [self._start() for _ in range(jobs)]

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            self._kill(worker)

    def again(self, task: Task) -> None:
        """Give a task out once more, before all others."""
        self._again.append(task)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """Have the tasks done, as an ``Engine`` does.

        Raises:
            RunError: no worker can be started.
        """
        waiting = iter(tasks)
        looked = time.monotonic()
        while True:
            self._hand_out(waiting)
            if not any(w.tasks for w in self._workers):
                return
            dead = []
            for key, _ in self._selector.select(TICK):
                worker: _Worker = key.data
                try:
                    yield from self._message(worker)
                except (EOFError, OSError):
                    dead.append(worker)
            if dead or time.monotonic() - looked > TICK:
                for worker in dead:
                    worker.process.join(1)
                for worker in list(self._workers):
                    yield from self._look_after(worker)
                looked = time.monotonic()

    def _hand_out(self, waiting: Iterator[Task]) -> None:
        for depth in range(1, PREFETCH + 1):
            for worker in self._workers:
                if len(worker.tasks) < depth:
                    task = self._again.popleft() if self._again else next(waiting, None)
                    if task is None:
                        return
                    if not worker.tasks:
                        worker.since = time.monotonic()
                    worker.tasks.append(task)
                    with suppress(OSError):  # a dead worker is found out soon enough
                        worker.pipe.send((task.kind, task.payload))

    def _message(self, worker: _Worker) -> Iterator[tuple[Task, Any]]:
        """What has come from a worker."""
        message = worker.pipe.recv()
        worker.since = time.monotonic()
        if isinstance(message, Patience):
            worker.patience = message.seconds
        elif message == READY:
            worker.ready, self._stillborn = True, 0
            worker.own, worker.patience = resident(worker.process.pid), self.timeout
        elif message == DONE:
            worker.tasks.popleft()
        elif isinstance(message, Lost):  # the worker is well, and takes up the next
            yield worker.tasks.popleft(), message
        else:
            yield worker.tasks[0], message

    def _look_after(self, worker: _Worker) -> Iterator[tuple[Task, Any]]:
        """Replace a worker that is dead, late or too large."""
        lost = self._trouble(worker)
        if lost is None:
            return
        self._kill(worker)
        with suppress(EOFError, OSError):
            while worker.pipe.poll():  # what it had still sent
                yield from self._message(worker)
        self._selector.unregister(worker.pipe)
        worker.pipe.close()
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= ATTEMPTS:
                raise RunError("no_worker", cause=lost.cause, **lost.details)
        self._workers[self._workers.index(worker)] = self._start()
        if worker.ready and worker.tasks:
            yield worker.tasks.popleft(), lost
        self._again.extend(worker.tasks)

    def _trouble(self, worker: _Worker) -> Lost | None:
        if not worker.process.is_alive():
            return Lost("crash", {"how": _how(worker.process.exitcode)})
        late = time.monotonic() - worker.since > worker.patience
        if late and (worker.tasks or not worker.ready) and not worker.pipe.poll():
            return Lost("timeout", {"seconds": f"{self.timeout:g}"})
        if worker.ready and resident(worker.process.pid) - worker.own > self.memory:
            return Lost("memory", {"limit": str(self.memory // 1_000_000)})
        return None

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._entry, args=(theirs, self._settings), daemon=True)  # type: ignore[attr-defined]
        try:
            with _no_main():
                process.start()
        except (EOFError, OSError) as e:  # the system has no room for more, or the server is gone
            raise RunError("no_worker", cause=e) from e
        theirs.close()
        worker = _Worker(process, ours, since=time.monotonic())
        self._selector.register(ours, selectors.EVENT_READ, worker)
        return worker

    @staticmethod
    def _kill(worker: _Worker) -> None:
        if worker.process.pid:
            kill_children(worker.process.pid)
        worker.process.kill()
        worker.process.join(10)


_STARTING = threading.Lock()
"""Held while a process is started: on a cluster several threads may do so."""


@contextmanager
def _no_main() -> Iterator[None]:
    """Start processes that do not run the main script again, which multiprocessing would have them do.

    They need nothing of it; and a script or notebook cell that calls a run outright, without asking whether it is
    the main module, would call another one in each of them.
    """
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def kill_children(pid: int) -> None:
    """End the programs that a process has started, where the system tells which these are."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError, ValueError):
            for child in map(int, listed.read_text(encoding="ascii").split()):
                with suppress(OSError):
                    kill_children(child)
                    os.kill(child, signal.SIGKILL)


def _how(code: int | None) -> str:
    """How a process ended."""
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return str(code)


def resident(pid: int | None) -> int:
    """The resident memory of a process in bytes; 0 where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
