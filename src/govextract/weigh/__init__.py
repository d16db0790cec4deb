"""Weigh: how probable each fact of the events is, by a trained model, and which of them the report tells.

Rules propose, the model weighs. Which businesses stand is settled first (``firms``). Then three linear models look
at the words and at what they are about (does this clause tell of an inspection? does this person take part? is
this the day of something told?), boosted
trees at how dates, words and what the rules made of them lie to each other. All that decides between rule and model
is here: a fact stands if its probability reaches the threshold of its part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from govextract.records import Entity, Event
from govextract.weigh.clause_grams import ClauseGrams
from govextract.weigh.dated import Dated, dated
from govextract.weigh.events import Weighed, events_of
from govextract.weigh.facts import facts
from govextract.weigh.meaning import Contexts
from govextract.weigh.meaning import builtin as meanings
from govextract.weigh.part import Named, named
from govextract.weigh.proposals import proposals
from govextract.weigh.view import View
from govextract.weigh.weights import Weights, builtin
from govextract.weigh.work import Work, works

_SHARED: Final = -1
"""The column of the weights that count for every kind of work, or of name."""


class Weigher:
    """Weighs the events of one page after another. Read-only, safe to share; the weights come when needed."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._given = weights

    def weigh(self, view: View, events: Sequence[Event], entities: Sequence[Entity]) -> list[Event]:
        """The events of a page with what the model takes from them, adds to them and moves between them."""
        if not events and not view.words:
            return list(events)
        weights = self._given or builtin()
        said, contexts = ClauseGrams(view), Contexts(view, meanings())
        offered = proposals(said, contexts, len(view.units), weights.proposer)
        work = weigh_work(works(view, offered), weights, said, contexts)
        parts = weigh_parts(view, named(view), weights, contexts)
        found = facts(view, work, parts, weigh_dates(dated(view), weights, contexts))
        if not found:
            return list(events)
        rows = np.array([f.features for f in found], np.float32)
        probabilities = weights.trees.probabilities(rows)
        # What the user's own entries made is never doubted.
        weighed = [Weighed(f, 1.0 if f.own else float(p)) for f, p in zip(found, probabilities, strict=True)]
        return events_of(view, events, weighed, entities, weights.threshold)


def weigh_work(
    candidates: Sequence[Work], weights: Weights, said: ClauseGrams, contexts: Contexts
) -> list[tuple[Work, float]]:
    """The probability of each clause telling of each kind of work for which it has a word or a sign."""
    if not candidates:
        return []
    units = sorted({c.unit for c in candidates})
    row = {k: i for i, k in enumerate(units)}
    by_kind = said.sums(units, weights.grams) + contexts.odds(units, weights.work_about)
    by_kind += by_kind[:, _SHARED:]
    odds = [
        weights.work_base + float(weights.work[list(c.slots)].sum()) + float(by_kind[row[c.unit], c.action])
        for c in candidates
    ]
    return list(zip(candidates, _probabilities(odds), strict=True))


def weigh_parts(
    view: View, candidates: Sequence[Named], weights: Weights, contexts: Contexts
) -> list[tuple[Named, float]]:
    """The probability of each name taking part in something that is told."""
    if not candidates:
        return []
    about = contexts.odds([view.unit(c.mention.start) for c in candidates], weights.part_about)
    odds = [
        weights.part_base + float(weights.part[list(c.slots)].sum()) + float(row[c.kind] + row[_SHARED])
        for c, row in zip(candidates, about, strict=True)
    ]
    return list(zip(candidates, _probabilities(odds), strict=True))


def weigh_dates(candidates: Sequence[Dated], weights: Weights, contexts: Contexts) -> dict[int, float]:
    """The probability of each date, by its number, of being the day of something told."""
    if not candidates:
        return {}
    about = contexts.odds([c.unit for c in candidates], weights.date_about)
    odds = [
        weights.date_base + float(weights.date[list(c.slots)].sum()) + float(row[0] + row[_SHARED])
        for c, row in zip(candidates, about, strict=True)
    ]
    return dict(zip((c.number for c in candidates), _probabilities(odds), strict=True))


def _probabilities(odds: Sequence[float]) -> list[float]:
    out: list[float] = (1.0 / (1.0 + np.exp(-np.array(odds, np.float64)))).tolist()
    return out
