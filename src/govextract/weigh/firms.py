"""Which names of businesses stand: what the rules found, weighed with the characters around it.

The rules know suffixes and cues; what they cannot tell is whether 恒达木业 in this sentence is a name or a kind of
business, and where a name without a suffix begins. Each character is asked, by its neighbours and by what the
rules found there, and the best labelling of the sentence decides (``chain``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from govextract.match import mention_id, settle
from govextract.records import Mention
from govextract.weigh.chain import BEGIN, LABELS, names
from govextract.weigh.tables import table

FILE: Final = "firms.npz"
RULE: Final = "weigh.firm"
"""The rule of a business that the model read otherwise than the rules, or that it alone saw."""

SLOTS: Final = 1 << 18
_KINDS: Final = ("official", "village", "enterprise", "organisation", "place", "date", "quantity")
_FIRM: Final = _KINDS.index("enterprise")
_AHEAD: Final = "村社区屯寨庄组店厂场公司院中心局镇乡街道，。、；“”（）"
"""Characters that say what a stretch is, looked for behind each place."""
_REACH: Final = 8
_FEATURES: Final = 23
_AT_ONCE: Final = 1 << 15
_YIELDS: Final = frozenset(("organisation", "place", "quantity"))
"""Kinds of mentions that give way to a business."""
_ONE, _TWO, _THREE = (np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_SHIFT: Final = np.uint64(40)
_SALTS: Final = np.arange(1, _FEATURES + 1, dtype=np.uint64) * _THREE

Numbers = NDArray[np.uint64]


class FirmWeights(NamedTuple):
    """The score of each label for each slot, and of going from one label to another."""

    slots: NDArray[np.float32]
    steps: NDArray[np.float32]


def pack(weights: FirmWeights) -> dict[str, NDArray[Any]]:
    """The weights as the arrays of a file."""
    return {"slots": weights.slots.astype(np.float16), "steps": weights.steps}


def unpack(arrays: Any) -> FirmWeights:
    """The weights from the arrays of a file."""
    return FirmWeights(arrays["slots"].astype(np.float32), arrays["steps"])


@lru_cache(maxsize=1)
def builtin() -> FirmWeights:
    """The weights of the package."""
    return unpack(table(FILE))


class Firms:
    """Weighs the businesses of one page after another. Read-only, safe to share."""

    def __init__(self, weights: FirmWeights | None = None, own: frozenset[str] = frozenset()) -> None:
        """``own``: ids of the user's lexicon entries, whose names are never doubted."""
        self._given, self._own = weights, own

    def weigh(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions with the businesses as they stand, in text order."""
        weights = self._given or builtin()
        found = names(scored(text, mentions, weights), weights.steps)
        before = {(m.start, m.end): m for m in mentions if m.kind == "enterprise"}
        firms = [before.get((n.start, n.end)) or _mention(text, n.start, n.end, n.probability) for n in found]
        kept = [m for m in mentions if m.kind != "enterprise" or m.rule in self._own]
        return settle({m.id: m for m in (*firms, *kept)}.values(), self._weight)

    def _weight(self, m: Mention) -> float:
        """What gives way to what: bodies and places to a business, a business to a person, a village, a date."""
        if m.rule in self._own:
            return 2
        return 1 if m.kind == "enterprise" else 0 if m.kind in _YIELDS else 2


def _mention(text: str, start: int, end: int, probability: float) -> Mention:
    return Mention(
        id=mention_id("enterprise", start, end),
        kind="enterprise",
        start=start,
        end=end,
        text=text[start:end],
        rule=RULE,
        confidence=round(min(probability, 0.99), 2),
    )


def scored(text: str, mentions: Iterable[Mention], weights: FirmWeights) -> NDArray[np.float32]:
    """The scores of each label at each character."""
    out = np.zeros((len(text), len(LABELS)), np.float32)
    page = _Characters(text, mentions)
    for first in range(0, len(text), _AT_ONCE):
        stretch = out[first : first + _AT_ONCE]
        for column in page.columns(first, first + len(stretch)):
            stretch += weights.slots.take(column, axis=0)
    return out


def slots_of(text: str, mentions: Iterable[Mention]) -> NDArray[np.int64]:
    """The slots of the features of each character: a row a character."""
    return np.stack(list(_Characters(text, mentions).columns(0, len(text))), axis=1)


class _Characters:
    """The characters of a text as numbers, with what the rules found there, and a margin on both sides."""

    _MARGIN: Final = 4

    def __init__(self, text: str, mentions: Iterable[Mention]) -> None:
        margin = self._MARGIN
        codes = np.zeros(len(text) + 2 * margin, np.uint64)
        codes[margin : margin + len(text)] = np.frombuffer(
            text.encode("utf-32-le", "surrogatepass"), np.uint32
        )
        labels, rules = np.zeros_like(codes), np.zeros_like(codes)
        for m in sorted(mentions, key=lambda m: m.kind == "enterprise"):
            if m.kind not in _KINDS:
                continue
            kind = _KINDS.index(m.kind)
            labels[m.start + margin : m.end + margin] = 2 * kind + 2
            labels[m.start + margin] = 2 * kind + BEGIN
            rules[m.start + margin : m.end + margin] = crc32(m.rule.encode()) if kind == _FIRM else 0
        self._codes, self._labels, self._rules = codes, labels, rules
        self._ahead = self._next(text)

    def _next(self, text: str) -> Numbers:
        """For each place the nearest telling character behind it and how far it is."""
        codes = self._codes
        telling = np.isin(codes, np.array([ord(c) for c in _AHEAD], np.uint64))
        out = np.zeros_like(codes)
        for distance in range(_REACH, 0, -1):
            there = telling[distance:]
            out[:-distance][there] = codes[distance:][there] * np.uint64(16) + np.uint64(min(distance, 6))
        return out

    def columns(self, first: int, last: int) -> Iterator[NDArray[np.int64]]:
        """The slots of the characters of a stretch, one feature after another."""
        a, b = first + self._MARGIN, last + self._MARGIN

        def codes(by: int) -> Numbers:
            return self._codes[a + by : b + by]

        def labels(by: int) -> Numbers:
            return self._labels[a + by : b + by]

        pairs = {by: codes(by) * _TWO + codes(by + 1) for by in range(-3, 3)}
        features = (
            np.zeros(b - a, np.uint64),
            *(codes(by) for by in range(-3, 4)),
            *pairs.values(),
            *(pairs[by] * _THREE + codes(by + 2) for by in (-2, -1, 0)),
            *(labels(by) for by in (-1, 0, 1)),
            labels(0) * np.uint64(64) + labels(1),
            self._rules[a:b] * np.uint64(64) + labels(0),
            self._ahead[a:b],
        )
        for feature, salt in zip(features, _SALTS, strict=True):
            mixed = (feature + salt) * _ONE
            mixed ^= mixed >> np.uint64(29)
            yield (((mixed * _TWO) >> _SHIFT) % np.uint64(SLOTS)).astype(np.int64)
