"""Assemble: blocks, mentions and entities to events."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

from govextract.assemble.items import Items
from govextract.assemble.occasion import AT_TABLE, Occasion
from govextract.assemble.participants import Participants
from govextract.clauses import clauses_of
from govextract.find.actions import SESSION
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import (
    Action,
    Entity,
    Event,
    EventDate,
    EventQuantity,
    Kind,
    Mention,
    QuantityValue,
    Reference,
    Status,
    Trigger,
)

# Beside these a look is part of the work; beside others (看望, 督办) it is an official's tour.
_LOOKED_AT = AT_TABLE | frozenset[Action](
    ("survey", "inspection", "enforcement", "emergency_response", "personnel")
)
# Statuses under which an event is listed though nothing happened, the heaviest first.
_LISTED: tuple[Status, ...] = ("negated", "simulated", "required")
_CONFIDENCE = {"dated": 0.9, "vague": 0.75, "planned": 0.7, "undated": 0.6, "listed": 0.6}
_LATEST = 8  # dated events that one without a date may repeat
_T = TypeVar("_T")
_KINDS: frozenset[Kind] = frozenset(("date", "official", "village", "enterprise"))


class Assembler:
    """Joins what stands in the text into events."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._items = Items(lexicon)
        self._participants = Participants(lexicon)
        triggers = lexicon.category("trigger")
        self._weak = frozenset(e.id for e in triggers if e.attrs.get("form") == "weak")
        self._asking = frozenset(e.id for e in triggers if e.attrs.get("asks"))
        self._dated = frozenset(e.id for e in triggers if e.attrs.get("dated"))

    def assemble(
        self,
        page: Page,
        mentions: Sequence[Mention],
        triggers: Sequence[Trigger],
        entities: Sequence[Entity],
        references: Sequence[Reference],
    ) -> list[Event]:
        """Events in text order; those of a repeated paragraph point to the first copy's."""
        if not triggers:
            return []
        names = {e.id: e.name for e in entities}
        mentions = sorted(mentions, key=lambda m: m.start)
        starts = [m.start for m in mentions]
        named = [m for m in mentions if m.kind in _KINDS]
        named = sorted((*named, *_referred(entities, references)), key=lambda m: (m.start, m.end))
        events: list[Event] = []
        dated: deque[Event] = deque(maxlen=_LATEST)
        seen: Counter[str] = Counter()
        copies: dict[tuple[int, str], list[Event]] = {}
        for occasion in self._items.occasions(page, named, triggers):
            original = page.tree.paragraphs[occasion.paragraph].duplicate_of
            for event in self._events(page, occasion, mentions, starts, names):
                seen[event.id] += 1
                update: dict[str, str] = {"id": f"{event.id}-{seen[event.id]}"} if seen[event.id] > 1 else {}
                key = str(event.date and (event.date.start, event.date.end))
                if original is None:
                    copies.setdefault((occasion.paragraph, key), []).append(event)
                elif (original, key) in copies:
                    update["duplicate_of"] = _first_copy(copies[original, key], event).id
                if event.date is None and not occasion.case and _told_before(event, dated):
                    continue
                if event.date is not None and event.counted:
                    dated.append(event)
                events.append(event.model_copy(update=update) if update else event)
        return events

    def _events(
        self,
        page: Page,
        o: Occasion,
        mentions: Sequence[Mention],
        starts: Sequence[int],
        names: Mapping[str, str],
    ) -> Iterator[Event]:
        """One event a date of the occasion, none where nothing was done."""
        if not o.anchored:
            o.triggers = [t for t in o.triggers if t.rule not in self._dated]
        actions, status, kind = self._what(o)
        if not actions:
            return
        text, clauses = page.text, clauses_of(page.text)
        officials = self._participants.officials(text, clauses, o, actions, names)
        if kind == "undated" and not officials and (o.idle or o.case):
            return
        villages = self._participants.villages(o, actions)
        enterprises = self._participants.enterprises(text, clauses, o)
        evidence = text[o.start : o.end]
        inside = [m for m in _from(mentions, starts, o.start, o.end) if m.end <= o.end]
        for when in o.dates or (None,):
            yield Event(
                id=event_id(evidence, when, actions),
                start=o.start,
                end=o.end,
                text=evidence,
                section=o.section,
                date=when,
                status=status,
                actions=actions,
                officials=officials,
                villages=villages,
                enterprises=enterprises,
                organisations=_unique(m.text for m in inside if m.kind == "organisation"),
                places=_unique(m.text for m in inside if m.kind == "place"),
                quantities=quantities_of(inside),
                rule=f"assemble.{kind}",
                confidence=_CONFIDENCE[kind],
            )

    def _what(self, o: Occasion) -> tuple[tuple[Action, ...], Status, str]:
        """Actions, status and kind of the event that an occasion makes; no actions, no event."""
        told = (*o.triggers, *o.labels) if o.triggers or o.anchored else ()
        strong = _actions(t for t in told if t.rule not in self._weak)
        soft = [t for t in o.triggers if t.rule in self._weak]
        looks = any("survey" in t.actions and t.rule not in self._asking for t in soft)
        toured = looks and o.anchored and bool(o.people())
        if strong and toured and _LOOKED_AT.isdisjoint(strong):
            strong = (*strong, "survey")
        if any(t.rule == SESSION for t in soft) and not strong:
            strong = ("meeting",)
        # To receive somebody (会见) is a meeting where nothing else is told.
        done = strong or _actions(t for t in soft if t.actions != ("meeting",)) or _actions(soft)
        planned = _actions(t for t in o.plans if t.rule not in self._weak)
        if done:
            ongoing = bool(o.triggers) and all(t.status == "ongoing" for t in o.triggers)
            kind = "dated" if o.dates else "vague" if o.anchored else "undated"
            return _unique((*done, *planned)), "ongoing" if ongoing else "done", kind
        if planned and o.dates:
            return planned, "planned", "planned"
        for status in _LISTED:
            actions = _actions(t for t in o.others if t.status == status and t.rule not in self._weak)
            if actions and o.dates:
                return actions, status, "listed"
        return (), "done", "undated"


