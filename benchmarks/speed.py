"""Characters per second of the whole pipeline beside jieba.cut on the same text, and where the time goes."""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import jieba

from govextract import pipeline

# CPU time of this one process: other programs on the machine disturb it least.
clock = time.process_time
ROUNDS = 5


class Speed(NamedTuple):
    """Characters per second of both, and how the pipeline compares in the median of the rounds."""

    chars: int
    pipeline: float
    jieba: float
    ratio: float
    spread: tuple[float, float]


def compare(extractor: pipeline.Extractor, texts: list[str], rounds: int = ROUNDS) -> Speed:
    """Both over the same texts, turn by turn, so that a slow moment of the machine meets both."""
    chars = sum(map(len, texts))
    jieba.initialize()
    for text in texts[: len(texts) // 10 + 1]:
        extractor.parse(text)
        list(jieba.cut(text))
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(_time(lambda: [list(jieba.cut(text)) for text in texts]))
        ours.append(_time(lambda: [extractor.parse(text) and None for text in texts]))
    ratios = [j / p for p, j in zip(ours, theirs, strict=True)]
    return Speed(
        chars=chars,
        pipeline=chars / statistics.median(ours),
        jieba=chars / statistics.median(theirs),
        ratio=statistics.median(ratios),
        spread=(min(ratios), max(ratios)),
    )


def _time(run: Callable[[], object]) -> float:
    gc.collect()
    start = clock()
    run()
    return clock() - start


class Stages:
    """Exclusive CPU time by stage: a stage that pulls another's results is not charged for them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Charge what happens inside to ``name``."""
        self._switch()
        self._running.append(name)
        try:
            yield
        finally:
            self._switch()
            self._running.pop()

    def _switch(self) -> None:
        now = clock()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time charged to ``name``; of a generator, the time of all its steps."""

        def call(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return call


class Timed:
    """A stage object whose methods are timed under one name."""

    def __init__(self, stages: Stages, name: str, wrapped: object) -> None:
        self._stages, self._name, self._wrapped = stages, name, wrapped

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(self._wrapped, attribute)
        return self._stages.timed(self._name, value) if callable(value) else value


def profile(texts: list[str]) -> dict[str, float]:
    """CPU seconds by stage over the texts, most expensive first; ``parse`` is what no stage accounts for."""
    stages = Stages()
    extractor = pipeline.Extractor()
    for name, value in vars(extractor).items():
        if isinstance(value, tuple):
            setattr(extractor, name, tuple(_timed(stages, x) for x in value))
        elif type(value).__module__.startswith("govextract.") and name != "lexicon":
            setattr(extractor, name, _timed(stages, value))
    functions = {
        name: value
        for name, value in vars(pipeline).items()
        if callable(value)
        and not isinstance(value, type)
        and getattr(value, "__module__", "").startswith("govextract.")
    }
    try:
        for name, function in functions.items():
            setattr(pipeline, name, stages.timed(name, function))
        for text in texts:
            with stages.stage("parse"):
                extractor.parse(text)
    finally:
        for name, function in functions.items():
            setattr(pipeline, name, function)
    return dict(sorted(stages.seconds.items(), key=lambda x: -x[1]))


def _timed(stages: Stages, wrapped: object) -> Timed:
    return Timed(stages, type(wrapped).__name__, wrapped)
