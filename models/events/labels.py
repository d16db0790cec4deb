"""Annotated documents, as the training of the weights needs them.

A document is in the form of the gold (``id``, ``date``, ``text``, ``events``); each event also says by which words
it tells of each kind of work (``evidence``: pairs of kind and words). What the weights are asked is read from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govextract import Extractor
from govextract.evaluate import gold_facts
from govextract.records import Entity, Event
from govextract.weigh.clause_grams import ClauseGrams
from govextract.weigh.dated import Dated, dated
from govextract.weigh.firms import Firms
from govextract.weigh.meaning import Contexts, builtin
from govextract.weigh.part import PARTS, Named, named
from govextract.weigh.proposals import Proposals, Proposer, proposals
from govextract.weigh.slots import GRAMS, STRINGS
from govextract.weigh.view import View
from govextract.weigh.work import ACTIONS, NUMBER, Work, works

Json = dict[str, Any]

COLUMNS = len(ACTIONS) + 1
"""Columns of the weights of pairs and triples of characters: one a kind of work, one for all."""
NO, YES, OPEN = 0, 1, -1
"""Whether the annotation takes a kind of work from a clause; ``OPEN`` where it may, with other words as evidence."""


class Reading(NamedTuple):
    """A document as the weights see it, and what is right.

    ``answers`` has a row for each clause and a column for each kind of work.
    """

    id: str
    view: View
    events: list[Event]
    entities: list[Entity]
    said: ClauseGrams
    contexts: Contexts
    answers: NDArray[np.int8]
    facts: dict[str, set[Any]]


class Example(NamedTuple):
    """A document with its candidates, and what is right of them.

    ``told`` says of each candidate of ``work`` whether the annotation takes it from there, None where it may be so
    without being the evidence given; ``part`` says of each name whether it is in any event, ``day`` of
    each date whether any event has its days. ``work_about``, ``part_about`` and ``date_about`` hold what the text
    is about at each of them.
    """

    reading: Reading
    work: list[Work]
    names: list[Named]
    told: list[bool | None]
    part: list[bool]
    dates: list[Dated]
    day: list[bool]
    work_about: NDArray[np.float32]
    part_about: NDArray[np.float32]
    date_about: NDArray[np.float32]


class _Recorder:
    """Stands in the weigher's place and keeps what it is shown."""

    seen: tuple[View, list[Event], list[Entity]] | None = None

    def weigh(self, view: View, events: Sequence[Event], entities: Sequence[Entity]) -> list[Event]:
        self.seen = view, list(events), list(entities)
        return list(events)


def readings(documents: Iterable[Json], *, alone: bool = False, firms: Firms | None = None) -> list[Reading]:
    """The documents as they are read; those whose text the program rewrites before it reads are left out.

    With ``alone`` the weights are not told what the rules made of the words, to see what a model alone would do.
    Without ``firms`` the businesses are those of the rules: so it is in training, since the weights of names know
    the training documents, and see on them what they never see elsewhere.
    """
    extractor = Extractor(model=False)
    extractor._firms = firms
    recorder = _Recorder()
    extractor._weigher = recorder  # type: ignore[assignment]
    out = []
    for document in documents:
        day = document.get("date")
        extractor.parse(document["text"], published=date.fromisoformat(day) if day else None)
        if recorder.seen is None or recorder.seen[0].text != document["text"]:
            continue
        view, events, entities = recorder.seen
        if alone:
            view.events, view.triggers, events = [], {}, []
        out.append(
            Reading(
                id=document["id"],
                view=view,
                events=events,
                entities=entities,
                said=ClauseGrams(view),
                contexts=Contexts(view, builtin()),
                answers=_answers(document, view),
                facts=gold_facts(document),
            )
        )
    return out


def folder(path: Path) -> list[Json]:
    """The documents of a folder, each in a file of its own."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(path.glob("*.json"))]


def offered(reading: Reading, proposer: Proposer) -> Proposals:
    """What the clauses of a document may tell of by their characters alone."""
    return proposals(reading.said, reading.contexts, len(reading.view.units), proposer)


def example(reading: Reading, found: Proposals) -> Example:
    """The document with its candidates."""
    view = reading.view
    work, names, dates = works(view, found), named(view), dated(view)
    days = {d for part in PARTS for d, _ in reading.facts[f"event {part}"]}
    taking = {
        part: {item for _, item in reading.facts[f"event {part}"]}
        for part in ("officials", "villages", "enterprises")
    }
    answer = {NO: False, YES: True, OPEN: None}
    return Example(
        reading=reading,
        work=work,
        names=names,
        told=[answer[int(reading.answers[w.unit, w.action])] for w in work],
        part=[view.name(n.mention) in taking[n.part] for n in names],
        dates=dates,
        day=[view.dates[d.number].days in days for d in dates],
        work_about=reading.contexts.of([w.unit for w in work]),
        part_about=reading.contexts.of([view.unit(n.mention.start) for n in names]),
        date_about=reading.contexts.of([d.unit for d in dates]),
    )


def _answers(document: Json, view: View) -> NDArray[np.int8]:
    """What the annotation takes from which clause, and what it leaves open."""
    text = view.text
    out = np.zeros((len(view.units), len(ACTIONS)), np.int8)
    places = [_place(text, e.get("quote") or "") for e in document["events"]]
    ordered = sorted({p for p in places if p >= 0})
    evidence: list[tuple[int, int]] = []
    for event, at in zip(document["events"], places, strict=True):
        if at < 0:
            continue
        end = next((p for p in ordered if p > at), len(text))
        first, last = view.unit(at), view.unit(max(at, end - 1))
        for action, words in event.get("evidence") or [(a, "") for a in event["actions"]]:
            y = NUMBER[action]
            found = text.find(words, at, end) if words else -1
            if words and found < 0:
                found = text.find(words, at)
            if words and found < 0:
                found = text.rfind(words, 0, at)
            if found >= 0:
                evidence.append((view.unit(found), y))
            # The same kind elsewhere in the event's passage: neither evidence nor an error.
            out[first : last + 1, y] = OPEN
    out[[k for k, u in enumerate(view.units) if u.heading]] = OPEN
    for k, y in evidence:
        out[k, y] = YES
    return out


def _place(text: str, quote: str) -> int:
    """Where an event is told; -1 if that is not known."""
    if not quote:
        return -1
    at = text.find(quote)
    return at if at >= 0 else text.find(quote[:5])


def work_columns(found: Example) -> list[NDArray[np.int64]]:
    """Of each candidate of work the columns of its features: slots, then pairs and triples of characters."""
    out = []
    for w in found.work:
        said = found.reading.said.of(w.unit)
        of_kind, of_all = (STRINGS + said * COLUMNS + c for c in (w.action, COLUMNS - 1))
        out.append(np.concatenate((np.array(w.slots, np.int64), of_kind, of_all)))
    return out


WORK_COLUMNS = STRINGS + GRAMS * COLUMNS