def _referred(entities: Sequence[Entity], references: Sequence[Reference]) -> list[Mention]:
    """What stands for an enterprise (该公司, 上述两家企业), as mentions of its name."""
    known = {e.id: e for e in entities if e.kind == "enterprise"}
    return [
        Mention(
            id=f"reference:{r.start}-{r.end}",
            kind=known[r.entity].kind,
            start=r.start,
            end=r.end,
            text=known[r.entity].name,
            entity=r.entity,
            rule=r.rule,
        )
        for r in references
        if r.entity in known
    ]


def _told_before(event: Event, dated: Iterable[Event]) -> bool:
    """Whether an event without a date only says again what one of the dated events told (a caption)."""
    names = {p.name for p in event.officials}
    return any(
        set(event.actions) <= set(e.actions)
        and names <= {p.name for p in e.officials}
        and (names or e.section == event.section)
        and set(event.villages) <= set(e.villages)
        for e in dated
    )


def _from(mentions: Sequence[Mention], starts: Sequence[int], start: int, end: int) -> Sequence[Mention]:
    """The mentions, in text order, that begin in the stretch; ``starts`` are where each begins."""
    return mentions[bisect_left(starts, start) : bisect_left(starts, end)]


def _first_copy(copies: Sequence[Event], event: Event) -> Event:
    """The event of the first copy with the same actions, else the first on the same day."""
    return next((e for e in copies if e.actions == event.actions), copies[0])


def _actions(triggers: Iterable[Trigger]) -> tuple[Action, ...]:
    return _unique(a for t in triggers for a in t.actions)


def _unique(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))


def quantities_of(mentions: Iterable[Mention]) -> tuple[EventQuantity, ...]:
    """The quantities among mentions, as an event has them."""
    return tuple(
        EventQuantity(text=m.text, **m.value.model_dump())
        for m in mentions
        if isinstance(m.value, QuantityValue)
    )


def event_id(evidence: str, when: EventDate | None, actions: Sequence[Action]) -> str:
    """The id of an event, made of what it tells."""
    key = "\x1f".join((evidence, str(when and (when.start, when.end)), *actions))
    return "event:" + sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
