"""Confidence: how often records made so are right, counted on annotated documents, in place of a finder's guess.

A record belongs to a class: the rule that made it and what else tells how sure it is. ``confidence.yaml`` holds
the counts (models/calibration); a class that was met too seldom lends its estimate from the wider one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from govextract.records import DateValue, Event, Mention

HIGH = 0.9
"""A finder that gives this or more thinks itself sure."""
CERTAIN = 1.0
"""What the user's own words have; they are never doubted."""
MANY = 3
"""Actions of an event from which their number is not told apart."""

_JUDGED = frozenset(("date", "official", "village", "enterprise"))


class Counted(NamedTuple):
    """A class: how many records of it were judged, how many were right, and what follows for one of them."""

    records: float
    right: float
    confidence: float


@lru_cache(maxsize=1)
def counted() -> Mapping[str, Counted]:
    """The classes by name."""
    text = (resources.files("govextract") / "confidence.yaml").read_text(encoding="utf-8")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return {name: Counted(*row) for name, row in data["classes"].items()}


def mention_classes(kind: str, rule: str, confidence: float, source: str | None) -> tuple[str, ...]:
    """The classes of a mention, the narrowest first; none where the gold judges no mentions of its kind.

    ``source`` is, for a date, where what it lacks came from, ``full`` where it lacks nothing.
    """
    if kind not in _JUDGED or (kind != "date" and confidence == CERTAIN):
        return ()
    if kind == "date":
        return f"date.{source}", "date"
    sure = "sure" if round(confidence, 6) >= HIGH else "unsure"
    return f"{rule}.{sure}", f"{kind}.{sure}"


def event_classes(rule: str, actions: int, officials: int) -> tuple[str, ...]:
    """The classes of an event, the narrowest first: one of several actions is seldom right in all of them."""
    number = f"{rule}.{min(actions, MANY)}"
    return f"{number}.officials" if officials else f"{number}.nobody", number, rule, "event"


def date_source(value: Any) -> str:
    """Where what a date lacks came from, in a word; ``value`` is a ``DateValue`` or its JSON form."""
    fields = value.model_dump() if isinstance(value, DateValue) else value or {}
    if not fields.get("start") and not fields.get("end"):
        return "vague"
    return (fields.get("inferred_from") or "full").partition(":")[0]


def _estimate(classes: tuple[str, ...], guess: float) -> float:
    known = counted()
    return next((known[c].confidence for c in classes if c in known), guess)


def calibrated(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions with the confidence of their class."""
    out = []
    for m in mentions:
        source = date_source(m.value) if m.kind == "date" else None
        new = _estimate(mention_classes(m.kind, m.rule, m.confidence, source), m.confidence)
        out.append(m if new == m.confidence else m.model_copy(update={"confidence": new}))
    return out


def calibrated_events(events: Iterable[Event]) -> list[Event]:
    """The events with the confidence of their class."""
    out = []
    for e in events:
        new = _estimate(event_classes(e.rule, len(e.actions), len(e.officials)), e.confidence)
        out.append(e if new == e.confidence else e.model_copy(update={"confidence": new}))
    return out
