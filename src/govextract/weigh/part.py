"""What speaks for and against a named person, village or business taking part in what is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from govextract.match import where
from govextract.records import Event, Mention
from govextract.weigh.slots import slot
from govextract.weigh.view import View, stands_between

Part = Literal["actions", "officials", "villages", "enterprises"]
"""What a date is joined with in an event."""

PARTS: Final[tuple[Part, ...]] = ("actions", "officials", "villages", "enterprises")
PART_OF: Final[dict[str, Part]] = {
    "official": "officials",
    "village": "villages",
    "enterprise": "enterprises",
}

KINDS: Final = tuple(PART_OF)
"""The kinds of names by number, as the weights have them."""

_REACH: Final = 14


class Named(NamedTuple):
    """A mention that may take part, and its features."""

    mention: Mention
    part: Part
    slots: tuple[int, ...]

    @property
    def kind(self) -> int:
        """The number of the mention's kind, as the weights have it."""
        return KINDS.index(self.mention.kind)


def names_of(event: Event, part: Part) -> tuple[str, ...]:
    """What an event has of a part, as names."""
    if part == "officials":
        return tuple(p.name for p in event.officials)
    return tuple(getattr(event, part))


def named(view: View) -> list[Named]:
    """The officials, villages and businesses of a page in text order."""
    text = view.text
    chosen = {part: {x for e in view.events for x in names_of(e, part)} for part in PARTS}
    places = where(text, (m.text for m in view.mentions if m.kind in PART_OF))
    times = {form: apart(found, len(form)) for form, found in places.items()}
    out = []
    for m in view.mentions:
        part = PART_OF.get(m.kind)
        if part is None:
            continue
        name = view.name(m)
        start, end = view.clauses.span(m.start)
        number = view.sentence(m.start)
        first, last = view.sentences[number] if view.sentences else (start, end)
        events = view.events_at(m.start)
        before, behind, following = (
            text[start : m.start][-_REACH:],
            text[m.end : end][: _REACH + 1],
            text[end : end + 12],
        )
        features = [
            f"in:{bool(events)}",
            f"chosen:{any(name in names_of(e, part) for e in events)}",
            f"elsewhere:{name in chosen[part]}",
            f"status:{m.status}",
            f"paragraph:{min(3, view.paragraph(m.start))}",
            f"times:{min(4, times[m.text])}",
            f"first:{places[m.text][0] == m.start}",
            f"rule:{m.rule}",
            *(f"{n}>{text[m.end : m.end + n]}" for n in (1, 2, 3)),
            *(f"{n}<{text[max(0, m.start - n) : m.start]}" for n in (1, 2, 3)),
            *(f">{behind[i : i + 2]}" for i in range(len(behind) - 1)),
            *(f"<{before[i : i + 2]}" for i in range(len(before) - 1)),
            *(f">>{following[i : i + 2]}" for i in range(len(following) - 1)),
            f"quoted:{view.quoted(m.start)}",
            f"dated:{stands_between(view.date_starts, first, last)}",
            *(f"action:{a}" for e in events for a in e.actions),
            f"others:{min(3, len(names_of(events[0], part))) if events else -1}",
            f"told:{stands_between(view.told, first, last)}",
            f"told before:{stands_between(view.told, first, m.start)}",
            f"top:{first == 0}",
            f"heading:{view.paragraphs[view.paragraph(m.start)].heading if view.paragraphs else False}",
        ]
        out.append(Named(m, part, tuple(sorted({slot(f"{m.kind}|{f}") for f in features}))))
    return out


def apart(places: Sequence[int], length: int) -> int:
    """How many of a form's occurrences, in text order, share no character with the one before."""
    count, end = 0, 0
    for at in places:
        if at >= end:
            count, end = count + 1, at + length
    return count
