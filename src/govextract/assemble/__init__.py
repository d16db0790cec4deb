"""Assemble: blocks, mentions and entities to events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from govextract.assemble.items import Items, Occasion
from govextract.assemble.participants import Roles, is_address, is_example, is_venue
from govextract.clauses import Clauses
from govextract.find.actions import SESSION
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import (
    Action,
    Entity,
    Event,
    EventDate,
    EventQuantity,
    Mention,
    Participant,
    QuantityValue,
    Reference,
    Status,
    Trigger,
)

# Occasions at which people sit or stand together; 参加会议 there adds no meeting of its own.
_OCCASIONS: frozenset[Action] = frozenset(
    ("meeting", "training", "lecture", "party_activity", "ceremony", "study", "drill", "award", "culture_sport")
)
# Work at which one who speaks takes part; at a raid or a clean-up he only comments for the reporter.
_HEARD: frozenset[Action] = _OCCASIONS | frozenset(
    ("survey", "visit", "supervision", "inspection", "assessment", "investment", "personnel", "public_service", "mediation")
)
# So many plain looks (看, 走了一圈) make a tour, beside what else was done on it.
_MANY_STOPS = 3
_TOURS: frozenset[Action] = frozenset(("survey", "inspection", "visit")) | _OCCASIONS
_CONFIDENCE = {"dated": 0.9, "vague": 0.75, "undated": 0.6, "planned": 0.7, "heading": 0.6}


class Assembler:
    """Joins what stands in the text into events."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._items = Items(lexicon)
        self._roles = Roles(lexicon)
        self._dated = frozenset(e.id for e in lexicon.category("trigger") if e.attrs.get("dated"))
        self._weak = frozenset(e.id for e in lexicon.category("trigger") if e.attrs.get("form") == "weak")

    def assemble(
        self,
        page: Page,
        mentions: Sequence[Mention],
        triggers: Sequence[Trigger],
        entities: Sequence[Entity],
        references: Sequence[Reference],
    ) -> list[Event]:
        """Events in text order; those of a repeated paragraph point to the first copy's."""
        names = {e.id: e.name for e in entities}
        events: list[Event] = []
        first_copies: dict[tuple[int, str, tuple[Action, ...]], str] = {}
        clauses = Clauses(page.text)
        for occasion in self._items.occasions(page, clauses, mentions, triggers):
            for event in self._events(page, clauses, occasion, mentions, names):
                key = str(event.date and (event.date.start, event.date.end))
                paragraph = page.tree.paragraphs[occasion.paragraph]
                if paragraph.duplicate_of is not None:
                    first = first_copies.get((paragraph.duplicate_of, key, event.actions))
                    if first is not None:
                        event = event.model_copy(update={"duplicate_of": first})
                first_copies.setdefault((occasion.paragraph, key, event.actions), event.id)
                events.append(event)
        return events

    def _events(
        self,
        page: Page,
        clauses: Clauses,
        o: Occasion,
        mentions: Sequence[Mention],
        names: Mapping[str, str],
    ) -> Iterator[Event]:
        if not o.anchored:
            o.triggers = [t for t in o.triggers if t.rule not in self._dated]
        actions, status, kind = self._what(o)
        if not actions:
            return
        text = page.text
        officials = self._officials(text, clauses, o, actions, names)
        villages = _named(o, "village", lambda m: not is_address(m, _of(o, "official"), actions))
        enterprises = _named(
            o, "enterprise", lambda m: not is_venue(text, m, clauses.span(m.start)) and not is_example(text, m)
        )
        if kind == "undated" and not _told(clauses, o, officials):
            return
        evidence = text[o.start : o.end]
        inside = [m for m in mentions if o.start <= m.start and m.end <= o.end]
        for when in o.dates or (None,):
            yield Event(
                id=_event_id(evidence, when, actions),
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
                quantities=tuple(_quantity(m) for m in inside if isinstance(m.value, QuantityValue)),
                rule=f"assemble.{kind}",
                confidence=_CONFIDENCE[kind],
            )

    def _what(self, o: Occasion) -> tuple[tuple[Action, ...], Status, str]:
        """Actions, status and kind of the event that an occasion makes; no actions, no event."""
        kind = "dated" if o.dates else "vague" if o.anchored else "undated"
        strong = _actions(t for t in (*o.triggers, *o.labels) if t.rule not in self._weak) if (o.triggers or o.anchored) else ()
        soft = [t for t in o.triggers if t.rule in self._weak]
        weak = _actions(t for t in soft if t.actions != ("meeting",)) or _actions(soft)
        session = any(t.rule == SESSION for t in soft)
        if sum("survey" in t.actions for t in soft) >= _MANY_STOPS and not _TOURS & set(strong):
            strong = (*strong, "survey")
        if session and not _OCCASIONS & set(strong):
            strong = (*strong, "meeting")
        if not strong:
            strong = weak
        planned = _actions(t for t in o.plans if t.rule not in self._weak)
        if strong:
            strong = tuple(dict.fromkeys((*strong, *planned)))
            ongoing = bool(o.triggers) and all(t.status == "ongoing" for t in o.triggers)
            return strong, "ongoing" if ongoing else "done", kind
        if planned and o.dates:
            return planned, "planned", "planned"
        return (), "done", kind

    def _officials(
        self, text: str, clauses: Clauses, o: Occasion, actions: Sequence[Action], names: Mapping[str, str]
    ) -> tuple[Participant, ...]:
        out: dict[str, Participant] = {}
        remark = not (_HEARD & set(actions))
        for m in _of(o, "official"):
            clause = clauses.span(m.start)
            if self._roles.cited(text, m, clause):
                continue
            name = names.get(m.entity or "", m.text)
            if remark and self._roles.remarks(text, m):
                continue
            role = self._roles.role(text, m, clause, actions)
            held = out.get(name)
            if held is None or (held.role == "attendee" and role != "attendee"):
                out[name] = Participant(name=name, entity=m.entity or "", role=role)
        return tuple(out.values())


def _told(clauses: Clauses, o: Occasion, officials: Sequence[Participant]) -> bool:
    """Whether an occasion without any date is told as work done.

    It names the official, village or enterprise that acts, or is an item by itself and no background.
    """
    if officials or (o.item and not o.background):
        return True
    acting = [m for m in o.mentions if m.kind in ("village", "enterprise")]
    return any(m.end <= t.start and clauses.span(t.start)[0] <= m.start for t in o.triggers for m in acting)


def _of(o: Occasion, kind: str) -> list[Mention]:
    return [m for m in o.mentions if m.kind == kind]


def _named(o, kind, keep):  # type: ignore[no-untyped-def]
    return _unique(m.text for m in _of(o, kind) if keep(m))


def _unique(items):  # type: ignore[no-untyped-def]
    return tuple(dict.fromkeys(items))


def _actions(triggers) -> tuple[Action, ...]:  # type: ignore[no-untyped-def]
    return tuple(dict.fromkeys(a for t in triggers for a in t.actions))


def _quantity(m: Mention) -> EventQuantity:
    assert isinstance(m.value, QuantityValue)  # noqa: S101
    return EventQuantity(text=m.text, **m.value.model_dump())


def _event_id(evidence: str, when: EventDate | None, actions: Sequence[Action]) -> str:
    key = "\x1f".join((evidence, str(when and (when.start, when.end)), *actions))
    return "event:" + sha256(key.encode()).hexdigest()[:12]
