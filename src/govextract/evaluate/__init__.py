"""Precision, recall and F1 of extractions against gold documents."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from govextract.records import NOT_COUNTED

Json = Mapping[str, Any]
Facts = dict[str, set[Hashable]]

TYPES = ("date", "official", "village", "enterprise")
"""Kinds of mention that the gold marks."""

PARTS = ("actions", "officials", "villages", "enterprises")
"""What an event's date is paired with."""

ROWS = (
    "date span", "date value", "official span", "official office", "village span", "enterprise span",
    *(f"event {part}" for part in PARTS),
)  # fmt: skip
"""The rows of a score, in the order in which they are shown."""


class Row(NamedTuple):
    """One row of a score: how many facts the output has right, has at all, and the gold has."""

    right: int
    out: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of the output that is right; 0 without output."""
        return self.right / self.out if self.out else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 without gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


Rows = dict[str, Row]
"""A score: each of ``ROWS``."""


def evaluate(documents: Iterable[tuple[Json, Json]]) -> Rows:
    """Micro scores over pairs of a gold document and the output for it (``Extraction.to_dict()``).

    Raises:
        ValueError: a mention of the output is not the text at its span.
    """
    return total(score(document, output) for document, output in documents)


def score(document: Json, output: Json) -> Rows:
    """The rows of one gold document and the output for it.

    Raises:
        ValueError: a mention of the output is not the text at its span.
    """
    want, have = gold_facts(document), output_facts(output, document)
    return {row: Row(len(want[row] & have[row]), len(have[row]), len(want[row])) for row in ROWS}


def total(scores: Iterable[Rows]) -> Rows:
    """The micro sum of the rows of several documents."""
    sums = dict.fromkeys(ROWS, Row(0, 0, 0))
    for rows in scores:
        for name, row in rows.items():
            right, out, gold = sums[name]
            sums[name] = Row(right + row.right, out + row.out, gold + row.gold)
    return sums


def gold_facts(document: Json) -> Facts:
    """What a gold document states, row by row."""
    facts: Facts = {row: set() for row in ROWS}
    for m in document["mentions"]:
        kind = m["type"].lower()
        if kind in TYPES:
            _add_mention(facts, kind, (m["start"], m["end"], m["text"]), m.get("value"))
    for name, offices in _gold_offices(document).items():
        if offices:
            facts["official office"].add((name, offices))
    for event in document.get("events", ()):
        for part in PARTS:
            facts[f"event {part}"] |= {(event["date"], item) for item in event.get(part) or ()}
    return facts


def output_facts(output: Json, document: Json) -> Facts:
    """What an output states of a gold document, row by row, in the terms of ``gold_facts``.

    Raises:
        ValueError: a mention of the output is not the text at its span.
    """
    facts: Facts = {row: set() for row in ROWS}
    for m in output.get("mentions", ()):
        if m["kind"] not in TYPES:
            continue
        text = document["text"][m["start"] : m["end"]]
        if m.get("text", text) != text:
            raise ValueError(f"mention {m['text']!r} is not the text at {m['start']}:{m['end']}, {text!r}")
        _add_mention(facts, m["kind"], (m["start"], m["end"], text), interval(m.get("value")))
    facts["official office"] = _office_facts(output, _gold_offices(document))
    for event in output.get("events", ()):
        if event.get("status") not in NOT_COUNTED:
            for part, pairs in event_pairs(event, output).items():
                facts[f"event {part}"] |= pairs
    return facts


def event_pairs(event: Json, output: Json) -> dict[str, set[tuple[str | None, str]]]:
    """What an event of an output pairs its date with, by part, whatever its status."""
    names = {e["id"]: e["name"] for e in output.get("entities", ())}
    day = interval(event.get("date"))
    out = {}
    for part in PARTS:
        items = (x if isinstance(x, str) else x["name"] for x in event.get(part) or ())
        out[part] = {(day, names.get(item, item)) for item in items}
    return out


def _add_mention(facts: Facts, kind: str, span: tuple[int, int, str], value: str | None) -> None:
    facts[f"{kind} span"].add(span)
    if kind == "date":
        facts["date value"].add((*span, value))


def interval(value: Json | None) -> str | None:
    """The gold's way to write an interval of days, None for a vague one."""
    start, end = (value.get("start"), value.get("end")) if value else (None, None)
    return f"{start or '..'}/{end or '..'}" if start or end else None


def _gold_offices(document: Json) -> dict[str, frozenset[str]]:
    return {o["name"]: frozenset(map(_plain, o["offices"])) for o in document.get("officials", ())}


def _office_facts(output: Json, gold: Mapping[str, frozenset[str]]) -> set[Hashable]:
    """Every official of the output with an office; any one of the gold's variants stands for them all.

    An office for whom the gold names without one is neither right nor wrong.
    """
    facts: set[Hashable] = set()
    for entity in output.get("entities", ()):
        if entity["kind"] != "official":
            continue
        name, offices = entity["name"], [_plain(o["text"]) for o in entity.get("offices", ())]
        wanted = gold.get(name)
        if offices and (wanted is None or wanted):
            facts.add((name, wanted if wanted and not wanted.isdisjoint(offices) else tuple(offices)))
    return facts


def _plain(office: str) -> str:
    """An office text without white space, its commas as 、."""
    return "".join(office.split()).replace("，", "、").replace(",", "、")
