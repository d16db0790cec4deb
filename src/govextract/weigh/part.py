"""What speaks for and against a named person, village or business taking part in what is told."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from govextract.records import Event, Mention
from govextract.weigh.slots import slot
from govextract.weigh.view import View

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

_TOLD: Final = frozenset(("done", "ongoing"))
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
    told = [t.start for t in view.triggers.values() if t.status in _TOLD]
    out = []
    for m in view.mentions:
        part = PART_OF.get(m.kind)
        if part is None:
            continue
        name = view.name(m)
        start, end = view.clauses.span(m.start)
        number = view.sentence(m.start)
        first, last = view.sentences[number] if view.sentences else (start, end)
        events = [e for e in view.events if e.start <= m.start < e.end]
        before, behind, following = (
            text[start : m.start][-_REACH:],
            text[m.end : end][: _REACH + 1],
            text[end:][:12],
        )
        features = [
            f"in:{bool(events)}",
            f"chosen:{any(name in names_of(e, part) for e in events)}",
            f"elsewhere:{any(name in names_of(e, part) for e in view.events)}",
            f"status:{m.status}",
            f"paragraph:{min(3, view.paragraph(m.start))}",
            f"times:{min(4, text.count(m.text))}",
            f"first:{text.find(m.text) == m.start}",
            f"rule:{m.rule}",
            *(f"{n}>{text[m.end : m.end + n]}" for n in (1, 2, 3)),
            *(f"{n}<{text[max(0, m.start - n) : m.start]}" for n in (1, 2, 3)),
            *(f">{behind[i : i + 2]}" for i in range(len(behind) - 1)),
            *(f"<{before[i : i + 2]}" for i in range(len(before) - 1)),
            *(f">>{following[i : i + 2]}" for i in range(len(following) - 1)),
            f"quoted:{view.quoted(m.start)}",
            f"dated:{any(first <= d < last for d in view.date_starts)}",
            *(f"action:{a}" for e in events for a in e.actions),
            f"others:{min(3, len(names_of(events[0], part))) if events else -1}",
            f"told:{any(first <= t < last for t in told)}",
            f"told before:{any(first <= t < m.start for t in told)}",
            f"top:{first == 0}",
            f"heading:{view.paragraphs[view.paragraph(m.start)].heading if view.paragraphs else False}",
        ]
        out.append(Named(m, part, tuple(sorted({slot(f"{m.kind}|{f}") for f in features}))))
    return out
