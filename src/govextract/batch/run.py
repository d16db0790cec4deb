"""A run: list the inputs, read and parse them in workers, keep everything in the store, check the sums."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from govextract.batch.items import File, in_shard
from govextract.batch.pool import Engine, Lost, Task
from govextract.batch.talk import GOOD, Talk
from govextract.batch.worker import KNOWN, TOGETHER, failed
from govextract.run_folder import RunError
from govextract.store import Outcome, Store, Unit

LISTED, PARSED = 64, 16
"""How many files, or inputs, make a task."""

COMMIT = 0.5
"""Seconds after which what was done is made to last; a killed run loses no more."""

OUTSIDE = frozenset({"missing", "denied", "unreadable", "needs_program", "needs_library"})
"""Causes that lie outside of a file's bytes: it is tried again in the next run."""

KILLS = frozenset({"SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"})
"""Signals that come from outside, not from a document."""

UNSEEN = "!"
"""What the key of an input begins with whose bytes nobody has seen."""


@dataclass
class Way:
    """How far a task has come: which inputs are done, and at which one it is."""

    at: int = 0
    key: str | None = None
    done: set[int] = field(default_factory=set)


class Run:
    """The steps that fill the store. The workers' messages are written down here, and only here."""

    def __init__(
        self, store: Store, engine: Engine, talk: Talk, shard: tuple[int, int] | None = None
    ) -> None:
        self._store, self._engine, self._talk, self._shard = store, engine, talk, shard
        self._committed = time.monotonic()
        self._done = 0
        self.fresh = 0
        """How many inputs were read in this run; the others were in the store."""

    # --- listing ----------------------------------------------------------------------------------

    def list_inputs(self, files: Iterable[File], limit: int | None = None) -> int:
        """Write down all inputs in the files; gives their number."""
        self._talk.begin("listing")
        waiting = iter(files)
        stretches = iter(lambda: self._openable(list(islice(waiting, LISTED))), None)
        for task, message in self._engine.run(Task("list", stretch, 0) for stretch in stretches if stretch):
            if isinstance(message, Lost):
                for file in task.payload[task.state : task.state + 1]:
                    self._plan_failure(Unit(file.name, file.path, -1), _of(message))
                if rest := task.payload[task.state + 1 :]:
                    self._engine.again(Task("list", rest, 0))
            else:
                self._listed(task, *message)
            self._commit_now_and_then()
        if limit is not None:
            self._store.keep_first(limit)
        self._store.commit()
        return self._store.planned()

    def _openable(self, files: Sequence[File]) -> list[File] | None:
        """Those of some files that are to be opened; None at the end."""
        if not files:
            return None
        for file in files:
            if file.error is not None:
                self._plan_failure(Unit(file.name, file.path, -1), failed(file.error))
        return [file for file in files if file.error is None]

    def _listed(self, task: Task, i: int, ordinal: int, name: str, failure: Outcome | None) -> None:
        unit = Unit(name, task.payload[i].path, ordinal)
        if ordinal < 0:
            task.state = i + 1  # the end of a file
        elif failure is not None:
            self._plan_failure(unit, failure)
        elif self._plan(unit):
            self._talk.step()

    def _plan_failure(self, unit: Unit, outcome: Outcome) -> None:
        if planned := self._plan(unit):
            self._store.put(planned.name, _own_key(planned.name), outcome, "always")

    def _plan(self, unit: Unit) -> Unit | None:
        """Write an input down, under a name of its own; None where it is none of this run, or named twice."""
        planned, copy = unit, 1
        while in_shard(planned.name, self._shard):
            if self._store.plan(planned):
                return planned
            if self._store.place(planned.name) == (unit.path, unit.ordinal):
                return None
            copy += 1
            planned = unit._replace(name=f"{unit.name} ({copy})")
        return None

    # --- parsing ----------------------------------------------------------------------------------

    def parse_inputs(self, total: int) -> None:
        """Read and parse all that is not done."""
        counts = self._store.counts()
        self._done = total - counts.pop("pending", 0)
        self._talk.begin("reading", total)
        self._talk.step(self._done, sum(n for status, n in counts.items() if status not in GOOD))
        size = max(1, min(PARSED, (total - self._done) // (self._engine.jobs * 4)))
        waiting = self._store.pending()
        stretches = iter(lambda: list(islice(waiting, size)), [])
        try:
            for task, message in self._engine.run(Task("parse", x, Way()) for x in stretches):
                way: Way = task.state
                if isinstance(message, Lost):
                    self._lost(task, message)
                else:
                    i, key, outcome = message
                    way.at, way.key = i, key
                    if outcome is not None:
                        self._finish(task.payload[i], key, outcome)
                        way.done.add(i)
                self._commit_now_and_then()
        finally:
            self._store.commit()

    def _finish(self, unit: Unit, key: str | None, outcome: Any) -> None:
        key = key or _own_key(unit.name)
        if outcome == KNOWN:
            self._store.link(unit.name, key)
            outcome = self._store.outcome(key)
        else:
            self._store.put(unit.name, key, outcome, _again(key, outcome))
            self.fresh += 1
        self._done += 1
        self._talk.step(1, outcome.status not in GOOD)
        self._talk.document(unit.name, outcome)

    def _lost(self, task: Task, lost: Lost) -> None:
        """A worker died at an input: that one has failed, the others of its task are given out again."""
        way: Way = task.state
        rest = [i for i in range(len(task.payload)) if i not in way.done]
        if way.at == TOGETHER:  # which of them it was will show when each is alone
            for i in rest:
                self._engine.again(Task("parse", [task.payload[i]], Way()))
            return
        # After an input that is done the worker was at the next one.
        at = next((i for i in rest if i >= way.at), None)
        if at is not None:
            self._finish(task.payload[at], way.key if at == way.at else None, _of(lost))
            rest.remove(at)
        if rest:
            self._engine.again(Task("parse", [task.payload[i] for i in rest], Way()))

    # --- the end ----------------------------------------------------------------------------------

    def settle(self) -> int:
        """Choose the documents of the tables, check that nothing was lost; gives their number.

        Raises:
            RunError: the sums do not balance.
        """
        documents = self._store.settle()
        counts, planned = self._store.counts(), self._store.planned()
        if (
            not self._done == planned == sum(counts.values())
            or "pending" in counts
            or documents != counts["ok"]
        ):
            raise RunError("unbalanced", planned=planned, done=self._done, documents=documents, ledger=counts)
        self._store.forget()
        self._store.end()
        return documents

    def _commit_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._committed > COMMIT:
            self._store.commit()
            self._committed = now


def _of(lost: Lost) -> Outcome:
    return Outcome("failed", lost.cause, lost.details)


def _again(key: str, outcome: Outcome) -> str | None:
    """When an input is to be tried again."""
    if key.startswith(UNSEEN) or outcome.code in OUTSIDE or outcome.details.get("how") in KILLS:
        return "always"
    return "failed" if outcome.code else None


def _own_key(name: str) -> str:
    """The key of an input whose bytes nobody has seen."""
    return UNSEEN + hashlib.sha256(name.encode()).hexdigest()[:31]
