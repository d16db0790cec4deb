"""Errors by cause: what was missed or invented, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

from govextract.evaluate import ROWS, event_pairs, gold_facts, output_facts
from govextract.evaluate.gold import Scored
from govextract.records import NOT_COUNTED

Cause = Literal[
    "boundary", "wrong_kind", "wrong_value", "no_value", "value_given", "missed", "invented",
    "no_office", "other_office", "wrong_date", "name_missed", "not_counted", "left_out", "added",
    "event_missed", "event_invented", "name_invented",
]  # fmt: skip
CAUSES: tuple[Cause, ...] = get_args(Cause)
"""In the order in which they are shown."""

ALIKE = 0.5
"""Two spans share at least this part of what they cover together, or they are about different things."""


class Error(NamedTuple):
    """A fact that is missed (``wanted``), invented (``found``), or both: one taken for the other."""

    document: str
    row: str
    cause: Cause
    wanted: str
    found: str
    start: int | None = None


def errors(scored: Scored, rows: Sequence[str] = ROWS) -> Iterator[Error]:
    """The errors of a document in the given rows, in text order where they have a place."""
    want, have = gold_facts(scored.document), output_facts(scored.output, scored.document)
    for row in rows:
        missed = sorted(want[row] - have[row], key=str)
        invented = sorted(have[row] - want[row], key=str)
        if row.endswith((" span", " value")):
            found = _spans(scored, row, missed, invented)
        elif row == "official office":
            found = _offices(scored, missed, invented)
        else:
            found = _pairs(scored, row.removeprefix("event "), missed, invented)
        yield from sorted(
            (Error(scored.id, row, *x) for x in found),
            key=lambda e: (CAUSES.index(e.cause), -1 if e.start is None else e.start, e.wanted, e.found),
        )


_Found = tuple[Cause, str, str, int | None]


# --- mentions ---------------------------------------------------------------------------------------------


def _spans(scored: Scored, row: str, missed: Sequence[Any], invented: Sequence[Any]) -> Iterator[_Found]:
    kind, _, what = row.partition(" ")
    left = list(invented)
    in_output = [(m["start"], m["end"], m["kind"]) for m in scored.output.get("mentions", ())]
    for fact in missed:
        near = [x for x in left if x[0] < fact[1] and fact[0] < x[1]]
        if near:
            twin = max(near, key=lambda x: (_likeness(fact, x), -x[0]))
            left.remove(twin)
            same = what == "value" and twin[:2] == fact[:2]
            yield _value_cause(fact, twin) if same else "boundary", _said(fact), _said(twin), fact[0]
            continue
        other = _as_other(fact, in_output)
        yield ("wrong_kind", _said(fact), other, fact[0]) if other else ("missed", _said(fact), "", fact[0])
    marked = [(m["start"], m["end"], m["type"].lower()) for m in scored.document["mentions"]]
    for fact in left:
        other = _as_other(fact, [x for x in marked if x[2] != kind])
        yield ("wrong_kind", other, _said(fact), fact[0]) if other else ("invented", "", _said(fact), fact[0])


def _value_cause(wanted: Sequence[Any], found: Sequence[Any]) -> Cause:
    return "no_value" if found[3] is None else "value_given" if wanted[3] is None else "wrong_value"


def _said(fact: Sequence[Any]) -> str:
    """A mention in words: its text, and behind it a date's value."""
    return str(fact[2]) if len(fact) == 3 else f"{fact[2]} = {fact[3] or '?'}"


def _likeness(a: Sequence[Any], b: Sequence[Any]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return float(max(shared, 0) / (max(a[1], b[1]) - min(a[0], b[0])))


def _as_other(fact: Sequence[Any], mentions: Sequence[tuple[int, int, str]]) -> str:
    """The kind under which nearly the same span stands in ``mentions``; "" if it does not."""
    best = max(mentions, key=lambda m: (_likeness(fact, m), m), default=None)
    return best[2] if best and _likeness(fact, best) >= ALIKE else ""


# --- offices ---------------------------------------------------------------------------------------------


def _offices(scored: Scored, missed: Sequence[Any], invented: Sequence[Any]) -> Iterator[_Found]:
    named = {e["name"] for e in scored.output.get("entities", ()) if e["kind"] == "official"}
    known = {m["text"] for m in scored.document["mentions"] if m["type"] == "OFFICIAL"}
    given = {name: " / ".join(sorted(offices)) for name, offices in invented}
    for name, offices in missed:
        wanted = f"{name}: {' / '.join(sorted(offices))}"
        if name in given:
            found = given.pop(name)
            inside = any(x in found or found in x for x in offices)
            yield "boundary" if inside else "other_office", wanted, f"{name}: {found}", None
        else:
            yield "no_office" if name in named else "name_missed", wanted, "", None
    for name, found in given.items():
        yield "invented" if name in known else "name_invented", "", f"{name}: {found}", None


# --- events ---------------------------------------------------------------------------------------------


def _pairs(scored: Scored, part: str, missed: Sequence[Any], invented: Sequence[Any]) -> Iterator[_Found]:
    left: list[tuple[str | None, str]] = list(invented)
    gold_days = {event["date"] for event in scored.document.get("events", ())}
    told: set[str | None] = set()
    uncounted: dict[tuple[str | None, str], str] = {}
    for event in scored.output.get("events", ()):
        pairs = event_pairs(event, scored.output)
        if event.get("status") in NOT_COUNTED:
            uncounted.update(dict.fromkeys(pairs[part], str(event["status"])))
        else:
            told |= {day for found in pairs.values() for day, _ in found}
    names = {e["name"] for e in scored.output.get("entities", ())}
    for day, item in missed:
        twin = next((x for x in left if x[1] == item), None)
        if twin:
            left.remove(twin)
            yield "wrong_date", _pair(day, item), _pair(*twin), None
        elif (day, item) in uncounted:
            yield "not_counted", _pair(day, item), uncounted[day, item], None
        elif part != "actions" and item not in names:
            yield "name_missed", _pair(day, item), "", None
        else:
            yield "left_out" if day in told else "event_missed", _pair(day, item), "", None
    known = {m["text"] for m in scored.document["mentions"]}
    for day, item in left:
        if part != "actions" and item not in known:
            yield "name_invented", "", _pair(day, item), None
        else:
            yield "added" if day in gold_days else "event_invented", "", _pair(day, item), None


def _pair(day: str | None, item: str) -> str:
    return f"{day or '?'} {item}"
