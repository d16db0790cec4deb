"""From weighed facts to events: what stands stays, what does not goes, what the rules missed comes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from govextract.assemble import event_id, quantities_of
from govextract.records import NOT_COUNTED, Action, Entity, Event, Participant
from govextract.weigh.facts import Fact
from govextract.weigh.part import PARTS, Part, names_of
from govextract.weigh.view import Days, View, days_of
from govextract.weigh.work import ACTIONS

RULE: Final = "weigh.added"
"""The rule of an event that only the model saw."""

_MAY_BE: Final = frozenset(("ongoing", "planned"))
_FAR: Final = 200
"""Characters from an event beyond which a fact of the same days is not put into it."""
_LEAST: Final = 0.03
"""The probability that the likeliest work of some days must have if none reaches the threshold but names do."""


class Weighed(NamedTuple):
    """A fact and its probability."""

    fact: Fact
    probability: float


_Key = tuple[Part, Days, str]
_Items = dict[Part, list[str]]


class _Scale:
    """The facts of a page by what they say, and who is who."""

    def __init__(
        self, weighed: Iterable[Weighed], threshold: Mapping[Part, float], entities: Sequence[Entity]
    ) -> None:
        self.facts: dict[_Key, Weighed] = {(w.fact.part, w.fact.days, w.fact.item): w for w in weighed}
        self.standing = {key: w for key, w in self.facts.items() if w.probability >= threshold[w.fact.part]}
        self._likeliest: dict[Days, Weighed] = {}
        for (part, days, _), w in self.facts.items():
            best = self._likeliest.get(days)
            if part == "actions" and (best is None or w.probability > best.probability):
                self._likeliest[days] = w
        self.people = {e.name: e.id for e in entities if e.kind == "official"}

    def probability(self, part: Part, days: Days, item: str) -> float:
        """The probability of a fact, 0 of what was never considered."""
        found = self.facts.get((part, days, item))
        return found.probability if found else 0.0

    def likeliest(self, days: Days) -> Action | None:
        """The likeliest work of some days, None if even that is too doubtful."""
        best = self._likeliest.get(days)
        if best is None or best.probability < _LEAST:
            return None
        return next(a for a in ACTIONS if a == best.fact.item)

    def in_order(self, part: Part, days: Days, items: Iterable[str]) -> tuple[str, ...]:
        """The items, each once, in the order in which the text tells of them."""
        at = {x: w.fact.at if (w := self.facts.get((part, days, x))) else 0 for x in items}
        return tuple(sorted(at, key=lambda x: at[x]))


def events_of(
    view: View,
    events: Sequence[Event],
    weighed: Iterable[Weighed],
    entities: Sequence[Entity],
    threshold: Mapping[Part, float],
) -> list[Event]:
    """The events as the facts have them, in text order; those that are not counted stay as they are."""
    scale = _Scale(weighed, threshold, entities)
    counted = [e for e in events if e.status not in NOT_COUNTED]
    kept: list[_Items] = [
        {p: [x for x in names_of(e, p) if (p, days_of(e.date), x) in scale.standing] for p in PARTS}
        for e in counted
    ]
    placed = {
        (p, days_of(e.date), x)
        for e, items in zip(counted, kept, strict=True)
        for p in PARTS
        for x in items[p]
    }
    numbers = {e.id: i for i, e in enumerate(counted)}
    by_days: dict[Days, list[int]] = defaultdict(list)
    for i, e in enumerate(counted):
        if e.duplicate_of is None:
            by_days[days_of(e.date)].append(i)
    copies: dict[int, list[int]] = defaultdict(list)
    for i, e in enumerate(counted):
        if e.duplicate_of in numbers:
            copies[numbers[e.duplicate_of]].append(i)

    def put(number: int, w: Weighed) -> None:
        for i in (number, *copies[number]):  # what is told once more is told as the first time
            kept[i][w.fact.part].append(w.fact.item)

    apart: dict[tuple[Days, int], list[Weighed]] = defaultdict(list)
    for key, w in scale.standing.items():
        if key in placed:
            continue
        near = _nearest(counted, by_days[w.fact.days], w.fact, _FAR)
        if near is None:
            apart[w.fact.days, view.sentence(w.fact.at)].append(w)
        else:
            put(near, w)
    added: list[tuple[Event, _Items]] = []
    for (days, number), found in apart.items():
        items: _Items = {p: [w.fact.item for w in found if w.fact.part == p] for p in PARTS}
        if items["actions"]:
            added.append((_added(view, days, number, found), items))
            continue
        # Names on days of which no work is told here: with the nearest work of those days, or the likeliest.
        near = _nearest(counted, by_days[days], found[0].fact, len(view.text))
        action = scale.likeliest(days)
        if near is not None:
            for w in found:
                put(near, w)
        elif action is not None:
            items["actions"] = [action]
            added.append((_added(view, days, number, found), items))
    out = [e for e in events if e.status in NOT_COUNTED]
    renamed: dict[str, str] = {}
    for e, items in (*zip(counted, kept, strict=True), *added):
        settled = _settled(scale, e, items)
        if settled is not None:
            renamed[e.id] = settled.id
            out.append(settled)
    out.sort(key=lambda e: (e.start, e.end))
    return _distinct(_repointed(e, renamed) for e in out)


def _nearest(events: Sequence[Event], numbers: Sequence[int], fact: Fact, reach: int) -> int | None:
    """The number, among some, of the event that lies nearest to a fact, within a reach in characters."""
    best: tuple[int, int] | None = None
    for i in numbers:
        e = events[i]
        distance = max(e.start - fact.at, fact.at - e.end + 1, 0)
        if distance <= reach and (best is None or distance < best[0]):
            best = (distance, i)
    return best[1] if best else None


def _added(view: View, days: Days, number: int, found: Sequence[Weighed]) -> Event:
    """An event of a sentence of which the rules made none on these days, its items still to come."""
    at = found[0].fact.at
    start, end = view.sentences[number] if view.sentences else (at, len(view.text))
    mention = next((w.fact.date for w in found if w.fact.date is not None), None)
    scope = view.scopes.at(at)
    inside = view.within(start, end)
    return Event(
        id="",
        start=start,
        end=end,
        text=view.text[start:end],
        section=view.paragraphs[view.paragraph(at)].section,
        date=None if days is None else view.event_date(days, mention),
        status=scope if scope in _MAY_BE else "done",
        actions=("meeting",),
        organisations=tuple(dict.fromkeys(m.text for m in inside if m.kind == "organisation")),
        places=tuple(dict.fromkeys(m.text for m in inside if m.kind == "place")),
        quantities=quantities_of(inside),
        rule=RULE,
    )


def _settled(scale: _Scale, e: Event, items: _Items) -> Event | None:
    """The event with its items as they stand; None where no work is left of it."""
    days = days_of(e.date)
    actions: tuple[Action, ...] = tuple(a for a in ACTIONS if a in items["actions"])
    if not actions:
        likeliest = scale.likeliest(days)
        if not any(items.values()) or likeliest is None:
            return None
        actions = (likeliest,)
    order = scale.in_order("actions", days, actions)
    actions = tuple(sorted(actions, key=order.index))
    confidence = 1.0
    for a in actions:
        confidence *= scale.probability("actions", days, a)
    known = {p.name: p for p in e.officials}
    officials = tuple(
        known.get(name) or Participant(name=name, entity=scale.people[name], role="attendee")
        for name in scale.in_order("officials", days, items["officials"])
        if name in known or name in scale.people
    )
    return e.model_copy(
        update={
            "id": e.id if actions == e.actions and e.id else event_id(e.text, e.date, actions),
            "actions": actions,
            "officials": officials,
            "villages": scale.in_order("villages", days, items["villages"]),
            "enterprises": scale.in_order("enterprises", days, items["enterprises"]),
            "confidence": round(confidence, 2),
        }
    )


def _repointed(e: Event, renamed: Mapping[str, str]) -> Event:
    """The event with the new id of the copy to which it points; one whose first copy went stands for itself."""
    if e.duplicate_of is None:
        return e
    target = renamed.get(e.duplicate_of)
    return e if target == e.duplicate_of else e.model_copy(update={"duplicate_of": target})


def _distinct(events: Iterable[Event]) -> list[Event]:
    """The events with ids of their own."""
    seen: Counter[str] = Counter()
    out = []
    for e in events:
        seen[e.id] += 1
        out.append(e if seen[e.id] == 1 else e.model_copy(update={"id": f"{e.id}-{seen[e.id]}"}))
    return out
