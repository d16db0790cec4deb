"""Is a confidence what it says? Records judged against gold, and how many of each confidence are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govextract.confidence import HIGH, date_source, event_classes, mention_classes
from govextract.evaluate import TYPES, gold_facts, interval
from govextract.evaluate.gold import Scored
from govextract.records import NOT_COUNTED

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Where the bins of the table begin; the last one ends with 1."""


class Judged(NamedTuple):
    """A record of an output: kind (of mention, or ``event``), rule, confidence, and whether the gold has it.

    ``classes`` are those by which it is counted.
    """

    kind: str
    rule: str
    confidence: float
    right: bool
    classes: tuple[str, ...] = ()


class Bin(NamedTuple):
    """The records of a confidence from ``low`` up to ``high``: how many, how many right, their mean confidence."""

    low: float
    high: float
    records: int
    right: int
    confidence: float

    @property
    def share(self) -> float:
        """The share that is right; 0 of none."""
        return self.right / self.records if self.records else 0.0


def judge(scored: Scored) -> Iterator[Judged]:
    """The records of an output that the gold can judge.

    A date is right with its value, an official, village or enterprise by its span, a counted event when the
    gold has each of its actions on its date. The gold marks no organisations, places and quantities.
    """
    want = gold_facts(scored.document)
    for m in scored.output.get("mentions", ()):
        kind, span = m["kind"], (m["start"], m["end"], m["text"])
        if kind not in TYPES:
            continue
        fact = (*span, interval(m.get("value"))) if kind == "date" else span
        right = fact in want["date value" if kind == "date" else f"{kind} span"]
        source = date_source(m.get("value")) if kind == "date" else None
        yield Judged(
            kind, m["rule"], m["confidence"], right, mention_classes(kind, m["rule"], m["confidence"], source)
        )
    for event in scored.output.get("events", ()):
        if event["status"] not in NOT_COUNTED:
            day = interval(event.get("date"))
            right = all((day, action) in want["event actions"] for action in event["actions"])
            classes = event_classes(event["rule"], len(event["actions"]), len(event["officials"]))
            yield Judged("event", event["rule"], event["confidence"], right, classes)


def bins(records: Iterable[Judged]) -> list[Bin]:
    """The reliability table: a row for each bin that holds records."""
    found = list(records)
    out = []
    for low, high in zip(EDGES, (*EDGES[1:], 1.0), strict=True):
        # A confidence is given with two digits; one that was computed may lie a trifle below its edge.
        inside = [r for r in found if low <= round(r.confidence, 6) and (r.confidence < high or high == 1)]
        if inside:
            out.append(_bin(low, high, inside))
    return out


def high(records: Iterable[Judged]) -> Bin:
    """The records that the program calls sure."""
    return _bin(HIGH, 1.0, [r for r in records if round(r.confidence, 6) >= HIGH])


def _bin(low: float, high: float, records: list[Judged]) -> Bin:
    right = sum(r.right for r in records)
    mean = sum(r.confidence for r in records) / len(records) if records else 0.0
    return Bin(low, high, len(records), right, mean)
