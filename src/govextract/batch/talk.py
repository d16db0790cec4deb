"""What a run tells while it works: a progress bar on a terminal, a line now and then elsewhere, a log file."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, get_args

from govextract.messages import Messages
from govextract.store import Outcome
from govextract.terminal import safe

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 15.0
"""Seconds between two lines where there is no terminal."""

REFRESH = 0.25

Volume = Literal["quiet", "normal", "verbose"]
Phase = Literal["listing", "reading", "joining", "tables"]

GOOD = frozenset({"ok", "duplicate", "skipped"})


def cause(messages: Messages, code: str | None, details: Mapping[str, str], source: str) -> str:
    """Why a document failed and what to do, in a sentence."""
    if code is None:
        return ""
    from govextract.read import ReadError, ReadErrorCode

    for known in get_args(ReadErrorCode):
        if code == known:
            return ReadError(known, source, **details).sentence(messages.lang)
    return messages.say(f"cause_{code}", **details)


class Talk:
    """The voice of a run, on stderr and into a log file."""

    def __init__(self, messages: Messages, volume: Volume = "normal", log_file: Path | None = None) -> None:
        """Open the log file.

        Raises:
            OSError: it cannot be written.
        """
        self.messages, self.volume = messages, volume
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._phase: Phase = "listing"
        self._done = self._total = self._failed = 0
        self._since = self._last = time.monotonic()
        self._log = logging.Logger("govextract.batch")
        if log_file is not None:
            handler = logging.FileHandler(log_file, encoding="utf-8", errors="backslashreplace")
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            self._log.addHandler(handler)

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._end_bar()
        if error is not None:
            self._log.error("%s: %s", type(error).__name__, error)
        for handler in self._log.handlers:
            handler.close()

    def say(self, sentence: str) -> None:
        """Say a sentence, unless told to be quiet."""
        self._log.info("%s", safe(sentence))
        if self.volume != "quiet":
            self._print(sentence)

    def warn(self, sentence: str) -> None:
        """Say a sentence that is said in any case."""
        self._log.warning("%s", safe(sentence))
        self._print(sentence)

    def begin(self, phase: Phase, total: int = 0) -> None:
        """A part of the run begins; ``total`` 0 where its length is not known."""
        self._end_bar()
        self._phase, self._done, self._total, self._failed = phase, 0, total, 0
        self._since = self._last = time.monotonic()
        self._log.info("%s %d", phase, total)
        if self.volume != "quiet" and sys.stderr.isatty():
            self._bar = _bar()
            label = self.messages.say(f"phase_{phase}")
            self._task = self._bar.add_task(label, total=total or None, failed="")
            self._bar.start()

    def step(self, number: int = 1, failed: int = 0) -> None:
        """Some more is done, of which some failed."""
        self._done += number
        self._failed += failed
        now = time.monotonic()
        if self._bar is not None and self._task is not None:
            if now - self._last >= REFRESH or self._done == self._total:
                words = self.messages.say("progress_failed", n=self._failed) if self._failed else ""
                self._bar.update(self._task, completed=self._done, failed=words)
                self._bar.refresh()
                self._last = now
        elif now - self._last >= EVERY and self.volume != "quiet":
            self._print(self._line(now))
            self._last = now

    def end(self) -> None:
        """Nothing more is being done."""
        self._end_bar()

    def document(self, name: str, outcome: Outcome) -> None:
        """One document of an input is done."""
        if self.volume != "verbose" and not self._log.handlers:
            return
        status, seconds = self.messages.name("ledger_status", outcome.status), outcome.seconds or 0.0
        why = cause(self.messages, outcome.code, outcome.details, name)
        level = logging.INFO if outcome.status in GOOD else logging.WARNING
        self._log.log(level, "%s %s %.3fs %s", outcome.status, safe(name), seconds, why)
        if self.volume == "verbose":
            self._print(
                self.messages.say("progress_document", status=status, source=name, seconds=seconds, why=why)
            )

    def _line(self, now: float) -> str:
        label, rate = self.messages.say(f"phase_{self._phase}"), self._done / max(now - self._since, 1e-9)
        words = self.messages.say("progress_line", phase=label, done=self._done, rate=rate)
        if self._total:
            left = (self._total - self._done) / max(rate, 1e-9)
            words = self.messages.say(
                "progress_line_of",
                phase=label,
                done=self._done,
                total=self._total,
                rate=rate,
                left=clock(left),
            )
        return words + (self.messages.say("progress_failed", n=self._failed) if self._failed else "")

    def _print(self, sentence: str) -> None:
        line = f"govextract: {safe(sentence)}"
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr)

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def summary(messages: Messages, counts: Mapping[str, int], causes: list[tuple[str, str, int]]) -> list[str]:
    """What became of the inputs, in lines that add up."""
    total = sum(counts.values())
    parts = [
        messages.say("count", name=messages.name("ledger_status", s), n=n) for s, n in counts.items() if n
    ]
    lines = [messages.say("summary_inputs", total=total, parts=" + ".join(parts) or "0")]
    by_cause: Counter[tuple[str, str]] = Counter()
    for status, code, n in causes:
        by_cause[status, code] += n
    for (status, code), n in by_cause.most_common():
        name = messages.name("ledger_status", status)
        lines.append(messages.say("summary_cause", status=name, cause=messages.name("cause", code), n=n))
    return lines


def clock(seconds: float) -> str:
    """A time as h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Documents a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.0f}/s" if speed else "")

    # Without its own thread: it is drawn as the work goes on.
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeElapsedColumn(),
        TimeRemainingColumn(), TextColumn("{task.fields[failed]}"),
        console=Console(stderr=True), auto_refresh=False, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
